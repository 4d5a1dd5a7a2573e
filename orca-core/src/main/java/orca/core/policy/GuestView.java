package orca.core.policy;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.LeasedUnit;
import orca.core.reservation.ReservationState;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/**
 * What a guest controller is shown.
 *
 * @param now when
 * @param slice the guest's group of reservations that this controller rules
 * @param holdings its reservations that are not over, oldest first
 * @param samples the newest sample of each declared sensor
 * @param state what the controller returned last
 */
public record GuestView(
        Instant now, String slice, List<Holding> holdings, List<Sample> samples, Optional<PolicyState> state)
        implements PolicyView {
    public GuestView {
        Objects.requireNonNull(now, "now");
        Objects.requireNonNull(slice, "slice");
        holdings = List.copyOf(holdings);
        samples = List.copyOf(samples);
        Objects.requireNonNull(state, "state");
    }

    @Override
    public String whose() {
        return slice;
    }

    /**
     * One reservation.
     *
     * @param term the term that is ticketed or leased; empty while nothing is
     * @param units what is in it by now
     */
    public record Holding(
            ReservationId id,
            Principal broker,
            ReservationState state,
            Demand demand,
            Optional<Term> term,
            List<LeasedUnit> units,
            String reason) {
        public Holding {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(broker, "broker");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(demand, "demand");
            Objects.requireNonNull(term, "term");
            units = List.copyOf(units);
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** What a declared sensor measured. */
    public record Sample(String sensor, Instant at, double value) {
        public Sample {
            Objects.requireNonNull(sensor, "sensor");
            Objects.requireNonNull(at, "at");
        }
    }
}
