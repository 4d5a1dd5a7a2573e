package orca.authority.state;

import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;
import orca.core.lease.UnitState;

/** A lease as it stands, with its units by number. Changed by {@link Site#apply} alone. */
public final class LeaseFile {
    private LeaseImage image;
    private TreeMap<Long, UnitImage> units;
    private final int[] counts = new int[UnitState.values().length];

    LeaseFile(LeaseImage image) {
        this.image = image;
    }

    void become(LeaseImage next) {
        image = next;
    }

    void add(UnitImage unit) {
        if (units == null) {
            units = new TreeMap<>();
        }
        UnitImage before = units.put(unit.number(), unit);
        if (before != null) {
            counts[before.state().ordinal()]--;
        }
        counts[unit.state().ordinal()]++;
    }

    void remove(UnitImage unit) {
        if (units != null && units.remove(unit.number()) != null) {
            counts[unit.state().ordinal()]--;
            units = units.isEmpty() ? null : units;
        }
    }

    public LeaseImage image() {
        return image;
    }

    /** The units that are not free, oldest first. */
    public Collection<UnitImage> units() {
        return units == null ? Collections.emptyList() : Collections.unmodifiableCollection(units.values());
    }

    int[] counts() {
        return counts.clone();
    }
}
