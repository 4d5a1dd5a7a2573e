package orca.simulator.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.simulator.traces.LogException;
import orca.simulator.traces.LogLines;

/** A workload with how long each job waits under some policies, as {@code traces/README.md} describes it. */
public final class GoldenLog {
    private static final List<String> FIRST = List.of("id", "submit", "run", "procs", "est", "user");
    private static final long MOST_NUMBER = 1L << 53;
    private static final Pattern MACHINE = Pattern.compile("\\bprocs=(\\S+?)[;,]?(\\s|$)");
    private static final Pattern USER = Pattern.compile("[a-z0-9._-]{1,40}");

    private final Workload workload;
    private final List<String> columns;
    private final List<long[]> rows;

    private GoldenLog(Workload workload, List<String> columns, List<long[]> rows) {
        this.workload = workload;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Reads {@code file}, packed or not.
     *
     * @param capacity how many units the machine had; what a comment at the beginning says ({@code procs=100}) if empty
     * @throws LogException if a line is not as it should be, there is no job, or nobody says how large the machine was; names
     *     file, line, column and rule
     */
    public static GoldenLog read(Path file, OptionalInt capacity) throws IOException {
        List<Job> jobs = new ArrayList<>();
        List<long[]> rows = new ArrayList<>();
        List<String> columns = List.of();
        OptionalInt machine = capacity;
        try (LogLines lines = new LogLines(file)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (line.get().isEmpty()) {
                    continue;
                } else if (line.get().startsWith("#")) {
                    machine = machine.isPresent() ? machine : machine(lines, line.get());
                } else if (columns.isEmpty()) {
                    columns = columns(lines, line.get());
                } else {
                    String[] cells = line.get().split("\t", -1);
                    if (cells.length != columns.size()) {
                        throw lines.wrong("must have " + columns.size() + " columns, as the heading has, got " + cells.length);
                    }
                    Job job = job(lines, cells);
                    if (!jobs.isEmpty() && job.submit() < jobs.get(jobs.size() - 1).submit()) {
                        throw lines.wrong("submit must not be before that of the line above");
                    }
                    jobs.add(job);
                    rows.add(waits(lines, columns, cells));
                }
            }
            if (jobs.isEmpty()) {
                throw lines.wrong("the log ends, and there was no job in it");
            }
            if (machine.isEmpty()) {
                throw lines.wrong("the log ends, and no comment in it said how large the machine was (\"# procs=N\"); give"
                        + " --capacity");
            }
        }
        String name = file.getFileName().toString();
        int dot = name.indexOf('.');
        return new GoldenLog(new Workload(dot < 0 ? name : name.substring(0, dot), machine.getAsInt(), jobs), columns, rows);
    }

    private static OptionalInt machine(LogLines lines, String comment) throws LogException {
        Matcher says = MACHINE.matcher(comment);
        return says.find() ? OptionalInt.of((int) lines.whole("procs", says.group(1), 1, Job.WIDEST)) : OptionalInt.empty();
    }

    private static List<String> columns(LogLines lines, String heading) throws LogException {
        List<String> columns = List.of(heading.split("\t", -1));
        if (columns.size() <= FIRST.size() || !columns.subList(0, FIRST.size()).equals(FIRST)) {
            throw lines.wrong("the heading must begin with the columns " + String.join(", ", FIRST)
                    + ", with tabs between, and one or more of waits must follow");
        }
        return columns;
    }

    private static Job job(LogLines lines, String[] cells) throws LogException {
        long estimate = lines.whole("est", cells[4], 1, Job.LONGEST);
        if (!USER.matcher(cells[5]).matches()) {
            throw lines.wrong("user must be 1 to 40 of a-z, 0-9, dot, hyphen and underscore, got '" + cells[5] + "'");
        }
        return new Job(lines.whole("id", cells[0], 0, MOST_NUMBER), lines.whole("submit", cells[1], 0, Job.LONGEST),
                lines.whole("run", cells[2], 1, estimate), (int) lines.whole("procs", cells[3], 1, Job.WIDEST), estimate,
                cells[5]);
    }

    private static long[] waits(LogLines lines, List<String> columns, String[] cells) throws LogException {
        long[] waits = new long[cells.length - FIRST.size()];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = lines.whole(columns.get(FIRST.size() + i), cells[FIRST.size() + i], 0, Job.LAST);
        }
        return waits;
    }

    public Workload workload() {
        return workload;
    }

    /** The first {@code most} jobs of it; how long they wait is how long they wait in the whole log. */
    public GoldenLog first(int most) {
        return new GoldenLog(workload.first(most), columns, rows);
    }

    /** The same, as if one user had asked for everything. */
    public GoldenLog asOneUser() {
        List<Job> jobs = workload.jobs().stream()
                .map(job -> new Job(job.number(), job.submit(), job.run(), job.units(), job.estimate(), "everybody")).toList();
        return new GoldenLog(new Workload(workload.name(), workload.capacity(), jobs), columns, rows);
    }

    /** How long the job at this place of the workload waits by {@code column}, in seconds. */
    public long wait(String column, int job) {
        int at = columns.indexOf(column);
        if (at < FIRST.size()) {
            throw new IllegalArgumentException("column: must be one of " + columns.subList(FIRST.size(), columns.size())
                    + ", got '" + column + "'");
        }
        return rows.get(job)[at - FIRST.size()];
    }
}
