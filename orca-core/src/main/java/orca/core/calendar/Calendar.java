package orca.core.calendar;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.resource.Amounts;
import orca.core.time.Term;

/**
 * How much of a capacity is promised, when: a step function over time with one value per dimension, and the questions that
 * whoever promises has to ask of it. Loads and capacity are vectors whose first entry counts units
 * ({@link Amounts#load(long)}).
 *
 * <p><b>A value.</b> A calendar never changes; {@link #commit} and its like give back another one, which shares nearly all
 * of its memory with this one. So a snapshot costs nothing, and a what-if is a few commits on a copy nobody else sees.
 *
 * <p><b>Terms are half-open</b>, so commitments may touch without adding up. <b>Turnaround is the caller's</b>: book what a
 * lease really occupies, and search for that length, as in
 * <pre>{@code
 * calendar.commit(sliver.load(units), turnaround.occupied(term));
 * calendar.earliestStart(sliver.load(units), term.length().plus(turnaround.total()), notBefore, latestStart);
 * }</pre>
 * The window bounds what is booked, turnaround included. Where the last lease may run to the end of a delegation and be
 * cleaned up afterwards, make the window {@code turnaround.occupied(delegation)}.
 *
 * <p><b>The past</b> can be dropped: see {@link #forgetBefore}.
 *
 * <p><b>Cost</b>, for n boundaries (instants at which usage changes; at most two per commitment): {@link #fits},
 * {@link #commit}, {@link #release}, {@link #free}, {@link #peak}, {@link #largestQuantity} and {@link #forgetBefore} look
 * at O(log n) nodes; {@link #profile} at O(log n) and one per step. {@link #search} looks at O(log n) nodes per gap skipped,
 * if one dimension is short at a time. What is between two gaps may also be a chain in which one dimension is short, then
 * another takes over before the first has room again, and so on; each such handing over costs another O(log n). One
 * dimension has no handing over. A search never looks at a node twice, so no input costs more than one pass over the part
 * of the ledger between the first candidate and the answer.
 */
public final class Calendar {
    /**
     * What a search found.
     *
     * @param start the first instant at which the load fits for the whole length, if there is one in the range
     * @param gapsSkipped how many stretches were passed in which the load did fit, but not for long enough
     */
    public record Search(Optional<Instant> start, long gapsSkipped) {
        public Search {
            Objects.requireNonNull(start, "search.start");
        }
    }

    /** A stretch of time throughout which {@code used} is in use. */
    public record Step(Term term, Amounts used) {
        public Step {
            Objects.requireNonNull(term, "step.term");
            Objects.requireNonNull(used, "step.used");
        }
    }

    private final Amounts capacity;
    private final Term window;
    /** Nothing is remembered of the time before. All boundaries are later. */
    private final long horizon;
    /** Usage at the horizon and until the first boundary. */
    private final long[] base;
    private final Node root;

    private Calendar(Amounts capacity, Term window, long horizon, long[] base, Node root) {
        this.capacity = capacity;
        this.window = window;
        this.horizon = horizon;
        this.base = base;
        this.root = root;
    }

    /**
     * An empty calendar.
     *
     * @param capacity a load vector, dimension 0 being units; at least that one dimension
     * @param window the instants at which there is any capacity at all
     */
    public static Calendar of(Amounts capacity, Term window) {
        Objects.requireNonNull(window, "calendar.window");
        if (capacity.size() == 0) {
            throw new IllegalArgumentException("calendar.capacity: must have the units dimension at least, got " + capacity);
        }
        return new Calendar(capacity, window, Millis.EARLIEST, new long[capacity.size()], null);
    }

    public Amounts capacity() {
        return capacity;
    }

    public Term window() {
        return window;
    }

    /** The instant before which nothing is remembered; {@link Term#EARLIEST} until {@link #forgetBefore} is called. */
    public Instant horizon() {
        return Instant.ofEpochMilli(horizon);
    }

    /** How many boundaries are held: instants later than the horizon at which usage changes. */
    public int size() {
        return root == null ? 0 : root.size;
    }

    /**
     * Whether {@code load} fits throughout {@code term}: with it, no dimension is above capacity, not even one that the load
     * does not ask for. Never outside the window, nor in a term that ends at or before the horizon; of a term that begins
     * before the horizon, the part after it decides.
     *
     * @throws IllegalArgumentException if the load is all zero, or has other dimensions than the capacity
     */
    public boolean fits(Amounts load, Term term) {
        return fits(sweep(), load, term);
    }

    boolean fits(Sweep sweep, Amounts load, Term term) {
        check(load);
        if (!bookable(term) || !load.fitsIn(capacity)) {
            return false;
        }
        long[] limits = capacity.minus(load).toArray();
        sweep.seek(from(term));
        return !sweep.over(limits) && sweep.nextOver(limits) >= until(term);
    }

    /** The start that {@link #search} finds. */
    public Optional<Instant> earliestStart(Amounts load, Duration length, Instant notBefore, Instant latestStart) {
        return search(load, length, notBefore, latestStart).start();
    }

    /**
     * The first start in {@code [notBefore, latestStart]} from which {@code load} fits throughout {@code length}, and how many
     * gaps were too short for it. A start is a whole millisecond, inside the window, and not before the horizon. An empty
     * range (as when {@code notBefore} has overtaken {@code latestStart}) holds no start.
     *
     * @throws IllegalArgumentException if the length is not a positive number of whole milliseconds, or longer than any term;
     *     or if the load is all zero, or has other dimensions than the capacity
     */
    public Search search(Amounts load, Duration length, Instant notBefore, Instant latestStart) {
        return search(sweep(), load, length, notBefore, latestStart);
    }

    Search search(Sweep sweep, Amounts load, Duration length, Instant notBefore, Instant latestStart) {
        check(load);
        long millis = Millis.of(length);
        long first = Math.max(Math.max(horizon, window.start().toEpochMilli()), Millis.firstFrom(notBefore));
        long last = Math.min(window.end().toEpochMilli() - millis, Millis.lastTo(latestStart));
        if (first > last || !load.fitsIn(capacity)) {
            return new Search(Optional.empty(), 0);
        }
        long[] limits = capacity.minus(load).toArray();
        sweep.seek(first);
        long start = sweep.over(limits) ? sweep.nextWithin(limits) : first;
        long skipped = 0;
        while (start <= last) {
            if (sweep.nextOver(limits) - start >= millis) {
                return new Search(Optional.of(Instant.ofEpochMilli(start)), skipped);
            }
            skipped++;
            start = sweep.nextWithin(limits);
        }
        return new Search(Optional.empty(), skipped);
    }

    /**
     * The most units, up to {@code atMost}, each of the size {@code sliver}, that fit throughout {@code term} together; 0 if
     * not even one does.
     *
     * @param sliver has one dimension less than the capacity: the count of units is not in it
     * @throws IllegalArgumentException if the sliver has other dimensions, or {@code atMost} is negative
     */
    public long largestQuantity(Amounts sliver, Term term, long atMost) {
        if (sliver.size() != capacity.size() - 1) {
            throw new IllegalArgumentException("calendar.sliver: must have " + (capacity.size() - 1)
                    + " dimensions, the capacity's without units, got " + sliver);
        }
        if (atMost < 0) {
            throw new IllegalArgumentException("calendar.atMost: must not be negative, got " + atMost);
        }
        if (!bookable(term)) {
            return 0;
        }
        long[] peak = folded(sweep(), term).high;
        long most = Math.min(atMost, capacity.get(0) - peak[0]);
        for (int d = 1; d < peak.length; d++) {
            long free = capacity.get(d) - peak[d];
            // A sliver may ask nothing of a dimension; if that one is overcommitted, it still does not fit.
            most = free < 0 ? 0 : sliver.get(d - 1) == 0 ? most : Math.min(most, free / sliver.get(d - 1));
        }
        return Math.max(0, most);
    }

    /**
     * What is free throughout {@code term}, each dimension by itself. Zero where {@link #fits} would refuse the term whatever
     * the load, and in a dimension that is overcommitted.
     */
    public Amounts free(Term term) {
        if (!bookable(term)) {
            return Amounts.zero(capacity.size());
        }
        long[] free = folded(sweep(), term).high;
        for (int d = 0; d < free.length; d++) {
            free[d] = Math.max(0, capacity.get(d) - free[d]);
        }
        return Amounts.of(free);
    }

    /** The most that is in use at any instant of {@code term}, each dimension by itself; of what is still remembered. */
    public Amounts peak(Term term) {
        return until(term) <= horizon ? Amounts.zero(capacity.size()) : Amounts.of(folded(sweep(), term).high);
    }

    /**
     * This calendar with {@code load} in use throughout {@code term} as well.
     *
     * @throws IllegalStateException (a fault: ask {@link #fits} first) if it does not fit
     * @throws IllegalArgumentException as {@link #fits}
     */
    public Calendar commit(Amounts load, Term term) {
        if (!fits(load, term)) {
            throw new IllegalStateException("calendar.commit: " + load + " does not fit throughout " + term + ", where "
                    + free(term) + " is free of " + capacity + " in the window " + window);
        }
        return changed(load, term, 1);
    }

    /**
     * The exact inverse of a {@link #commit} with the same arguments; the window and capacity of the moment do not matter, and
     * nothing happens to the part of the term that has been forgotten. Several adjoining parts of a commitment may also be
     * released one by one.
     *
     * @throws IllegalStateException (a fault) if less than {@code load} is in use at some instant of the term
     * @throws IllegalArgumentException as {@link #fits}
     */
    public Calendar release(Amounts load, Term term) {
        check(load);
        if (until(term) <= horizon) {
            return this;
        }
        Amounts least = Amounts.of(folded(sweep(), term).low);
        if (!load.fitsIn(least)) {
            throw new IllegalStateException("calendar.release: " + load + " is more than the " + least
                    + " in use throughout " + term);
        }
        return changed(load, term, -1);
    }

    private Calendar changed(Amounts load, Term term, int sign) {
        long[] level = base;
        Node tree = root;
        if (from(term) > horizon) {
            tree = changed(tree, from(term), load, sign);
        } else {
            level = base.clone();
            for (int d = 0; d < level.length; d++) {
                level[d] += sign * load.get(d);
            }
        }
        return new Calendar(capacity, window, horizon, level, changed(tree, until(term), load, -sign));
    }

    private static Node changed(Node tree, long key, Amounts load, int sign) {
        return tree == null ? Leaf.of(key, load, sign) : tree.changed(key, load, sign);
    }

    /**
     * The same commitments against another capacity and window, as when an operator adds or takes away hosts. What is committed
     * stays, even if it now exceeds the capacity or lies outside the window: there {@link #fits} says no, {@link #free} is
     * zero, and {@link #release} works.
     *
     * @throws IllegalArgumentException if the number of dimensions differs
     */
    public Calendar withCapacity(Amounts newCapacity, Term newWindow) {
        Objects.requireNonNull(newWindow, "calendar.window");
        if (newCapacity.size() != capacity.size()) {
            throw new IllegalArgumentException(
                    "calendar.capacity: must have " + capacity.size() + " dimensions as before, got " + newCapacity);
        }
        return new Calendar(newCapacity, newWindow, horizon, base, root);
    }

    /**
     * This calendar without the detail of what was before {@code instant}, which becomes its {@link #horizon}, so that a ledger
     * does not grow for ever. From then on only the part of a term after the horizon counts: a commitment that began before
     * it can still be released, with its whole term; one that ended before it is gone, and its release changes nothing. A
     * horizon never moves back: an earlier instant changes nothing.
     */
    public Calendar forgetBefore(Instant instant) {
        long to = Millis.lastTo(instant);
        if (to <= horizon) {
            return this;
        }
        long[] level = base.clone();
        Node rest = root == null ? null : root.after(to, level);
        return new Calendar(capacity, window, to, level, rest);
    }

    /**
     * Usage over {@code term}, for people to see: steps that touch, from the term's start (or the horizon, if that is later)
     * to its end, each differing from the one before. Empty if the term ends before the horizon.
     */
    public List<Step> profile(Term term) {
        List<Step> steps = new ArrayList<>();
        long until = until(term);
        long start = from(term);
        if (start >= until) {
            return steps;
        }
        Sweep sweep = sweep();
        sweep.seek(start);
        while (start < until) {
            Amounts used = Amounts.of(sweep.used);
            long end = Math.min(sweep.next(), until);
            steps.add(new Step(new Term(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end)), used));
            start = end;
        }
        return steps;
    }

    Sweep sweep() {
        return new Sweep(root, base);
    }

    Node root() {
        return root;
    }

    Sweep folded(Sweep sweep, Term term) {
        sweep.seek(from(term));
        sweep.fold(until(term));
        return sweep;
    }

    private boolean bookable(Term term) {
        return window.contains(term) && until(term) > horizon;
    }

    private long from(Term term) {
        return Math.max(horizon, term.start().toEpochMilli());
    }

    private static long until(Term term) {
        return term.end().toEpochMilli();
    }

    private void check(Amounts load) {
        if (load.size() != capacity.size()) {
            throw new IllegalArgumentException(
                    "calendar.load: must have " + capacity.size() + " dimensions, units first, got " + load);
        }
        if (load.isZero()) {
            throw new IllegalArgumentException("calendar.load: must not be all zero, got " + load);
        }
    }

    /** Whether {@code other} has the same capacity, window, horizon and usage at every instant, however it came to that. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Calendar that)
                || horizon != that.horizon
                || size() != that.size()
                || !capacity.equals(that.capacity)
                || !window.equals(that.window)) {
            return false;
        }
        Sweep mine = sweep();
        Sweep theirs = that.sweep();
        mine.seek(horizon);
        theirs.seek(horizon);
        long at = horizon;
        while (at != Sweep.NONE) {
            if (!Arrays.equals(mine.used, theirs.used)) {
                return false;
            }
            at = mine.next();
            if (at != theirs.next()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Objects.hash(capacity, window, horizon, size());
    }

    @Override
    public String toString() {
        return "calendar of " + capacity + " in " + window + ", " + size() + " boundaries";
    }
}
