package orca.simulator.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
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

/** A guest's operator who has all of a site, again and again: so many leases of so many hosts each. */
final class TurnoverGuest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int AT_ONCE = 100;

    private final ActorLoop guest;
    private final Principal broker;
    private final int leases;
    private final long hostsEach;
    private long counter;

    TurnoverGuest(Container container, Principal broker, int leases, long hostsEach) {
        this.guest = container.actors().named("guest").orElseThrow().loop();
        this.broker = broker;
        this.leases = leases;
        this.hostsEach = hostsEach;
    }

    /** Asks for all leases, sees all of them active, closes them, and sees them closed; seconds that it took. */
    double turnover() {
        long begun = System.nanoTime();
        Set<ReservationId> mine = new HashSet<>();
        List<CompletableFuture<Reply>> asked = new ArrayList<>();
        for (int from = 0; from < leases; from += AT_ONCE) {
            List<Command.Wish> wishes = new ArrayList<>();
            for (int i = from; i < Math.min(leases, from + AT_ONCE); i++) {
                ReservationId id = new ReservationId("l" + counter++);
                mine.add(id);
                wishes.add(wish(id));
            }
            asked.add(guest.order("bench", new Command.Request(Optional.empty(), "bench", wishes, false, Optional.empty())));
        }
        accepted(asked);
        await("active", () -> count(mine, image -> image.state() == ReservationState.ACTIVE) == leases);
        accepted(mine.stream().map(id -> guest.order("bench", new Command.Close(id))).toList());
        // Those that are over are forgotten soon.
        await("closed", () -> count(mine, image -> image.state() != ReservationState.CLOSED) == 0);
        return (System.nanoTime() - begun) / 1e9;
    }

    private Command.Wish wish(ReservationId id) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        // What was given back a moment ago may not have reached the broker; so it may begin a little later.
        Demand demand = new Demand(new TypeName("host"), hostsEach, hostsEach, Amounts.EMPTY, Term.of(now, Duration.ofDays(1)),
                now.plus(PATIENCE), Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
        return new Command.Wish(Optional.of(id), broker, demand, Optional.empty(), List.of(), List.of());
    }

    private static void accepted(List<CompletableFuture<Reply>> replies) {
        for (CompletableFuture<Reply> reply : replies) {
            if (!(reply.join() instanceof Reply.Accepted)) {
                throw new IllegalStateException("declined: " + reply.join());
            }
        }
    }

    private long count(Set<ReservationId> mine, Predicate<ReservationImage> which) {
        return guest.read((actor, now) -> {
            long found = 0;
            for (ReservationImage image : ((ServiceManager) actor).reservations()) {
                if (mine.contains(image.id())) {
                    if (image.state() == ReservationState.FAILED) {
                        throw new IllegalStateException(image.id() + " failed: " + image.failure().orElse(""));
                    }
                    found += which.test(image) ? 1 : 0;
                }
            }
            return found;
        }).join();
    }

    /** Asks again and again. */
    private static void await(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not all are " + what + " after " + PATIENCE);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
