package orca.handler.services;

import java.util.List;
import java.util.function.Function;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/**
 * What the handlers of this module share: settings that must be said before anything can be done, a setup that a change of the
 * lease repeats, and a probe that tells what is amiss.
 *
 * @param <S> what the configuration says to it
 */
public abstract class ServiceHandler<S> implements Handler {
    private final String name;
    private final String least;
    private final Function<PropertyList, S> reader;
    private S settings;

    /**
     * One that can do nothing until it is configured.
     *
     * @param least which settings it cannot do without, in words
     * @param reader reads its settings; refuses with an {@link IllegalArgumentException}
     */
    protected ServiceHandler(String name, String least, Function<PropertyList, S> reader) {
        this.name = name;
        this.least = least;
        this.reader = reader;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final synchronized void configure(PropertyList list) {
        settings = reader.apply(list);
    }

    protected final synchronized S settings() throws ServiceException {
        if (settings == null) {
            throw ServiceException.lasting("handlers." + name + ": must say at least " + least);
        }
        return settings;
    }

    /** Sees to it that the unit has what it is to have; what everybody and the site are told of it. */
    protected abstract PropertyList give(S settings, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException;

    /** Leaves nothing of the unit. */
    protected abstract void take(S settings, UnitCall call, CallContext context) throws ServiceException, InterruptedException;

    /** What is not as it is to be, in words; nothing: all is. */
    protected abstract List<String> amiss(S settings, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException;

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws Exception {
        try {
            S now = settings();
            return switch (call.action()) {
                case SETUP, MODIFY -> new Outcome.Done(give(now, call, context));
                case TEARDOWN -> {
                    take(now, call, context);
                    yield Outcome.done();
                }
                case PROBE -> probed(amiss(now, call, context), context);
                // What a guest does with it is its own.
                case JOIN, LEAVE -> Outcome.done();
            };
        } catch (ServiceException trouble) {
            return trouble.trouble();
        }
    }

    private static Outcome probed(List<String> amiss, CallContext context) {
        amiss.forEach(context::say);
        return new Outcome.Done(PropertyList.NONE.with(PRESENT, new PropertyValue.Flag(amiss.isEmpty())));
    }
}
