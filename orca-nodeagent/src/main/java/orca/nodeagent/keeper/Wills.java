package orca.nodeagent.keeper;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.Principal;
import orca.core.lease.UnitId;
import orca.nodeagent.disk.Cells;
import orca.wire.text.RecordForm;

/** All that is held here and the highest epoch of each authority; durable when a method returns. Guarded by its keeper. */
final class Wills {
    private final Cells units;
    private final Cells epochs;
    private final Map<UnitId, Will> held = new TreeMap<>();
    private final Map<Principal, Long> highest = new TreeMap<>();

    /** @param units a cell for each unit, and nothing else */
    Wills(Cells units, Cells epochs) throws IOException {
        this.units = units;
        this.epochs = epochs;
        for (Map.Entry<String, String> cell : units.all().entrySet()) {
            held.put(new UnitId(cell.getKey()), read(cell.getKey(), cell.getValue()));
        }
        for (Map.Entry<String, String> cell : epochs.all().entrySet()) {
            highest.put(new Principal(cell.getKey()), Long.parseLong(cell.getValue().strip()));
        }
    }

    /** One that cannot be read stops the agent: without it a unit would stay for ever. */
    private static Will read(String unit, String text) throws IOException {
        try {
            return Will.read(text);
        } catch (IllegalArgumentException | RecordForm.Flawed e) {
            throw new IOException("what is held of unit " + unit + " cannot be read; mend or remove the file 'wills/" + unit
                    + "', and look after the unit: " + e.getMessage(), e);
        }
    }

    Optional<Will> find(UnitId unit) {
        return Optional.ofNullable(held.get(unit));
    }

    /** In the order of the units. */
    List<Will> all() {
        return List.copyOf(held.values());
    }

    void put(Will will) throws IOException {
        units.put(will.unit().value(), will.write());
        held.put(will.unit(), will);
    }

    void remove(UnitId unit) throws IOException {
        units.remove(unit.value());
        held.remove(unit);
    }

    long epoch(Principal authority) {
        return highest.getOrDefault(authority, 0L);
    }

    /** The highest epoch of each authority that gave an order. */
    Map<Principal, Long> epochs() {
        return new TreeMap<>(highest);
    }

    void raise(Principal authority, long epoch) throws IOException {
        epochs.put(authority.value(), Long.toString(epoch));
        highest.put(authority, epoch);
    }
}
