package orca.cli.verb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.Look;
import orca.cli.screen.Moments;
import orca.cli.screen.Terminal;
import orca.wire.management.ManagementClient;
import orca.wire.management.ReservationView;
import orca.wire.management.WaitAnswer;

/** Waits for reservations, and tells who waits how it stands. */
final class Waiting {
    /** The first time that is waited before anything is said. */
    private static final Duration QUIET = Duration.ofSeconds(2);
    /** How long one call waits at most. */
    private static final Duration SLICE = Duration.ofSeconds(10);

    private final Terminal terminal;
    private final ManagementClient client;
    private final Optional<String> actor;

    Waiting(Terminal terminal, ManagementClient client, Optional<String> actor) {
        this.terminal = terminal;
        this.client = client;
        this.actor = actor;
    }

    /** How all of {@code ids} stand when each is in one of {@code states}; else a {@link Failure} that says which is not. */
    List<ReservationView> all(List<String> ids, List<String> states, Duration longest) {
        Instant deadline = terminal.now().plus(longest);
        List<ReservationView> reached = new ArrayList<>();
        for (String id : ids) {
            reached.add(one(id, states, longest, deadline));
        }
        return reached;
    }

    private ReservationView one(String id, List<String> states, Duration longest, Instant deadline) {
        String said = "";
        Duration slice = QUIET;
        while (true) {
            Duration left = Duration.between(terminal.now(), deadline);
            Duration step = left.compareTo(slice) < 0 ? left : slice;
            WaitAnswer answer = client.waitFor(id, actor, states, step.isNegative() ? Duration.ZERO : step);
            ReservationView reservation = answer.reservation();
            if (answer.reached()) {
                return reservation;
            }
            if (!answer.timedOut()) {
                throw ended(reservation);
            }
            if (!terminal.now().isBefore(deadline)) {
                throw new Failure(Exit.TIMED_OUT, id + ": not " + String.join(" or ", states) + " within "
                        + Moments.length(longest) + "; it is " + standing(reservation),
                        "its story: orca describe " + id);
            }
            if (!standing(reservation).equals(said)) {
                said = standing(reservation);
                terminal.note(id + " is " + said + " ...");
            }
            slice = SLICE;
        }
    }

    private Failure ended(ReservationView reservation) {
        if (reservation.refusal().isPresent()) {
            Failure refused = Failure.of(reservation.refusal().get(), terminal.moments());
            List<String> next = new ArrayList<>(refused.next());
            next.add("its story: orca describe " + reservation.id());
            return new Failure(refused.exit(), reservation.id() + " is " + reservation.state() + ": " + refused.getMessage(),
                    next.toArray(String[]::new));
        }
        return new Failure(Exit.REFUSED, reservation.id() + " is " + standing(reservation),
                "its story: orca describe " + reservation.id());
    }

    private static String standing(ReservationView reservation) {
        String why = Look.reason(reservation.reason(), reservation.waitsFor()).text();
        return reservation.state() + (why.isEmpty() ? "" : ": " + why);
    }
}
