package orca.simulator.lab;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.ticket.Demand;
import orca.simulator.traces.LogException;
import orca.simulator.traces.LogLines;

/**
 * Reads logs in the Standard Workload Format, version 2 (Feitelson's Parallel Workloads Archive): one job to a line, eighteen
 * numbers, -1 for what is not known; comments begin with a semicolon, and those of the header may say how large the machine is.
 *
 * <p>What real logs lack is mended, and said by {@link #notes}: a job that never ran, or ran on nothing, or of which nobody knows
 * how long it ran, is left out, and so are the pieces of a job that was interrupted (status 2 to 4), which stand there beside the
 * whole. A job without an estimate is taken to have asked for what it ran; one that ran longer than it asked for, to have been
 * ended then. Jobs that stand in another order than they came in are sorted. Without {@code MaxProcs} the machine has as many
 * units as {@code MaxNodes} says. What cannot be right is refused with its line.
 */
public final class SwfLog {
    /** The most jobs of one log. */
    public static final int MOST_JOBS = 10_000_000;

    private static final int FIELDS = 18;
    private static final int NUMBER = 0;
    private static final int SUBMIT = 1;
    private static final int RUN = 3;
    private static final int ALLOCATED = 4;
    private static final int REQUESTED = 7;
    private static final int ESTIMATE = 8;
    private static final int STATUS = 10;
    private static final int USER = 11;
    private static final long FIRST_PIECE = 2;
    private static final long LAST_PIECE = 4;
    /** What fields may say that nobody reads here; and job and user numbers, of which only the name matters. */
    private static final long ANY = 1L << 53;
    private static final Pattern MACHINE = Pattern.compile(";+\\s*(MaxProcs|MaxNodes)\\s*:\\s*(\\S*).*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern WHOLE = Pattern.compile("\\d+");
    private static final Pattern THOUSANDS = Pattern.compile("\\d{1,3}(,\\d{3})+(?!\\d)");

    private final List<Job> jobs = new ArrayList<>();
    private final OptionalInt said;
    private OptionalInt processors = OptionalInt.empty();
    private OptionalInt nodes = OptionalInt.empty();
    private long latest;
    private long grain;
    private int widest;
    private int unsorted;
    private int pieces;
    private int leftOut;
    private int withoutEstimate;
    private int cut;

    private SwfLog(OptionalInt said) {
        this.said = said;
    }

    /**
     * Reads {@code file}; packed, if its name ends with {@code .gz}.
     *
     * @param capacity how many units there are; what the log says if empty
     * @throws LogException if a line is not as the format wants it, there is no job in it, or nobody says how large the
     *     machine is; names file, line and rule
     */
    public static SwfLog read(Path file, OptionalInt capacity) throws IOException {
        SwfLog log = new SwfLog(capacity);
        try (LogLines lines = new LogLines(file)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                log.take(lines, line.get());
            }
            if (log.jobs.isEmpty()) {
                throw lines.wrong("the log ends, and there was no job in it that could be replayed"
                        + (log.notes().isEmpty() ? "" : ": " + String.join("; ", log.notes())));
            }
            if (log.machine().isEmpty()) {
                throw lines.wrong("the log ends, and no comment in it said how large the machine is (\"; MaxProcs: N\" or"
                        + " \"; MaxNodes: N\"); give --capacity");
            }
        }
        log.jobs.sort(Comparator.comparingLong(Job::submit)); // stable: the log's order, where times are equal
        return log;
    }

    private OptionalInt machine() {
        return said.isPresent() ? said : processors.isPresent() ? processors : nodes;
    }

    private void take(LogLines lines, String line) throws LogException {
        if (line.isEmpty()) {
            return;
        }
        if (line.startsWith(";")) {
            Matcher says = MACHINE.matcher(line);
            if (says.matches() && says.group(1).equalsIgnoreCase("MaxProcs")) {
                processors = processors.isPresent() ? processors : size(lines, "MaxProcs", says.group(2));
            } else if (says.matches()) {
                nodes = nodes.isPresent() ? nodes : size(lines, "MaxNodes", says.group(2));
            }
            return;
        }
        String[] cells = line.split("\\s+");
        if (cells.length != FIELDS) {
            throw lines.wrong("a job must have " + FIELDS + " fields, got " + cells.length);
        }
        if (jobs.size() == MOST_JOBS) {
            throw lines.wrong("a log may have at most " + MOST_JOBS + " jobs");
        }
        job(values(lines, cells));
    }

    /** A header that does not know, or leaves it open, says nothing; one that says a number must say one that can be. */
    private OptionalInt size(LogLines lines, String label, String value) throws LogException {
        if (said.isPresent() || !WHOLE.matcher(value).lookingAt()) {
            return OptionalInt.empty();
        }
        String digits = (THOUSANDS.matcher(value).lookingAt() ? value.replace(",", "") : value).replaceFirst("\\D.*", "");
        BigInteger size = new BigInteger(digits);
        if (size.signum() == 0 || size.compareTo(BigInteger.valueOf(Job.WIDEST)) > 0) {
            throw lines.wrong(label + " must be from 1 to " + Job.WIDEST + ", got " + digits);
        }
        return OptionalInt.of(size.intValue());
    }

    private static long[] values(LogLines lines, String[] cells) throws LogException {
        long[] values = new long[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            values[i] = switch (i) {
                case SUBMIT -> lines.cut("field 2, the submit time,", cells[i], 0, Job.LONGEST);
                case RUN -> lines.cut("field 4, the run time,", cells[i], -1, Job.LONGEST);
                case ALLOCATED -> lines.whole("field 5, the allocated processors,", cells[i], -1, Job.WIDEST);
                case REQUESTED -> lines.whole("field 8, the requested processors,", cells[i], -1, Job.WIDEST);
                case ESTIMATE -> lines.cut("field 9, the requested time,", cells[i], -1, Job.LONGEST);
                default -> lines.cut("field " + (i + 1), cells[i], -ANY, ANY);
            };
        }
        return values;
    }

    private void job(long[] values) {
        if (values[STATUS] >= FIRST_PIECE && values[STATUS] <= LAST_PIECE) {
            pieces++;
            return;
        }
        int units = (int) (values[REQUESTED] > 0 ? values[REQUESTED] : values[ALLOCATED]);
        long run = values[RUN];
        if (run < 1 || units < 1) {
            leftOut++;
            return;
        }
        long estimate = values[ESTIMATE];
        if (estimate < 1) {
            withoutEstimate++;
            estimate = run;
        } else if (estimate < run) {
            cut++;
            run = estimate;
        }
        unsorted += values[SUBMIT] < latest ? 1 : 0;
        latest = Math.max(latest, values[SUBMIT]);
        widest = Math.max(widest, units);
        grain = BigInteger.valueOf(grain).gcd(BigInteger.valueOf(units)).longValue();
        jobs.add(new Job(values[NUMBER], values[SUBMIT], run, units, estimate, Long.toString(values[USER])));
    }

    /**
     * How many processors are one unit: one, but where jobs are wider than a reservation may be and all of them want multiples of
     * some number. That changes no wait: what is beside such multiples could not be used.
     */
    private int processorsOfUnit() {
        return widest > Demand.MOST_UNITS && machine().orElseThrow() >= grain ? (int) grain : 1;
    }

    /** The log as something to replay. */
    public Workload workload(String name) {
        int one = processorsOfUnit();
        return new Workload(name, machine().orElseThrow() / one, one == 1 ? jobs : jobs.stream().map(job -> new Job(job.number(),
                job.submit(), job.run(), job.units() / one, job.estimate(), job.user())).toList());
    }

    /** What was made of jobs that are not whole, in words. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        note(notes, leftOut, "never ran, or on nothing, or nobody knows how long, and are left out");
        note(notes, pieces, "are pieces of others that were interrupted (status 2 to 4), and are left out");
        note(notes, withoutEstimate, "have no estimate and are taken to have asked for what they ran");
        note(notes, cut, "ran longer than they asked for and are ended then");
        note(notes, unsorted, "stand behind some that came later, and are sorted");
        if (said.isEmpty() && processors.isEmpty() && nodes.isPresent()) {
            notes.add("no MaxProcs; MaxNodes says that there are " + nodes.getAsInt() + " units");
        }
        if (machine().isPresent() && processorsOfUnit() > 1) {
            notes.add("a unit stands for " + grain + " processors, as no reservation has more than " + Demand.MOST_UNITS
                    + " units, and all jobs want multiples of that");
        }
        return notes;
    }

    private static void note(List<String> notes, int count, String what) {
        if (count > 0) {
            notes.add(count + " jobs " + what);
        }
    }
}
