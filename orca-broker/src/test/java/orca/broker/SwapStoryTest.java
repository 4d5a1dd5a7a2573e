package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import orca.broker.ledger.TicketImage;
import orca.core.contract.Refusal;
import orca.core.policy.Chosen;
import orca.core.policy.PolicyState;
import orca.core.policy.PolicyView;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Wait;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.protocol.Command;
import orca.core.protocol.PolicyChoice;
import orca.core.protocol.Reply;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketState;
import org.junit.jupiter.api.Test;

/** An operator has the broker follow another policy while some hold tickets and others wait. */
class SwapStoryTest extends PlayedPolicy {
    private static final PolicyChoice EASY = new PolicyChoice("easy", PropertyList.NONE);
    private static final PolicyChoice WINKS = new PolicyChoice("winks", PropertyList.of("weights", "a=3"));

    /** One holds a ticket, one waits with an estimate, one waits for the operator. */
    private void busy() {
        Demand patient = flexible(10, 10, HOUR, at("15:00"), Optional.empty());
        stage.arrive(GUEST, demand("held", 1, units(4, HOUR))).propose(plan(grant("held", 4, HOUR)));
        stage.arrive(GUEST, demand("waits", 1, patient));
        stage.propose(plan(new Wait(key("waits"), Optional.of(at("14:00")), "crowded")));
        stage.arrive(GUEST, demand("asks", 1, patient));
        stage.propose(plan(new ProvisioningPlan.AskOperator(key("asks"), at("12:30"), "much")));
    }

    private Reply follow(PolicyChoice choice, boolean lasting) {
        return stage.order(new Command.SetPolicy(Optional.empty(), choice, lasting));
    }

    private Optional<PolicyChoice> chosen() {
        return Optional.ofNullable(stage.actor().chosen().get(PolicyView.OWN)).map(Chosen::choice);
    }

    private List<TicketImage> tickets() {
        return List.copyOf(((Broker) stage.actor()).tickets());
    }

    private Optional<PolicyState> remembered() {
        return ((Broker) stage.actor()).policyState();
    }

    @Test
    void aSwapChangesNoTicketAndNoEstimateAndAsksAboutTheLineAnew() {
        busy();
        List<TicketImage> before = tickets();
        stage.clear();
        assertThat(stage.question()).isEmpty();

        assertThat(follow(EASY, true)).isEqualTo(new Reply.Accepted(List.of("easy"), ""));
        assertThat(tickets()).isEqualTo(before);
        assertThat(stage.sent()).as("nobody is told anything, for nothing is different for anybody").isEmpty();
        assertThat(chosen()).contains(EASY);
        assertThat(question().bids()).as("who waits for the operator waits for the operator").extracting(Bid::key)
                .containsExactly(key("waits"));
        assertThat(question().bids().get(0).told().orElseThrow().estimate()).contains(at("14:00"));
        assertThat(question().sources().get(0).calendar().peak(HOUR).get(0)).isEqualTo(4);
    }

    @Test
    void whatThePolicyBeforeSaysTooLateIsVoidAndTheNewOneIsAsked() {
        stage.arrive(GUEST, demand("a", 1, units(10, HOUR)));
        assertThat(question().bids()).hasSize(1);
        follow(EASY, true);
        int commits = stage.journal().size();
        PolicyState late = new PolicyState("old", 1, "too late");
        stage.propose(new ProvisioningPlan(List.of(grant("a", 10, HOUR)), Optional.of(late)));

        assertThat(stage.journal()).hasSize(commits);
        assertThat(state(stage, "a")).isEqualTo(TicketState.REQUESTED);
        assertThat(remembered()).isEmpty();
        assertThat(question().bids()).extracting(Bid::key).containsExactly(key("a"));
        stage.propose(plan(grant("a", 10, HOUR)));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void aPolicyThatFailsTooLateHoldsUpNobody() {
        stage.arrive(GUEST, demand("a", 1, units(10, HOUR)));
        follow(EASY, true);
        stage.propose(new orca.core.policy.Proposal.Failed("old", "it took too long"));
        assertThat(question().bids()).as("asked at once, and not after a pause").hasSize(1);
    }

    @Test
    void anotherPolicyStartsWithoutAMemoryAndTheSameWithOtherSettingsKeepsIts() {
        stage.arrive(GUEST, demand("a", 1, units(1, HOUR)));
        PolicyState memory = new PolicyState("winks", 1, "a had 3");
        stage.propose(new ProvisioningPlan(List.of(grant("a", 1, HOUR)), Optional.of(memory)));

        follow(WINKS, true);
        assertThat(remembered()).contains(memory);
        follow(new PolicyChoice("winks", PropertyList.of("weights", "a=4")), true);
        assertThat(remembered()).contains(memory);
        follow(EASY, true);
        assertThat(remembered()).isEmpty();
    }

    @Test
    void theConfigurationIsFollowedAgainWhenSomebodySaysSo() {
        busy();
        follow(WINKS, true);
        follow(EASY, false);
        assertThat(chosen()).isEmpty();
        assertThat(question().bids()).hasSize(1);
        assertThat(stage.order(new Command.SetPolicy(Optional.empty(), EASY, false)))
                .isEqualTo(new Reply.Accepted(List.of("easy"), "it is followed already"));
    }

    @Test
    void theSameAgainIsNotWrittenDown() {
        follow(WINKS, true);
        int commits = stage.journal().size();
        assertThat(follow(WINKS, true)).isEqualTo(new Reply.Accepted(List.of("winks"), "it is followed already"));
        assertThat(stage.journal()).hasSize(commits);
    }

    @Test
    void aBrokerHasNoSlices() {
        Reply reply = stage.order(new Command.SetPolicy(Optional.of("web"), EASY, true));
        Refusal refusal = ((Reply.Declined) reply).refusal();
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NEVER);
        assertThat(refusal.reason()).startsWith("slice: ");
        assertThat(chosen()).isEmpty();
    }
}
