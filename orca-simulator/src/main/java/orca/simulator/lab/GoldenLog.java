package orca.simulator.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A workload with how long each job waits under some policies, as {@code traces/README.md} describes it. */
public final class GoldenLog {
    private static final int FIELDS = 6;

    private final Workload workload;
    private final List<String> columns;
    private final List<long[]> rows;

    private GoldenLog(Workload workload, List<String> columns, List<long[]> rows) {
        this.workload = workload;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Reads {@code file}, which is packed.
     *
     * @param capacity how many units the machine had
     * @throws LogException if a line is not as it should be; it is named
     */
    public static GoldenLog read(Path file, int capacity) throws IOException {
        List<Job> jobs = new ArrayList<>();
        List<long[]> rows = new ArrayList<>();
        List<String> columns = List.of();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (line.startsWith("#")) {
                    continue;
                }
                List<String> cells = List.of(line.split("\t", -1));
                if (columns.isEmpty()) {
                    columns = cells;
                    continue;
                }
                try {
                    jobs.add(new Job(Long.parseLong(cells.get(0)), Long.parseLong(cells.get(1)), Long.parseLong(cells.get(2)),
                            Integer.parseInt(cells.get(3)), Long.parseLong(cells.get(4)), cells.get(5)));
                    rows.add(cells.stream().skip(FIELDS).mapToLong(Long::parseLong).toArray());
                } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                    throw new LogException(file, number, e.getMessage());
                }
            }
        }
        String name = file.getFileName().toString();
        return new GoldenLog(new Workload(name.substring(0, name.indexOf('.')), capacity, jobs), columns, rows);
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
        if (at < FIELDS) {
            throw new IllegalArgumentException("column: must be one of " + columns.subList(FIELDS, columns.size()) + ", got '"
                    + column + "'");
        }
        return rows.get(job)[at - FIELDS];
    }
}
