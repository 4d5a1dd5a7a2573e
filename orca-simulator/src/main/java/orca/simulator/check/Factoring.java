package orca.simulator.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.authority.Authority;
import orca.authority.state.DelegationImage;
import orca.authority.state.Host;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.Opening;
import orca.authority.state.UnitImage;
import orca.core.contract.Answer;
import orca.core.contract.ContractKey;
import orca.core.contract.Stamp;
import orca.core.lease.UnitState;
import orca.core.resource.Amounts;
import orca.core.ticket.TicketChain;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Scenery;
import orca.simulator.federation.Watched;

/**
 * What was promised by host has a host with room: no ticket that a site takes for good waits for room, or is refused for want of
 * it, unless something is wrong with one of its hosts. A host is excused that is closed, drained, serviced or made smaller, on
 * which a unit stays beyond its time or could not be torn down, or which has lost a unit of a lease that goes on.
 *
 * <p>What a lease waits for is what the site found when it looked last, and stands until it looks again. A host may be well again
 * by then: its service is over, say. So the same word is not held against the site once more if it was excused when it was found.
 */
final class Factoring {
    private static final List<String> NO_HOST = List.of("no room", "no hosts were found", "on which it was promised");

    /** The version in which each lease was looked at last. */
    private final Map<ContractKey, Long> seen = new LinkedHashMap<>();

    /** What each lease waits for that was excused. */
    private final Map<ContractKey, Opening.Waiting> known = new LinkedHashMap<>();

    /** By which ticket each lease waited for something that was wrong with a host: it may be refused for that later. */
    private final Map<ContractKey, Long> waited = new LinkedHashMap<>();

    /** Whose demand was refused for something wrong: that is told until the next one, though the ticket is another by then. */
    private final Map<ContractKey, Stamp> pardoned = new LinkedHashMap<>();

    void authority(Watched node) {
        Authority authority = Actors.authority(node);
        for (LeaseFile file : authority.leases()) {
            LeaseImage lease = file.image();
            boolean news = !Long.valueOf(lease.version()).equals(seen.put(lease.key(), lease.version()));
            Optional<TicketChain> chain = lease.newest().filter(c -> c.ticket().bins().isPresent());
            if (news && chain.isPresent()) {
                check(node, authority, lease, chain.get());
            }
        }
    }

    private void check(Watched node, Authority authority, LeaseImage lease, TicketChain chain) {
        Optional<String> complaint = complaint(lease);
        if (complaint.isEmpty()) {
            return;
        }
        boolean excused = excused(authority, lease, chain);
        Optional<Opening.Waiting> waits = lease.opening().flatMap(Opening::waiting);
        boolean refused = lease.opening().isEmpty();
        boolean stale = waits.isPresent() && waits.get().equals(known.get(lease.key()));
        boolean foreseen = refused && (Long.valueOf(chain.ticket().revision()).equals(waited.get(lease.key()))
                || lease.told().answers().equals(pardoned.get(lease.key())));
        if (!excused && !foreseen && !stale) {
            throw new Broken(node + ": lease " + lease.key() + " has no room for a ticket that was promised by host, "
                    + chain.ticket() + ": " + complaint.get());
        }
        if (excused) {
            waited.put(lease.key(), chain.ticket().revision());
            waits.ifPresent(waiting -> known.put(lease.key(), waiting));
        }
        if (refused) {
            pardoned.put(lease.key(), lease.told().answers());
        }
    }

    private static Optional<String> complaint(LeaseImage lease) {
        Optional<String> waits = lease.opening().flatMap(Opening::waiting).map(Opening.Waiting::reason);
        Optional<String> refused = lease.told().answer() instanceof Answer.Refused(var refusal)
                ? Optional.of(refusal.reason()) : Optional.empty();
        return waits.or(() -> refused).filter(reason -> NO_HOST.stream().anyMatch(reason::contains));
    }

    private static boolean excused(Authority authority, LeaseImage lease, TicketChain chain) {
        Optional<DelegationImage> delegation = authority.site().delegation(chain.root().id());
        Amounts counts = chain.ticket().bins().orElseThrow();
        List<String> hosts = new ArrayList<>();
        for (int i = 0; delegation.isPresent() && i < counts.size(); i++) {
            if (counts.get(i) > 0) {
                hosts.add(delegation.get().hosts().get(i));
            }
        }
        return hosts.isEmpty() || hosts.stream().anyMatch(
                name -> excused(authority, name) || changed(authority, name, lease.cause().at()));
    }

    /** Whether the operator touched the host since the lease did what it does: then it may have been shut for a moment. */
    private static boolean changed(Authority authority, String name, Instant since) {
        return authority.site().findHost(name).filter(h -> !h.image().cause().at().isBefore(since)).isPresent();
    }

    private static boolean excused(Authority authority, String name) {
        Optional<Host> host = authority.site().findHost(name);
        return host.isEmpty() || !host.get().image().takes() || !host.get().maintenances().isEmpty()
                || host.get().image().tight() || host.get().overstaying() > 0
                || !Scenery.HOST.fitsIn(host.get().image().capacity()) || authority.units().stream()
                        .anyMatch(unit -> unit.isBookedOn(name) && troubled(authority, unit));
    }

    /** Whether a unit is put aside, or on its way out of a lease that has a claim on its place still. */
    private static boolean troubled(Authority authority, UnitImage unit) {
        boolean going = unit.state() == UnitState.STOPPING || unit.state() == UnitState.TEARDOWN;
        boolean goesOn = authority.site().lease(unit.lease()).map(LeaseFile::image)
                .filter(l -> l.bound().isPresent() && !l.over()).isPresent();
        return unit.state() == UnitState.QUARANTINED || going && goesOn && unit.failures() > 0;
    }
}
