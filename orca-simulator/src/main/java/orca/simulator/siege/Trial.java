package orca.simulator.siege;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One guest asks for 60 leases at once; while they are made an actor is killed, and started again. All must come to life. */
final class Trial {
    private static final int LEASES = 60;
    private static final List<Duration> MOMENTS = List.of(Duration.ofMillis(500), Duration.ofMillis(1500), Duration.ofSeconds(4),
            Duration.ofSeconds(7));

    private final Siege siege;
    private final PrintStream out;

    Trial(Siege siege, PrintStream out) {
        this.siege = siege;
        this.out = out;
    }

    void run() throws IOException, InterruptedException, Siege.Lost {
        siege.begin();
        out.println("| killed | after | active of " + LEASES + " | lost | all active after |");
        out.println("|---|---:|---:|---:|---:|");
        String guest = Residents.GUESTS.getFirst();
        for (String victim : List.of(guest, Residents.MARKET, Residents.SITE)) {
            for (Duration moment : MOMENTS) {
                once(guest, victim, moment);
            }
        }
    }

    private void once(String guest, String victim, Duration moment) throws IOException, InterruptedException, Siege.Lost {
        Household household = siege.households().get(guest);
        long begun = System.nanoTime();
        Thread asking = Thread.ofPlatform().daemon().start(() -> {
            household.settle(LEASES, () -> false);
        });
        while (System.nanoTime() - begun < moment.toNanos()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        Residents residents = siege.residents();
        residents.kill(victim);
        residents.start(victim);
        asking.join(Duration.ofMinutes(2));
        // A lease that was lost is a difference that stays.
        siege.settle();
        long active = household.asked().values().stream().filter(asked -> !asked.given()).count();
        if (active != LEASES) {
            throw new Siege.Lost("only " + active + " of " + LEASES + " orders were taken");
        }
        out.printf(Locale.ROOT, "| %s | %.1f s | %d | %d | %.1f s |%n", victim, moment.toMillis() / 1e3, active, LEASES - active,
                (System.nanoTime() - begun) / 1e9);
        household.leave(() -> false);
        siege.settle();
    }
}
