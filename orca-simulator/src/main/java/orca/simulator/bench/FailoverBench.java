package orca.simulator.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.RequestCommand;
import orca.wire.text.RecordForm;

/**
 * How long nobody leads when a leader is killed: two containers with the same three actors stand by for each other, with leases
 * that live, their journals in a PostgreSQL database that may be thrown away. Beside it, how long a container takes to be back
 * that nobody stands by for: killed, and started again at once.
 *
 * <pre>
 *   URL USER PASSWORD-FILE [ROUNDS [LEASES...]]     5 rounds; 100, 10000 and 100000 leases
 * </pre>
 */
public final class FailoverBench {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int AT_ONCE = 100;
    private static final String LISTENS = "It listens on";

    private final Path folder;
    private final String journal;
    private final List<Node> nodes = new ArrayList<>();

    private FailoverBench(Path folder, String journal) {
        this.folder = folder;
        this.journal = journal;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 3) {
            System.err.println("orca: bench failover: takes URL USER PASSWORD-FILE [ROUNDS [LEASES...]]");
            return;
        }
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 5;
        List<String> sizes = args.length > 4 ? List.of(args).subList(4, args.length) : List.of("100", "10000", "100000");
        System.out.println("| leases | the standby leads, s | and has granted a lease, s | started again instead, s |");
        System.out.println("|---:|---:|---:|---:|");
        int run = 0;
        for (String size : sizes) {
            // Another run is other actors, so that each has journals of its own.
            String actor = "b" + ProcessHandle.current().pid() + "x" + run++;
            Path folder = Files.createTempDirectory("orca-failover");
            String journal = "journal: {url: '" + args[0] + "', user: " + args[1] + ", password-file: '"
                    + Path.of(args[2]).toAbsolutePath() + "'}\n";
            try {
                new FailoverBench(folder, journal).measure(actor, Integer.parseInt(size), rounds);
            } finally {
                LivesBench.delete(folder);
            }
        }
    }

    private static String file(String actor) {
        return """
                folder: data
                management: {port: 0}
                authorities:
                  ACTOR-site:
                    per-holder: 200000
                    types: {slot: none}
                    hosts:
                      "h-{0..9}": {type: slot, units: 100000}
                    delegations:
                      - {to: ACTOR-market, type: slot, units: 1000000, term: {until: now+3650d}}
                brokers:
                  ACTOR-market: {per-holder: 200000}
                service-managers:
                  ACTOR-guest: {}
                """.replace("ACTOR", actor);
    }

    private void measure(String actor, int leases, int rounds) throws IOException, InterruptedException {
        for (String name : List.of("a", "b")) {
            Node node = new Node(Files.createDirectories(folder.resolve(name)));
            Files.writeString(node.home.resolve("orca.yaml"), journal + file(actor));
            nodes.add(node);
        }
        try {
            Node leader = nodes.get(0);
            Node other = nodes.get(1);
            leader.begin(true);
            leader.await(LISTENS, 1);
            fill(leader.client(), leases);
            other.begin(true);
            other.await("Standing by", 1);
            List<Double> leads = new ArrayList<>();
            List<Double> grants = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                int before = other.count(LISTENS);
                // What it follows has to be there first, as it is when a leader dies at any moment.
                TimeUnit.SECONDS.sleep(3);
                long killed = System.nanoTime();
                leader.process.destroyForcibly();
                other.await(LISTENS, before + 1);
                leads.add((System.nanoTime() - killed) / 1e9);
                request(other.client(), "r" + round);
                grants.add((System.nanoTime() - killed) / 1e9);
                leader.process.waitFor();
                int stood = leader.count("Standing by");
                leader.begin(true);
                leader.await("Standing by", stood + 1);
                Node next = other;
                other = leader;
                leader = next;
            }
            other.process.destroyForcibly().waitFor();
            List<Double> alone = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                int before = leader.count(LISTENS);
                long killed = System.nanoTime();
                leader.process.destroyForcibly().waitFor();
                leader.begin(false);
                leader.await(LISTENS, before + 1);
                alone.add((System.nanoTime() - killed) / 1e9);
            }
            System.out.printf("| %d | %s | %s | %s |%n", leases, range(leads), range(grants), range(alone));
        } finally {
            nodes.forEach(Node::end);
        }
    }

    private static String range(List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.1f to %.1f", sorted.getFirst(), sorted.getLast());
    }

    private static void fill(ManagementClient client, int leases) {
        for (int from = 0; from < leases; from += AT_ONCE) {
            List<String> wishes = new ArrayList<>();
            for (int i = from; i < Math.min(leases, from + AT_ONCE); i++) {
                wishes.add("{\"id\": \"l" + i + "\", \"type\": \"slot\", \"length\": \"300d\"}");
            }
            boolean asked = false;
            while (!asked) {
                try {
                    client.request(RecordForm.readJson(
                            RequestCommand.class, "{\"wishes\": [" + String.join(", ", wishes) + "]}"));
                    asked = true;
                } catch (ManagementClient.Refused e) {
                    // The delegation is not held yet, or the container has as much to do as it takes.
                    client.changes(client.changes(0, Duration.ofMillis(1)).changes(), Duration.ofSeconds(1));
                }
            }
            if (from % (100 * AT_ONCE) == 0) {
                active(client, "l" + from);
            }
        }
        for (int i = 0; i < leases; i++) {
            if (i % AT_ONCE == AT_ONCE - 1 || i == leases - 1) {
                active(client, "l" + i);
            }
        }
    }

    private static void request(ManagementClient client, String id) {
        client.request(RecordForm.readJson(RequestCommand.class,
                "{\"wishes\": [{\"id\": \"" + id + "\", \"type\": \"slot\", \"length\": \"1d\"}]}"));
        active(client, id);
    }

    private static void active(ManagementClient client, String id) {
        if (!client.waitFor(id, Optional.empty(), List.of("active"), PATIENCE).reached()) {
            throw new IllegalStateException(id + " is not active: " + client.reservations(Filter.id(id)));
        }
    }

    /** One of the two. */
    private static final class Node {
        private final Path home;
        private Process process;

        Node(Path home) {
            this.home = home;
        }

        void begin(boolean standby) throws IOException {
            List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xlog:disable", "-Xlog:all=error:stderr", "-cp", System.getProperty("java.class.path"),
                    "orca.runtime.container.Main", "up", home.resolve("orca.yaml").toString()));
            if (standby) {
                words.add("--standby");
            }
            process = new ProcessBuilder(words).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("output").toFile())).start();
        }

        int count(String said) throws IOException {
            Path output = home.resolve("output");
            return Files.exists(output) ? Files.readString(output, StandardCharsets.UTF_8).split(said, -1).length - 1 : 0;
        }

        void await(String said, int times) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (count(said) < times) {
                if (System.nanoTime() > deadline || process.waitFor(5, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException(home + " does not say '" + said + "': "
                            + Files.readString(home.resolve("output")));
                }
            }
        }

        ManagementClient client() {
            return ManagementClient.of(home.resolve("data"));
        }

        void end() {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
