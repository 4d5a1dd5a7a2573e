package orca.simulator.federation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;

/** What really exists, whatever the actors believe: units on hosts, and units in service at guests. */
public final class Substrate {
    private final Map<UnitId, UnitCall> units = new LinkedHashMap<>();
    private final Map<UnitId, UnitCall> members = new LinkedHashMap<>();

    /** A handler begins: from here on, half a unit may be there. */
    void begin(UnitCall call) {
        switch (call.action()) {
            case SETUP -> units.putIfAbsent(call.unit(), call);
            case JOIN -> members.putIfAbsent(call.unit(), call);
            case MODIFY, TEARDOWN, PROBE, LEAVE -> { }
        }
    }

    /** A handler ended well. */
    void done(UnitCall call) {
        switch (call.action()) {
            case SETUP -> units.put(call.unit(), call);
            case MODIFY -> units.computeIfPresent(call.unit(), (unit, before) -> call);
            case TEARDOWN -> units.remove(call.unit());
            case JOIN -> members.put(call.unit(), call);
            case LEAVE -> members.remove(call.unit());
            case PROBE -> { }
        }
    }

    /** An operator pulled the plug. */
    void pull(UnitId unit) {
        units.remove(unit);
    }

    public Map<UnitId, UnitCall> units() {
        return units;
    }

    public Map<UnitId, UnitCall> members() {
        return members;
    }

    public Optional<UnitCall> unit(UnitId id) {
        return Optional.ofNullable(units.get(id));
    }
}
