package orca.simulator.siege;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One guest asks for 60 leases at once; while they are made an actor is killed, and started again. All must come to life. Where
 * another stands by for it, it is the leader that is killed.
 */
final class Trial {
    private static final int LEASES = 60;
    /** Whom people call how. */
    private static final Map<String, String> VICTIMS = Map.of("guest", Roster.GUESTS.getFirst(), "broker", Roster.MARKET, "site",
            Roster.SITE);
    private static final List<Duration> MOMENTS = List.of(Duration.ofMillis(500), Duration.ofMillis(1500), Duration.ofSeconds(4),
            Duration.ofSeconds(7));

    private final Siege siege;
    private final PrintStream out;

    /**
     * One of the deaths.
     *
     * @param victim whose: guest, broker or site
     * @param after how long after the leases were asked for
     */
    record Point(String victim, Duration after) {
        private static final Pattern FORM = Pattern.compile("(guest|broker|site)@(\\d{1,2}(\\.\\d{1,3})?)");

        /** @throws IllegalArgumentException when it is none */
        static Point parse(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("must be guest, broker or site, '@', and seconds below 100, such as site@7,"
                        + " got '" + text + "'");
            }
            return new Point(matcher.group(1), Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(2)) * 1000)));
        }
    }

    /** The twelve. */
    static List<Point> all() {
        return Stream.of("guest", "broker", "site").flatMap(victim -> MOMENTS.stream().map(after -> new Point(victim, after)))
                .toList();
    }

    Trial(Siege siege, PrintStream out) {
        this.siege = siege;
        this.out = out;
    }

    void run(List<Point> points) throws IOException, InterruptedException, Siege.Lost {
        siege.begin();
        out.println("| killed | after | active of " + LEASES + " | lost | all active after |");
        out.println("|---|---:|---:|---:|---:|");
        for (Point point : points) {
            once(point);
        }
    }

    private void once(Point point) throws IOException, InterruptedException, Siege.Lost {
        Household household = siege.households().get(Roster.GUESTS.getFirst());
        long begun = System.nanoTime();
        Thread asking = Thread.ofPlatform().daemon().start(() -> {
            household.settle(LEASES, () -> false);
        });
        while (System.nanoTime() - begun < point.after().toNanos()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        Residents residents = siege.residents();
        String victim = residents.saysItLeads(VICTIMS.get(point.victim()));
        residents.kill(victim);
        residents.start(victim);
        asking.join(Duration.ofMinutes(2));
        // A lease that was lost is a difference that stays.
        siege.settle();
        long active = household.asked().values().stream().filter(asked -> !asked.given()).count();
        if (active != LEASES) {
            throw new Siege.Lost("only " + active + " of " + LEASES + " orders were taken");
        }
        out.printf(Locale.ROOT, "| %s | %.1f s | %d | %d | %.1f s |%n", point.victim(), point.after().toMillis() / 1e3,
                active, LEASES - active, (System.nanoTime() - begun) / 1e9);
        household.leave(() -> false);
        siege.settle();
    }
}
