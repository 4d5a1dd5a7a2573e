package orca.simulator.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.reservation.ReservationState;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.runtime.container.Container;
import orca.runtime.loop.ActorLoop;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.ReservationImage;

/**
 * A guest's operator who keeps so many leases in flight: asks for one, sees it become active, closes it, sees it closed, asks
 * for the next. Each request and each closing is a command of its own. Works on the caller's thread.
 */
final class LeaseDriver {
    /** The most commands that are under way; below what the loop takes. */
    private static final int MOST_COMMANDS = 900;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ActorLoop guest;
    private final Principal broker;
    private final int inFlight;
    private final Set<ReservationId> opening = new HashSet<>();
    private final Set<ReservationId> closing = new HashSet<>();
    private final ArrayDeque<CompletableFuture<Reply>> commands = new ArrayDeque<>();
    private long counter;
    private long closed;

    /** @param broker whom to ask */
    LeaseDriver(Container container, Principal broker, int inFlight) {
        this.broker = broker;
        this.guest = container.actors().named("guest").orElseThrow().loop();
        this.inFlight = inFlight;
    }

    /** Lives on for {@code length}; how many lives ended in it. */
    long run(Duration length) {
        long before = closed;
        long until = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < until) {
            top();
            look();
            // Looking at everything costs what is in flight; an operator's program would not do more often either.
            LockSupport.parkNanos(inFlight * 10_000L);
        }
        return closed - before;
    }

    /** Asks for all leases, and returns when all are active. */
    void fill() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (counter < inFlight) {
            request();
        }
        while (!opening.isEmpty()) {
            Seen seen = see();
            opening.removeAll(seen.active);
            LockSupport.parkNanos(20_000_000);
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(opening.size() + " leases are not active after " + PATIENCE);
            }
        }
    }

    private void top() {
        while (opening.size() + closing.size() < inFlight) {
            request();
        }
    }

    private void request() {
        ReservationId id = new ReservationId("l" + counter++);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Demand demand = new Demand(new TypeName("slot"), 1, 1, Amounts.EMPTY, Term.of(now, Duration.ofDays(1)),
                now.plusSeconds(60), Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
        opening.add(id);
        give(new Command.Request(Optional.empty(), "bench", List.of(new Command.Wish(Optional.of(id), broker, demand,
                Optional.empty(), List.of(), List.of())), false, Optional.empty()));
    }

    private void give(Command command) {
        commands.add(guest.order("bench", command));
        while (commands.size() > MOST_COMMANDS || !commands.isEmpty() && commands.peek().isDone()) {
            if (!(commands.poll().join() instanceof Reply.Accepted)) {
                throw new IllegalStateException("declined: " + command);
            }
        }
    }

    /** What has become of the leases since the last look; closes the active ones. */
    private void look() {
        Seen seen = see();
        for (ReservationId id : seen.active) {
            if (opening.remove(id)) {
                closing.add(id);
                give(new Command.Close(id));
            }
        }
        for (ReservationId id : seen.ended) {
            if (closing.remove(id)) {
                closed++;
            }
        }
        if (seen.failed.isPresent()) {
            throw new IllegalStateException("a lease failed: " + seen.failed.get());
        }
    }

    /** Reservations in the states that matter. */
    private record Seen(List<ReservationId> active, List<ReservationId> ended, Optional<String> failed) {}

    private Seen see() {
        return guest.read((actor, now) -> {
            List<ReservationId> active = new ArrayList<>();
            List<ReservationId> ended = new ArrayList<>();
            Optional<String> failed = Optional.empty();
            for (ReservationImage image : ((ServiceManager) actor).reservations()) {
                if (image.state() == ReservationState.ACTIVE) {
                    active.add(image.id());
                } else if (image.state() == ReservationState.CLOSED) {
                    ended.add(image.id());
                } else if (image.state() == ReservationState.FAILED) {
                    failed = Optional.of(image.id() + ": " + image.failure().orElse(""));
                }
            }
            return new Seen(active, ended, failed);
        }).join();
    }
}
