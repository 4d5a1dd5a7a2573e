package orca.handler.services;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
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
    /** What was amiss with units that are there, when they were looked at last. */
    private final Map<UnitId, List<String>> said = new ConcurrentHashMap<>();
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

    /** Looks after the unit; changes nothing. */
    protected abstract Seen look(S settings, UnitCall call, CallContext context) throws ServiceException, InterruptedException;

    /**
     * What a look at a unit found.
     *
     * @param there whether there is anything of the unit to be kept; a site ends units that are not there
     * @param amiss what is not as it is to be, in words; the next change of the lease puts it right
     */
    public record Seen(boolean there, List<String> amiss) {
        public Seen {
            amiss = List.copyOf(amiss);
        }

        /** A unit of which nothing is worth keeping when anything is amiss. */
        public static Seen wholeOrGone(List<String> amiss) {
            return new Seen(amiss.isEmpty(), amiss);
        }
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws Exception {
        try {
            S now = settings();
            return switch (call.action()) {
                case SETUP, MODIFY -> {
                    PropertyList given = give(now, call, context);
                    said.remove(call.unit());
                    yield new Outcome.Done(given);
                }
                case TEARDOWN -> {
                    take(now, call, context);
                    said.remove(call.unit());
                    yield Outcome.done();
                }
                case PROBE -> probed(call, look(now, call, context), context);
                // What a guest does with it is its own.
                case JOIN, LEAVE -> Outcome.done();
            };
        } catch (ServiceException trouble) {
            return trouble.trouble();
        }
    }

    /** Says the same of a unit that is there once, however often it looks, and when it is no more so. */
    private Outcome probed(UnitCall call, Seen seen, CallContext context) {
        List<String> now = seen.there() ? seen.amiss() : List.of();
        List<String> before = now.isEmpty() ? said.remove(call.unit()) : said.put(call.unit(), now);
        if (!seen.there() || !now.equals(before)) {
            seen.amiss().forEach(context::say);
        }
        if (seen.there() && now.isEmpty() && before != null) {
            context.say("it is as it ought to be again");
        }
        return new Outcome.Done(PropertyList.NONE.with(PRESENT, new PropertyValue.Flag(seen.there())));
    }
}
