package orca.authority.assignment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import orca.authority.state.Draft;
import orca.authority.state.Host;
import orca.authority.state.MaintenanceImage;
import orca.authority.state.UnitImage;
import orca.core.calendar.Calendar;
import orca.core.resource.Amounts;
import orca.core.time.Term;

/** A sheet to plan on: what a draft has booked on hosts, and what is entered here beside it. The draft is left as it is. */
final class Sheet {
    private final Draft draft;
    /** Against a capacity without bounds, for what is there is booked even where it is too much. */
    private final Map<String, Calendar> calendars = new LinkedHashMap<>();

    Sheet(Draft draft) {
        this.draft = draft;
    }

    /** What is booked on a host, and entered here, against what the host has. */
    Calendar of(String host) {
        return bounded(host, all(host));
    }

    private Calendar all(String host) {
        return calendars.computeIfAbsent(host, name -> {
            Calendar booked = draft.calendar(name);
            return booked.withCapacity(Host.unbounded(booked.capacity().size()).capacity(), Host.ALWAYS);
        });
    }

    private Calendar bounded(String host, Calendar all) {
        return all.withCapacity(draft.site().host(host).image().whole(), Host.ALWAYS);
    }

    /** Enters something that has room. */
    void enter(String host, Amounts load, Term term) {
        calendars.put(host, all(host).commit(load, term));
    }

    /**
     * Enters {@code after} in the place of {@code before}, the same unit, wherever that has a place.
     *
     * @return a host that has no room for it, unless it takes no more there than before; then nothing is entered
     */
    Optional<String> replace(UnitImage before, UnitImage after) {
        return replace(before, after, false);
    }

    /** The same, as if no host had ever to be empty: that of a unit which leaves before. */
    Optional<String> replaceWhereItLeaves(UnitImage before, UnitImage after) {
        return replace(before, after, true);
    }

    private Optional<String> replace(UnitImage before, UnitImage after, boolean leaves) {
        Map<String, Calendar> changed = new LinkedHashMap<>();
        for (String place : before.places()) {
            Amounts load = after.loadOn(place);
            Calendar rest = all(place).release(before.loadOn(place), before.booked());
            boolean less = load.fitsIn(before.loadOn(place)) && before.booked().contains(after.booked());
            Calendar seen = leaves ? unserviced(place, rest) : rest;
            if (!less && !bounded(place, seen).fits(load, after.booked())) {
                return Optional.of(place);
            }
            changed.put(place, rest.commit(load, after.booked()));
        }
        calendars.putAll(changed);
        return Optional.empty();
    }

    private Calendar unserviced(String host, Calendar all) {
        Calendar rest = all;
        for (MaintenanceImage maintenance : draft.site().host(host).maintenances()) {
            rest = rest.release(draft.site().host(host).image().whole(), maintenance.window());
        }
        return rest;
    }

    /** The hosts on which something was looked up or entered. */
    Iterable<String> hosts() {
        return calendars.keySet();
    }
}
