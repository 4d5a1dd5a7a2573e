package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import orca.authority.state.UnitImage;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.lease.UnitState;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentView;
import orca.core.protocol.Command;
import orca.core.resource.Amounts;
import orca.core.resource.Mobility;
import org.junit.jupiter.api.Test;

/** What a policy is shown of units that have to leave their hosts to grow, and what may come of its answer. */
class GrowthPolicyStoriesTest {
    private static final Amounts LARGE = Amounts.of(4, 4);

    /** A small unit of web has no room to grow on h1; h2 is empty. */
    private final World world = GrowthStoriesTest.crowded(new World().mobile(Mobility.BY_SITE));

    private void grow() {
        world.redeem(world.ticket("web", 2, 1, 1, LARGE, hours(1)));
    }

    private UnitImage unit() {
        return world.units("web").get(0);
    }

    private Refusal refused() {
        return ((Answer.Refused) world.view("web").answer()).refusal();
    }

    @Test
    void aTargetThatIsDrainedBeforeThePolicyHasAnsweredIsNotGoneTo() {
        world.host("h3", 4).stage.answeredByHand();
        grow();
        assertThat(question().needs()).hasSize(1);
        world.stage.order(new Command.Drain("h2", true, ""));
        propose("h2");
        assertThat(world.cause("web").why()).contains("host h2 is unknown, closed or of another type");
        assertThat(question().hosts()).extracting(AssignmentView.Host::name).containsExactly("h1", "h3");
        propose("h3");
        assertThat(unit().places()).containsExactly("h1", "h3");
    }

    private AssignmentView question() {
        return (AssignmentView) world.stage.question().orElseThrow(() -> new AssertionError("nothing is asked"));
    }

    private void propose(String... hosts) {
        world.stage.propose(new AssignmentPlan(List.of(new AssignmentPlan.Assign(key("web"), List.of(hosts))), Optional.empty()));
    }

    @Test
    void thePolicyIsShownWhatHasToLeaveAndItsPlanIsCheckedForTheSizeThatIsWanted() {
        world.redeem(world.ticket("part", 1, 1, 1, Amounts.of(2, 6), hours(9))).stage.endAll();
        world.redeem(world.ticket("more", 1, 1, 1, Amounts.of(5, 6), hours(9))).stage.endAll();
        assertThat(world.units("more").get(0).host()).isEqualTo("h2");
        world.host("h3", 4).stage.answeredByHand();
        grow();

        assertThat(question().needs()).singleElement().satisfies(need -> {
            assertThat(need.units()).isEqualTo(1);
            assertThat(need.from()).containsExactly("h1");
            assertThat(need.housed()).isEmpty();
            assertThat(need.sliver()).isEqualTo(LARGE);
        });
        assertThat(question().moves()).as("one of four is spoken for").isEqualTo(3);
        assertThat(question().movable()).as("and it goes nowhere else").noneMatch(m -> m.key().equals(key("web")));
        propose("h2");
        assertThat(world.cause("web").why()).contains("host h2 has no room for [4, 4]");
        propose("h1");
        assertThat(world.cause("web").why()).contains("is on h1 already");
        propose("h3", "h3");
        assertThat(refused().reason()).as("three times").contains("what cannot be: 2 hosts for 1 units");
        assertThat(unit().state()).isEqualTo(UnitState.READY);
    }

    @Test
    void aPolicyThatFindsNoPlaceSaysNoAndTheSiteSaysWhatThereIs() {
        world.stage.answeredByHand();
        grow();
        world.stage.propose(new AssignmentPlan(List.of(new AssignmentPlan.Refuse(key("web"),
                Refusal.of(Refusal.Kind.INSUFFICIENT, "not beside its sister"))), Optional.empty()));
        assertThat(refused().reason()).isEqualTo("not beside its sister");
        assertThat(refused().alternative()).isPresent();
        assertThat(unit().host()).isEqualTo("h1");
        assertThat(unit().sliver()).isEqualTo(SMALL);
    }

    @Test
    void whereRoomComesFreeWhileThePolicyThinksNothingIsMoved() {
        world.stage.answeredByHand();
        grow();
        world.close("full").stage.endAll();
        propose("h2");
        assertThat(unit().state()).isEqualTo(UnitState.MODIFYING);
        assertThat(unit().places()).containsExactly("h1");
    }

    @Test
    void unitsThatMoveAndUnitsThatComeTakeTheHostsInThisOrder() {
        world.host("h3", 4).stage.answeredByHand();
        world.redeem(world.ticket("web", 2, 2, 2, LARGE, hours(1)));
        assertThat(question().needs().get(0).units()).isEqualTo(2);
        propose("h3", "h2");
        assertThat(unit().places()).containsExactly("h1", "h3");
        assertThat(world.units("web").get(1).places()).containsExactly("h2");
        world.stage.endAll().endAll();
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(2, 2, ""));
        assertThat(world.authority().broken()).isEmpty();
    }
}
