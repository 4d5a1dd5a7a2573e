package orca.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.contract.ReservationId;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.GuestView.Holding;
import orca.core.policy.PolicyState;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.resource.Names;
import org.junit.jupiter.api.Test;

/**
 * What every guest controller must keep, whatever it wants. A controller's own test extends this and says how the controller
 * is made; the views are made up from seeds by {@link GuestViews}.
 */
public abstract class GuestControllerContract {
    /** How many made-up views each promise is tried on. */
    public static final int VIEWS = 300;
    /** How often a controller may want something more before what it wanted has had any effect. */
    public static final int MOST_ROUNDS = 16;

    /** A new controller, configured as the test wants it. */
    protected abstract GuestController controller();

    @Test
    void itsNameCanBeWrittenInAConfiguration() {
        Names.check("controller", controller().name());
    }

    @Test
    void itSpeaksForTheSliceThatItWasShownAndNoOther() {
        for (int seed = 0; seed < VIEWS; seed++) {
            GuestView view = GuestViews.view(seed);
            GuestPlan plan = plan(view);
            assertThat(plan.slice()).isEqualTo(view.slice());
            for (Command.Guest move : plan.moves()) {
                if (move instanceof Command.Request request) {
                    assertThat(request.slice()).as("seed %s: %s", seed, move).isEqualTo(view.slice());
                } else {
                    assertThat(view.holdings()).as("seed %s: %s", seed, move).extracting(Holding::id).contains(subject(move));
                }
            }
        }
    }

    @Test
    void itWantsNothingOfThePast() {
        for (int seed = 0; seed < VIEWS; seed++) {
            GuestView view = GuestViews.view(seed);
            for (Command.Wish wish : wishes(plan(view))) {
                assertThat(wish.demand().lastStart().plus(wish.demand().term().length())).as("seed %s: %s", seed, wish)
                        .isAfter(view.now());
                wish.renewUntil().ifPresent(until -> assertThat(until).isAfterOrEqualTo(wish.demand().term().end()));
            }
        }
    }

    @Test
    void itSaysEachThingOnce() {
        for (int seed = 0; seed < VIEWS; seed++) {
            List<ReservationId> meant = plan(GuestViews.view(seed)).moves().stream()
                    .filter(move -> !(move instanceof Command.Request)).map(GuestControllerContract::subject).toList();

            assertThat(meant).as("seed %s", seed).doesNotHaveDuplicates();
        }
    }

    @Test
    void itAnswersTheSameToTheSameView() {
        for (int seed = 0; seed < VIEWS; seed++) {
            assertThat(plan(GuestViews.view(seed))).as("seed %s", seed).isEqualTo(plan(GuestViews.view(seed)));
        }
    }

    @Test
    void itRemembersNothingButWhatItSays() {
        for (int seed = 0; seed < VIEWS; seed++) {
            GuestController used = controller();
            for (int before = 0; before < 3; before++) {
                used.propose(GuestViews.view(seed + 1000 + before), Budget.UNLIMITED);
            }

            assertThat(used.propose(GuestViews.view(seed), Budget.UNLIMITED)).as("seed %s", seed)
                    .isEqualTo(plan(GuestViews.view(seed)));
        }
    }

    @Test
    void itWantsNothingWhenItsBudgetIsSpentBeforeItBegins() {
        for (int seed = 0; seed < VIEWS; seed++) {
            assertThat(controller().propose(GuestViews.view(seed), () -> true).moves()).as("seed %s", seed).isEmpty();
        }
    }

    @Test
    void itComesToRestWhenWhatItWantsIsOnItsWay() {
        for (int seed = 0; seed < VIEWS; seed++) {
            GuestView view = GuestViews.view(seed);
            int rounds = 0;
            for (GuestPlan plan = plan(view); !plan.moves().isEmpty(); plan = plan(view)) {
                assertThat(++rounds).as("seed %s: rounds of moves at one instant, the last %s", seed, plan.moves())
                        .isLessThanOrEqualTo(MOST_ROUNDS);
                view = after(view, plan, rounds);
            }
        }
    }

    @Test
    void aMemoryOfSomebodyElseDoesItNoHarm() {
        for (int seed = 0; seed < VIEWS; seed++) {
            GuestView view = GuestViews.view(seed);
            List<PolicyState> memories =
                    List.of(new PolicyState("another", 7, "x"), new PolicyState(controller().name(), 999, ""));
            for (PolicyState strange : memories) {
                GuestPlan plan = plan(
                        new GuestView(view.now(), view.slice(), view.holdings(), view.samples(), Optional.of(strange)));
                assertThat(plan.slice()).isEqualTo(view.slice());
            }
        }
    }

    private GuestPlan plan(GuestView view) {
        return controller().propose(view, Budget.UNLIMITED);
    }

    private static List<Command.Wish> wishes(GuestPlan plan) {
        return plan.moves().stream().filter(Command.Request.class::isInstance).map(Command.Request.class::cast)
                .flatMap(request -> request.wishes().stream()).toList();
    }

    private static ReservationId subject(Command.Guest move) {
        return switch (move) {
            case Command.Change change -> change.id();
            case Command.Close close -> close.id();
            case Command.Request request -> throw new AssertionError("a request is about nothing that is there: " + request);
        };
    }

    /** The view right after {@code plan} was taken: requests are asked for, closings and changes are under way. */
    private static GuestView after(GuestView view, GuestPlan plan, int round) {
        List<Holding> holdings = new ArrayList<>();
        for (Holding holding : view.holdings()) {
            ReservationState state = holding.state();
            for (Command.Guest move : plan.moves()) {
                if (!(move instanceof Command.Request) && subject(move).equals(holding.id())) {
                    state = move instanceof Command.Close ? ReservationState.CLOSING : ReservationState.EXTENDING_TICKET;
                }
            }
            holdings.add(new Holding(
                    holding.id(), holding.broker(), state, holding.demand(), holding.term(), holding.units(), ""));
        }
        for (Command.Wish wish : wishes(plan)) {
            ReservationId id = wish.id().orElse(new ReservationId("new-" + round + "-" + holdings.size()));
            holdings.add(new Holding(
                    id, wish.broker(), ReservationState.TICKETING, wish.demand(), Optional.empty(), List.of(), ""));
        }
        return new GuestView(view.now(), view.slice(), holdings, view.samples(), plan.state().or(view::state));
    }
}
