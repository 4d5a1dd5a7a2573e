package orca.handler.services.volumes;

import orca.core.handler.CallContext;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.handler.services.ServiceException;
import orca.handler.services.ServiceHandler;

/** The handler {@code volumes}: a volume of the unit's own. Its page is {@code docs/handlers/volumes.md}. */
public final class VolumesHandler extends ServiceHandler<VolumesSettings> {
    static final String NAME = "volumes";
    /** The property by which other handlers of the site find the file; no guest can have set it. */
    static final String FILE = PropertyList.SITES_OWN + "volume.file";
    /** The property by which they know what to call it. */
    static final String SERIAL = PropertyList.SITES_OWN + "volume.serial";

    /** A handler that can do nothing until it is configured. */
    public VolumesHandler() {
        super(NAME, "folder", VolumesSettings::of);
    }

    @Override
    protected PropertyList give(VolumesSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        return new UnitVolume(now, call).give(context);
    }

    @Override
    protected void take(VolumesSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        new UnitVolume(now, call).take(context);
    }

    @Override
    protected Seen look(VolumesSettings now, UnitCall call, CallContext context) throws ServiceException {
        return new UnitVolume(now, call).look();
    }
}
