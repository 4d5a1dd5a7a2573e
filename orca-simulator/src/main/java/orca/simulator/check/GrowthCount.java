package orca.simulator.check;

import java.util.EnumMap;
import java.util.Map;

/** How often units moved so that they could grow, and what became of them; over as many storms as are told to count in it. */
public final class GrowthCount {
    private final Map<End, Long> ends = new EnumMap<>(End.class);
    private long begun;
    private long restarted;
    private long shut;

    /** How such a move ends. */
    enum End {
        /** It arrived and grew. */
        GREW,
        /** It arrived, and could not be changed there. */
        MOVED_ONLY,
        /** It is where and as it was. */
        STAYED,
        /** Its lease ended first. */
        GIVEN_UP,
        /** Nobody knew where it was. */
        LOST
    }

    void begun() {
        begun++;
    }

    void add(End end) {
        ends.merge(end, 1L, Long::sum);
    }

    void restarted() {
        restarted++;
    }

    void shut() {
        shut++;
    }

    private long of(End end) {
        return ends.getOrDefault(end, 0L);
    }

    /** How many units began such a move. */
    public long moves() {
        return begun;
    }

    /** How many arrived and grew. */
    public long grew() {
        return of(End.GREW);
    }

    /** All of it, for people. */
    public String line() {
        return begun + " units moved to grow: " + of(End.GREW) + " grew, " + of(End.MOVED_ONLY) + " arrived as they were, "
                + of(End.STAYED) + " stayed, " + of(End.GIVEN_UP) + " were given up first, " + of(End.LOST) + " lost; "
                + restarted + " saw their site die and come back, " + shut + " arrived where no more are taken";
    }
}
