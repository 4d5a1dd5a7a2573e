package orca.servicemanager.demand;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.ReservationId;
import orca.core.protocol.Command;

/** Everything that one wish waits for, and whether wishes wait for each other in a circle. */
record Predecessors(Command.Wish wish) implements Iterable<ReservationId> {
    @Override
    public Iterator<ReservationId> iterator() {
        List<ReservationId> all = new ArrayList<>(wish.redeemAfter());
        all.addAll(wish.joinAfter());
        return all.iterator();
    }

    /**
     * Names a wish that would wait for itself; empty when there is none. Only named wishes can be waited for, and what is
     * there already waits for nothing in this request. Takes away, again and again, what waits for nothing that is left.
     */
    static Optional<String> cycle(List<Command.Wish> wishes) {
        Map<ReservationId, List<ReservationId>> followers = new LinkedHashMap<>();
        Map<ReservationId, Integer> waiting = new LinkedHashMap<>();
        wishes.forEach(wish -> wish.id().ifPresent(id -> waiting.put(id, 0)));
        for (Command.Wish wish : wishes) {
            for (ReservationId before : new Predecessors(wish)) {
                if (wish.id().isPresent() && waiting.containsKey(before)) {
                    followers.computeIfAbsent(before, id -> new ArrayList<>()).add(wish.id().get());
                    waiting.merge(wish.id().get(), 1, Integer::sum);
                }
            }
        }
        Deque<ReservationId> free = new ArrayDeque<>();
        waiting.forEach((id, count) -> {
            if (count == 0) {
                free.add(id);
            }
        });
        while (!free.isEmpty()) {
            ReservationId id = free.poll();
            waiting.remove(id);
            for (ReservationId follower : followers.getOrDefault(id, List.of())) {
                if (waiting.merge(follower, -1, Integer::sum) == 0) {
                    free.add(follower);
                }
            }
        }
        return waiting.keySet().stream().findFirst().map(id -> "predecessors: " + id + " would wait for itself");
    }
}
