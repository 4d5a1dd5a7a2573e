package orca.handler.services.names;

import orca.core.handler.CallContext;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.handler.services.ServiceException;
import orca.handler.services.ServiceHandler;

/** The handler {@code names}: a name in the site's zones. Its page is {@code docs/handlers/names.md}. */
public final class NamesHandler extends ServiceHandler<NamesSettings> {
    static final String NAME = "names";
    /** The property that tells what a unit is called, with its domain. */
    static final String FULL = "names.name";
    /** The same for the site alone, which no guest can have set. */
    static final String RECORDED = PropertyList.SITES_OWN + "names.name";

    /** A handler that can do nothing until it is configured. */
    public NamesHandler() {
        super(NAME, "zone, reverse and key-file", NamesSettings::of);
    }

    private static UnitNames names(NamesSettings now) throws ServiceException {
        return new UnitNames(now, new NameServer(now.server(), TsigFile.read(now.key()), now.timeout()));
    }

    @Override
    protected PropertyList give(NamesSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        String name = UnitNames.shown(names(now).give(call, context).name());
        return PropertyList.of(FULL, name).with(RECORDED, name);
    }

    @Override
    protected void take(NamesSettings now, UnitCall call, CallContext context) throws ServiceException, InterruptedException {
        names(now).take(call, context);
    }

    @Override
    protected Seen look(NamesSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        return Seen.wholeOrGone(names(now).amiss(call));
    }
}
