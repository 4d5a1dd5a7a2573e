package orca.simulator.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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

/** A guest's operator who asks for tickets for later, one unit each, so many at a time, and keeps them. */
final class TicketDriver {
    private static final Duration LENGTH = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_NANOS = 200_000;
    /** The most commands that are under way; below what the loop takes. */
    private static final int MOST_COMMANDS = 200;

    private final ActorLoop guest;
    private final Principal broker;
    private final Map<ReservationId, Long> asked = new LinkedHashMap<>();
    private final ArrayDeque<CompletableFuture<Reply>> commands = new ArrayDeque<>();
    private final List<Long> took = new ArrayList<>();
    private boolean keeps = true;
    private long counter;

    TicketDriver(Container container, Principal broker) {
        this.guest = container.actors().named("guest").orElseThrow().loop();
        this.broker = broker;
    }

    /** Gets so many tickets for an hour from {@code start} on; how long each took, in nanoseconds, as they came. */
    List<Long> get(int tickets, int inFlight, Instant start) {
        return askWhile(() -> took.size() + asked.size() < tickets, inFlight, start);
    }

    /** Gets tickets for so long. */
    List<Long> get(Duration length, int inFlight, Instant start) {
        long end = System.nanoTime() + length.toNanos();
        return askWhile(() -> System.nanoTime() < end, inFlight, start);
    }

    /** The same, but that each ticket is given back when it is there; at the end none is left. */
    void warm(Duration length, int inFlight, Instant start) {
        keeps = false;
        get(length, inFlight, start);
        keeps = true;
    }

    private List<Long> askWhile(BooleanSupplier more, int inFlight, Instant start) {
        took.clear();
        long last = System.nanoTime();
        while (more.getAsBoolean() || !asked.isEmpty()) {
            while (asked.size() < inFlight && more.getAsBoolean()) {
                ask(start);
            }
            int before = took.size();
            look();
            last = took.size() > before ? System.nanoTime() : last;
            if (System.nanoTime() - last > PATIENCE.toNanos()) {
                throw new IllegalStateException("no ticket came in " + PATIENCE);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return List.copyOf(took);
    }

    private void ask(Instant start) {
        ReservationId id = new ReservationId("t" + counter++);
        Demand demand = new Demand(new TypeName("slot"), 1, 1, Amounts.EMPTY, Term.of(start, LENGTH), start, Optional.empty(),
                Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
        asked.put(id, System.nanoTime());
        give(new Command.Request(Optional.empty(), "bench", List.of(new Command.Wish(
                Optional.of(id), broker, demand, Optional.empty(), List.of(), List.of())), false, Optional.empty()));
    }

    private void give(Command command) {
        commands.add(guest.order("bench", command));
        while (!commands.isEmpty() && (commands.size() > MOST_COMMANDS || commands.peek().isDone())) {
            if (!(commands.poll().join() instanceof Reply.Accepted)) {
                throw new IllegalStateException("declined: " + command);
            }
        }
    }

    private void look() {
        List<ReservationImage> now = guest.read((actor, at) -> {
            List<ReservationImage> seen = new ArrayList<>();
            asked.keySet().forEach(id -> ((ServiceManager) actor).reservation(id).ifPresent(seen::add));
            return seen;
        }).join();
        for (ReservationImage image : now) {
            if (image.state() == ReservationState.FAILED) {
                throw new IllegalStateException("refused: " + image.failure().orElse(""));
            }
            if (image.state() != ReservationState.NASCENT && image.state() != ReservationState.TICKETING) {
                took.add(System.nanoTime() - asked.remove(image.id()));
                if (!keeps) {
                    give(new Command.Close(image.id()));
                }
            }
        }
    }
}
