package orca.simulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import orca.core.contract.Principal;
import orca.runtime.config.ConfigFile;
import orca.runtime.container.Container;
import orca.simulator.apart.Settlement;
import orca.wire.management.ManagementClient;

/**
 * Tickets beside what others have that is nearest to them, in one run on one machine: leases that etcd grants, and reservations
 * that Slurm takes. A broker and a guest are processes of their own, all is signed, and both have it on disk before it counts.
 *
 * <pre>
 *   peers [etcd|slurm]      both
 * </pre>
 *
 * <p>Debian's packages etcd-server, slurmctld, slurm-client and munge; the daemons are started here, in a folder of their own,
 * and ended. Slurm's as root.
 */
public final class PeersBench {
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warmup", 20));
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("seconds", 15));
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int IN_FLIGHT = 32;
    private static final int HOSTS = 1_000;
    /** As many are made at each number that is live. */
    private static final int MADE = 100;

    /** A host for each unit. */
    private static final String SMALL = WireBench.SITE.replace("h-{0..9}", "h-{0..999}").replace("units: 100000}", "units: 1}")
            .replace("units: 1000000", "units: " + HOSTS);

    private PeersBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> words = args.length == 0 ? List.of("etcd", "slurm") : List.of(args);
        if (words.contains("etcd")) {
            grants();
        }
        if (words.contains("slurm")) {
            reservations();
        }
    }

    /** What is measured with a guest of a broker that has something to promise. */
    @FunctionalInterface
    private interface Measure {
        void with(TicketDriver driver) throws IOException;
    }

    private static void broker(String site, Measure measure) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("orca-peers");
        try (Settlement settlement = new Settlement(folder)) {
            WireBench.settle(settlement, false, site);
            settlement.launch("market");
            settlement.launch("site");
            settlement.await("market", PATIENCE);
            settlement.await("site", PATIENCE);
            WireBench.held(ManagementClient.of(settlement.data("market")));
            try (Container guest = new Container(ConfigFile.read(settlement.file("guest")), false, "bench")) {
                Principal broker = guest.actors().directory().find("market").orElseThrow();
                measure.with(new TicketDriver(guest, broker));
            }
        } finally {
            LivesBench.delete(folder);
        }
    }

    /** The same in one process, where nothing is signed; guest and broker have a journal each. */
    private static void together(Measure measure) throws IOException {
        Path folder = Files.createTempDirectory("orca-peers");
        try (Container container = new Container(LivesBench.file(folder), false, "bench")) {
            measure.with(new TicketDriver(container, new Principal("market")));
        } finally {
            LivesBench.delete(folder);
        }
    }

    private static Instant later(int hours) {
        return Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(hours));
    }

    private static void grants() throws IOException, InterruptedException {
        System.out.println("| " + IN_FLIGHT + " in flight | per second | ms, half | ms, 99 of 100 |");
        System.out.println("|---|---:|---:|---:|");
        broker(WireBench.SITE, driver -> {
            driver.get(WARM_UP, IN_FLIGHT, later(24));
            print("tickets of a broker elsewhere, signed", driver.get(MEASURED, IN_FLIGHT, later(24)), MEASURED);
        });
        together(driver -> {
            driver.get(WARM_UP, IN_FLIGHT, later(24));
            print("tickets of a broker in the guest's process", driver.get(MEASURED, IN_FLIGHT, later(24)), MEASURED);
        });
        Path folder = Files.createTempDirectory("orca-etcd");
        try (Etcd etcd = Etcd.begin(folder)) {
            etcd.grant(WARM_UP.dividedBy(2), IN_FLIGHT);
            print("leases of etcd", etcd.grant(MEASURED, IN_FLIGHT), MEASURED);
        } finally {
            LivesBench.delete(folder);
        }
    }

    private static void print(String what, List<Long> nanos, Duration length) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        double perSecond = sorted.size() / (length.toNanos() / 1e9);
        System.out.println(String.format(Locale.ROOT, "| %s | %.0f | %.1f | %.1f |", what, perSecond,
                sorted.get(sorted.size() / 2) / 1e6, sorted.get(sorted.size() * 99 / 100) / 1e6));
    }

    private static void reservations() throws IOException, InterruptedException {
        System.out.println("| " + HOSTS + " hosts | at 200 live, per second | at 1,000 live, per second |");
        System.out.println("|---|---:|---:|");
        for (int inFlight : new int[] {1, IN_FLIGHT}) {
            broker(SMALL, driver -> {
                driver.warm(WARM_UP, inFlight, later(500));
                fill(driver, 200, 24);
                double few = made(driver, inFlight, 24);
                fill(driver, 700, 24);
                double many = made(driver, inFlight, 48);
                System.out.println(String.format(Locale.ROOT, "| tickets of a broker, signed, %d in flight | %.0f | %.0f |",
                        inFlight, few, many));
            });
        }
        Path folder = Files.createTempDirectory("orca-slurm");
        try (Slurm slurm = Slurm.begin(folder, HOSTS)) {
            slurm.reserve(200, 24);
            double few = slurm.reserve(MADE, 24);
            slurm.reserve(700, 24);
            double many = slurm.reserve(MADE, 48);
            System.out.println(String.format(Locale.ROOT, "| reservations of Slurm, one scontrol | %.0f | %.0f |", few, many));
        } finally {
            LivesBench.delete(folder);
        }
    }

    private static void fill(TicketDriver driver, int tickets, int hour) {
        driver.get(tickets, Math.min(tickets, IN_FLIGHT), later(hour));
    }

    private static double made(TicketDriver driver, int inFlight, int hour) {
        long began = System.nanoTime();
        driver.get(MADE, inFlight, later(hour));
        return MADE / ((System.nanoTime() - began) / 1e9);
    }
}
