package orca.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.policy.GuestView;
import orca.core.policy.GuestView.Holding;
import orca.core.reservation.ReservationState;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/** Made-up pictures of a slice: the same seed gives the same one. Two types, up to eleven reservations in every state. */
public final class GuestViews {
    /** When all of them were taken. */
    public static final Instant NOW = Instant.parse("2030-01-01T12:00:00.250Z");
    /** The slice of all of them. */
    public static final String SLICE = "blue";
    /** One of their two types; it has two dimensions. */
    public static final TypeName VM = new TypeName("vm");
    /** The other; it has none. */
    public static final TypeName TAG = new TypeName("vlan");

    private final SplittableRandom dice;

    private GuestViews(long seed) {
        this.dice = new SplittableRandom(seed);
    }

    /** The picture that {@code seed} gives. */
    public static GuestView view(long seed) {
        return new GuestViews(seed).make();
    }

    private GuestView make() {
        List<Holding> holdings = new ArrayList<>();
        for (int i = dice.nextInt(12); i > 0; i--) {
            holdings.add(holding(holdings.size()));
        }
        List<GuestView.Sample> samples = new ArrayList<>();
        for (int i = dice.nextInt(3); i > 0; i--) {
            samples.add(new GuestView.Sample("sensor-" + i, NOW.minusSeconds(dice.nextInt(60)), dice.nextDouble()));
        }
        return new GuestView(NOW, SLICE, holdings, samples, Optional.empty());
    }

    private Holding holding(int number) {
        ReservationState[] states = ReservationState.values();
        ReservationState state = states[dice.nextInt(states.length - 2)]; // what is over is not shown
        ReservationId id = new ReservationId("r" + number);
        TypeName type = dice.nextInt(3) == 0 ? TAG : VM;
        Amounts sliver = type.equals(TAG) ? Amounts.EMPTY : Amounts.of(dice.nextInt(9), dice.nextInt(18));
        long units = dice.nextInt(1, 4);
        Instant start = Term.grain(NOW).minus(Duration.ofMinutes(dice.nextInt(120)));
        Term term = Term.of(start, Duration.ofMinutes(dice.nextInt(121, 600)));
        Demand demand = new Demand(type, units, units, sliver, term, term.start(), Optional.empty(), Assurance.RESERVED,
                Optional.empty(), PropertyList.NONE);
        boolean asked = state == ReservationState.NASCENT || state == ReservationState.TICKETING;
        List<LeasedUnit> leased = new ArrayList<>();
        for (int i = 0; isLeased(state) && i < units; i++) {
            UnitState unit = UnitState.values()[dice.nextInt(1, UnitState.values().length)];
            leased.add(new LeasedUnit(new UnitId(id + "-u" + i), "host", sliver, dice.nextInt(3) == 0 ? unit : UnitState.READY,
                    PropertyList.NONE));
        }
        Principal broker = new Principal("broker" + dice.nextInt(2));
        return new Holding(id, broker, state, demand, asked ? Optional.empty() : Optional.of(term), leased, "");
    }

    private static boolean isLeased(ReservationState state) {
        return switch (state) {
            case JOINING, ACTIVE, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING, LEAVING, CLOSING -> true;
            case NASCENT, TICKETING, TICKETED, REDEEMING, CLOSED, FAILED -> false;
        };
    }
}
