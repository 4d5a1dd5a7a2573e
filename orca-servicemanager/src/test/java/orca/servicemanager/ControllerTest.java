package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Notice;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyState;
import orca.core.policy.Proposal;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.servicemanager.controller.Controllers;
import orca.servicemanager.record.SliceImage;
import orca.servicemanager.record.SliceName;
import org.junit.jupiter.api.Test;

/** A slice that is ruled by a controller. */
class ControllerTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Controllers BLUE = Controllers.of("blue", "counts");

    private final List<GuestView> shown = new ArrayList<>();

    private static World ruled(Controllers controllers) {
        return new World(GuestSettings.usual(GUEST).with(controllers));
    }

    /** Answers each view with {@code moves} the first time and with nothing afterwards. */
    private GuestController once(Command.Guest... moves) {
        return new GuestController() {
            @Override
            public String name() {
                return "counts";
            }

            @Override
            public GuestPlan propose(GuestView view, Budget budget) {
                shown.add(view);
                boolean first = view.state().isEmpty();
                return new GuestPlan(view.slice(), first ? List.of(moves) : List.of(),
                        Optional.of(new PolicyState("counts", 1, "asked " + shown.size())));
            }
        };
    }

    private static List<String> notices(World world, String slice) {
        return world.guest().slices().stream().filter(s -> s.subject().value().equals(slice)).findFirst().orElseThrow()
                .notices().stream().map(Notice::text).toList();
    }

    @Test
    void aControllersMovesAreCarriedOutAsIfTheOperatorHadGivenThem() {
        World world = ruled(BLUE);
        world.stage.answeredBy(once(request(wish(demand(1, HOUR)))));

        assertThat(world.state(R1)).isEqualTo(ReservationState.TICKETING);
        assertThat(world.asked(R1).demand()).isEqualTo(demand(1, HOUR));
        assertThat(shown.get(0).holdings()).isEmpty();
        assertThat(shown).last().satisfies(view -> assertThat(view.holdings()).hasSize(1));
    }

    @Test
    void itIsShownWhatItsSliceHoldsWheneverThatChanged() {
        World world = ruled(BLUE);
        world.stage.answeredBy(once(request(wish(demand(1, HOUR)))));
        int before = shown.size();
        world.pending(R1, Optional.empty());
        assertThat(shown).as("an estimate is nothing that it sees").hasSize(before);
        world.grant(R1).bind(R1);

        assertThat(shown).last().satisfies(view -> {
            assertThat(view.holdings().get(0).state()).isEqualTo(ReservationState.ACTIVE);
            assertThat(view.holdings().get(0).units()).hasSize(1);
            assertThat(view.state().orElseThrow().text()).isEqualTo("asked " + (shown.size() - 1));
        });
        world.ordered(new Command.Close(R1)).ended(R1).relinquished(R1);
        assertThat(shown).last().satisfies(view -> assertThat(view.holdings()).as("what is over is not held").isEmpty());
    }

    @Test
    void aMoveThatIsDeclinedCostsOnlyItselfAndIsNoted() {
        World world = ruled(BLUE);
        world.ordered(new Command.Request(Optional.empty(), "green", List.of(wish(demand(1, HOUR))), false, Optional.empty()));
        Command.Request foreign = new Command.Request(
                Optional.empty(), "green", List.of(wish(demand(1, HOUR))), false, Optional.empty());
        world.stage.answeredBy(once(extend(R2, HOUR), new Command.Close(R1), foreign,
                request(wish(demand(1, 1, NOON.minus(HOUR), Duration.ofMinutes(1)))), request(wish(demand(2, HOUR)))));

        assertThat(world.state(R1)).isEqualTo(ReservationState.TICKETING);
        assertThat(world.guest().reservations()).hasSize(2);
        assertThat(notices(world, "blue")).satisfiesExactly(
                first -> assertThat(first).contains("Change of guest-2 was declined: it is not of slice blue"),
                second -> assertThat(second).contains("Close of guest-1 was declined: it is not of slice blue"),
                third -> assertThat(third).contains("Request was declined: it is not of slice blue"),
                fourth -> assertThat(fourth).contains("Request was declined: demand.term: is over"));
    }

    @Test
    void aLaterMoveSeesWhatAnEarlierOneDid() {
        World world = ruled(BLUE);
        Command.Request named = new Command.Request(Optional.of("q"), "blue",
                List.of(World.named("web", demand(1, HOUR), List.of(), List.of())), false, Optional.empty());
        world.stage.answeredBy(once(named, named, new Command.Close(new orca.core.contract.ReservationId("web"))));

        assertThat(world.guest().reservations()).hasSize(1);
        assertThat(world.state(new orca.core.contract.ReservationId("web"))).isEqualTo(ReservationState.CLOSING);
        assertThat(notices(world, "blue")).isEmpty();
    }

    @Test
    void aFailedControllerIsNotedAndAskedAgainAfterAPause() {
        World world = ruled(BLUE);
        world.stage.propose(new Proposal.Failed("counts", "it threw"));
        assertThat(notices(world, "blue")).containsExactly("controller counts failed: it threw");
        assertThat(world.stage.question()).isEmpty();
        world.stage.advance(Duration.ofMillis(4999));
        assertThat(world.stage.question()).isEmpty();
        world.stage.advance(Duration.ofMillis(1));
        assertThat(world.stage.question()).isPresent();

        world.stage.propose(new Proposal.Failed("counts", "it threw again"));
        world.stage.advance(Duration.ofMillis(9999));
        assertThat(world.stage.question()).as("the pause grows").isEmpty();
        world.stage.advance(Duration.ofMillis(1)).propose(new GuestPlan("blue", List.of(), Optional.empty()));
        assertThat(slice(world).failures()).isZero();
        assertThat(slice(world).retryAt()).isEmpty();
    }

    private static SliceImage slice(World world) {
        return world.guest().slices().iterator().next();
    }

    @Test
    void aControllerThatIsDueIsAskedThoughNothingChanged() {
        World world = ruled(BLUE.asking(Duration.ofMinutes(5)));
        world.stage.answeredBy(once());
        int before = shown.size();
        world.stage.advance(Duration.ofMinutes(16));

        assertThat(shown).hasSize(before + 3);
        assertThat(shown).last().satisfies(view -> assertThat(view.now()).isEqualTo(NOON.plus(Duration.ofMinutes(15))));
    }

    @Test
    void samplesOfDeclaredSensorsAreShownAndOthersAreNot() {
        World world = ruled(BLUE.withSensor("load", "blue"));
        world.stage.answeredBy(once());
        int before = shown.size();
        world.stage.sense(new GuestView.Sample("other", NOON, 1)).sense(new GuestView.Sample("load", NOON, 0.5));
        world.stage.sense(new GuestView.Sample("load", NOON.plusSeconds(1), 0.7));

        assertThat(shown).hasSize(before + 2);
        assertThat(shown).last().satisfies(view ->
                assertThat(view.samples()).containsExactly(new GuestView.Sample("load", NOON.plusSeconds(1), 0.7)));
        world.stage.restartFromImage();
        assertThat(shown).last().satisfies(view -> assertThat(view.samples()).hasSize(1));
    }

    @Test
    void slicesTakeTurns() {
        Map<SliceName, String> two = Map.of(new SliceName("blue"), "counts", new SliceName("green"), "counts");
        World world = ruled(new Controllers(two, Optional.empty(), BLUE.retry(), Map.of()));
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String slice = ((GuestView) world.stage.question().orElseThrow()).slice();
            turns.add(slice);
            Instant now = world.stage.now();
            world.stage.propose(new GuestPlan(slice, List.of(new Command.Request(Optional.empty(), slice,
                    List.of(wish(demand(1, 1, now, HOUR))), false, Optional.empty())), Optional.empty()));
        }

        assertThat(turns).containsExactly("blue", "green", "blue", "green");
    }

    @Test
    void whatChangedWhileTheControllerThoughtIsAskedAboutAfterwards() {
        World world = ruled(BLUE);
        world.ordered(request(wish(demand(1, HOUR))));
        world.stage.propose(new GuestPlan("blue", List.of(), Optional.empty()));

        assertThat(((GuestView) world.stage.question().orElseThrow()).holdings()).hasSize(1);
        world.stage.propose(new GuestPlan("blue", List.of(), Optional.empty()));
        assertThat(world.stage.question()).isEmpty();
    }

    @Test
    void aSliceWithAControllerIsKeptWhenItIsEmpty() {
        World world = ruled(BLUE);
        world.stage.answeredBy(once());
        world.ordered(request(wish(demand(1, HOUR)))).refuse(R1, "no").stage.advance(HOUR.multipliedBy(2));

        assertThat(world.guest().reservations()).isEmpty();
        assertThat(world.guest().slices()).hasSize(1);
    }

    @Test
    void aPlanForASliceWithoutAControllerIsNobodysPlan() {
        World world = ruled(BLUE);
        world.stage.propose(new GuestPlan("green", List.of(request(wish(demand(1, HOUR)))), Optional.empty()));

        assertThat(world.guest().reservations()).isEmpty();
        assertThat(world.guest().slices()).isEmpty();
    }
}
