package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.broker.ledger.BrokerSettings;
import orca.core.actor.Event;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyState;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPlan.AskOperator;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningPlan.Refuse;
import orca.core.policy.ProvisioningPlan.Wait;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** What is made of a policy's answers, good and bad. The policy is played by the test. */
class BiddingStoryTest extends PlayedPolicy {
    private Refusal refusal(String name) {
        return ((Answer.Refused) answer(stage, name)).refusal();
    }

    @Test
    void thePolicyIsShownTheBidsInTheirOrderAndTheDelegationsWithWhatIsPromised() {
        stage.arrive(GUEST, demand("b", 1, units(1, HOUR)));
        stage.advance(Duration.ofSeconds(1)).arrive(GUEST, demand("a", 1, units(2, HOUR)));
        assertThat(question().bids()).as("asked about one when there was one").hasSize(1);
        stage.propose(plan(grant("b", 1, HOUR)));

        assertThat(question().bids()).containsExactly(
                new Bid(key("a"), units(2, HOUR), Optional.empty(), NOON.plusSeconds(1), false));
        assertThat(question().sources()).hasSize(1);
        assertThat(question().sources().get(0).calendar().peak(HOUR).get(0)).isEqualTo(1);
        assertThat(question().now()).isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void anAnswerCountsForTheDemandThatWasShownAndNotForOneThatCameSince() {
        stage.arrive(GUEST, demand("a", 1, units(1, HOUR)));
        stage.arrive(GUEST, demand("a", 2, units(5, HOUR)));
        stage.propose(plan(new Refuse(key("a"), Refusal.of(Refusal.Kind.DENIED, "one is too few"))));

        assertThat(state(stage, "a")).isEqualTo(TicketState.REQUESTED);
        assertThat(question().bids().get(0).demand().units()).isEqualTo(5);
        stage.propose(plan(grant("a", 5, HOUR)));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void anAnswerForWhatIsClosedMeanwhileOrWasNeverShownIsNothing() {
        stage.arrive(GUEST, demand("a", 1, units(1, HOUR)));
        stage.arrive(GUEST, close("a", 2, units(1, HOUR)));
        int commits = stage.journal().size();
        stage.propose(plan(grant("a", 1, HOUR), grant("nobody", 1, HOUR)));

        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        assertThat(stage.journal()).hasSize(commits);
        stage.propose(plan(grant("a", 1, HOUR)));
        assertThat(stage.journal()).hasSize(commits);
    }

    @Test
    void twoAnswersForOneBidAreOne() {
        stage.arrive(GUEST, demand("a", 1, units(1, HOUR)));
        stage.propose(plan(grant("a", 1, HOUR), new Refuse(key("a"), Refusal.of(Refusal.Kind.DENIED, "no"))));

        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void grantsAreCheckedOneAfterAnotherAgainstWhatTheOnesBeforeLeft() {
        stage.arrive(GUEST, demand("first", 1, units(1, HOUR)));
        stage.arrive(GUEST, demand("a", 1, units(6, HOUR))).arrive(GUEST, demand("b", 1, units(6, HOUR)));
        stage.propose(plan(grant("first", 1, HOUR)));
        stage.propose(plan(grant("a", 6, HOUR), grant("b", 6, HOUR)));

        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
        assertThat(state(stage, "b")).isEqualTo(TicketState.REQUESTED);
        assertThat(waitingFor("b")).isEqualTo("the broker's policy: it proposed what cannot be: 6 units throughout " + HOUR
                + " from 'site-d1', where they do not fit");
    }

    @Test
    void nonsenseIsRefusedAfterThreeTriesWithAReason() {
        stage.arrive(GUEST, demand("a", 1, units(3, HOUR)));
        stage.propose(plan(grant("a", 4, HOUR)));
        assertThat(waitingFor("a")).contains("4 units where 3 to 3 were asked for");
        stage.propose(plan(grant("a", 2, HOUR)));
        assertThat(state(stage, "a")).isEqualTo(TicketState.REQUESTED);
        stage.propose(plan(grant("a", 2, HOUR)));

        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
        assertThat(refusal("a").reason())
                .isEqualTo("the broker's policy proposed what cannot be: 2 units where 3 to 3 were asked for");
        assertThat(stage.last(Message.TicketView.class).answer()).isEqualTo(answer(stage, "a"));
    }

    @Test
    void noGrantOutsideTheDemandHolds() {
        Demand late = flexible(3, 2, HOUR, at("12:30"), Optional.of(at("13:20")));
        assertThat(rejected(late, grant("a", 3, term("12:21",
                "13:21")))).contains("starting at 2030-01-01T12:20:00Z at the latest");
        assertThat(rejected(late, grant("b", 3, term("11:59", "12:59")))).contains("was asked for");
        assertThat(rejected(late, grant("c", 3, term("12:00", "12:59")))).contains("was asked for");
        assertThat(rejected(late, grant("d", 1, HOUR))).contains("1 units where 2 to 3");
        assertThat(rejected(late, new Grant(key("e"), new DelegationId("other"), 3, HOUR, "")))
                .contains("a delegation that cannot be drawn from, 'other'");
        Demand long1 = units(1, new Term(NOON, NOON.plus(Duration.ofDays(2))));
        assertThat(rejected(long1, grant("f", 1, long1.term()))).contains("where they do not fit");
    }

    private String rejected(Demand demand, Grant grant) {
        String name = grant.key().id().value();
        Stage own = holding();
        own.arrive(GUEST, demand(name, 1, demand)).propose(plan(grant));
        assertThat(state(own, name)).isEqualTo(TicketState.REQUESTED);
        return ((Answer.Pending) answer(own, name)).waitingFor();
    }

    @Test
    void aGrantForATermThatIsOverDoesNotHold() {
        Stage patient = stage(new BrokerSettings(BROKER, Duration.ofHours(2), Duration.ofSeconds(5),
                Duration.ofDays(1), Duration.ofMinutes(10), 3, 10, 10, 10, 10)).arrive(SITE, offer(1, delegation(1, 10)));
        patient.arrive(GUEST, demand("a", 1, units(1, HOUR))).until(at("13:00")).propose(plan(grant("a", 1, HOUR)));

        assertThat(((Answer.Pending) answer(patient, "a")).waitingFor()).contains("a term that is over");
    }

    @Test
    void aGrantMayBeSmallerAndLaterWhereTheDemandAllowsAndSaysSo() {
        stage.arrive(GUEST, demand("a", 1, flexible(3, 2, HOUR, at("12:30"), Optional.empty())));
        stage.propose(plan(new Grant(key("a"), RIGHT, 2, term("12:30", "13:30"), "because")));

        assertThat(answer(stage, "a")).isEqualTo(new Answer.Granted(3, 2, "2 of 3 units from 2030-01-01T12:30:00Z: because"));
        assertThat(ticket(stage, "a").ticket().orElseThrow().minUnits()).isEqualTo(2);
    }

    @Test
    void aFailedPolicyCostsItsRoundAndNothingElse() {
        stage.arrive(GUEST, demand("a", 1, units(3, HOUR)));
        stage.propose(new Proposal.Failed("greedy", "overran its budget"));
        assertThat(waitingFor("a")).isEqualTo("the broker's policy: policy greedy: overran its budget");
        assertThat(stage.question()).as("it is left alone for a while").isEmpty();

        stage.advance(SETTINGS.askAgain());
        assertThat(question().bids()).hasSize(1);
        stage.propose(plan(grant("a", 3, HOUR)));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void aPolicyOfTheWrongKindIsAFailedOne() {
        stage.arrive(GUEST, demand("a", 1, units(3, HOUR)));
        stage.propose(new AssignmentPlan(List.of(), Optional.empty()));
        assertThat(waitingFor("a")).isEqualTo("the broker's policy: the policy is one for authorities");
        stage.advance(SETTINGS.askAgain()).propose(new GuestPlan("slice", List.of(), Optional.empty()));
        assertThat(waitingFor("a")).isEqualTo("the broker's policy: the policy is one for guests");
    }

    @Test
    void aPolicyThatNeverAnswersLosesTheBidInTime() {
        stage.arrive(GUEST, demand("a", 1, units(3, HOUR)));
        for (Instant end = NOON.plus(SETTINGS.answerWithin()); stage.now().isBefore(end); stage.advance(SETTINGS.askAgain())) {
            stage.propose(plan());
        }

        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
        assertThat(refusal("a").kind()).isEqualTo(Refusal.Kind.NOT_NOW);
        assertThat(refusal("a").reason()).isEqualTo("no answer in time; it waited for the broker's policy: it gave no answer");
        assertThat(refusal("a").alternative().orElseThrow().units()).isEqualTo(3);
    }

    @Test
    void aBidThatWaitsIsAskedAboutAgainAtItsEstimate() {
        stage.arrive(GUEST, demand("a", 1, flexible(3, 3, HOUR, at("15:00"), Optional.empty())));
        stage.propose(plan(new Wait(key("a"), Optional.of(at("12:20")), "crowded")));
        assertThat(stage.last(Message.TicketView.class).answer())
                .isEqualTo(new Answer.Pending("the broker's policy: crowded", Optional.of(at("12:20"))));

        stage.until(at("12:19:59"));
        assertThat(stage.question()).isEmpty();
        stage.until(at("12:20"));
        assertThat(question().bids()).hasSize(1);
        stage.propose(plan(grant("a", 3, term("12:20", "13:20"))));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void aBidThatWaitsIsAskedAboutAgainWhenSomethingOfItsTypeComesFree() {
        stage.arrive(GUEST, demand("big", 1, units(10, term("12:00", "16:00")))).propose(plan(grant("big", 10, term("12:00",
                "16:00"))));
        stage.arrive(GUEST, demand("a", 1, flexible(3, 3, HOUR, at("15:00"), Optional.empty())));
        stage.propose(plan(new Wait(key("a"), Optional.empty(), "crowded")));
        stage.arrive(GUEST, close("big", 2, units(10, term("12:00", "16:00"))));
        assertThat(stage.question()).as("given up is not yet free").isEmpty();

        stage.arrive(SITE, freed(stage, "big"));
        assertThat(question().bids()).extracting(Bid::key).containsExactly(key("a"));
    }

    @Test
    void aBidThatWaitsIsAskedAboutAgainWhenADelegationChanges() {
        stage.arrive(GUEST, demand("a", 1, flexible(10, 10, HOUR, at("15:00"), Optional.empty())));
        stage.propose(plan(new Wait(key("a"), Optional.empty(), "crowded")));
        stage.arrive(SITE, offer(2, delegation(2, 20)));

        assertThat(question().bids()).hasSize(1);
        assertThat(question().sources().get(0).calendar().capacity().get(0)).isEqualTo(20);
    }

    @Test
    void whatComesFreeWhileThePolicyThinksIsNotMissed() {
        stage.arrive(GUEST, demand("a", 1, flexible(10, 10, HOUR, at("15:00"), Optional.empty())));
        stage.arrive(SITE, offer(2, delegation(2, 20)));
        stage.propose(plan(new Wait(key("a"), Optional.empty(), "crowded")));

        assertThat(stage.question()).as("asked again at once").isPresent();
    }

    @Test
    void aDeferrableBidThatWaitsTooLongIsRefusedAtItsLastStartWithTheAlternative() {
        stage.answeredBy(new FirstComeCalendar());
        stage.arrive(GUEST, demand("big", 1, units(8, term("12:00", "16:00"))));
        stage.arrive(GUEST, demand("a", 1, flexible(3, 3, HOUR, at("14:00"), Optional.empty())));
        assertThat(answer(stage, "a")).isInstanceOf(Answer.Pending.class);

        stage.until(at("13:59:59"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.REQUESTED);
        stage.until(at("14:00"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
        assertThat(refusal("a").alternative().orElseThrow().earliestStart()).as("turnaround included").contains(at("16:02"));
        assertThat(refusal("a").alternative().orElseThrow().units()).isEqualTo(2);
    }

    @Test
    void aDeferrableBidIsGrantedLaterAndWhatIsTicketedNeverMoves() {
        stage.answeredBy(new FirstComeCalendar());
        stage.arrive(GUEST, demand("big", 1, units(8, term("12:00", "13:30"))));
        stage.arrive(GUEST, demand("a", 1, flexible(3, 3, HOUR, at("14:00"), Optional.of(at("15:00")))));
        assertThat(ticket(stage, "a").ticket().orElseThrow().term()).isEqualTo(term("13:32", "14:32"));

        stage.arrive(GUEST, close("big", 2, units(8, term("12:00", "13:30")))).arrive(SITE, freed(stage, "big"));
        assertThat(ticket(stage, "a").ticket().orElseThrow().term()).isEqualTo(term("13:32", "14:32"));
    }

    @Test
    void aDeadlineCutsTheDeferringShort() {
        stage.answeredBy(new FirstComeCalendar());
        stage.arrive(GUEST, demand("big", 1, units(8, term("12:00", "13:30"))));
        stage.arrive(GUEST, demand("a", 1, flexible(3, 1, HOUR, at("14:00"), Optional.of(at("14:00")))));

        assertThat(answer(stage, "a")).isEqualTo(
                new Answer.Granted(3, 2, "2 of 3 units from 2030-01-01T12:00:00Z: no more are free then"));
    }

    @Test
    void aPolicysMemoryIsKeptWithWhatItDecidedAndShownAgain() {
        PolicyState memory = new PolicyState("fair", 1, "guest had 3");
        stage.arrive(GUEST, demand("a", 1, units(3, HOUR)));
        stage.propose(new ProvisioningPlan(List.of(grant("a", 3, HOUR)), Optional.of(memory)));
        assertThat(stage.journal().get(stage.journal().size() - 1).records()).hasSize(2);

        stage.restart().arrive(GUEST, demand("b", 1, units(3, HOUR)));
        assertThat(question().state()).contains(memory);
        assertThat(broker(stage).policyState()).contains(memory);
        int commits = stage.journal().size();
        stage.propose(new ProvisioningPlan(List.of(grant("b", 3, HOUR)), Optional.of(memory)));
        assertThat(stage.journal().get(commits).records()).as("the same memory is not written again").hasSize(1);
    }

    @Test
    void aQuestionThatWasLostInACrashIsAskedAgain() {
        stage.arrive(GUEST, demand("a", 1, units(3, HOUR)));
        stage.restart();
        assertThat(question().bids()).hasSize(1);
        stage.propose(plan(grant("a", 3, HOUR)));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void thePolicyIsAskedAboutSoManyAtOnceAndTheRestNext() {
        stage.unchecked();
        for (int i = 0; i < ProvisioningView.MOST_QUESTIONS + 6; i++) {
            stage.arrive(GUEST, demand("r" + i, 1, units(1, HOUR)));
        }
        stage.propose(plan());
        assertThat(question().bids()).hasSize(ProvisioningView.MOST_QUESTIONS);
        stage.propose(plan());
        assertThat(question().bids()).hasSize(5);
    }

    @Test
    void anOperatorIsAskedOnlyOnceAndOnlyInTime() {
        stage.arrive(GUEST, demand("a", 1, units(3, HOUR)));
        stage.propose(plan(new AskOperator(key("a"), NOON, "large")));
        assertThat(waitingFor("a")).contains("an operator's deadline of 2030-01-01T12:00:00Z, which is over");
        stage.propose(plan(new AskOperator(key("a"), NOON.plus(Duration.ofDays(8)), "large")));
        assertThat(waitingFor("a")).contains("more than PT168H away");
        stage.propose(plan(new AskOperator(key("a"), at("12:10"), "large")));
        assertThat(waitingFor("a")).isEqualTo("the broker's operator: large");

        stage.order(new Command.Approve(key("a"), "fine"));
        assertThat(question().bids().get(0).approved()).isTrue();
        stage.propose(plan(new AskOperator(key("a"), at("12:10"), "large")));
        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
        assertThat(refusal("a").reason()).contains("to ask an operator who has said yes");
    }

    @Test
    void handlersAndSensorsAreNoneOfABrokersBusiness() {
        int commits = stage.journal().size();
        stage.sense(new GuestView.Sample("load", NOON, 1.0));
        stage.offer(new Event.Ended(new UnitId("u1"), Action.SETUP, 1,
                Outcome.done()));
        assertThat(stage.journal()).hasSize(commits);
    }
}
