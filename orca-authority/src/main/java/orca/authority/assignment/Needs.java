package orca.authority.assignment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.authority.state.Draft;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.Site;
import orca.authority.state.UnitImage;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.policy.AssignmentView;
import orca.core.policy.Hosts;
import orca.core.resource.Amounts;
import orca.core.resource.ResourceType;
import orca.core.ticket.Ticket;
import orca.core.time.Term;

/**
 * What a policy is shown of the leases that want hosts: what each of them needs, and the hosts as they will be with the units
 * that stay where they are. So a policy does not promise the room into which another unit of the lease grows.
 */
final class Needs {
    private final Site site;
    private final Instant now;
    private final Fitting fitting;
    /** Nothing of it is ever decided. */
    private final Draft draft;
    /** On which the leases are entered one after another, as they are answered. */
    private final Sheet sheet;
    private final List<AssignmentView.Need> all = new ArrayList<>();

    Needs(Site site, Instant now, Fitting fitting) {
        this.site = site;
        this.now = now;
        this.fitting = fitting;
        this.draft = new Draft(site, 0, now);
        this.sheet = new Sheet(draft);
    }

    void add(LeaseFile file) {
        LeaseImage lease = file.image();
        Ticket ticket = lease.ticket();
        ResourceType type = site.type(ticket.type()).orElseThrow().type();
        List<UnitImage> kept = Berths.of(site, lease).kept(lease, file.units().stream().filter(UnitImage::serves).toList());
        List<UnitImage> leaving = fitting.fit(draft, lease, kept, sheet).leaving();
        List<String> housed = new ArrayList<>(kept.stream().map(UnitImage::host).toList());
        List<String> from = leaving.stream().map(UnitImage::host).toList();
        from.forEach(housed::remove);
        all.add(new AssignmentView.Need(lease.key(), type, Repairs.wanted(draft, lease) - kept.size() + from.size(),
                Fitting.size(ticket, leaving), Units.occupied(type, ticket.term(), now), housed,
                Attaching.near(site, lease.key(), Fitting.asked(ticket, lease)), lease.opening().orElseThrow().approved(), from));
    }

    List<AssignmentView.Need> all() {
        return all;
    }

    Hosts hosts() {
        Hosts hosts = site.openHosts();
        for (String name : sheet.hosts()) {
            Optional<AssignmentView.Host> host = hosts.find(name).filter(known -> !known.calendar().equals(sheet.of(name)));
            hosts = host.isEmpty() ? hosts : hosts.with(entered(host.get(), sheet.of(name)));
        }
        return hosts;
    }

    private AssignmentView.Host entered(AssignmentView.Host host, Calendar calendar) {
        Term instant = new Term(Term.grain(now), Term.grain(now).plusMillis(1));
        Amounts free = calendar.free(instant);
        long[] room = host.room().toArray();
        for (int d = 0; d < room.length; d++) {
            room[d] = Math.min(room[d], free.get(d));
        }
        return new AssignmentView.Host(host.name(), host.type(), calendar, host.properties(), Amounts.of(room));
    }

    /** How many moves follow when all of them are met. */
    int moves() {
        return all.stream().mapToInt(need -> need.from().size()).sum();
    }

    /** The leases of which a unit has to leave its host: nothing else moves it. */
    Set<ContractKey> leaving() {
        Set<ContractKey> keys = new LinkedHashSet<>();
        all.stream().filter(need -> !need.from().isEmpty()).forEach(need -> keys.add(need.key()));
        return keys;
    }
}
