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
import orca.testkit.FreePort;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.trust.Role;

/**
 * How many leases three actors in processes of their own can bring to life and to their end per second: everything signed, every
 * decision durable, over loopback sockets. The guest's process is this one, and drives.
 *
 * <pre>
 *   wire [rpc] [IN_FLIGHT...]   lives per second at each number in flight (1, 32, 1000), by SOAP or by XML-RPC
 *   wire all [IN_FLIGHT...]     both, and signatures, and what CXF and WSS4J do, in one table
 * </pre>
 */
public final class WireBench {
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warmup", 30));
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("seconds", 20));
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    static final String SITE = """
            folder: data
            management: {port: 0}
            wire: {listen: "127.0.0.1:PORT", rpc: "127.0.0.1:RPC"}
            authorities:
              site:
                tombstone: 5s
                per-holder: 200000
                types: {slot: none}
                hosts:
                  "h-{0..9}": {type: slot, units: 100000}
                delegations:
                  - {to: market, type: slot, units: 1000000, term: {until: now+3650d}}
            """;
    private static final String MARKET = """
            folder: data
            management: {port: 0}
            wire: {listen: "127.0.0.1:PORT", rpc: "127.0.0.1:RPC"}
            brokers:
              market: {tombstone: 5s, per-holder: 200000}
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
        boolean rpc = args.length > 0 && args[0].equals("rpc");
        boolean all = args.length > 0 && args[0].equals("all");
        List<Integer> given = List.of(args).subList(rpc || all ? 1 : 0, args.length).stream().map(Integer::valueOf).toList();
        List<Integer> flights = given.isEmpty() ? List.of(1, 32, 1000) : given;
        if (all) {
            new WireTable(WARM_UP, MEASURED).run(flights, WireBench::lives);
            return;
        }
        System.out.println("| in flight | lives/s | ms per life | cpu ms per life: guest | broker | site | guest's calls per life"
                + " | messages per call |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (int inFlight : flights) {
            Result r = lives(rpc, inFlight);
            System.out.println(String.format(Locale.ROOT, "| %d | %.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %.1f |", inFlight,
                    r.perSecond(), 1000 * inFlight / r.perSecond(), r.cpu()[0], r.cpu()[1], r.cpu()[2],
                    r.callsPerLife(), r.messagesPerLife() / r.callsPerLife()));
        }
    }

    /**
     * What came of a run.
     *
     * @param cpu milliseconds of processor time per life, of guest, broker and site
     * @param callsPerLife the guest's
     * @param messagesPerLife in these calls
     */
    record Result(double perSecond, double[] cpu, double callsPerLife, double messagesPerLife) {}

    private static Result lives(boolean rpc, int inFlight) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("orca-wire");
        try (Settlement settlement = new Settlement(folder)) {
            settle(settlement, rpc);
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
                double[] cpu = new double[before.length];
                for (int i = 0; i < cpu.length; i++) {
                    cpu[i] = (after[i] - before[i]) / 1e6 / done;
                }
                return new Result(done / seconds, cpu, (double) (guest.traffic().calls() - heard.calls()) / done,
                        (double) (guest.traffic().messages() - heard.messages()) / done);
            }
        } finally {
            LivesBench.delete(folder);
        }
    }

    private static void settle(Settlement settlement, boolean rpc) throws IOException {
        settle(settlement, rpc, SITE);
    }

    /** Makes a site with that configuration, a broker and a guest, who know each other. */
    static void settle(Settlement settlement, boolean rpc, String configuration) throws IOException {
        String site = found(settlement, "site", configuration, rpc);
        String market = found(settlement, "market", MARKET, rpc);
        settlement.found("guest", GUEST);
        settlement.pin("site", "market", Role.BROKER, Optional.of(market));
        settlement.pin("market", "site", Role.AUTHORITY, Optional.of(site));
        settlement.pin("market", "guest", Role.SERVICE_MANAGER, Optional.empty());
        settlement.pin("guest", "market", Role.BROKER, Optional.of(market));
        if (rpc) {
            // What a site signs says where it is called by SOAP.
            settlement.pin("guest", "site", Role.AUTHORITY, Optional.of(site));
        }
    }

    /** Makes an actor; where the others call it. */
    private static String found(Settlement settlement, String name, String configuration, boolean rpc) throws IOException {
        String port = Integer.toString(FreePort.take());
        String rpcPort = Integer.toString(FreePort.take());
        settlement.found(name, configuration.replace("PORT", port).replace("RPC", rpcPort));
        return rpc ? "xmlrpc=https://127.0.0.1:" + rpcPort + "/rpc/" + name : "http://127.0.0.1:" + port + "/soap/" + name;
    }

    /** Waits until the broker holds what the site delegates. */
    static void held(ManagementClient market) {
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
