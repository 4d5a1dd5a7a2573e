package orca.servicemanager.slice;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import orca.core.contract.ReservationId;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.servicemanager.record.ReservationImage;

/** How a reservation stands to those that must be in use before it goes on. */
public sealed interface Dependence {
    /** The most properties of predecessors that are handed on, so that the unit's own still find room. */
    int MOST_INHERITED = PropertyList.MAX_ENTRIES / 2;

    /** All have been in use. */
    record Met() implements Dependence {}

    /** Some have not been in use yet. */
    record Waiting(ReservationId on) implements Dependence {}

    /** One never will be. */
    record Lost(String reason) implements Dependence {}

    /** How things stand with {@code predecessors}. */
    static Dependence on(List<ReservationId> predecessors, Function<ReservationId, Optional<ReservationImage>> look) {
        Dependence all = new Met();
        for (ReservationId id : predecessors) {
            Optional<ReservationImage> predecessor = look.apply(id);
            if (predecessor.isEmpty()) {
                return new Lost("its predecessor " + id + " is not known any more");
            }
            if (!predecessor.get().served() && predecessor.get().goingOrGone()) {
                return new Lost("its predecessor " + id + " was never in use"
                        + predecessor.get().failure().map(why -> ": " + why).orElse(""));
            }
            if (!predecessor.get().served()) {
                all = new Waiting(id);
            }
        }
        return all;
    }

    /**
     * The properties of the units of {@code predecessors}, each named {@code predecessor.<reservation>.<n>.<key>} with n
     * counting units from 0. What does not fit into the limits of a property list is left out.
     */
    static PropertyList inherited(List<ReservationId> predecessors, Function<ReservationId, Optional<ReservationImage>> look) {
        Map<String, PropertyValue> all = new TreeMap<>();
        for (ReservationId id : predecessors) {
            List<LeasedUnit> units = look.apply(id).flatMap(ReservationImage::lease).map(Lease::units).orElse(List.of());
            for (int n = 0; n < units.size(); n++) {
                for (Map.Entry<String, PropertyValue> property : units.get(n).properties()) {
                    String name = "predecessor." + id + "." + n + "." + property.getKey();
                    if (name.length() <= Names.MAX_LENGTH && all.size() < MOST_INHERITED) {
                        all.put(name, property.getValue());
                    }
                }
            }
        }
        return PropertyList.of(all);
    }
}
