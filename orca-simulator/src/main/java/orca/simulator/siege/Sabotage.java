package orca.simulator.siege;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.management.ReservationView;

/** Harms two leases behind everybody's back, and looks whether the inspection sees it: one that sees nothing proves nothing. */
final class Sabotage {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Siege siege;
    private final PrintStream out;

    Sabotage(Siege siege, PrintStream out) {
        this.siege = siege;
        this.out = out;
    }

    void run() throws IOException, InterruptedException, Siege.Lost {
        siege.begin();
        String guest = Roster.GUESTS.getFirst();
        siege.households().get(guest).settle(2, () -> false);
        siege.settle();
        List<ReservationView> leases = siege.residents().client(guest).reservations(Filter.LIVE).items();
        String unit = leases.getFirst().units().getFirst().id();
        // The first process of a unit takes all others with it.
        Grounds.run("sh", "-c", "kill -9 $(pgrep -f -o 'init orca-unit=" + unit + "')");
        seen("the process of " + unit + " was killed", unit);
        String lease = leases.getLast().id();
        siege.residents().client(guest).close(new CloseCommand(Optional.empty(), false, Optional.empty(), lease));
        seen(lease + " was closed by somebody else", lease + " was lost");
        for (String part : siege.residents().roster().pairs()) {
            String leads = siege.residents().saysItLeads(part);
            String other = siege.residents().roster().nodes(part).stream().filter(node -> !node.equals(leads)).findFirst()
                    .orElseThrow();
            siege.residents().kill(other);
            siege.residents().startAlone(other);
            seen(other + " was started with a journal of its own, to stand by for nobody", String.join(" and ",
                    siege.residents().roster().nodes(part)) + " lead at the same time");
        }
    }

    private void seen(String what, String words) throws IOException, Siege.Lost {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<String> found = siege.inspection().differences().stream().filter(line -> line.contains(words)).findFirst();
            if (found.isPresent()) {
                out.println(what + ", and it was seen: " + found.get());
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new Siege.Lost(what + ", and the inspection did not see it");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }
}
