package orca.handler.services.homes;

import orca.core.handler.CallContext;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.handler.services.ServiceException;
import orca.handler.services.ServiceHandler;

/** The handler {@code homes}: a folder by NFS. Its page is {@code docs/handlers/homes.md}. */
public final class HomesHandler extends ServiceHandler<HomesSettings> {
    static final String NAME = "homes";

    /** A handler that can do nothing until it is configured. */
    public HomesHandler() {
        super(NAME, "folder, exports and server", HomesSettings::of);
    }

    @Override
    protected PropertyList give(HomesSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        return new UnitHome(now, call).give();
    }

    @Override
    protected void take(HomesSettings now, UnitCall call, CallContext context) throws ServiceException, InterruptedException {
        new UnitHome(now, call).take();
    }

    @Override
    protected Seen look(HomesSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        return Seen.wholeOrGone(new UnitHome(now, call).amiss());
    }
}
