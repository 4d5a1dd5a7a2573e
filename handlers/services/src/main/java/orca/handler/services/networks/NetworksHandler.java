package orca.handler.services.networks;

import orca.core.handler.CallContext;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.handler.services.ServiceException;
import orca.handler.services.ServiceHandler;

/** The handler {@code networks}: a network of the unit's own. Its page is {@code docs/handlers/networks.md}. */
public final class NetworksHandler extends ServiceHandler<NetworksSettings> {
    static final String NAME = "networks";
    /** The property by which other handlers of the site find the bridge; no guest can have set it. */
    static final String TOLD = PropertyList.SITES_OWN + "network.bridge";

    /** A handler that can do nothing until it is configured. */
    public NetworksHandler() {
        super(NAME, "kind, and tags with uplink or peers", NetworksSettings::of);
    }

    @Override
    protected PropertyList give(NetworksSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        return new UnitNetwork(now, call).give();
    }

    @Override
    protected void take(NetworksSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        new UnitNetwork(now, call).take(context);
    }

    @Override
    protected Seen look(NetworksSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        return new UnitNetwork(now, call).look();
    }
}
