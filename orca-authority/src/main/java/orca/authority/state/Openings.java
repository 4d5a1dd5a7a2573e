package orca.authority.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import orca.core.contract.ContractKey;

/** The leases that want hosts: those to ask the policy about, and those that wait for more room than there was. */
final class Openings {
    private final TreeMap<Long, ContractKey> asking = new TreeMap<>();
    private final TreeMap<Long, TreeMap<Long, ContractKey>> waiting = new TreeMap<>();

    void add(LeaseImage lease) {
        lease.opening().ifPresent(opening -> lane(opening, true).put(lease.number(), lease.key()));
    }

    void remove(LeaseImage lease) {
        lease.opening().ifPresent(opening -> {
            lane(opening, false).remove(lease.number());
            opening.waiting().map(Opening.Waiting::room).filter(r -> waiting.containsKey(r) && waiting.get(r).isEmpty())
                    .ifPresent(waiting::remove);
        });
    }

    private TreeMap<Long, ContractKey> lane(Opening opening, boolean make) {
        if (opening.waiting().isEmpty()) {
            return asking;
        }
        long room = opening.waiting().get().room();
        return make ? waiting.computeIfAbsent(room, r -> new TreeMap<>()) : waiting.getOrDefault(room, new TreeMap<>());
    }

    /** Those to be asked about now that room came free {@code room} times, oldest first, at most {@code most}. */
    List<ContractKey> ripe(long room, int most) {
        Map<Long, TreeMap<Long, ContractKey>> again = waiting.headMap(room);
        if (asking.isEmpty() && again.isEmpty()) {
            return List.of();
        }
        TreeMap<Long, ContractKey> all = new TreeMap<>();
        take(asking, all, most);
        again.values().forEach(lane -> take(lane, all, most));
        List<ContractKey> keys = new ArrayList<>(all.values());
        return keys.size() > most ? keys.subList(0, most) : keys;
    }

    private static void take(TreeMap<Long, ContractKey> from, TreeMap<Long, ContractKey> to, int most) {
        int taken = 0;
        for (Map.Entry<Long, ContractKey> entry : from.entrySet()) {
            if (taken++ == most) {
                break;
            }
            to.put(entry.getKey(), entry.getValue());
        }
    }
}
