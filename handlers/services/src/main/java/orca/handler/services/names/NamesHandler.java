package orca.handler.services.names;

import java.util.List;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.services.ServiceException;

/** The handler {@code names}: a name in the site's zones. Its page is {@code docs/handlers/names.md}. */
public final class NamesHandler implements Handler {
    static final String NAME = "names";
    /** The property that tells what a unit is called, with its domain. */
    static final String FULL = "names.name";
    /** The same for the site alone, which no guest can have set. */
    static final String RECORDED = PropertyList.SITES_OWN + "names.name";

    private NamesSettings settings;

    /** A handler that can do nothing until it is configured. */
    public NamesHandler() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public synchronized void configure(PropertyList list) {
        settings = NamesSettings.of(list);
    }

    private synchronized NamesSettings settings() throws ServiceException {
        if (settings == null) {
            throw ServiceException.lasting("handlers.names: must say at least zone, reverse and key-file");
        }
        return settings;
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws InterruptedException {
        try {
            NamesSettings now = settings();
            UnitNames names = new UnitNames(now, new NameServer(now.server(), TsigFile.read(now.key()), now.timeout()));
            return switch (call.action()) {
                case SETUP, MODIFY -> told(names.give(call, context));
                case TEARDOWN -> {
                    names.take(call, context);
                    yield Outcome.done();
                }
                case PROBE -> probed(names.amiss(call), context);
                // What a guest does with its name is its own.
                case JOIN, LEAVE -> Outcome.done();
            };
        } catch (ServiceException trouble) {
            return trouble.trouble();
        }
    }

    private static Outcome told(Entry entry) {
        String name = UnitNames.shown(entry.name());
        return new Outcome.Done(PropertyList.of(FULL, name).with(RECORDED, name));
    }

    private static Outcome probed(List<String> amiss, CallContext context) {
        amiss.forEach(context::say);
        return new Outcome.Done(PropertyList.NONE.with(PRESENT, new PropertyValue.Flag(amiss.isEmpty())));
    }
}
