package orca.wire.call;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Queues that are served in turn, one entry of each: how long one is costs those in the others nothing. For one thread at a time.
 *
 * @param <K> whose a queue is
 * @param <V> what waits in it
 */
public final class Rounds<K, V> {
    /** In the order of their turns. Whoever was served goes to the end. */
    private final Map<K, ArrayDeque<V>> queues = new LinkedHashMap<>();
    private int size;

    /** Puts {@code value} at the end of a queue. */
    public void add(K whose, V value) {
        queues.computeIfAbsent(whose, any -> new ArrayDeque<>()).add(value);
        size++;
    }

    /** Takes {@code value} out of its queue; false when it is not there. */
    public boolean remove(K whose, V value) {
        ArrayDeque<V> queue = queues.get(whose);
        if (queue == null || !queue.remove(value)) {
            return false;
        }
        size--;
        if (queue.isEmpty()) {
            queues.remove(whose);
        }
        return true;
    }

    /** Whose turn it is; empty when nothing waits. */
    public Optional<V> next() {
        return next(any -> true);
    }

    /** Whose turn it is of those who may; the others keep their turns. */
    public Optional<V> next(Predicate<? super K> may) {
        Optional<K> first = queues.keySet().stream().filter(may).findFirst();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        K whose = first.get();
        ArrayDeque<V> queue = queues.remove(whose);
        V value = queue.poll();
        size--;
        if (!queue.isEmpty()) {
            queues.put(whose, queue);
        }
        return Optional.of(value);
    }

    /** How many wait in all. */
    public int size() {
        return size;
    }

    /** How many wait in one queue. */
    public int size(K whose) {
        ArrayDeque<V> queue = queues.get(whose);
        return queue == null ? 0 : queue.size();
    }
}
