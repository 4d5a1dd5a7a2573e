package orca.runtime.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import orca.core.journal.Group;

/**
 * A process that appends and says so: after each append one line with the last sequence goes to a file of
 * acknowledgements, unbuffered. Killed, starved or watched by tests.
 */
final class AppendingChild {
    /** The file of acknowledgements, beside the journal's files. */
    static final String ACKS = "acks";

    private AppendingChild() {}

    /**
     * Appends to the journal of "north".
     *
     * @param arguments the folder; the last sequence to append; after how many nanoseconds from the first
     *     acknowledgement on to halt without a word, 0 for never; where PostgreSQL is, the user and the password there, if the
     *     journal is there
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        long last = Long.parseLong(arguments[1]);
        long haltAfterNanos = Long.parseLong(arguments[2]);
        JournalFiles files = new JournalFiles(folder, "north");
        Journal journal = arguments.length == 3 ? new H2Journal(files, TestRecord.codec(), 20) : new PostgresJournal(files,
                new PostgresStore(new PostgresPlace(arguments[3], arguments[4], arguments[5]), "north"), TestRecord.codec(), 20);
        Journal.Recovered recovered = journal.open(new Told());
        long sequence = recovered.sequence();
        boolean counting = haltAfterNanos == 0;
        try (OutputStream acks =
                Files.newOutputStream(folder.resolve(ACKS), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (sequence < last) {
                List<Group> groups = new ArrayList<>();
                for (long size = 1 + sequence % 3; size > 0; size--) {
                    groups.add(group(++sequence));
                }
                journal.append(groups);
                acks.write((sequence + "\n").getBytes(StandardCharsets.US_ASCII));
                if (!counting) {
                    counting = true;
                    Thread reaper = new Thread(() -> haltAt(System.nanoTime() + haltAfterNanos));
                    reaper.setDaemon(true);
                    reaper.start();
                }
                if (sequence % 50 == 0) {
                    journal.snapshot(sequence, groups.getLast().records().iterator());
                }
            }
        } catch (JournalException.JournalFailed e) {
            System.err.println(e.getMessage());
            System.exit(3);
        }
        journal.close();
    }

    /** Now and then a large one, so that H2 cannot put each after the one before. */
    static Group group(long sequence) {
        return sequence % 7 == 0
                ? JournalContract.group(sequence, new int[300])
                : JournalContract.group(sequence, (int) sequence, 7);
    }

    private static void haltAt(long nanos) {
        while (System.nanoTime() < nanos) {
            Thread.onSpinWait();
        }
        Runtime.getRuntime().halt(9);
    }

    /** The command that starts this program, with {@code prefix} in front. */
    static ProcessBuilder command(
            List<String> prefix, Path folder, long last, long haltAfterNanos, String... more) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"), AppendingChild.class.getName(), folder.toString(),
                Long.toString(last), Long.toString(haltAfterNanos)));
        words.addAll(List.of(more));
        return new ProcessBuilder(words).redirectErrorStream(true);
    }

    /** Runs it to its end and says how it ended. */
    static int run(ProcessBuilder command, Path output) throws IOException, InterruptedException {
        Process process = command.redirectOutput(output.toFile()).start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                throw new IllegalStateException("still running after two minutes: " + command.command());
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The last sequence that was acknowledged, 0 for none. */
    static long acknowledged(Path folder) throws IOException {
        Path acks = folder.resolve(ACKS);
        if (!Files.exists(acks)) {
            return 0;
        }
        List<String> lines = Files.readAllLines(acks);
        return lines.isEmpty() ? 0 : Long.parseLong(lines.getLast());
    }
}
