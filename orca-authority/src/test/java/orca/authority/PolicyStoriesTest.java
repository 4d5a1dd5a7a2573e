package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.lease.LeaseState;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentView;
import orca.core.policy.GuestPlan;
import orca.core.policy.PolicyState;
import orca.core.policy.PolicyView;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPlan;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import org.junit.jupiter.api.Test;

/** The assignment policy is asked, not obeyed. */
class PolicyStoriesTest {
    private final World world = new World().furnished();

    private AssignmentView question() {
        return (AssignmentView) world.stage.question().orElseThrow();
    }

    private void propose(AssignmentPlan.Choice... choices) {
        world.stage.propose(new AssignmentPlan(List.of(choices), Optional.empty()));
    }

    private World byHand() {
        world.stage.answeredByHand();
        return world;
    }

    private AssignmentPlan.Assign assign(String id, String... hosts) {
        return new AssignmentPlan.Assign(key(id), List.of(hosts));
    }

    @Test
    void aPolicySeesTheOpenHostsAndTheNeedsOldestFirst() {
        byHand().redeem(world.ticket("b", 2)).redeem(world.ticket("a", 1));
        assertThat(question().needs()).extracting(n -> n.key().id().value()).containsExactly("b");
        propose(assign("b", "h2", "h2"));

        assertThat(question().needs()).extracting(n -> n.key().id().value()).containsExactly("a");
        assertThat(question().hosts()).extracting(AssignmentView.Host::name).containsExactly("h1", "h2");
        assertThat(question().hosts().get(1).calendar().peak(hours(1)).get(0)).isEqualTo(2);
        assertThat(question().needs().get(0).occupied()).isEqualTo(VM_TYPE.turnaround().occupied(hours(1)));
        assertThat(world.units("b")).allMatch(u -> u.host().equals("h2"));
    }

    @Test
    void aProposalThatDoesNotHoldIsAskedForAgainAndRefusedTheThirdTime() {
        byHand().redeem(world.ticket("web", 1));
        propose(assign("web", "nowhere"));
        assertThat(world.state("web")).isEqualTo(LeaseState.REQUESTED);
        assertThat(world.cause("web").why()).contains("proposed what cannot be: host nowhere");
        propose(assign("web", "h1", "h1"));
        assertThat(question().needs()).hasSize(1);
        propose(assign("web"));

        assertThat(world.state("web")).isEqualTo(LeaseState.REFUSED);
        Refusal refusal = ((Answer.Refused) world.view("web").answer()).refusal();
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_NOW);
        assertThat(refusal.reason()).contains("proposed what cannot be: 0 hosts for 1 units");
    }

    @Test
    void aHostMayNotBeFilledBeyondWhatItHas() {
        byHand().redeem(world.ticket("web", 5));
        propose(assign("web", "h1", "h1", "h1", "h1", "h1"));
        assertThat(world.state("web")).isEqualTo(LeaseState.REQUESTED);
        assertThat(world.cause("web").why()).contains("host h1 has no room");
        propose(assign("web", "h1", "h1", "h1", "h1", "h2"));
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);
    }

    @Test
    void choicesAreCheckedAgainstWhatTheOnesBeforeLeft() {
        byHand().redeem(world.ticket("x", 1)).redeem(world.ticket("a", 3)).redeem(world.ticket("b", 3));
        propose(assign("x", "h2"), assign("a", "h1", "h1", "h1"), assign("b", "h1", "h1", "h1"));
        assertThat(world.state("a")).isEqualTo(LeaseState.PRIMING);
        assertThat(world.state("b")).isEqualTo(LeaseState.REQUESTED);
    }

    @Test
    void aPolicyMayPlaceFewerUnitsWhereTheHolderCanUseThem() {
        byHand().redeem(world.ticket("web", 1, 3, 2, SMALL, hours(1)));
        propose(assign("web", "h1", "h2"));
        world.stage.endAll();
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(3, 2, "1 of 3 units could not be had"));
    }

    @Test
    void aPolicyThatRefusesIsHeard() {
        byHand().redeem(world.ticket("web", 1));
        propose(new AssignmentPlan.Refuse(key("web"), Refusal.of(Refusal.Kind.DENIED, "not you")));
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Refused(Refusal.of(Refusal.Kind.DENIED, "not you")));
        assertThat(world.state("web")).isEqualTo(LeaseState.REFUSED);
    }

    @Test
    void aLeaseThatWaitsIsAskedAboutAgainWhenRoomComesFree() {
        World generous = new World();
        generous.stage.order(new Command.DefineType(VM_TYPE, "fake"));
        generous.host("h1", 4).host("h2", 4).delegated(200);
        generous.leased("a", 8).redeem(generous.ticket("b", 8));
        assertThat(generous.state("b")).isEqualTo(LeaseState.REQUESTED);
        assertThat(generous.view("b").answer()).isEqualTo(
                new Answer.Pending("the authority's policy: no room", Optional.empty()));

        generous.close("a").stage.endAll();

        assertThat(generous.state("b")).isEqualTo(LeaseState.PRIMING);
    }

    @Test
    void aLeaseThatWaitsIsAskedAboutAgainAfterAWhileAndWhenAHostIsAdded() {
        byHand().redeem(world.ticket("web", 1));
        propose(new AssignmentPlan.Wait(key("web"), "later"));
        assertThat(world.stage.question()).isEmpty();
        world.stage.advance(SETTINGS.askAgain());
        assertThat(question().needs()).hasSize(1);
        propose(new AssignmentPlan.Wait(key("web"), "later"));
        assertThat(world.stage.question()).isEmpty();
        world.host("h3", 4);
        assertThat(question().needs()).hasSize(1);
    }

    @Test
    void aTicketThatNobodyFindsAHostForInTimeIsRefusedWithWhatThereIs() {
        byHand().redeem(world.ticket("web", 1));
        propose(new AssignmentPlan.Wait(key("web"), "undecided"));
        world.stage.advance(SETTINGS.askAgain());
        propose(new AssignmentPlan.Wait(key("web"), "undecided"));
        world.stage.advance(SETTINGS.answerWithin());

        assertThat(world.state("web")).isEqualTo(LeaseState.REFUSED);
        Refusal refusal = ((Answer.Refused) world.view("web").answer()).refusal();
        assertThat(refusal.reason()).contains("no hosts were found in time");
        assertThat(refusal.alternative().orElseThrow().units()).isEqualTo(1);
    }

    @Test
    void anExtensionThatNobodyAnswersInTimeIsRefusedAndTheLeaseGoesOn() {
        world.leased("web", 1).stage.answeredByHand();
        world.redeem(world.ticket("web", 2, 2, 2, SMALL, hours(1))).stage.advance(SETTINGS.answerWithin());
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void aTicketThatRunsOutWhileItWaitsIsClosed() {
        world.stage.until(NOON.plus(HOUR).minusSeconds(10)).answeredByHand();
        world.redeem(world.ticket("web", 1)).stage.until(NOON.plus(HOUR));
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
    }

    @Test
    void whatIsWantedMayChangeOrEndWhileThePolicyThinks() {
        byHand().redeem(world.ticket("web", 1)).redeem(world.ticket("web", 2, 2, 2, SMALL, hours(1)));
        assertThat(world.state("web")).isEqualTo(LeaseState.REQUESTED);
        propose(assign("web", "h1", "h1"));
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);

        world.redeem(world.ticket("db", 1)).close("db");
        assertThat(world.state("db")).isEqualTo(LeaseState.CLOSED);
        propose(assign("db", "h1"));
        assertThat(world.state("db")).isEqualTo(LeaseState.CLOSED);
    }

    @Test
    void anAnswerThatComesTwiceOrLateIsIgnoredInEveryState() {
        Refusal no = Refusal.of(Refusal.Kind.DENIED, "no");
        world.leased("active", 1).leased("closing", 1).close("closing").leased("closed", 1).close("closed")
                .redeem(world.ticket("refused", 1, 9, 9, SMALL, hours(1)));
        world.end(orca.core.handler.Action.TEARDOWN, orca.core.handler.Outcome.done());
        world.stage.runs().stream().filter(r -> r.call().unit().equals(world.units("closed").isEmpty() ? null
                : world.units("closed").get(0).id())).toList().forEach(r -> world.stage.end(r.name(),
                        orca.core.handler.Outcome.done()));
        world.leased("again", 1).close("again");
        for (String id : List.of("active", "closing", "closed", "refused", "again", "unheard")) {
            LeaseState before = world.state(id);
            propose(assign(id, "h1"));
            propose(new AssignmentPlan.Refuse(key(id), no));
            propose(new AssignmentPlan.Wait(key(id), "x"));
            propose(new AssignmentPlan.AskOperator(key(id), NOON, "x"));
            assertThat(world.state(id)).as(id).isEqualTo(before);
        }
    }

    @Test
    void anOperatorIsAskedAndSaysYes() {
        byHand().redeem(world.ticket("web", 1));
        Instant deadline = NOON.plus(HOUR.dividedBy(2));
        propose(new AssignmentPlan.AskOperator(key("web"), deadline, "it is large"));
        assertThat(world.view("web").answer()).isEqualTo(
                new Answer.Pending("the authority's operator: it is large", Optional.empty()));
        world.stage.advance(SETTINGS.answerWithin().multipliedBy(2));
        assertThat(world.state("web")).isEqualTo(LeaseState.REQUESTED);

        assertThat(world.stage.order(new Command.Approve(key("web"), "fine"))).isEqualTo(Reply.accepted("web"));

        assertThat(question().needs().get(0).approved()).isTrue();
        propose(assign("web", "h1"));
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);
        assertThat(world.stage.order(new Command.Approve(key("web"), "fine"))).isInstanceOf(Reply.Declined.class);
    }

    @Test
    void anOperatorSaysNoOrNothing() {
        byHand().redeem(world.ticket("a", 1));
        propose(new AssignmentPlan.AskOperator(key("a"), NOON.plusSeconds(30), "?"));
        world.stage.order(new Command.Deny(key("a"), "too large"));
        assertThat(((Answer.Refused) world.view("a").answer()).refusal().kind()).isEqualTo(Refusal.Kind.DENIED);
        assertThat(world.stage.order(new Command.Deny(key("a"), "x"))).isInstanceOf(Reply.Declined.class);

        world.redeem(world.ticket("b", 1));
        propose(new AssignmentPlan.AskOperator(key("b"), NOON.plusSeconds(30), "?"));
        world.stage.advance(Duration.ofSeconds(30));
        assertThat(world.state("b")).isEqualTo(LeaseState.REFUSED);
    }

    @Test
    void aPolicyThatFailsCostsItsRoundAndTheReasonIsKept() {
        byHand().redeem(world.ticket("web", 1));
        for (Proposal bad : List.of(new Proposal.Failed("fast", "threw"), new ProvisioningPlan(List.of(), Optional.empty()),
                new GuestPlan("web", List.of(), Optional.empty()))) {
            world.stage.propose(bad);
            assertThat(world.stage.question()).isEmpty();
            world.stage.advance(SETTINGS.askAgain());
            assertThat(question().needs()).hasSize(1);
        }
        assertThat(world.authority().site().policy().orElseThrow().cause().what()).isEqualTo("FAILED");
        propose(assign("web", "h1"));
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);
    }

    @Test
    void whatAPolicyLeavesOutWaitsAndWhatCameLaterIsAskedNext() {
        byHand().redeem(world.ticket("a", 1)).redeem(world.ticket("b", 1)).redeem(world.ticket("c", 1));
        propose();
        assertThat(world.state("a")).as("it was shown, and left out").isEqualTo(LeaseState.REQUESTED);
        assertThat(question().needs()).extracting(n -> n.key().id().value()).containsExactly("b", "c");
        propose(assign("b", "h1"));
        assertThat(world.state("b")).isEqualTo(LeaseState.PRIMING);
        assertThat(question().needs()).extracting(n -> n.key().id().value()).containsExactly("c");
    }

    @Test
    void whatAPolicyWantsToRememberIsShownToItAgain() {
        byHand().redeem(world.ticket("web", 1));
        PolicyState state = new PolicyState("clever", 1, "last=h1");
        world.stage.propose(new AssignmentPlan(List.of(assign("web", "h1")), Optional.of(state)));
        world.stage.restart();
        world.redeem(world.ticket("db", 1));
        assertThat(question().state()).contains(state);
    }

    @Test
    void noMoreIsAskedAtOnceThanAViewMayHold() {
        World wide = new World();
        wide.stage.unchecked().answeredByHand();
        wide.stage.order(new Command.DefineType(VM_TYPE, "fake"));
        wide.stage.order(new Command.SetHost("h1", VM, Amounts.of(10_000, 10_000, 100_000),
                orca.core.resource.PropertyList.NONE, true));
        wide.stage.order(delegate(Amounts.of(10_000, 10_000, 100_000), YEAR, 100));
        wide.accept();
        for (int i = 0; i < PolicyView.MOST_QUESTIONS + 10; i++) {
            wide.redeem(wide.ticket("r" + i, 1));
        }
        wide.stage.answeredBy(new World.FirstHost());
        assertThat(wide.authority().leases()).allMatch(l -> l.image().state() == LeaseState.PRIMING);
        assertThat(Collections.max(wide.authority().hosts().stream().map(h -> h.units()).toList()))
                .isEqualTo(PolicyView.MOST_QUESTIONS + 10);
    }
}
