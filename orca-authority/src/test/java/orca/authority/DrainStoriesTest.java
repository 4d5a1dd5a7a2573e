package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import orca.authority.state.UnitImage;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitState;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentView;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.Mobility;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;

/** A host is drained: nothing new comes there, what can be moved is for the policy to move, and the rest is listed. */
class DrainStoriesTest {
    private final World world = new World().mobile(Mobility.BY_SITE);

    private AssignmentView question() {
        return (AssignmentView) world.stage.question().orElseThrow();
    }

    private Reply drain(String host) {
        return world.stage.order(new Command.Drain(host, true, "a new disk"));
    }

    private Reply undrain(String host) {
        return world.stage.order(new Command.Drain(host, false, ""));
    }

    private void propose(AssignmentPlan plan) {
        world.stage.propose(plan);
    }

    private Optional<String> staying(String lease) {
        UnitImage unit = world.units(lease).get(0);
        return world.authority().staying(unit);
    }

    @Test
    void nothingNewComesToADrainedHostAndWhatIsThereIsForThePolicyToMove() {
        world.leased("web", 2).stage.answeredByHand();
        assertThat(drain("h1")).isEqualTo(Reply.accepted("h1"));

        AssignmentView view = question();
        assertThat(view.hosts()).extracting(AssignmentView.Host::name).containsExactly("h2");
        assertThat(view.movable()).extracting(AssignmentView.Movable::leaving).containsExactly(true, true);
        assertThat(view.movable().get(0).housed()).containsExactly("h1", "h1");
        assertThat(view.movable().get(0).need().housed()).as("the other one").containsExactly("h1");
        assertThat(staying("web")).contains("it waits for its turn");
        propose(new AssignmentPlan(List.of(),
                List.of(new AssignmentPlan.Move(view.movable().get(0).unit(), "h2", "h1 is drained")),
                List.of(new AssignmentPlan.Stay(view.movable().get(1).unit(), "no room")), Optional.empty(), Optional.empty()));
        assertThat(world.units("web").get(0).state()).isEqualTo(UnitState.MIGRATING);
        assertThat(staying("web")).as("it is on its way").isEmpty();
        assertThat(world.authority().staying(world.units("web").get(1))).contains("no room");
        world.end(Action.MODIFY, Outcome.done());
        assertThat(question().movable()).extracting(AssignmentView.Movable::leaving).containsExactly(true, false);
        assertThat(world.authority().broken()).isEmpty();
    }

    @Test
    void aDrainedHostIsNotProposedAndWhatTheFileSaysOfItDoesNotEndThat() {
        world.stage.answeredByHand();
        drain("h1");
        world.host("h1", 4);
        assertThat(world.authority().site().host("h1").image().drained()).contains("a new disk");
        world.redeem(world.ticket("web", 1));
        propose(new AssignmentPlan(List.of(new AssignmentPlan.Assign(key("web"), List.of("h1"))), Optional.empty()));
        assertThat(world.state("web")).isEqualTo(LeaseState.REQUESTED);
        assertThat(world.cause("web").why()).contains("host h1 is unknown, closed or of another type");

        assertThat(question().hosts()).extracting(AssignmentView.Host::name).containsExactly("h2");
        undrain("h1");
        propose(new AssignmentPlan(List.of(new AssignmentPlan.Assign(key("web"), List.of("h1"))), Optional.empty()));
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);
    }

    @Test
    void theSameAgainIsNotWrittenDownAndAHostMustBeThere() {
        drain("h1");
        int commits = world.stage.journal().size();
        assertThat(drain("h1")).isEqualTo(Reply.accepted("h1"));
        assertThat(undrain("h2")).isEqualTo(Reply.accepted("h2"));
        assertThat(world.stage.journal()).hasSize(commits);
        assertThat(((Reply.Declined) drain("h9")).refusal().kind()).isEqualTo(Refusal.Kind.UNKNOWN);
    }

    @Test
    void whatCannotBeMovedIsListedWithWhy() {
        World still = new World().furnished().leased("web", 1);
        still.stage.order(new Command.Drain("h1", true, ""));
        assertThat(still.authority().staying(still.units("web").get(0))).get().asString()
                .contains("stay where they are: their handler, fake, does not move any");

        world.redeem(world.ticket("web", 1)).stage.answeredByHand();
        drain("h1");
        assertThat(staying("web")).get().asString().contains("it is SETUP");
        world.stage.endAll();
        assertThat(question().movable()).as("asked about as soon as it can be moved").hasSize(1);
    }

    @Test
    void aPolicyIsAskedAboutMovesAgainWhenItSaysSo() {
        world.leased("web", 1).stage.answeredByHand();
        drain("h1");
        propose(new AssignmentPlan(List.of(), List.of(), List.of(), Optional.of(NOON.plusSeconds(40)), Optional.empty()));
        assertThat(world.stage.question()).isEmpty();
        world.stage.until(NOON.plusSeconds(39));
        assertThat(world.stage.question()).isEmpty();
        world.stage.until(NOON.plusSeconds(40));
        assertThat(question().movable()).hasSize(1);
        propose(new AssignmentPlan(List.of(), List.of(), List.of(), Optional.of(NOON), Optional.empty()));
        assertThat(world.stage.question()).as("a time that is over is no reason to be asked at once").isEmpty();
        world.stage.advance(SETTINGS.askAgain());
        assertThat(world.stage.question()).isPresent();
        propose(new AssignmentPlan(List.of(), Optional.empty()));
        world.stage.advance(HOUR.dividedBy(2));
        assertThat(world.stage.question()).as("it said nothing of asking again").isEmpty();
    }

    @Test
    void aHostThatIsClosedAndDrainedIsStillClosedWhenItIsDrainedNoMore() {
        world.stage.order(new Command.SetHost("h1", VM, Amounts.of(4, 8, 16), PropertyList.NONE, false));
        drain("h1");
        undrain("h1");
        assertThat(world.authority().site().host("h1").image().takes()).isFalse();
    }
}
