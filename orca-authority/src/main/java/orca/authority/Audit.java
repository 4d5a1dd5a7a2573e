package orca.authority;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.authority.state.DelegationImage;
import orca.authority.state.Host;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.Moving;
import orca.authority.state.SeenLedger;
import orca.authority.state.Site;
import orca.authority.state.TypeFile;
import orca.authority.state.UnitImage;
import orca.core.calendar.Calendar;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitState;
import orca.core.resource.Amounts;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationState;

/** Recomputes from the images what the site keeps ready, and says where the two differ or a rule is broken. */
final class Audit {
    private final Site site;
    private final List<String> faults = new ArrayList<>();

    Audit(Site site) {
        this.site = site;
    }

    List<String> faults() {
        hosts();
        site.leases().forEach(this::lease);
        standings();
        delegations();
        ledger();
        return faults;
    }

    private void hosts() {
        Map<String, Calendar> booked = new LinkedHashMap<>();
        Map<String, Integer> overstaying = new LinkedHashMap<>();
        for (UnitImage unit : site.units()) {
            for (String place : unit.places()) {
                Calendar before = booked.getOrDefault(place, empty(unit.load().size()));
                booked.put(place, before.commit(unit.loadOn(place), unit.booked()));
                overstaying.merge(place, unit.overstays() ? 1 : 0, Integer::sum);
            }
            moving(unit);
            if (unit.state() == UnitState.FREE) {
                faults.add("unit " + unit.id() + " is free and still remembered");
            }
            if (site.lease(unit.lease()).isEmpty()) {
                faults.add("unit " + unit.id() + " belongs to no lease: " + unit.lease());
            }
        }
        for (Host host : site.hosts()) {
            Amounts capacity = host.image().whole();
            Calendar expected = booked.getOrDefault(host.name(), empty(capacity.size())).withCapacity(capacity, Host.ALWAYS);
            if (!expected.equals(host.bookings().withCapacity(capacity, Host.ALWAYS))
                    || !host.calendar().equals(host.taken().withCapacity(capacity, Host.ALWAYS))
                    || !host.maintenances().equals(site.maintenances().stream()
                            .filter(m -> m.hosts().contains(host.name())).toList())) {
                faults.add("host " + host.name() + ": its calendar is not the sum of its units");
            }
            if (!site.openHosts().find(host.name()).equals(Optional.of(host.view()).filter(v -> host.image().takes()))) {
                faults.add("host " + host.name() + ": policies are shown another picture of it");
            }
            boolean excused = host.image().tight() || overstaying.getOrDefault(host.name(), 0) > 0;
            if (!excused && !expected.peak(Host.ALWAYS).fitsIn(capacity)) {
                faults.add("host " + host.name() + ": " + expected.peak(Host.ALWAYS) + " is more than its " + capacity);
            }
        }
    }

    private void moving(UnitImage unit) {
        boolean still = switch (unit.state()) {
            case FREE, SETUP, READY, MODIFYING, REPLACING -> true;
            case MIGRATING, STOPPING, TEARDOWN, QUARANTINED -> false;
        };
        if (still && unit.moving().isPresent() || unit.state() == UnitState.MIGRATING && unit.moving().isEmpty()) {
            faults.add("unit " + unit.id() + " is " + unit.state() + ", and has places on " + unit.places());
        }
        if (unit.moving().flatMap(Moving::held).filter(held -> !held.equals(unit.sliver())).isPresent()) {
            faults.add("unit " + unit.id() + " has " + unit.sliver() + ", and its place on " + unit.host() + " is for "
                    + unit.moving().flatMap(Moving::held));
        }
    }

    private static Calendar empty(int dimensions) {
        long[] most = new long[dimensions];
        Arrays.fill(most, Amounts.MOST);
        return Calendar.of(Amounts.of(most), Host.ALWAYS);
    }

    private void lease(LeaseFile file) {
        LeaseImage lease = file.image();
        for (UnitImage unit : file.units()) {
            if (!unit.lease().equals(lease.key()) || site.unit(unit.id()).filter(unit::equals).isEmpty()) {
                faults.add("unit " + unit.id() + " is in lease " + lease.key() + " and elsewhere");
            }
        }
        boolean holds = switch (lease.state()) {
            case PRIMING, ACTIVE, EXTENDING, MODIFYING, CLOSING, FAILED -> true;
            case UNKNOWN, REQUESTED, REFUSED, CLOSED -> false;
        };
        if (!holds && !file.units().isEmpty()) {
            faults.add("lease " + lease.key() + " has units while " + lease.state());
        }
        if (holds != lease.bound().isPresent()) {
            faults.add("lease " + lease.key() + (holds ? " binds nothing" : " binds") + " while " + lease.state());
        }
        boolean asks = lease.state() == LeaseState.REQUESTED || lease.state() == LeaseState.EXTENDING;
        if (asks != lease.opening().isPresent()) {
            faults.add("lease " + lease.key() + (asks ? " asks for nothing" : " asks") + " while " + lease.state());
        }
        if (lease.over() != lease.forgetAt().isPresent() || lease.state() == LeaseState.UNKNOWN) {
            faults.add("lease " + lease.key() + " is not to be remembered like this while " + lease.state());
        }
        boolean running = lease.state() == LeaseState.ACTIVE;
        if (running && file.units().stream().anyMatch(u -> u.state() == UnitState.SETUP || u.state() == UnitState.MODIFYING)) {
            faults.add("lease " + lease.key() + " is ACTIVE while a unit of it is not ready");
        }
        if (running && file.units().stream().anyMatch(u -> u.state() == UnitState.REPLACING)) {
            faults.add("lease " + lease.key() + " is ACTIVE while a dead unit of it keeps its place");
        }
        if (running && lease.binding().units() < file.units().stream().filter(UnitImage::serves).count()) {
            faults.add("lease " + lease.key() + " has more units than its ticket");
        }
    }

    /** A lease whose last ticket was taken back is on its way out. */
    private void standings() {
        site.standings().forEach(all -> all.stream().filter(standing -> standing.holds().isEmpty()).forEach(standing ->
                site.lease(standing.id().key()).map(LeaseFile::image)
                        .filter(lease -> !lease.over() && lease.state() != LeaseState.CLOSING
                                && lease.state() != LeaseState.FAILED)
                        .ifPresent(lease -> faults.add("lease " + lease.key() + " is " + lease.state()
                                + " while its broker says that no ticket of it holds"))));
    }

    private void delegations() {
        for (DelegationImage delegation : site.delegations()) {
            boolean first = delegation.state() == DelegationState.OFFERED || delegation.state() == DelegationState.HELD;
            boolean renewing = delegation.state() == DelegationState.EXTENDING;
            if (first && delegation.renewal().isPresent() || renewing && delegation.renewal().isEmpty()) {
                faults.add("delegation " + delegation.subject() + " is " + delegation.state() + ", and in its place is offered: "
                        + delegation.renewal());
            }
        }
        for (TypeFile type : site.types()) {
            Calendar expected = empty(type.inventory().size());
            for (DelegationImage delegation : site.delegations()) {
                if (delegation.booked() && delegation.current().type().name().equals(type.type().name())) {
                    expected = expected.commit(delegation.bookedAmounts(), delegation.bookedTerm());
                }
            }
            if (!expected.withCapacity(type.inventory(), Host.ALWAYS).equals(type.delegated())) {
                faults.add("type " + type.type().name() + ": its calendar is not the sum of its delegations");
            }
        }
    }

    private void ledger() {
        Map<SeenLedger.Link, Calendar> expected = new LinkedHashMap<>();
        for (LeaseFile file : site.leases()) {
            file.image().newest().ifPresent(chain -> {
                for (Delegation delegation : chain.links()) {
                    expected.merge(SeenLedger.Link.of(delegation),
                            empty(chain.ticket().load().size()).commit(chain.ticket().load(), chain.ticket().term()),
                            (a, b) -> a.commit(chain.ticket().load(), chain.ticket().term()));
                }
            });
        }
        if (!expected.keySet().equals(new LinkedHashSet<>(site.ledger().links()))) {
            faults.add("ledger: counts " + site.ledger().links() + " where there are tickets on " + expected.keySet());
        }
        expected.forEach((link, calendar) -> {
            if (!site.ledger().promised(link).equals(Optional.of(calendar))) {
                faults.add("ledger: what is counted on " + link.id() + " is not the sum of the tickets seen");
            }
        });
    }
}
