package orca.handler.services.addresses;

import java.util.List;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.services.ServiceException;

/** The handler {@code addresses}: an address by DHCP. Its page is {@code docs/handlers/addresses.md}. */
public final class AddressesHandler implements Handler {
    static final String NAME = "addresses";
    /** The property that tells the site's other services; no guest can have set it. */
    static final String TOLD = PropertyList.SITES_OWN + "address";
    /** The same for this handler alone, which no host of the inventory has either. */
    static final String RECORDED = PropertyList.SITES_OWN + "addresses.address";

    private AddressesSettings settings;

    /** A handler that can do nothing until it is configured. */
    public AddressesHandler() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public synchronized void configure(PropertyList list) {
        settings = AddressesSettings.of(list);
    }

    private synchronized AddressesSettings settings() throws ServiceException {
        if (settings == null) {
            throw ServiceException.lasting("handlers.addresses: must say at least pool and reservations");
        }
        return settings;
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws InterruptedException {
        try {
            UnitAddress address = new UnitAddress(settings(), call);
            return switch (call.action()) {
                case SETUP, MODIFY -> new Outcome.Done(UnitAddress.told(address.give()));
                case TEARDOWN -> {
                    address.take(context);
                    yield Outcome.done();
                }
                case PROBE -> probed(address.amiss(), context);
                // What a guest does with its address is its own.
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
