package orca.core.resource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The arithmetic of what is promised host by host. A bin is what one host has of a delegation, as a load. Bins have numbers from
 * 1 on and no other name; what a ticket takes is how many units in each.
 *
 * <p><b>Vectors.</b> A calendar of such a delegation has the load of all bins together in front, and behind it the load of each
 * bin, in their order: so a booking has room if and only if each of its bins has, at every instant.
 */
public final class Bins {
    /** The property by which a site says in which bin a unit is, counted from 1. */
    public static final String PROPERTY = "bin";
    /** The most bins of a delegation. Their calendars have so many times as many entries. */
    public static final int MOST = 128;

    private Bins() {}

    /**
     * What a ticket has that is to change: no unit leaves its bin.
     *
     * @param counts how many units stay in which bin
     * @param shrinks whether they become smaller in some dimension, or did and may be large still. Until the site has made
     *     them so they are as large as they were, so nothing is added in a bin that has some of them: what they leave there is
     *     for later
     * @param least of how many units in a bin at least some stay; of fewer none does. Where they become larger that is all that
     *     are there: those that leave are there until the site has torn them down, and nothing is booked for both
     */
    public record Kept(Amounts counts, boolean shrinks, Amounts least) {
        /** What stays where it may become as few as one likes. */
        public Kept(Amounts counts, boolean shrinks) {
            this(counts, shrinks, Amounts.zero(counts.size()));
        }

        /**
         * What stays of a ticket's units when they change to {@code sliver}.
         *
         * @param had how many units there are in which bin by the ticket
         * @param counts how many of these stay
         * @param before how large they are by the ticket
         * @param lingers whether the site may have them by an older ticket still, so that nobody else knows how large they are
         */
        public static Kept of(Amounts had, Amounts counts, Amounts before, Amounts sliver, boolean lingers) {
            boolean grows = !sliver.fitsIn(before);
            // Beside older ones nothing grows: a bin never has more than the ticket says.
            Amounts least = !grows ? Amounts.zero(had.size()) : lingers ? had.plus(had) : had;
            return new Kept(counts, lingers || !before.fitsIn(sliver), least);
        }

        /** How many of its units stay in a bin that has room for {@code room}, when {@code left} are wanted. */
        private long stay(int bin, long room, long left) {
            long most = Math.min(left, Math.min(in(bin), room));
            return most < least.get(bin) ? 0 : most;
        }

        private long in(int bin) {
            return counts.get(bin);
        }

        private boolean bars(int bin) {
            return shrinks && counts.get(bin) > 0;
        }
    }

    /** {@code whole} with the loads of {@code bins} behind it. */
    public static Amounts vector(Amounts whole, List<Amounts> bins) {
        if (bins.isEmpty()) {
            return whole;
        }
        int size = whole.size();
        long[] all = new long[size * (bins.size() + 1)];
        System.arraycopy(whole.toArray(), 0, all, 0, size);
        for (int i = 0; i < bins.size(); i++) {
            System.arraycopy(bins.get(i).toArray(), 0, all, size * (i + 1), size);
        }
        return Amounts.of(all);
    }

    /** What {@code counts} units of {@code sliver}, so many in each bin, weigh on the calendar of their delegation. */
    public static Amounts load(Amounts sliver, Amounts counts) {
        List<Amounts> loads = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            loads.add(sliver.load(counts.get(i)));
        }
        return vector(sliver.load(sum(counts)), loads);
    }

    /** The same of units that have no bin: they weigh on all together. */
    public static Amounts load(Amounts sliver, long units, int bins) {
        return vector(sliver.load(units), Collections.nCopies(bins, Amounts.zero(sliver.size() + 1)));
    }

    /** The front of a vector: all bins together. */
    public static Amounts whole(Amounts vector, int dimensions) {
        return vector.size() == dimensions + 1 ? vector : Amounts.of(Arrays.copyOf(vector.toArray(), dimensions + 1));
    }

    /** How many units of a load are in which bin; empty for the load of a delegation without bins. */
    public static Optional<Amounts> counts(Amounts load, int dimensions) {
        int size = dimensions + 1;
        if (load.size() == size) {
            return Optional.empty();
        }
        long[] counts = new long[load.size() / size - 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = load.get(size * (i + 1));
        }
        return Optional.of(Amounts.of(counts));
    }

    /** All units of {@code counts}. */
    public static long sum(Amounts counts) {
        long sum = 0;
        for (int i = 0; i < counts.size(); i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    /** {@code units} of those in {@code counts}, in the order of the bins. There must be so many. */
    public static Amounts first(Amounts counts, long units) {
        long left = units;
        long[] first = new long[counts.size()];
        for (int i = 0; i < first.length; i++) {
            first[i] = Math.min(left, counts.get(i));
            left -= first[i];
        }
        return Amounts.of(first);
    }

    /**
     * What is left of {@code counts} with no more than {@code units}: what its holder said that {@code stays}, if that is so many
     * of these; else in the order of the bins.
     */
    public static Amounts left(Amounts counts, long units, Optional<Amounts> stays) {
        long most = Math.min(units, sum(counts));
        return stays.filter(s -> s.size() == counts.size() && s.fitsIn(counts) && sum(s) == most)
                .orElseGet(() -> first(counts, most));
    }

    /**
     * The bins for {@code units} of {@code sliver}: those that have units of the same ticket already, then in their order.
     *
     * @param free what is free on the delegation's calendar, without what the ticket has there
     * @param kept what the ticket has
     * @return empty where there is no room for so many
     */
    public static Optional<Amounts> choose(Amounts sliver, long units, Amounts free, Optional<Kept> kept) {
        long[] room = room(sliver, units, free);
        long[] chosen = new long[room.length];
        long left = units;
        boolean all = true;
        for (int i = 0; kept.isPresent() && i < room.length; i++) {
            chosen[i] = kept.get().stay(i, room[i], left);
            left -= chosen[i];
            all &= chosen[i] == kept.get().in(i);
        }
        for (int i = 0; all && i < room.length; i++) {
            long more = kept.isPresent() && kept.get().bars(i) ? 0 : Math.min(left, room[i] - chosen[i]);
            chosen[i] += more;
            left -= more;
        }
        return left == 0 ? Optional.of(Amounts.of(chosen)) : Optional.empty();
    }

    /** The most units, up to {@code atMost}, that {@link #choose} finds bins for. */
    public static long most(Amounts sliver, long atMost, Amounts free, Optional<Kept> kept) {
        long[] room = room(sliver, atMost, free);
        long stay = 0;
        long all = 0;
        boolean every = true;
        for (int i = 0; i < room.length; i++) {
            long here = kept.isPresent() ? kept.get().in(i) : 0;
            long stays = kept.isPresent() ? kept.get().stay(i, room[i], atMost - Math.min(atMost, stay)) : 0;
            stay += stays;
            all += kept.isPresent() && kept.get().bars(i) ? here : room[i];
            every &= here == stays;
        }
        return Math.min(atMost, every ? all : stay);
    }

    /** How many units of {@code sliver} each bin has room for, never more than {@code most}. */
    private static long[] room(Amounts sliver, long most, Amounts free) {
        int size = sliver.size() + 1;
        long[] room = new long[free.size() / size - 1];
        for (int i = 0; i < room.length; i++) {
            int at = size * (i + 1);
            long units = Math.min(most, Math.min(free.get(0), free.get(at)));
            for (int d = 1; d < size; d++) {
                long wanted = sliver.get(d - 1);
                units = wanted == 0 ? units : Math.min(units, free.get(at + d) / wanted);
            }
            room[i] = units;
        }
        return room;
    }

    /**
     * Bins that have {@code wanted} together. What they had stays as far as it can: what is more comes from the first that have
     * room, what is less goes from the last.
     *
     * @param before what they had, as many as {@code room}
     * @param room what each could have at most
     * @return empty where there is not so much
     */
    public static Optional<List<Amounts>> carve(Amounts wanted, List<Amounts> before, List<Amounts> room) {
        long[][] bins = new long[room.size()][];
        for (int i = 0; i < bins.length; i++) {
            bins[i] = before.get(i).toArray();
        }
        for (int d = 0; d < wanted.size(); d++) {
            long left = wanted.get(d);
            for (int i = 0; i < bins.length; i++) {
                bins[i][d] = Math.min(Math.min(bins[i][d], room.get(i).get(d)), left);
                left -= bins[i][d];
            }
            for (int i = 0; i < bins.length; i++) {
                long more = Math.min(left, Math.max(0, room.get(i).get(d) - bins[i][d]));
                bins[i][d] += more;
                left -= more;
            }
            if (left > 0) {
                return Optional.empty();
            }
        }
        List<Amounts> all = new ArrayList<>();
        for (long[] bin : bins) {
            all.add(Amounts.of(bin));
        }
        return Optional.of(all);
    }
}
