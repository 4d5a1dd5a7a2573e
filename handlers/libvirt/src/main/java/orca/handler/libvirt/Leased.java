package orca.handler.libvirt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.handler.Action;
import orca.core.handler.Attached;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;

/**
 * What a machine has that is leased by itself, as the driver wants it said: volumes, networks and an address of the leases that
 * its holder names, and those that services of the machine's own type made before it. It is the site that says where they are.
 */
final class Leased {
    private static final String FILE = "volume.file";
    private static final String SERIAL = "volume.serial";
    private static final String BRIDGE = "network.bridge";
    private static final String ADDRESS = "address";
    private static final List<String> USABLE = List.of(FILE, BRIDGE, ADDRESS);

    private Leased() {}

    /** Why a machine cannot be made with what its holder named. One that lives goes on without what is over. */
    static Optional<Outcome> hindrance(UnitCall call, CallContext context) {
        List<String> missing = Attached.missing(call.properties());
        if (!missing.isEmpty() && call.action() == Action.SETUP) {
            return Optional.of(new Outcome.Trouble(Attached.WISH + ": nothing of " + String.join(", ", missing)
                    + " is in use at this site; say --after " + String.join(",", missing), true));
        }
        if (!missing.isEmpty() && call.action() == Action.MODIFY) {
            context.say(Attached.WISH + ": nothing of " + String.join(", ", missing) + " is in use here any more");
        }
        for (Attached each : Attached.of(call.properties())) {
            boolean useless = USABLE.stream().noneMatch(name -> each.properties().get(name).isPresent());
            if (useless && (call.action() == Action.SETUP || call.action() == Action.MODIFY)) {
                return Optional.of(new Outcome.Trouble(Attached.WISH + ": " + each.lease()
                        + " is neither a volume nor a network nor an address", false));
            }
        }
        return Optional.empty();
    }

    /** {@code input}, and what is to be attached. */
    static PropertyList into(PropertyList input, UnitCall call) {
        List<PropertyList> all = new ArrayList<>();
        PropertyList own = PropertyList.NONE;
        for (String name : List.of(FILE, SERIAL, BRIDGE)) {
            Optional<String> said = call.properties().text(PropertyList.SITES_OWN + name);
            own = said.isPresent() ? own.with(name, said.get()) : own;
        }
        all.add(own);
        Attached.of(call.properties()).forEach(each -> all.add(each.properties()));
        // What a service gave before comes before what the holder leased.
        PropertyList more = said(input, "attach.address", call.properties().text(PropertyList.SITES_OWN + "machine.address"));
        more = said(more, "attach.hw-address", call.properties().text(PropertyList.SITES_OWN + "machine.hw-address"));
        for (int n = 0; n < all.size(); n++) {
            more = said(more, "attach." + n + ".file", all.get(n).text(FILE));
            more = said(more, "attach." + n + ".serial", all.get(n).text(SERIAL));
            more = said(more, "attach." + n + ".bridge", all.get(n).text(BRIDGE));
            if (more.get("attach.address").isEmpty()) {
                more = said(more, "attach.address", all.get(n).text(ADDRESS));
            }
        }
        return more;
    }

    private static PropertyList said(PropertyList input, String name, Optional<String> value) {
        return value.isPresent() ? input.with(name, value.get()) : input;
    }
}
