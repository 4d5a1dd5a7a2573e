package orca.authority.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.actor.Decision;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.contract.Subject;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;

/**
 * One decision in the making: the site as it will be. Several steps may be taken on one subject; only its last image is
 * journaled. What is read here shows what was put here before.
 */
public final class Draft {
    private final Site site;
    private final long epoch;
    private final Instant now;
    private final Map<ContractKey, LeaseImage> leases = new LinkedHashMap<>();
    private final Map<UnitId, UnitImage> units = new LinkedHashMap<>();
    private final Map<StandingId, StandingImage> standings = new LinkedHashMap<>();
    private final List<AuthorityRecord> others = new ArrayList<>();
    private final List<AuthorityRecord> gone = new ArrayList<>();
    private final Set<ContractKey> urgent = new LinkedHashSet<>();
    private final Set<Subject> tell = new LinkedHashSet<>();
    private final Map<String, Calendar> calendars = new LinkedHashMap<>();
    private long unitsCounted;
    private long leasesCounted;

    public Draft(Site site, long epoch, Instant now) {
        this.site = site;
        this.epoch = epoch;
        this.now = now;
        this.unitsCounted = site.unitsCounted();
        this.leasesCounted = site.leasesCounted();
    }

    public Site site() {
        return site;
    }

    public Instant now() {
        return now;
    }

    public long epoch() {
        return epoch;
    }

    public Optional<LeaseImage> findLease(ContractKey key) {
        LeaseImage drafted = leases.get(key);
        return drafted != null ? Optional.of(drafted) : site.lease(key).map(LeaseFile::image);
    }

    /** A lease that is known to be there. */
    public LeaseImage lease(ContractKey key) {
        return findLease(key).orElseThrow(() -> new IllegalStateException("site: no lease " + key));
    }

    public UnitImage unit(UnitId id) {
        UnitImage drafted = units.get(id);
        return drafted != null ? drafted : site.unit(id).orElseThrow(() -> new IllegalStateException("site: no unit " + id));
    }

    /** The units of a lease that are not free, oldest first. */
    public List<UnitImage> unitsOf(ContractKey key) {
        List<UnitImage> all = new ArrayList<>();
        site.lease(key).ifPresent(file -> file.units().forEach(u -> add(all, units.getOrDefault(u.id(), u))));
        units.values().stream().filter(u -> u.lease().equals(key) && site.unit(u.id()).isEmpty()).forEach(u -> add(all, u));
        return all;
    }

    private static void add(List<UnitImage> all, UnitImage unit) {
        if (unit.state() != UnitState.FREE) {
            all.add(unit);
        }
    }

    /** How many units of a lease are in {@code state}, without looking at all of them. */
    public int count(ContractKey key, UnitState... states) {
        int[] counts = site.lease(key).map(LeaseFile::counts).orElseGet(() -> new int[UnitState.values().length]);
        for (UnitImage unit : units.values()) {
            if (unit.lease().equals(key)) {
                site.unit(unit.id()).ifPresent(before -> counts[before.state().ordinal()]--);
                counts[unit.state().ordinal()]++;
            }
        }
        int sum = 0;
        for (UnitState state : states) {
            sum += counts[state.ordinal()];
        }
        return sum;
    }

    /** How many units are on their way from one host to another. */
    public int migrating() {
        int sum = site.migrating();
        for (UnitImage unit : units.values()) {
            sum += unit.state() == UnitState.MIGRATING ? 1 : 0;
            sum -= site.unit(unit.id()).filter(before -> before.state() == UnitState.MIGRATING).isPresent() ? 1 : 0;
        }
        return sum;
    }

    public List<StandingImage> standings(ContractKey key) {
        List<StandingImage> all = new ArrayList<>();
        site.standings(key).forEach(s -> all.add(standings.getOrDefault(s.id(), s)));
        standings.values().stream().filter(s -> s.id().key().equals(key) && !site.standings(key).stream()
                .anyMatch(known -> known.id().equals(s.id()))).forEach(all::add);
        return all;
    }

    public void put(LeaseImage lease) {
        leases.put(lease.key(), lease);
    }

    public void put(UnitImage unit) {
        UnitImage before = units.containsKey(unit.id()) ? units.get(unit.id()) : site.unit(unit.id()).orElse(null);
        units.put(unit.id(), unit);
        calendars.replaceAll((host, calendar) -> unit.isBookedOn(host) || before != null && before.isBookedOn(host)
                ? rebooked(host, calendar, before, unit) : calendar);
    }

    private static Calendar rebooked(String host, Calendar calendar, UnitImage before, UnitImage after) {
        Calendar all = calendar;
        if (before != null && before.state() != UnitState.FREE && before.isBookedOn(host)) {
            all = all.release(before.loadOn(host), before.booked());
        }
        return after.state() == UnitState.FREE || !after.isBookedOn(host)
                ? all : all.commit(after.loadOn(host), after.booked());
    }

    public void put(StandingImage standing) {
        standings.put(standing.id(), standing);
    }

    /** A record that is read by nobody else in this decision. */
    public void put(AuthorityRecord record) {
        others.add(record);
    }

    /** A record that comes last: somebody is forgotten. */
    public void forget(AuthorityRecord record) {
        gone.add(record);
    }

    /** A host's bookings as they will be, against its capacity. */
    public Calendar calendar(String host) {
        Host file = site.host(host);
        Calendar all = calendars.get(host);
        if (all == null) {
            all = file.taken();
            for (UnitImage unit : units.values()) {
                all = rebooked(host, all, site.unit(unit.id()).orElse(null), unit);
            }
            calendars.put(host, all);
        }
        return all.withCapacity(file.image().whole(), Host.ALWAYS);
    }

    /** The number of the next unit. */
    public long anotherUnit() {
        return ++unitsCounted;
    }

    /** The number of the next lease. */
    public long anotherLease() {
        return ++leasesCounted;
    }

    /** The number by which room that comes free here is known. */
    public long freedRoom() {
        return site.room() + 1;
    }

    /** The holder has to be told until it has seen it. */
    public void urge(ContractKey key) {
        urgent.add(key);
    }

    public void tell(Subject subject) {
        tell.add(subject);
    }

    /** The units that were changed here. */
    public List<UnitImage> changedUnits() {
        return List.copyOf(units.values());
    }

    /** The leases that were changed here, or whose units were. */
    public Set<ContractKey> changedLeases() {
        Set<ContractKey> keys = new LinkedHashSet<>(leases.keySet());
        units.values().forEach(u -> keys.add(u.lease()));
        return keys;
    }

    public Decision decision() {
        List<AuthorityRecord> records = new ArrayList<>();
        for (LeaseImage lease : leases.values()) {
            Optional<LeaseImage> before = site.lease(lease.key()).map(LeaseFile::image);
            if (urgent.contains(lease.key()) || !before.equals(Optional.of(lease))) {
                records.add(lease.after(before, epoch, urgent.contains(lease.key())));
            }
        }
        records.addAll(units.values());
        records.addAll(standings.values());
        records.addAll(others);
        records.addAll(gone);
        return Decision.of(records, new ArrayList<>(tell));
    }
}
