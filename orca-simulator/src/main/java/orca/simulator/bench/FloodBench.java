package orca.simulator.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.simulator.apart.Settlement;
import orca.testkit.FreePort;
import orca.wire.call.CallRefused;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.trust.Role;

/**
 * How long the renewal of a lease takes, at its broker and at its site, while other guests ask the same broker for new things as
 * fast as they can and heed no answer. Broker and site are containers in processes of their own; the flooding guests are another
 * process, in which each keeps so many calls with 512 new demands each under way; the guest that renews is this process.
 *
 * <pre>
 *   flood [GUESTS...]                         for each number of flooding guests (0, 1, 8)
 *   flood guests URL PRINCIPAL CALLS HOME...  those that flood; the others are started so
 * </pre>
 */
public final class FloodBench {
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warmup", 5));
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("seconds", 15));
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** Calls that one flooding guest has under way. */
    private static final int CALLS = Integer.getInteger("calls", 2);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private static final String SITE = """
            folder: data
            management: {port: 0}
            wire: {listen: "127.0.0.1:PORT"}
            authorities:
              site:
                types: {slot: none}
                hosts:
                  "h-{0..9}": {type: slot, units: 100000}
                delegations:
                  - {to: market, type: slot, units: 1000000, term: {until: now+3650d}}
            """;
    private static final String MARKET = """
            folder: data
            management: {port: 0}
            wire: {listen: "127.0.0.1:PORT"}
            brokers:
              market: {per-holder: HOLDER}
            """;

    private FloodBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0 && args[0].equals("guests")) {
            FloodGuest.run(Arrays.stream(args).skip(4).map(Path::of).toList(), args[1], args[2], Integer.parseInt(args[3]));
            return;
        }
        List<Integer> guests = args.length == 0 ? List.of(0, 1, 8) : Arrays.stream(args).map(Integer::valueOf).toList();
        System.out.println("| flooding guests | renewals | p50 ms | p99 ms | most ms | demands sent/s | taken/s | sent away/s"
                + " | heap of the broker, MiB |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (int count : guests) {
            System.out.println(row(count));
        }
    }

    private static String row(int guests) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("orca-flood");
        Optional<Process> flood = Optional.empty();
        try (Settlement settlement = new Settlement(folder)) {
            String site = found(settlement, "site", SITE);
            String market = found(settlement, "market", MARKET);
            settlement.pin("site", "market", Role.BROKER, Optional.of(market));
            settlement.pin("market", "site", Role.AUTHORITY, Optional.of(site));
            for (int i = -1; i < guests; i++) {
                String name = i < 0 ? "guest" : "flood" + i;
                settlement.found(name, "");
                settlement.pin("market", name, Role.SERVICE_MANAGER, Optional.empty());
            }
            settlement.launch("market");
            settlement.launch("site");
            settlement.await("market", PATIENCE);
            settlement.await("site", PATIENCE);
            held(ManagementClient.of(settlement.data("market")));
            try (RenewingGuest guest = new RenewingGuest(settlement.key("guest"), market, settlement.key("market").principal(),
                    site, settlement.key("site").principal())) {
                guest.begin();
                flood = guests == 0 ? flood : Optional.of(flood(settlement, guests, market));
                flooding(settlement, guests);
                renewals(guest, WARM_UP);
                FloodGuest.Count before = count(settlement, guests);
                long began = System.nanoTime();
                long[] nanos = renewals(guest, MEASURED);
                double seconds = (System.nanoTime() - began) / 1e9;
                FloodGuest.Count flooded = count(settlement, guests).minus(before);
                flood.ifPresent(Process::destroy);
                return String.format(Locale.ROOT, "| %d | %d | %.1f | %.1f | %.1f | %.0f | %.0f | %.0f | %d |", guests,
                        nanos.length, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6,
                        nanos[nanos.length - 1] / 1e6, flooded.sent() / seconds, flooded.taken() / seconds,
                        flooded.later() / seconds, heap(settlement.process("market")));
            }
        } finally {
            flood.ifPresent(Process::destroyForcibly);
            LivesBench.delete(folder);
        }
    }

    private static String found(Settlement settlement, String name, String configuration) throws IOException {
        String port = Integer.toString(FreePort.take());
        settlement.found(name, configuration.replace("PORT", port).replace("HOLDER", System.getProperty("holder", "10000")));
        return "http://127.0.0.1:" + port + "/soap/" + name;
    }

    private static void held(ManagementClient market) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (market.delegations(Filter.LIVE).items().stream().noneMatch(d -> d.state().equals("held"))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the broker holds nothing");
            }
            market.changes(market.health().changes(), Duration.ofMillis(200));
        }
    }

    private static Process flood(Settlement settlement, int guests, String market) throws IOException {
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xlog:disable", "-Xmx512m", "-cp", System.getProperty("java.class.path"),
                FloodBench.class.getName(), "guests", market, settlement.key("market").principal().value(),
                Integer.toString(CALLS)));
        for (int i = 0; i < guests; i++) {
            words.add(settlement.home("flood" + i).toString());
        }
        return new ProcessBuilder(words).redirectErrorStream(true)
                .redirectOutput(settlement.home("flood0").resolve("output").toFile()).start();
    }

    /** Returns when all of them do. */
    private static void flooding(Settlement settlement, int guests) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int i = 0; i < guests; i++) {
            while (FloodGuest.Count.read(settlement.home("flood" + i)).sent() == 0) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("a guest does not flood");
                }
                Thread.sleep(100);
            }
        }
    }

    private static FloodGuest.Count count(Settlement settlement, int guests) throws IOException {
        FloodGuest.Count sum = FloodGuest.Count.NONE;
        for (int i = 0; i < guests; i++) {
            sum = sum.plus(FloodGuest.Count.read(settlement.home("flood" + i)));
        }
        return sum;
    }

    /** How long each took, the shortest first. */
    private static long[] renewals(RenewingGuest guest, Duration length) throws IOException, InterruptedException {
        List<Long> took = new ArrayList<>();
        long until = System.nanoTime() + length.toNanos();
        do {
            long began = System.nanoTime();
            try {
                guest.renew();
            } catch (CallRefused e) {
                throw new IOException("a renewal was refused: " + e.getMessage(), e);
            }
            took.add(System.nanoTime() - began);
        } while (System.nanoTime() < until);
        return took.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** What is alive in a Java process's heap after a collection, in MiB. */
    private static long heap(ProcessHandle process) throws IOException, InterruptedException {
        jcmd(process, "GC.run");
        Matcher used = USED.matcher(jcmd(process, "GC.heap_info"));
        return used.find() ? Long.parseLong(used.group(1)) / 1024 : -1;
    }

    private static String jcmd(ProcessHandle process, String what) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()), what).redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        tool.waitFor();
        return said;
    }
}
