package orca.simulator.federation;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.handler.Handler;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;

/** What really exists, whatever the actors believe: units on hosts, and units in service at guests. */
public final class Substrate {
    private final Map<UnitId, UnitCall> units = new LinkedHashMap<>();
    /** The hosts that carry a unit: one, and two from the beginning of a move until it is known to be over. */
    private final Map<UnitId, Set<String>> places = new LinkedHashMap<>();
    /** Units of which only the remains are there. */
    private final Set<UnitId> dead = new LinkedHashSet<>();
    private final Map<UnitId, UnitCall> members = new LinkedHashMap<>();

    /** Where a call wants its unit to be. */
    private static String aim(UnitCall call) {
        return call.properties().text(Handler.PLACE).orElse(call.host());
    }

    /** Whether it is the site that calls; what a guest changes in a unit leaves it where it is, wherever the guest believes. */
    private static boolean ofSite(UnitCall call) {
        return call.epoch() > 0;
    }

    /** A handler begins: from here on, half a unit may be there. */
    public void begin(UnitCall call) {
        switch (call.action()) {
            case SETUP -> {
                units.putIfAbsent(call.unit(), call);
                places.computeIfAbsent(call.unit(), unit -> new LinkedHashSet<>()).add(aim(call));
            }
            case MODIFY -> places.computeIfPresent(call.unit(), (unit, before) -> {
                if (ofSite(call)) {
                    before.add(aim(call));
                }
                return before;
            });
            case JOIN -> members.putIfAbsent(call.unit(), call);
            case TEARDOWN, PROBE, LEAVE -> { }
        }
    }

    /** A handler ended well. */
    public void done(UnitCall call) {
        switch (call.action()) {
            case SETUP -> {
                units.put(call.unit(), call);
                dead.remove(call.unit());
            }
            case MODIFY -> {
                if (ofSite(call)) {
                    units.computeIfPresent(call.unit(), (unit, before) -> call);
                    places.computeIfPresent(call.unit(), (unit, before) -> new LinkedHashSet<>(List.of(aim(call))));
                }
            }
            case TEARDOWN -> pull(call.unit());
            case JOIN -> members.put(call.unit(), call);
            case LEAVE -> members.remove(call.unit());
            case PROBE -> { }
        }
    }

    /** Whether there is nothing of a move left to do for {@code call}: it cannot be refused any more. */
    boolean arrived(UnitCall call) {
        return !aim(call).equals(call.host()) && places(call.unit()).equals(Set.of(aim(call)));
    }

    /** A handler refused for good: a unit that was to be moved is where it was. */
    void refused(UnitCall call) {
        if (!aim(call).equals(call.host())) {
            places.computeIfPresent(call.unit(), (unit, before) -> new LinkedHashSet<>(List.of(call.host())));
        }
    }

    /** An operator pulled the plug. */
    void pull(UnitId unit) {
        units.remove(unit);
        dead.remove(unit);
        places.remove(unit);
    }

    /** What runs in a unit ends; what is left of it takes its place as before. */
    void die(UnitId unit) {
        if (units.containsKey(unit)) {
            dead.add(unit);
        }
    }

    /** Whether only the remains of {@code unit} are there. */
    public boolean isDead(UnitId unit) {
        return dead.contains(unit);
    }

    public Map<UnitId, UnitCall> units() {
        return units;
    }

    /** The hosts that carry {@code unit}. */
    public Set<String> places(UnitId unit) {
        return places.getOrDefault(unit, Set.of());
    }

    public Map<UnitId, UnitCall> members() {
        return members;
    }

    public Optional<UnitCall> unit(UnitId id) {
        return Optional.ofNullable(units.get(id));
    }
}
