package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import orca.core.contract.ContractKey;
import orca.core.policy.PolicyView;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Wait;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketState;
import org.junit.jupiter.api.Test;

/** What a policy sees of those who wait, and what it costs to let them wait. The policy is played by the test. */
class LineStoryTest extends PlayedPolicy {
    /** Two that wait, of whom the policy has said something already, and a third that came since. */
    private void lineOfThree() {
        Demand patient = flexible(10, 10, HOUR, at("15:00"), Optional.empty());
        stage.arrive(GUEST, demand("a", 1, patient)).propose(plan(new Wait(key("a"), Optional.of(at("14:00")), "crowded")));
        stage.arrive(GUEST, demand("b", 1, patient));
        stage.propose(plan(new Wait(key("b"), Optional.empty(), Optional.of(at("14:30")), "behind a")));
        stage.arrive(GUEST, demand("c", 1, patient));
    }

    @Test
    void thePolicySeesTheWholeLineAndWhatEachInItWasTold() {
        lineOfThree();

        assertThat(question().bids()).extracting(Bid::key).containsExactly(key("c"));
        assertThat(question().line()).extracting(Bid::key).containsExactly(key("a"), key("b"), key("c"));
        assertThat(question().line()).extracting(Bid::told).containsExactly(
                Optional.of(new ProvisioningView.Told(Optional.of(at("14:00")), Optional.of(at("14:00")))),
                Optional.of(new ProvisioningView.Told(Optional.empty(), Optional.of(at("14:30")))), Optional.empty());
    }

    @Test
    void noNumberOfNewDemandsMakesARenewalWaitForAnotherRound() {
        stage.arrive(GUEST, demand("mine", 1, units(1, HOUR))).propose(plan(grant("mine", 1, HOUR)));
        for (int i = 0; i <= PolicyView.MOST_QUESTIONS; i++) {
            stage.arrive(STRANGER, demand("new" + i, 1, units(1, HOUR)));
        }
        stage.arrive(GUEST, demand("mine", 2, units(2, HOUR))).propose(plan());

        List<ContractKey> asked = question().bids().stream().map(Bid::key).toList();
        assertThat(asked).hasSize(PolicyView.MOST_QUESTIONS).doesNotHaveDuplicates().contains(key("mine"));
        assertThat(asked.getLast()).as("in the order in which they came").isEqualTo(key("mine"));
        assertThat(question().line()).extracting(Bid::key).contains(key("mine")).doesNotHaveDuplicates();
    }

    @Test
    void anyoneInTheLineMayBeAnsweredThoughNobodyAsked() {
        lineOfThree();
        stage.propose(plan(grant("a", 10, HOUR), new Wait(key("c"), Optional.empty(), "behind b")));

        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void anAnswerThatSaysTheSameAgainIsNotWrittenDownNorTold() {
        lineOfThree();
        stage.propose(plan(new Wait(key("c"), Optional.empty(), "behind b"))).clear();
        int commits = stage.journal().size();
        stage.arrive(SITE, offer(2, delegation(2, 10)));
        int delegated = stage.journal().size();
        assertThat(question().bids()).as("a delegation changed").hasSize(3);
        stage.propose(plan(new Wait(key("a"), Optional.of(at("14:00")), "crowded"),
                new Wait(key("b"), Optional.empty(), Optional.of(at("14:30")), "behind a"),
                new Wait(key("c"), Optional.empty(), "behind b")));

        assertThat(delegated).isEqualTo(commits + 1);
        assertThat(stage.journal()).hasSize(delegated);
        assertThat(stage.question()).as("and nobody is asked about again for it").isEmpty();
    }

    @Test
    void whoIsLeftOutWaitsAsToldIfThePolicySaysSo() {
        lineOfThree();
        stage.propose(plan(new Wait(key("c"), Optional.empty(), "behind b")));
        stage.arrive(SITE, offer(2, delegation(2, 10)));
        int commits = stage.journal().size();
        stage.propose(new ProvisioningPlan(List.of(), Optional.empty(), true));

        assertThat(stage.journal()).hasSize(commits);
        assertThat(stage.question()).isEmpty();
        assertThat(waitingFor("a")).isEqualTo("the broker's policy: crowded");
        stage.until(at("14:00"));
        assertThat(question().bids()).as("each is asked about in its own time").extracting(Bid::key).containsExactly(key("a"));
    }

    @Test
    void afterARestartThePolicyIsAskedOnceAboutThoseWhoWaitAsTold() {
        lineOfThree();
        stage.propose(plan(new Wait(key("c"), Optional.empty(), "behind b")));
        for (int life = 0; life < 2; life++) {
            if (life == 0) {
                stage.restart();
            } else {
                stage.restartFromImage();
            }
            assertThat(question().bids()).as("it is asked about everybody once").hasSize(3);
            stage.propose(new ProvisioningPlan(List.of(), Optional.empty(), true));

            assertThat(stage.question()).as("and that was that").isEmpty();
        }
        stage.arrive(SITE, offer(2, delegation(2, 10)));
        assertThat(question().bids()).as("something changed").hasSize(3);
    }

    @Test
    void whoCameAndIsLeftOutHasNoAnswerWhateverThePolicySaysOfTheRest() {
        lineOfThree();
        stage.propose(new ProvisioningPlan(List.of(), Optional.empty(), true));

        assertThat(waitingFor("c")).isEqualTo("the broker's policy: it gave no answer");
        assertThat(waitingFor("a")).isEqualTo("the broker's policy: crowded");
    }

    @Test
    void theEndOfATicketWakesTheLine() {
        stage.arrive(GUEST, demand("big", 1, units(10, HOUR))).propose(plan(grant("big", 10, HOUR)));
        stage.arrive(GUEST, demand("a", 1, flexible(3, 3, HOUR, at("15:00"), Optional.empty())));
        stage.propose(plan(new Wait(key("a"), Optional.empty(), "crowded")));
        stage.until(at("12:59:59"));
        assertThat(stage.question()).isEmpty();

        stage.until(at("13:00"));
        assertThat(question().bids()).extracting(Bid::key).containsExactly(key("a"));
    }
}
