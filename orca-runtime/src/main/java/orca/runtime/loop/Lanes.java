package orca.runtime.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.actor.Event;
import orca.core.contract.Principal;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.runtime.transport.Slot;

/**
 * Messages that wait, each sender's in a lane of its own, as cars wait before a crossing: a long lane delays nobody but those who
 * stand in it.
 *
 * <p><b>Who is next.</b> What concerns contracts that there are ({@link Rank#LIVING}) comes first, of all lanes; but of
 * {@link #NEW_SHARE} places one is for new demands, so that these come on in any case. Within a rank the lanes are served in
 * turn, by deficit round robin: at its turn a lane gets {@link #QUANTUM} bytes to spend, and keeps what it could not spend for
 * its next turn while something waits in it. So lanes have the same share of bytes, however large their messages are. Within a
 * lane it is first come, first served.
 *
 * <p><b>What is said again.</b> A message says all that an earlier one about the same contract said, so it takes that one's place
 * and no other. Hence a lane is never longer than its sender has contracts.
 *
 * <p><b>When there is no room.</b> A lane has bounds. Where it is full, a new demand gives way to what concerns a contract that
 * there is. Where all lanes together are full, a message finds room at the cost of the largest lane, if that is larger than its
 * own. Else it is not taken. The last in comes out first. Whatever is put out is said again by its sender, as whatever is lost.
 *
 * <p>For one thread at a time. Knows no clock.
 */
final class Lanes {
    /** What a lane may spend in a turn, in bytes: about ten usual messages. */
    static final int QUANTUM = 16 * 1024;
    /** Of so many places, one is for new demands while any wait. */
    static final int NEW_SHARE = 8;
    /** The most new demands that are taken at once where there is less else: about 5 ms of work, and a commit still pays. */
    static final int NEW_AT_ONCE = 256;

    private final InboxLimits limits;
    private final Map<Optional<Principal>, Lane> lanes = new LinkedHashMap<>();
    private final Map<Rank, ArrayDeque<Lane>> rounds = new EnumMap<>(Rank.class);
    private final int[] waiting = new int[Rank.values().length];
    private long bytes;
    private long pushedOut;
    private long untilNew = NEW_SHARE;

    Lanes(InboxLimits limits) {
        this.limits = limits;
        for (Rank rank : Rank.values()) {
            rounds.put(rank, new ArrayDeque<>());
        }
    }

    /**
     * What is replaced by what.
     *
     * @param apart a view that the door gave in the actor's place says nothing of the contract, and replaces only its like
     */
    private record Place(Principal from, Slot slot, boolean apart) {
        static Place of(Principal from, Message message) {
            boolean apart = message instanceof Message.TicketView view && view.stamp().equals(Stamp.NONE);
            return new Place(from, Slot.of(message), apart);
        }
    }

    private record Entry(Principal from, Message message, int weight) {}

    /** One rank of a lane. */
    private static final class Row {
        private final LinkedHashMap<Place, Entry> entries = new LinkedHashMap<>();
        private long credit;
        /** Whether its turn has begun, so that it got its credit. */
        private boolean begun;
    }

    private static final class Lane {
        private final Optional<Principal> name;
        private final Map<Rank, Row> rows = new EnumMap<>(Rank.class);
        private long bytes;

        Lane(Optional<Principal> name) {
            this.name = name;
            for (Rank rank : Rank.values()) {
                rows.put(rank, new Row());
            }
        }

        int size() {
            return rows.values().stream().mapToInt(row -> row.entries.size()).sum();
        }
    }

    /** Takes a message; false when there is no room for it. */
    boolean offer(Principal from, Footing footing, Message message) {
        Optional<Principal> name = footing == Footing.KNOWN ? Optional.of(from) : Optional.empty();
        Lane lane = lanes.getOrDefault(name, new Lane(name));
        Place place = Place.of(from, message);
        Rank rank = Rank.of(message);
        Entry entry = new Entry(from, message, MessageWeight.of(message));
        Optional<Rank> before = lane.rows.entrySet().stream().filter(row -> row.getValue().entries.containsKey(place))
                .map(Map.Entry::getKey).findFirst();
        if (before.isPresent()) {
            return replace(lane, before.get(), place, rank, entry);
        }
        if (!fits(lane, rank, entry.weight)) {
            return false;
        }
        put(lane, rank, place, entry);
        return true;
    }

    private boolean replace(Lane lane, Rank was, Place place, Rank rank, Entry entry) {
        Entry old = lane.rows.get(was).entries.get(place);
        if (stamp(old.message).isAfter(stamp(entry.message))) {
            return true; // what waits is newer, and says all of it
        }
        int more = Math.max(0, entry.weight - old.weight);
        if (lane.bytes + more > limits.laneBytes() || bytes + more > limits.bytes()) {
            return false;
        }
        if (was == rank) {
            lane.rows.get(was).entries.replace(place, entry); // it keeps its place
            lane.bytes += entry.weight - old.weight;
            bytes += entry.weight - old.weight;
        } else {
            remove(lane, was, place);
            put(lane, rank, place, entry);
        }
        return true;
    }

    private static Stamp stamp(Message message) {
        return switch (message) {
            case Message.TicketDemand m -> m.stamp();
            case Message.TicketView m -> m.stamp();
            case Message.LeaseDemand m -> m.stamp();
            case Message.LeaseView m -> m.stamp();
            case Message.DelegationOffer m -> m.stamp();
            case Message.DelegationView m -> m.answers();
            case Message.TicketStanding m -> m.stamp();
            case Message.StandingView m -> m.answers();
        };
    }

    // ---- room

    /** Whether there is room, or could be made by pushing out what matters less. */
    private boolean fits(Lane lane, Rank rank, int weight) {
        while (lane.size() >= limits.laneMessages() || lane.bytes + weight > limits.laneBytes()) {
            if (rank != Rank.LIVING || lane.rows.get(Rank.NEW).entries.isEmpty()) {
                return false;
            }
            pushOut(lane, Rank.NEW);
        }
        while (size() >= limits.messages() || bytes + weight > limits.bytes()) {
            boolean byCount = size() >= limits.messages();
            Optional<Lane> largest = lanes.values().stream().max((a, b) ->
                    byCount ? Integer.compare(a.size(), b.size()) : Long.compare(a.bytes, b.bytes));
            boolean larger = largest.filter(l -> l != lane
                    && (byCount ? l.size() > lane.size() + 1 : l.bytes > lane.bytes + weight)).isPresent();
            if (!larger) {
                return false;
            }
            pushOut(largest.get(), largest.get().rows.get(Rank.NEW).entries.isEmpty() ? Rank.LIVING : Rank.NEW);
        }
        return true;
    }

    private void pushOut(Lane lane, Rank rank) {
        remove(lane, rank, lane.rows.get(rank).entries.lastEntry().getKey());
        pushedOut++;
    }

    private void put(Lane lane, Rank rank, Place place, Entry entry) {
        Row row = lane.rows.get(rank);
        lanes.putIfAbsent(lane.name, lane);
        if (row.entries.isEmpty()) {
            rounds.get(rank).add(lane);
        }
        row.entries.put(place, entry);
        lane.bytes += entry.weight;
        bytes += entry.weight;
        waiting[rank.ordinal()]++;
    }

    private void remove(Lane lane, Rank rank, Place place) {
        Row row = lane.rows.get(rank);
        Entry entry = row.entries.remove(place);
        left(lane, rank, entry);
        if (row.entries.isEmpty()) {
            rounds.get(rank).remove(lane);
            leave(lane, row);
        }
    }

    private void left(Lane lane, Rank rank, Entry entry) {
        lane.bytes -= entry.weight;
        bytes -= entry.weight;
        waiting[rank.ordinal()]--;
    }

    private void leave(Lane lane, Row row) {
        row.credit = 0;
        row.begun = false;
        if (lane.size() == 0) {
            lanes.remove(lane.name);
        }
    }

    // ---- turns

    /**
     * At most {@code most}, in the order in which they are to be looked at. New demands do not fill all of it, unless there is as
     * much else: what is taken is looked at and written down together, and what comes meanwhile, or with them, waits for that.
     */
    List<Event.Arrived> take(int most) {
        List<Event.Arrived> taken = new ArrayList<>(Math.min(most, size()));
        int forNew = 0;
        if (waiting(Rank.NEW) > 0) {
            untilNew -= most;
            while (untilNew <= 0) {
                untilNew += NEW_SHARE;
                forNew++;
            }
        }
        serve(Rank.LIVING, most - forNew, taken);
        serve(Rank.NEW, Math.min(most - taken.size(), Math.max(NEW_AT_ONCE, taken.size())), taken);
        serve(Rank.LIVING, most - taken.size(), taken);
        return taken;
    }

    private void serve(Rank rank, int most, List<Event.Arrived> to) {
        ArrayDeque<Lane> round = rounds.get(rank);
        int left = most;
        while (left > 0 && !round.isEmpty()) {
            Lane lane = round.peek();
            Row row = lane.rows.get(rank);
            if (!row.begun) {
                row.begun = true;
                row.credit += QUANTUM;
            }
            Iterator<Entry> next = row.entries.values().iterator();
            boolean spent = false;
            while (left > 0 && !spent && next.hasNext()) {
                Entry entry = next.next();
                spent = entry.weight > row.credit;
                if (!spent) {
                    next.remove();
                    row.credit -= entry.weight;
                    left(lane, rank, entry);
                    to.add(new Event.Arrived(entry.from, entry.message));
                    left--;
                }
            }
            if (row.entries.isEmpty()) {
                round.poll();
                leave(lane, row);
            } else if (spent) {
                row.begun = false;
                round.add(round.poll());
            }
        }
    }

    // ---- figures

    int size() {
        return waiting[Rank.LIVING.ordinal()] + waiting[Rank.NEW.ordinal()];
    }

    int waiting(Rank rank) {
        return waiting[rank.ordinal()];
    }

    long bytes() {
        return bytes;
    }

    /** How many senders have something waiting; all strangers count as one. */
    int lanes() {
        return lanes.size();
    }

    /** How many were pushed out for others, so far. */
    long pushedOut() {
        return pushedOut;
    }
}
