package orca.policies.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.GuestView.Holding;
import orca.core.policy.PolicyState;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.testkit.GuestControllerContract;
import org.junit.jupiter.api.Test;

class KeepCountTest extends GuestControllerContract {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Holding> holdings = new ArrayList<>();
    private Optional<PolicyState> state = Optional.empty();

    @Override
    protected GuestController controller() {
        return keeping(settings(4));
    }

    private static PropertyList settings(long count) {
        return PropertyList.of("broker", "broker0").with("type", "vm").with("sliver", "500, 1024").with("count", count)
                .with("image", "debian").with("property-rank", 7);
    }

    private static KeepCount keeping(PropertyList settings) {
        KeepCount controller = new KeepCount();
        controller.configure(settings);
        return controller;
    }

    private GuestPlan ask(KeepCount controller, Instant now) {
        GuestPlan plan = controller.propose(new GuestView(now, "blue", holdings, List.of(), state), Budget.UNLIMITED);
        state = plan.state().or(() -> state);
        return plan;
    }

    private GuestPlan ask(long count, Instant now) {
        return ask(keeping(settings(count)), now);
    }

    private void hold(String id, ReservationState in, long units, UnitState... leased) {
        Demand demand = new Demand(new TypeName("vm"), units, units, Amounts.of(500, 1024), Term.of(NOON, HOUR), NOON,
                Optional.empty(), orca.core.contract.Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
        List<LeasedUnit> all = new ArrayList<>();
        for (UnitState unit : leased) {
            all.add(new LeasedUnit(new UnitId(id + "-u" + all.size()), "host", Amounts.of(500, 1024), unit, PropertyList.NONE));
        }
        holdings.add(new Holding(
                new ReservationId(id), new Principal("broker0"), in, demand, Optional.of(demand.term()), all, ""));
    }

    private static int wishes(GuestPlan plan) {
        return plan.moves().stream().mapToInt(m -> m instanceof Command.Request request ? request.wishes().size() : 0).sum();
    }

    private static List<String> closed(GuestPlan plan) {
        return plan.moves().stream().map(m -> ((Command.Close) m).id().value()).toList();
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(GuestController.class)).anyMatch(found -> found.name().equals("keep-count"));
    }

    @Test
    void atFirstItAsksForAll() {
        GuestPlan plan = ask(3, NOON);

        assertThat(wishes(plan)).isEqualTo(3);
        Command.Wish wish = ((Command.Request) plan.moves().get(0)).wishes().get(0);
        assertThat(wish.broker()).isEqualTo(new Principal("broker0"));
        assertThat(wish.demand().units()).isEqualTo(1);
        assertThat(wish.demand().sliver()).isEqualTo(Amounts.of(500, 1024));
        assertThat(wish.demand().term()).isEqualTo(Term.of(NOON, HOUR));
        assertThat(wish.demand().properties()).isEqualTo(PropertyList.of("image", "debian").with("rank", 7));
        assertThat(wish.renewUntil()).contains(Term.LATEST);
    }

    @Test
    void whatIsOnItsWayCounts() {
        hold("a", ReservationState.TICKETING, 1);
        hold("b", ReservationState.JOINING, 1, UnitState.READY);
        hold("c", ReservationState.LEAVING, 1, UnitState.READY);

        assertThat(wishes(ask(3, NOON))).isEqualTo(1);
        assertThat(ask(2, NOON).moves()).isEmpty();
    }

    @Test
    void whatWasRefusedIsAskedForAgainAfterAPauseThatGrows() {
        assertThat(wishes(ask(1, NOON))).isEqualTo(1);
        Instant now = NOON;
        for (long minutes : new long[] {1, 2, 4, 8, 16, 16}) {
            assertThat(ask(1, now.plus(Duration.ofMinutes(minutes)).minusMillis(1)).moves()).isEmpty();
            now = now.plus(Duration.ofMinutes(minutes));
            assertThat(wishes(ask(1, now))).as("after %s minutes", minutes).isEqualTo(1);
        }
        hold("a", ReservationState.ACTIVE, 1, UnitState.READY);
        ask(1, now);
        holdings.clear();
        assertThat(wishes(ask(1, now))).as("what is lost after all were in use is asked for at once").isEqualTo(1);
    }

    @Test
    void aLostUnitIsReplaced() {
        hold("a", ReservationState.ACTIVE, 2, UnitState.READY, UnitState.QUARANTINED);

        assertThat(wishes(ask(2, NOON))).isEqualTo(1);
    }

    @Test
    void whatIsTooManyIsGivenBackTheLeastUsefulFirst() {
        hold("old", ReservationState.ACTIVE, 1, UnitState.READY);
        hold("coming", ReservationState.TICKETING, 1);
        hold("late", ReservationState.REDEEMING, 1);
        hold("new", ReservationState.ACTIVE, 1, UnitState.READY);

        assertThat(closed(ask(1, NOON))).containsExactly("late", "coming", "new");
        assertThat(closed(ask(3, NOON))).containsExactly("late");
        assertThat(closed(ask(0, NOON))).hasSize(4);
    }

    @Test
    void aReservationOfSeveralUnitsIsGivenBackOnlyWhole() {
        hold("a", ReservationState.ACTIVE, 1, UnitState.READY);
        hold("b", ReservationState.ACTIVE, 3, UnitState.READY, UnitState.READY, UnitState.READY);

        assertThat(closed(ask(2, NOON))).containsExactly("a");
        assertThat(closed(ask(1, NOON))).containsExactly("b");
    }

    @Test
    void moreThanARequestMayHoldIsAskedForInSeveral() {
        assertThat(wishes(ask(1000, NOON))).isEqualTo(Command.MOST_WISHES);
    }

    @Test
    void nothingIsAskedForBeyondTheEnd() {
        KeepCount ending = keeping(settings(1).with("until", new PropertyValue.Moment(NOON.plusSeconds(90))));
        Command.Request request = (Command.Request) ask(ending, NOON).moves().get(0);

        assertThat(request.wishes().get(0).demand().term()).isEqualTo(Term.of(NOON, Duration.ofSeconds(90)));
        state = Optional.empty();
        assertThat(ask(ending, NOON.plusSeconds(89)).moves()).isEmpty();
    }

    /** A configuration knows no lengths and instants, only words for them. */
    @Test
    void lengthsAndInstantsMayBeWords() {
        KeepCount ending = keeping(settings(1).with("length", "1h30m").with("retry", "90s")
                .with("until", "2030-01-01T14:00:00+01:00"));
        Command.Request request = (Command.Request) ask(ending, NOON).moves().get(0);

        assertThat(request.wishes().get(0).demand().term()).isEqualTo(Term.of(NOON, HOUR));
        refused(settings(1).with("length", "1 hour"), "keep-count.length: must be a length of time such as 90s");
        refused(settings(1).with("length", "500ms"), "keep-count.length");
    }

    @Test
    void withoutSettingsItWantsNothing() {
        assertThat(ask(new KeepCount(), NOON).moves()).isEmpty();
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedByName() {
        refused(PropertyList.NONE, "keep-count.broker: must be given");
        refused(settings(1).with("colour", "red"), "keep-count.colour: not a setting");
        refused(settings(-1), "keep-count.count: must be a whole number from 0 to 1000, got -1");
        refused(settings(1001), "keep-count.count");
        refused(settings(1).with("count", "many"), "keep-count.count");
        refused(settings(1).with("sliver", "1,x"), "keep-count.sliver");
        refused(settings(1).with("length", 5), "keep-count.length");
        refused(settings(1).with("retry", new PropertyValue.Span(Duration.ZERO)), "keep-count.retry");
        refused(settings(1).with("until", "tomorrow"), "keep-count.until");
    }

    private static void refused(PropertyList settings, String words) {
        assertThatThrownBy(() -> new KeepCount().configure(settings)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }
}
