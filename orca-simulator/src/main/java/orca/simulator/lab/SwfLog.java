package orca.simulator.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Reads logs in the Standard Workload Format, version 2 (Feitelson's Parallel Workloads Archive): one job to a line, eighteen
 * numbers, -1 for what is not known; comments begin with a semicolon, and those of the header may say how large the machine is.
 *
 * <p>A job that never ran, or ran on nothing, is left out. One without an estimate is taken to have asked for what it ran; one
 * that ran longer than it asked for, to have been ended then. Both are said by {@link #notes}.
 */
public final class SwfLog {
    private static final int FIELDS = 18;
    private static final int NUMBER = 0;
    private static final int SUBMIT = 1;
    private static final int RUN = 3;
    private static final int ALLOCATED = 4;
    private static final int REQUESTED = 7;
    private static final int ESTIMATE = 8;
    private static final int USER = 11;
    private static final Pattern MACHINE = Pattern.compile(";\\s*MaxProcs:\\s*(\\d+).*");
    /** The longest line that is looked at, in characters. */
    private static final int LONGEST_LINE = 10_000;

    private final List<Job> jobs = new ArrayList<>();
    private OptionalInt machine = OptionalInt.empty();
    private int leftOut;
    private int withoutEstimate;
    private int cut;

    private SwfLog() {}

    /**
     * Reads {@code file}; packed, if its name ends with {@code .gz}.
     *
     * @param capacity how many units there are; what the log says if empty
     * @throws LogException if a line is not as the format wants it, or nobody says how large the machine is; names line and rule
     */
    public static SwfLog read(Path file, OptionalInt capacity) throws IOException {
        SwfLog log = new SwfLog();
        log.machine = capacity;
        try (InputStream raw = Files.newInputStream(file);
                BufferedReader reader = new BufferedReader(new InputStreamReader(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw, StandardCharsets.ISO_8859_1))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (line.length() > LONGEST_LINE) {
                    throw new LogException(file, number, "must have at most " + LONGEST_LINE + " characters");
                }
                log.take(file, number, line.strip());
            }
        }
        if (log.machine.isEmpty()) {
            throw new LogException(file, 1, "does not say how large the machine is (\"; MaxProcs: N\"); give the capacity");
        }
        log.jobs.sort(Comparator.comparingLong(Job::submit)); // stable: the log's order, where times are equal
        return log;
    }

    private void take(Path file, int number, String line) throws LogException {
        if (line.isEmpty()) {
            return;
        }
        if (line.startsWith(";")) {
            Matcher says = MACHINE.matcher(line);
            if (machine.isEmpty() && says.matches()) {
                machine = OptionalInt.of(Integer.parseInt(says.group(1)));
            }
            return;
        }
        String[] cells = line.split("\\s+");
        if (cells.length != FIELDS) {
            throw new LogException(file, number, "a job must have " + FIELDS + " fields, got " + cells.length);
        }
        long[] values = new long[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            try {
                values[i] = (long) Double.parseDouble(cells[i]);
            } catch (NumberFormatException e) {
                throw new LogException(file, number, "field " + (i + 1) + " must be a number, got '" + cells[i] + "'");
            }
        }
        if (values[SUBMIT] < 0) {
            throw new LogException(file, number, "field 2, the submit time, must be 0 or more, got " + cells[SUBMIT]);
        }
        job(values);
    }

    private void job(long[] values) {
        long units = values[REQUESTED] > 0 ? values[REQUESTED] : values[ALLOCATED];
        long run = values[RUN];
        if (run < 1 || units < 1 || units > Integer.MAX_VALUE) {
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
        jobs.add(new Job(values[NUMBER], values[SUBMIT], run, (int) units, estimate, Long.toString(values[USER])));
    }

    /** The log as something to replay. */
    public Workload workload(String name) {
        return new Workload(name, machine.orElseThrow(), jobs);
    }

    /** What was made of jobs that are not whole, in words. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        note(notes, leftOut, "never ran, or on nothing, and are left out");
        note(notes, withoutEstimate, "have no estimate and are taken to have asked for what they ran");
        note(notes, cut, "ran longer than they asked for and are ended then");
        return notes;
    }

    private static void note(List<String> notes, int count, String what) {
        if (count > 0) {
            notes.add(count + " jobs " + what);
        }
    }
}
