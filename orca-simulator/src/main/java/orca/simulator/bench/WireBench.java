package orca.simulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.runtime.config.ConfigFile;
import orca.runtime.container.Container;
import orca.runtime.remote.Switchboard;
import orca.simulator.apart.Settlement;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.trust.Role;

/**
 * How many leases three actors in processes of their own can bring to life and to their end per second: everything signed, every
 * decision durable, over loopback sockets. The guest's process is this one, and drives.
 *
 * <pre>
 *   wire [IN_FLIGHT...]     lives per second at each number in flight (1, 32, 1000)
 * </pre>
 */
public final class WireBench {
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warmup", 30));
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("seconds", 20));
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final String SITE = """
            folder: data
            management: {port: 0}
            wire: {listen: "127.0.0.1:PORT"}
            authorities:
              site:
                tombstone: 5s
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
              market: {tombstone: 5s}
            """;
    private static final String GUEST = """
            folder: data
            management: {port: 0}
            wire: {}
            service-managers:
              guest: {remember: 1s}
            """;

    private WireBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<Integer> flights = args.length == 0 ? List.of(1, 32, 1000) : List.of(args).stream().map(Integer::valueOf).toList();
        System.out.println("| in flight | lives/s | ms per life | cpu ms per life: guest | broker | site | guest's calls per life"
                + " | messages per call |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (int inFlight : flights) {
            lives(inFlight);
        }
    }

    private static void lives(int inFlight) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("orca-wire");
        try (Settlement settlement = new Settlement(folder)) {
            settle(settlement);
            settlement.launch("market");
            settlement.launch("site");
            settlement.await("market", PATIENCE);
            settlement.await("site", PATIENCE);
            held(ManagementClient.of(settlement.data("market")));
            try (Container guest = new Container(ConfigFile.read(settlement.file("guest")), false, "bench")) {
                Principal broker = guest.actors().directory().find("market").orElseThrow();
                LeaseDriver driver = new LeaseDriver(guest, broker, inFlight);
                driver.run(WARM_UP);
                long[] before = spent(settlement);
                Switchboard.Traffic heard = guest.traffic();
                long began = System.nanoTime();
                long done = driver.run(MEASURED);
                double seconds = (System.nanoTime() - began) / 1e9;
                long[] after = spent(settlement);
                long calls = guest.traffic().calls() - heard.calls();
                long messages = guest.traffic().messages() - heard.messages();
                System.out.println(String.format(Locale.ROOT, "| %d | %.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %.1f |", inFlight,
                        done / seconds, 1000 * seconds * inFlight / done, (after[0] - before[0]) / 1e6 / done,
                        (after[1] - before[1]) / 1e6 / done, (after[2] - before[2]) / 1e6 / done,
                        (double) calls / done, (double) messages / calls));
            }
        } finally {
            LivesBench.delete(folder);
        }
    }

    private static void settle(Settlement settlement) throws IOException {
        String sitePort = Integer.toString(Settlement.freePort());
        String marketPort = Integer.toString(Settlement.freePort());
        settlement.found("site", SITE.replace("PORT", sitePort));
        settlement.found("market", MARKET.replace("PORT", marketPort));
        settlement.found("guest", GUEST);
        Optional<String> site = Optional.of("http://127.0.0.1:" + sitePort + "/soap/site");
        Optional<String> market = Optional.of("http://127.0.0.1:" + marketPort + "/soap/market");
        settlement.pin("site", "market", Role.BROKER, market);
        settlement.pin("market", "site", Role.AUTHORITY, site);
        settlement.pin("market", "guest", Role.SERVICE_MANAGER, Optional.empty());
        settlement.pin("guest", "market", Role.BROKER, market);
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

    /** Processor time of guest, broker and site, in nanoseconds. */
    private static long[] spent(Settlement settlement) {
        return new long[] {cpu(ProcessHandle.current()), cpu(settlement.process("market")), cpu(settlement.process("site"))};
    }

    private static long cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }
}
