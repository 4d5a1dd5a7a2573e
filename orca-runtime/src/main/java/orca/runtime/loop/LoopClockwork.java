package orca.runtime.loop;

import java.util.EnumMap;
import java.util.Map;

/** Counts what a loop does and how long each part takes. Written by the loop's thread; what others see is published whole. */
final class LoopClockwork {
    /** What a loop's time goes into. */
    enum Part { WAITING, DECIDING, COMMITTING, DISPATCHING, READING }

    private final Map<Part, long[]> nanos = new EnumMap<>(Part.class);
    private long last = System.nanoTime();
    private long turns;
    private long events;
    private long groups;
    private long records;
    private volatile LoopTimes times = LoopTimes.NONE;

    LoopClockwork() {
        for (Part part : Part.values()) {
            nanos.put(part, new long[1]);
        }
    }

    /** What went by since the last lap went into {@code part}. */
    void lap(Part part) {
        long now = System.nanoTime();
        nanos.get(part)[0] += now - last;
        last = now;
    }

    void offered(int more) {
        events += more;
    }

    void committed(int moreRecords) {
        groups++;
        records += moreRecords;
    }

    void publish() {
        turns++;
        times = new LoopTimes(of(Part.WAITING), of(Part.DECIDING), of(Part.COMMITTING), of(Part.DISPATCHING), of(Part.READING),
                turns, events, groups, records);
    }

    private long of(Part part) {
        return nanos.get(part)[0];
    }

    LoopTimes times() {
        return times;
    }
}
