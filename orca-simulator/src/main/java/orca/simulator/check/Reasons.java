package orca.simulator.check;

import java.time.Instant;
import java.util.Optional;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.core.actor.Event;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.lease.LeaseState;
import orca.core.lease.LeaseTrigger;
import orca.core.protocol.Message;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Watched;

/**
 * What ends, ends for the reason for which it does: a holder that is told another one looks for the fault in the wrong place, and
 * the journal tells what never happened.
 */
final class Reasons {
    private Reasons() {}

    /**
     * A lease falls for want of units only when a unit of it could not be set up, was found dead, or had to leave a host whose
     * maintenance has begun.
     */
    static void authority(Watched node) {
        for (LeaseFile file : Actors.authority(node).leases()) {
            LeaseImage lease = file.image();
            boolean falls = lease.state() == LeaseState.CLOSING && lease.cause().what().equals(LeaseTrigger.FALLEN.name());
            if (falls && lease.cause().why().contains("to leave") && !begun(node, lease.cause().at())) {
                throw new Broken(node + ": lease " + lease.key() + " falls for a maintenance that has not begun: "
                        + lease.cause());
            }
            if (falls && !lease.cause().why().contains("to leave") && !lease.cause().why().contains("could not be set up")
                    && !lease.cause().why().contains("was found dead")) {
                throw new Broken(node + ": lease " + lease.key() + " falls, and no unit of it failed or died: "
                        + lease.cause());
            }
        }
    }

    /** Whether any maintenance had begun at {@code instant}; that of long ago may be over and forgotten. */
    private static boolean begun(Watched node, Instant instant) {
        return instant.isBefore(node.clock().minusSeconds(1)) || Actors.authority(node).site().maintenances().stream()
                .anyMatch(m -> !m.keep() && !m.window().start().isAfter(instant));
    }

    /** A lease that its holder closes is on its way out at once, in whatever state it is. */
    static void closed(Watched site, Event event) {
        if (!(event instanceof Event.Arrived(Principal from, Message message))
                || !(message instanceof Message.LeaseDemand demand) || demand.open() || site.actor().loss().isPresent()) {
            return;
        }
        ContractKey key = new ContractKey(from, demand.id());
        Optional<LeaseImage> lease = Actors.authority(site).leases().stream().map(LeaseFile::image)
                .filter(image -> image.key().equals(key)).findFirst();
        boolean heard = lease.filter(l -> demand.stamp().isAfter(l.heard().stamp())).isEmpty();
        boolean going = lease.filter(l -> l.heard().stamp().equals(demand.stamp()) && !l.heard().open())
                .filter(l -> l.state() != LeaseState.CLOSING && !l.over() && l.state() != LeaseState.FAILED).isEmpty();
        if (!heard || !going) {
            throw new Broken(site + ": its holder closes " + lease.get() + ", and that goes on");
        }
    }
}
