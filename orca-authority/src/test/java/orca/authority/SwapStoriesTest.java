package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import orca.authority.state.PolicyImage;
import orca.authority.state.UnitImage;
import orca.core.lease.LeaseState;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentView;
import orca.core.policy.Chosen;
import orca.core.policy.PolicyState;
import orca.core.policy.PolicyView;
import orca.core.protocol.Command;
import orca.core.protocol.PolicyChoice;
import orca.core.protocol.Reply;
import orca.core.resource.Mobility;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;

/** An operator has the site follow another assignment policy while leases run and others wait for hosts. */
class SwapStoriesTest {
    private static final PolicyChoice FIRST = new PolicyChoice("first-fit", PropertyList.NONE);

    private final World world = new World().mobile(Mobility.BY_SITE);

    private AssignmentView question() {
        return (AssignmentView) world.stage.question().orElseThrow();
    }

    private void propose(Optional<PolicyState> state, AssignmentPlan.Choice... choices) {
        world.stage.propose(new AssignmentPlan(List.of(choices), state));
    }

    private Reply follow(PolicyChoice choice) {
        return world.stage.order(new Command.SetPolicy(Optional.empty(), choice, true));
    }

    private Optional<PolicyState> remembered() {
        return world.authority().site().policy().flatMap(PolicyImage::state);
    }

    @Test
    void unitsAndLeasesStayAsTheyAreAndWhoWaitsIsAskedAboutAnew() {
        world.leased("web", 2).stage.answeredByHand();
        world.redeem(world.ticket("late", 1));
        propose(Optional.empty(), new AssignmentPlan.Wait(key("late"), "no room that it likes"));
        List<UnitImage> units = List.copyOf(world.authority().units());
        while (world.stage.question().isPresent()) {
            propose(Optional.empty());
        }

        assertThat(follow(FIRST)).isEqualTo(Reply.accepted("first-fit"));
        assertThat(List.copyOf(world.authority().units())).isEqualTo(units);
        assertThat(world.state("late")).isEqualTo(LeaseState.REQUESTED);
        assertThat(question().needs()).extracting(n -> n.key().id().value()).containsExactly("late");
        assertThat(question().movable()).as("it may like units elsewhere").hasSize(2);
        assertThat(world.stage.actor().chosen()).extractingByKey(PolicyView.OWN).extracting(Chosen::choice).isEqualTo(FIRST);
        assertThat(world.authority().broken()).isEmpty();
    }

    @Test
    void whatThePolicyBeforeSaysTooLateIsVoid() {
        world.stage.answeredByHand();
        world.redeem(world.ticket("web", 1));
        follow(FIRST);
        propose(Optional.of(new PolicyState("old", 1, "x")), new AssignmentPlan.Assign(key("web"), List.of("h1")));

        assertThat(world.state("web")).isEqualTo(LeaseState.REQUESTED);
        assertThat(remembered()).isEmpty();
        propose(Optional.empty(), new AssignmentPlan.Assign(key("web"), List.of("h2")));
        assertThat(world.units("web")).extracting(UnitImage::host).containsExactly("h2");
    }

    @Test
    void anotherPolicyStartsWithoutAMemory() {
        world.stage.answeredByHand();
        world.redeem(world.ticket("web", 1));
        propose(Optional.of(new PolicyState("least-fragments", 1, "seen")),
                new AssignmentPlan.Assign(key("web"), List.of("h1")));
        follow(new PolicyChoice("least-fragments", PropertyList.of("memory", "10")));
        assertThat(remembered()).isPresent();
        follow(FIRST);
        assertThat(remembered()).isEmpty();
    }
}
