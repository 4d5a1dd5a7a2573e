package orca.simulator.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import orca.core.calendar.Calendar;
import orca.core.resource.Amounts;
import orca.core.time.Term;

/**
 * Calendar operations per second, by number of commitments and dimensions, on random and on adversarial calendars, with a
 * {@link TreeMap} of the same size as the yardstick of the same run.
 *
 * <p>Arguments: the numbers of commitments to measure at; without any, a thousand to a million.
 */
public final class CalendarBench {
    private static final Instant ZERO = Instant.parse("2030-01-01T00:00:00Z");
    private static final long SEED = 20_300_101;
    /** Capacity along every dimension. */
    private static final long CAPACITY = 1000;
    /** Milliseconds of calendar per commitment, and the longest commitment: so that about a hundred overlap. */
    private static final long PACE = 1000;
    private static final long LONGEST = 200 * PACE;
    /** Questions are made beforehand, so that making them is not measured. */
    private static final int QUESTIONS = 1 << 14;

    private record Booking(Amounts load, Term term) {}

    private final Stopwatch stopwatch = new Stopwatch();
    private final SplittableRandom dice = new SplittableRandom(SEED);

    private CalendarBench() {}

    public static void main(String[] arguments) {
        int[] sizes = {1000, 10_000, 100_000, 1_000_000};
        if (arguments.length > 0) {
            sizes = new int[arguments.length];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = Integer.parseInt(arguments[i]);
                if (sizes[i] < 100 || sizes[i] > 10_000_000) {
                    throw new IllegalArgumentException("commitments: must be from 100 to 10000000, got " + sizes[i]);
                }
            }
        }
        CalendarBench bench = new CalendarBench();
        bench.random(sizes);
        bench.adversarial(sizes);
        bench.yardstick(sizes);
        print("", "Checksum " + bench.stopwatch.sink() + "; Java " + Runtime.version() + ".");
    }

    private static void print(String... lines) {
        for (String line : lines) {
            System.out.println(line);
        }
    }

    private static Term term(long from, long until) {
        return new Term(ZERO.plusMillis(from), ZERO.plusMillis(until));
    }

    private Amounts load(int dims, long most) {
        long[] entries = new long[dims];
        for (int d = 0; d < dims; d++) {
            entries[d] = 1 + dice.nextLong(most);
        }
        return Amounts.of(entries);
    }

    private Booking booking(int dims, long span, long most) {
        long from = dice.nextLong(span - LONGEST / 100);
        return new Booking(load(dims, most), term(from, Math.min(span, from + 1 + dice.nextLong(LONGEST))));
    }

    private static Calendar empty(int dims, long span) {
        long[] capacity = new long[dims];
        Arrays.fill(capacity, CAPACITY);
        return Calendar.of(Amounts.of(capacity), term(0, span));
    }

    private void random(int[] sizes) {
        print(
                "Random calendars: operations per second (a *turn* releases one commitment and commits another)",
                "",
                "| commitments | dimensions | boundaries | bytes/boundary | fits | free | largest quantity | commit | turn "
                        + "| earliest start | gaps skipped (mean, most) |",
                "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (int size : sizes) {
            for (int dims : new int[] {1, 2, 4}) {
                print(randomRow(size, dims));
            }
        }
    }

    private String randomRow(int size, int dims) {
        long span = PACE * size + LONGEST;
        Calendar calendar = empty(dims, span);
        long before = Stopwatch.heapInUse();
        // The bookings are not kept, so that only the calendar is weighed.
        for (int done = 0; done < size; ) {
            Booking next = booking(dims, span, 14);
            if (calendar.fits(next.load, next.term)) {
                calendar = calendar.commit(next.load, next.term);
                done++;
            }
        }
        double bytes = (double) (Stopwatch.heapInUse() - before) / calendar.size();
        List<Booking> questions = new ArrayList<>();
        while (questions.size() < QUESTIONS) {
            Booking next = booking(dims, span, 14);
            if (calendar.fits(next.load, next.term)) {
                questions.add(next);
            }
        }
        Calendar full = calendar;
        return "| " + size + " | " + dims + " | " + full.size() + " | " + Stopwatch.shown(bytes)
                + " | " + rate(questions, q -> full.fits(q.load, q.term) ? 1 : 0)
                + " | " + rate(questions, q -> full.free(q.term).get(0))
                + " | " + rate(questions, q -> full.largestQuantity(sliver(q.load), q.term, 1000))
                + " | " + rate(questions, q -> full.commit(q.load, q.term).size())
                + " | " + turns(full, questions)
                + " | " + searches(full, dims, span) + " |";
    }

    private static Amounts sliver(Amounts load) {
        long[] entries = load.toArray();
        return Amounts.of(Arrays.copyOfRange(entries, 1, entries.length));
    }

    private interface Question {
        long ask(Booking booking);
    }

    private String rate(List<Booking> questions, Question question) {
        int[] next = {0};
        LongSupplier one = () -> question.ask(questions.get(next[0]++ & QUESTIONS - 1));
        return Stopwatch.shown(stopwatch.perSecond(one));
    }

    /** A calendar in motion: some hundred of the questions are committed, the oldest leaves as a new one comes. */
    private String turns(Calendar start, List<Booking> questions) {
        Calendar[] now = {start};
        ArrayDeque<Booking> live = new ArrayDeque<>();
        int[] next = {0};
        return Stopwatch.shown(stopwatch.perSecond(() -> {
            Booking coming = questions.get(next[0]++ & QUESTIONS - 1);
            if (now[0].fits(coming.load, coming.term)) {
                now[0] = now[0].commit(coming.load, coming.term);
                live.addLast(coming);
            }
            if (live.size() > 300) {
                Booking going = live.removeFirst();
                now[0] = now[0].release(going.load, going.term);
            }
            return now[0].size();
        }));
    }

    private String searches(Calendar calendar, int dims, long span) {
        List<Booking> questions = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            questions.add(booking(dims, span, 350));
        }
        long gaps = 0;
        long most = 0;
        for (Booking q : questions) {
            long skipped = search(calendar, q).gapsSkipped();
            gaps += skipped;
            most = Math.max(most, skipped);
        }
        return rate(questions, q -> search(calendar, q).gapsSkipped())
                + " | " + Stopwatch.shown((double) gaps / QUESTIONS) + ", " + most;
    }

    private static Calendar.Search search(Calendar calendar, Booking q) {
        return calendar.search(q.load, q.term.length(), q.term.start(), Instant.MAX);
    }

    private void adversarial(int[] sizes) {
        print(
                "",
                "Adversarial calendars: one search over the whole of it",
                "",
                "| commitments | calendar | gaps skipped | searches per second | nanoseconds per commitment |",
                "|---:|:---|---:|---:|---:|");
        for (int size : sizes) {
            Calendar comb = empty(2, 10L * size + PACE);
            Calendar chain = comb;
            for (int i = 0; i < size; i++) {
                comb = comb.commit(Amounts.of(1, CAPACITY), term(10L * i, 10L * i + 1));
                Amounts turn = i % 2 == 0 ? Amounts.of(CAPACITY, 1) : Amounts.of(1, CAPACITY);
                chain = chain.commit(turn, term(10L * i, 10L * i + 10));
            }
            print(adversarialRow(size, "comb: every gap is a millisecond too short", comb));
            print(adversarialRow(size, "chain: two dimensions are short in turn, no gaps", chain));
        }
    }

    private String adversarialRow(int size, String name, Calendar calendar) {
        LongSupplier search = () -> calendar.search(Amounts.of(1, 1), Duration.ofMillis(10), ZERO, Instant.MAX).gapsSkipped();
        double rate = stopwatch.perSecond(search);
        return "| " + size + " | " + name + " | " + search.getAsLong() + " | " + Stopwatch.shown(rate) + " | "
                + Stopwatch.shown(1e9 / rate / size) + " |";
    }

    /** What the JDK's own ordered map does on this machine at the same number of keys, with nothing to add up. */
    private void yardstick(int[] sizes) {
        print(
                "",
                "The yardstick: a java.util.TreeMap with as many keys as boundaries",
                "",
                "| keys | gets per second | put and remove per second |",
                "|---:|---:|---:|");
        for (int size : sizes) {
            int keys = 2 * size;
            TreeMap<Long, Long> map = new TreeMap<>();
            while (map.size() < keys) {
                map.put(dice.nextLong(PACE * size), 0L);
            }
            long[] probes = dice.longs(QUESTIONS, 0, PACE * size).toArray();
            int[] next = {0};
            double gets = stopwatch.perSecond(() -> map.floorKey(probes[next[0]++ & QUESTIONS - 1]) == null ? 0 : 1);
            double puts = stopwatch.perSecond(() -> {
                Long probe = probes[next[0]++ & QUESTIONS - 1];
                if (map.put(probe, 1L) == null) {
                    map.remove(probe);
                }
                return map.size();
            });
            print("| " + keys + " | " + Stopwatch.shown(gets) + " | " + Stopwatch.shown(puts) + " |");
        }
    }
}
