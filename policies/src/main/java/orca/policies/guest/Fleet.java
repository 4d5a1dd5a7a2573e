package orca.policies.guest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.GuestView.Holding;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/** A slice's reservations of one type: how many units there are or may come, and what makes them more or fewer. */
final class Fleet {
    private final Wants wants;
    private final GuestView view;
    private final List<Holding> held;

    /** All that is not on its way out. */
    Fleet(Wants wants, GuestView view) {
        this(wants, view, holding -> true);
    }

    /** @param counts which of them count as there */
    Fleet(Wants wants, GuestView view, Predicate<Holding> counts) {
        this.wants = wants;
        this.view = view;
        this.held = view.holdings().stream()
                .filter(h -> h.demand().type().equals(wants.type()) && !isGoing(h.state()) && counts.test(h)).toList();
    }

    /** Units that are in use or may come. */
    long all() {
        return held.stream().mapToLong(Fleet::units).sum();
    }

    /** Units in use. */
    long inUse() {
        return held.stream().filter(h -> isUsed(h.state())).mapToLong(Fleet::units).sum();
    }

    /**
     * When somebody asked, how often since all were there, and whom of the brokers.
     *
     * @param times how often it asked without getting all that it wanted
     * @param turn which broker is asked, counted on and on
     */
    record Pace(Instant askedAt, int times, int turn) {
        static final Pace FRESH = new Pace(Instant.EPOCH, 0, 0);

        /** The next demand is a new one, and waits for nothing. */
        Pace fresh() {
            return new Pace(askedAt, 0, turn);
        }
    }

    /** What is to be done now, and how it goes on. */
    record Step(List<Command.Guest> moves, Pace pace) {}

    /** Brings the units nearer to {@code wanted}: asks for what is missing when the pause is over, closes what is too much. */
    Step towards(long wanted, Pace pace) {
        long there = all();
        if (there > wanted) {
            return new Step(surplus(there - wanted), pace);
        }
        if (inUse() >= wanted) {
            return new Step(List.of(), pace.fresh());
        }
        boolean early = pace.times() > 0 && view.now().isBefore(pace.askedAt().plus(wants.pause(pace.times())));
        Optional<Demand> demand = there < wanted && !early ? wants.demand(view.now()) : Optional.empty();
        if (demand.isEmpty()) {
            return new Step(List.of(), pace);
        }
        int turn = pace.times() > 0 ? (pace.turn() + 1) % Wants.MOST_BROKERS : pace.turn();
        return new Step(List.of(request(demand.get(), wanted - there, turn)), new Pace(view.now(), pace.times() + 1, turn));
    }

    private Command.Guest request(Demand demand, long missing, int turn) {
        Command.Wish wish = new Command.Wish(Optional.empty(), wants.brokers().get(turn % wants.brokers().size()), demand,
                Optional.of(Term.grain(wants.until())), List.of(), List.of());
        int wishes = (int) Math.min(missing, Command.MOST_WISHES);
        return new Command.Request(
                Optional.empty(), view.slice(), Collections.nCopies(wishes, wish), false, Optional.empty());
    }

    /** Whole reservations, the least useful first, as long as they do not have more than is too many. */
    private List<Command.Guest> surplus(long tooMany) {
        List<Holding> newestFirst = new ArrayList<>(held);
        Collections.reverse(newestFirst);
        newestFirst.sort(Comparator.comparing(h -> isUsed(h.state())));
        List<Command.Guest> moves = new ArrayList<>();
        long left = tooMany;
        for (Holding holding : newestFirst) {
            long units = units(holding);
            if (units <= left && moves.size() < GuestPlan.MOST_MOVES) {
                moves.add(new Command.Close(holding.id()));
                left -= units;
            }
        }
        return moves;
    }

    private static boolean isGoing(ReservationState state) {
        return switch (state) {
            case LEAVING, CLOSING, CLOSED, FAILED -> true;
            case NASCENT, TICKETING, TICKETED, REDEEMING, JOINING, ACTIVE, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING -> false;
        };
    }

    static boolean isUsed(ReservationState state) {
        return switch (state) {
            case ACTIVE, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING -> true;
            case NASCENT, TICKETING, TICKETED, REDEEMING, JOINING, LEAVING, CLOSING, CLOSED, FAILED -> false;
        };
    }

    /** The units that a reservation has or may have. */
    private static long units(Holding holding) {
        if (holding.units().isEmpty()) {
            return holding.demand().units();
        }
        return holding.units().stream().filter(u -> switch (u.state()) {
            case SETUP, READY, MODIFYING, MIGRATING -> true;
            case FREE, REPLACING, STOPPING, TEARDOWN, QUARANTINED -> false;
        }).count();
    }
}
