package orca.simulator.check;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.resource.Amounts;
import orca.core.time.Term;

/** How high some loads stand over time, as steps; of as many entries as the first load has. */
final class Levels {
    private final TreeMap<Instant, long[]> steps = new TreeMap<>();

    void add(Term term, Amounts load) {
        step(term.start(), load, 1);
        step(term.end(), load, -1);
    }

    void remove(Term term, Amounts load) {
        step(term.start(), load, -1);
        step(term.end(), load, 1);
    }

    private void step(Instant at, Amounts load, int sign) {
        long[] step = steps.computeIfAbsent(at, a -> new long[load.size()]);
        boolean some = false;
        for (int i = 0; i < step.length; i++) {
            step[i] += sign * (i < load.size() ? load.get(i) : 0);
            some |= step[i] != 0;
        }
        if (!some) {
            steps.remove(at);
        }
    }

    /** The first sum at an instant of {@code term}, from {@code now} on,
            that is more than {@code most}; empty if there is none. */
    Optional<String> over(Term term, Instant now, Amounts most) {
        long[] sum = new long[most.size()];
        Instant from = term.start().isBefore(now) ? now : term.start();
        Map.Entry<Instant, long[]> next = steps.firstEntry();
        while (next != null && next.getKey().isBefore(term.end())) {
            Instant at = next.getKey();
            for (int i = 0; i < sum.length && i < next.getValue().length; i++) {
                sum[i] += next.getValue()[i];
            }
            next = steps.higherEntry(at);
            boolean holds = next == null || next.getKey().isAfter(from);
            for (int i = 0; holds && i < sum.length; i++) {
                if (sum[i] > most.get(i)) {
                    return Optional.of(Arrays.toString(sum) + " at " + (at.isBefore(from) ? from : at));
                }
            }
        }
        return Optional.empty();
    }
}
