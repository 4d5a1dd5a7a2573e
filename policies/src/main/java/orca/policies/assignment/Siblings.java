package orca.policies.assignment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.core.contract.ContractKey;
import orca.core.policy.AssignmentView.Movable;
import orca.core.policy.AssignmentView.Need;

/** Where the other units of a lease are when some of them are moved by the same plan. */
final class Siblings {
    private record Moved(String from, String to) {}

    private final Map<ContractKey, List<Moved>> moved = new LinkedHashMap<>();

    void moved(Movable unit, String to) {
        moved.computeIfAbsent(unit.key(), key -> new ArrayList<>()).add(new Moved(unit.host(), to));
    }

    /** What has to be found for {@code unit} elsewhere, given where the others of its lease go. */
    Need need(Movable unit) {
        Need need = unit.need();
        List<Moved> others = moved.getOrDefault(unit.key(), List.of());
        if (others.isEmpty()) {
            return need;
        }
        List<String> housed = new ArrayList<>(need.housed());
        for (Moved other : others) {
            if (housed.remove(other.from())) {
                housed.add(other.to());
            }
        }
        return new Need(need.key(), need.type(), need.units(), need.sliver(), need.occupied(), housed, need.properties(),
                need.approved());
    }
}
