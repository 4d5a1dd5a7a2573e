package orca.simulator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Subject;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.runtime.journal.H2Journal;
import orca.runtime.journal.Journal;
import orca.runtime.journal.JournalFiles;
import orca.runtime.journal.PostgresJournal;
import orca.runtime.journal.PostgresPlace;
import orca.runtime.journal.PostgresStore;
import orca.runtime.journal.RecordCodec;

/**
 * How many groups and records a second become durable, for groups of several sizes, against a plain file to which the same
 * bytes are appended and synced in turn with them. Arguments: the folder to write in (on the disk to be measured), the seconds
 * per measurement, and, for PostgreSQL beside H2, the URL of a database that may be thrown away, a user, and a file with the
 * password.
 */
public final class JournalBench {
    private static final int[] RECORDS_PER_GROUP = {1, 10, 100, 1000};
    private static final int REPEATS = 3;
    private static final Instant START = Instant.parse("2027-01-15T08:00:00Z");

    /** About as large as a lease. */
    record Sample(ContractKey key, TypeName type, int revision, boolean elastic, Term term, long units, Amounts sliver,
            PropertyList properties, Instant due, UnitId unit, List<UnitId> others, String state, String reason, Duration lead,
            long serial) implements JournalRecord {
        @Override
        public Subject subject() {
            return key;
        }
    }

    private final Path folder;
    private final Duration length;
    private final RecordCodec codec = RecordCodec.of(Sample.class);

    private final Optional<PostgresPlace> server;

    private JournalBench(Path folder, Duration length, Optional<PostgresPlace> server) {
        this.folder = folder;
        this.length = length;
        this.server = server;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "journal-bench");
        try {
            JournalBench bench = new JournalBench(
                    folder, Duration.ofMillis((long) (Double.parseDouble(arguments[1]) * 1000)), server(arguments));
            bench.codec();
            bench.journal();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Optional<PostgresPlace> server(String[] arguments) throws IOException {
        if (arguments.length < 4) {
            return Optional.empty();
        }
        String password = arguments.length < 5 ? "" : Files.readString(Path.of(arguments[4])).strip();
        return Optional.of(new PostgresPlace(arguments[2], arguments[3], password));
    }

    private static Sample sample(int number) {
        Instant begin = START.plusMillis(number);
        return new Sample(new ContractKey(new Principal("a3".repeat(32)), new ReservationId("r" + number)), new TypeName("vm"),
                number, true, new Term(begin, begin.plusSeconds(3600)), 2, Amounts.of(500, 2048, 10),
                PropertyList.of("image", "debian-12").with("cpus", 4), begin.plusSeconds(60), new UnitId("u" + number),
                List.of(new UnitId("u1"), new UnitId("u2")), "ACTIVE", "renewed by its holder", Duration.ofSeconds(30), number);
    }

    private static List<JournalRecord> samples(int from, int count) {
        List<JournalRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(sample(from + i));
        }
        return records;
    }

    private void codec() {
        List<JournalRecord> records = samples(0, 100);
        byte[] bytes = codec.encode(records);
        long[] read = new long[1];
        for (int round = 0; round < 6; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                bytes = codec.encode(records);
            }
            long encoded = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                codec.decode(bytes, record -> read[0]++);
            }
            long decoded = System.nanoTime();
            if (round == 5) {
                System.out.printf("codec: %d bytes a record of 15 components, write %.2f us, read %.2f us%n", bytes.length / 100,
                        (encoded - begin) / 1e8, (decoded - encoded) / 1e8);
            }
        }
    }

    private void journal() {
        System.out.println("| journal in | records a group | groups/s | records/s | p50 us | p99 us | plain file, synced: "
                + "groups/s | file bytes per byte of records |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (int size : RECORDS_PER_GROUP) {
            Series embedded = new Series();
            Series served = new Series();
            double[] plain = new double[REPEATS];
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                JournalFiles files = new JournalFiles(folder, "bench-" + size + "-" + repeat);
                embedded.run(new H2Journal(files, codec, H2Journal.KEEP_ALL), samples(0, size), repeat);
                embedded.growth = size(files.database()) / embedded.bytes;
                if (server.isPresent()) {
                    // What an earlier run left in the database is no journal of this one.
                    JournalFiles heads = new JournalFiles(folder, folder.getFileName() + "-" + size + "-" + repeat);
                    PostgresStore store = new PostgresStore(server.get(), heads.actor());
                    served.run(new PostgresJournal(heads, store, codec, H2Journal.KEEP_ALL), samples(0, size), repeat);
                }
                plain[repeat] = plain(codec.encode(samples(0, size)));
            }
            Arrays.sort(plain);
            embedded.tell("H2", size, plain[1]);
            if (server.isPresent()) {
                served.tell("PostgreSQL", size, plain[1]);
            }
        }
    }

    private static double size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The runs of one database with groups of one size. */
    private final class Series {
        private final double[] rates = new double[REPEATS];
        private final List<Long> latencies = new ArrayList<>();
        /** What was encoded in the last run. */
        private long bytes;
        private double growth = Double.NaN;

        void run(Journal journal, List<JournalRecord> records, int repeat) {
            bytes = 0;
            long sequence = 0;
            try (journal) {
                journal.open(new Ignored());
                int encoded = codec.encode(records).length;
                long begin = System.nanoTime();
                long now = begin;
                while (now - begin < length.toNanos()) {
                    sequence++;
                    journal.append(new Group(sequence, 1, START.plusMillis(sequence), records));
                    long after = System.nanoTime();
                    latencies.add(after - now);
                    now = after;
                    bytes += encoded;
                }
                rates[repeat] = sequence * 1e9 / (now - begin);
            }
        }

        void tell(String name, int size, double plain) {
            Arrays.sort(rates);
            latencies.sort(null);
            System.out.printf("| %s | %d | %.0f | %.0f | %d | %d | %.0f | %s |%n", name, size, rates[1], rates[1] * size,
                    latencies.get(latencies.size() / 2) / 1000, latencies.get(latencies.size() * 99 / 100) / 1000, plain,
                    Double.isNaN(growth) ? "" : String.format("%.2f", growth));
        }
    }

    private double plain(byte[] bytes) {
        Path file = folder.resolve("plain");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            long appended = 0;
            long begin = System.nanoTime();
            long now = begin;
            while (now - begin < length.toNanos()) {
                channel.write(ByteBuffer.wrap(bytes));
                channel.force(false);
                appended++;
                now = System.nanoTime();
            }
            return appended * 1e9 / (now - begin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Ignored implements Journal.Replay {
        @Override
        public void begin(long epoch) {
            // Nothing is rebuilt here.
        }

        @Override
        public void snapshot(JournalRecord record) {
            throw new IllegalStateException("a new journal has no snapshot");
        }

        @Override
        public void group(Group group) {
            throw new IllegalStateException("a new journal has no group");
        }
    }
}
