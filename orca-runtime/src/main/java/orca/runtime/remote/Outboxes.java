package orca.runtime.remote;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import orca.core.protocol.Message;

/**
 * What waits for actors elsewhere, by the pair that it goes between. Anybody with a key can make an authority answer him, so
 * there is a bound for how many pairs there are: where it is reached, those that are empty go, and then a part of those that
 * nobody has fetched anything from for longest. What they held is said again by its actor. Safe for threads.
 */
final class Outboxes {
    /** The most pairs of actors that messages wait for. */
    static final int MOST = 10_000;
    /** A part of them, so that not each new one has to look for a place. */
    private static final int SOME = MOST / 20;

    private final OutboxRoom room = new OutboxRoom(OutboxRoom.USUAL);
    private final Map<Way, Outbox> boxes = new ConcurrentHashMap<>();
    private final AtomicLong dropped = new AtomicLong();

    /** The outbox of a pair. */
    Outbox of(Way way) {
        Outbox box = boxes.computeIfAbsent(way, any -> new Outbox(room));
        if (boxes.size() > MOST) {
            makeRoom(way);
        }
        return box;
    }

    /** What is there of a pair's, if anything is. */
    Optional<Outbox> known(Way way) {
        return Optional.ofNullable(boxes.get(way));
    }

    private synchronized void makeRoom(Way keep) {
        if (boxes.size() <= MOST) {
            return; // another thread did
        }
        boxes.entrySet().stream().filter(box -> box.getValue().idle() && !box.getKey().equals(keep)).toList()
                .forEach(this::close);
        if (boxes.size() > MOST) {
            record Age(Map.Entry<Way, Outbox> box, long untouched) {}
            List<Age> oldest = boxes.entrySet().stream().filter(box -> !box.getKey().equals(keep))
                    .map(box -> new Age(box, box.getValue().untouched()))
                    .sorted(Comparator.comparingLong(Age::untouched).reversed()).limit(SOME).toList();
            oldest.forEach(age -> close(age.box()));
        }
    }

    private void close(Map.Entry<Way, Outbox> box) {
        if (boxes.remove(box.getKey(), box.getValue())) {
            dropped.addAndGet(box.getValue().size());
            box.getValue().close();
        }
    }

    /** Says something to a peer: its outbox takes what fits. */
    void put(Way way, List<Message> messages) {
        dropped.addAndGet(of(way).put(messages));
    }

    /** The same of what could not be sent. */
    void putBack(Way way, List<Message> messages) {
        dropped.addAndGet(of(way).putBack(messages));
    }

    long waiting() {
        return boxes.values().stream().mapToLong(Outbox::size).sum();
    }

    /** What all of it takes in memory, in bytes and roughly. */
    long bytes() {
        return room.used();
    }

    /** How many messages were dropped so far, since there was no room for them. */
    long dropped() {
        return dropped.get();
    }
}
