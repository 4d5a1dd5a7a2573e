package orca.handler.services.addresses;

import orca.core.handler.CallContext;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.handler.services.ServiceException;
import orca.handler.services.ServiceHandler;

/** The handler {@code addresses}: an address by DHCP. Its page is {@code docs/handlers/addresses.md}. */
public final class AddressesHandler extends ServiceHandler<AddressesSettings> {
    static final String NAME = "addresses";
    /** The property that tells the site's other services; no guest can have set it. */
    static final String TOLD = PropertyList.SITES_OWN + "address";
    /** The same for this handler alone, which no host of the inventory has either. */
    static final String RECORDED = PropertyList.SITES_OWN + "addresses.address";

    /** What the handler that makes a machine makes it with: its address with the prefix. */
    static final String MACHINE = PropertyList.SITES_OWN + "machine.address";
    /** And its hardware address. */
    static final String MACHINE_HARDWARE = PropertyList.SITES_OWN + "machine.hw-address";

    /** A handler that can do nothing until it is configured. */
    public AddressesHandler() {
        super(NAME, "pool and reservations", AddressesSettings::of);
    }

    @Override
    protected PropertyList give(AddressesSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        UnitAddress address = new UnitAddress(now, call);
        return address.told(address.give());
    }

    @Override
    protected void take(AddressesSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        new UnitAddress(now, call).take(context);
    }

    @Override
    protected Seen look(AddressesSettings now, UnitCall call, CallContext context)
            throws ServiceException, InterruptedException {
        return Seen.wholeOrGone(new UnitAddress(now, call).amiss());
    }
}
