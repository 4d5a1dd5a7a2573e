package orca.simulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import orca.core.contract.Principal;
import orca.runtime.config.ConfigFile;
import orca.runtime.container.Container;
import orca.simulator.apart.Settlement;
import orca.testkit.FreePort;
import orca.wire.management.ManagementClient;
import orca.wire.trust.Role;

/**
 * How short terms may be when all of a site's hosts are leased anew every term. Hosts are emulated: each has one unit, and each
 * of its two calls in a term, to set up and to tear down, takes a fixed while. Site and broker are containers in processes of
 * their own with durable journals, everything between them is signed, and the guest's container is in this process.
 *
 * <p>First turnovers follow one another at once: all leases are asked for, active, given back and closed. Then they begin at
 * fixed times, a term apart, and a term is sustained when each of five is over before the next begins. The first term tried is a
 * twentieth longer than the longest of the turnovers before; each next one is a quarter longer.
 *
 * <pre>
 *   turnover [HOSTS/LEASES...]     240/24 240/240 1000/100 1000/1000 10000/100 10000/1000
 * </pre>
 */
public final class TurnoverBench {
    private static final int WARM_UPS = Integer.getInteger("warmups", 5);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int TRIES = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    /** How long a call for one host takes. */
    private static final int TAKES_MS = Integer.getInteger("takes", 10);
    /** As configured below. */
    private static final int CALLS_AT_ONCE = 64;

    private static final String TYPES = """
            types:
              host: {turnaround: {setup: 1s, teardown: 1s}}
            """;
    private static final String SITE = """
            folder: data
            management: {port: 0}
            wire: {listen: "127.0.0.1:PORT"}
            calls: {at-once: 64}
            handlers:
              emulated: {takes: TAKESms}
            authorities:
              site:
                tombstone: 5s
                per-holder: 200000
                types: {host: emulated}
                hosts:
                  "h-{1..HOSTS}": {type: host, units: 1}
                delegations:
                  - {to: market, type: host, units: HOSTS, term: {until: now+3650d}}
            """;
    private static final String MARKET = """
            folder: data
            management: {port: 0}
            wire: {listen: "127.0.0.1:PORT"}
            brokers:
              market: {policy: fcfs, tombstone: 5s, per-holder: 200000}
            """;
    private static final String GUEST = """
            folder: data
            management: {port: 0}
            wire: {}
            service-managers:
              guest: {remember: 1s}
            """;

    private TurnoverBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> sizes = args.length > 0 ? List.of(args)
                : List.of("240/24", "240/240", "1000/100", "1000/1000", "10000/100", "10000/1000");
        System.out.println("| hosts | leases a term | turnover, median s | longest s | hosts/s | times what the calls alone"
                + " take | shortest term sustained, s |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|");
        for (String size : sizes) {
            String[] parts = size.split("/");
            System.out.println(row(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
        }
    }

    private static String row(int hosts, int leases) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("orca-turnover");
        try (Settlement settlement = new Settlement(folder)) {
            String site = found(settlement, "site", SITE.replace("HOSTS", Integer.toString(hosts))
                    .replace("TAKES", Integer.toString(TAKES_MS)) + TYPES);
            String market = found(settlement, "market", MARKET);
            settlement.found("guest", GUEST + TYPES);
            settlement.pin("site", "market", Role.BROKER, Optional.of(market));
            settlement.pin("market", "site", Role.AUTHORITY, Optional.of(site));
            settlement.pin("market", "guest", Role.SERVICE_MANAGER, Optional.empty());
            settlement.pin("guest", "market", Role.BROKER, Optional.of(market));
            settlement.launch("market");
            settlement.launch("site");
            settlement.await("market", PATIENCE);
            settlement.await("site", PATIENCE);
            WireBench.held(ManagementClient.of(settlement.data("market")));
            try (Container guest = new Container(ConfigFile.read(settlement.file("guest")), false, "bench")) {
                Principal broker = guest.actors().directory().find("market").orElseThrow();
                TurnoverGuest driver = new TurnoverGuest(guest, broker, leases, hosts / leases);
                return measured(driver, hosts, leases);
            }
        } finally {
            LivesBench.delete(folder);
        }
    }

    private static String measured(TurnoverGuest driver, int hosts, int leases) {
        for (int i = 0; i < WARM_UPS; i++) {
            driver.turnover();
        }
        List<Double> took = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            took.add(driver.turnover());
        }
        took.sort(null);
        double median = took.get(took.size() / 2);
        double longest = took.getLast();
        double calls = 2.0 * hosts * TAKES_MS / 1000 / CALLS_AT_ONCE;
        double term = longest * 1.05;
        boolean sustained = sustained(driver, term);
        for (int i = 1; i < TRIES && !sustained; i++) {
            term *= 1.25;
            sustained = sustained(driver, term);
        }
        return String.format(Locale.ROOT, "| %d | %d | %.2f | %.2f | %.0f | %.1f | %s |", hosts, leases, median, longest,
                hosts / median, median / calls, sustained ? String.format(Locale.ROOT, "%.2f", term) : "none up to "
                        + String.format(Locale.ROOT, "%.2f", term));
    }

    /** Whether each of several turnovers a term apart is over before the next one begins. */
    private static boolean sustained(TurnoverGuest driver, double term) {
        long next = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            driver.turnover();
            next += (long) (term * 1e9);
            long left = next - System.nanoTime();
            if (left < 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static String found(Settlement settlement, String name, String configuration) throws IOException {
        String port = Integer.toString(FreePort.take());
        settlement.found(name, configuration.replace("PORT", port));
        return "http://127.0.0.1:" + port + "/soap/" + name;
    }
}
