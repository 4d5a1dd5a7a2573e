package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.contract.Seal;
import orca.core.contract.Stamp;
import orca.core.policy.ProvisioningPlan;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.ticket.Demand;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** Tickets given up, taken back, run out and forgotten; and operators who say yes or no. */
class ReleaseStoryTest {
    private static final Term HOUR = term("12:00", "13:00");
    private static final Demand FOUR = units(4, HOUR);

    private final Stage stage = holding().answeredBy(new FirstComeCalendar());

    private Stage ticketed() {
        return stage.arrive(GUEST, demand("a", 1, FOUR));
    }

    private static ProvisioningPlan ask(String name, String until) {
        return new ProvisioningPlan(
                List.of(new ProvisioningPlan.AskOperator(key(name), at(until), "large")), Optional.empty());
    }

    private static Message.TicketDemand seeing(String name, long revision, Demand demand, Stamp seen) {
        return new Message.TicketDemand(id(name), new Stamp(1, revision), true, demand, seen);
    }

    @Test
    void whatIsClosedBeforeItWasOpenedStaysClosed() {
        stage.arrive(GUEST, close("a", 2, FOUR));
        assertThat(stage.last(Message.TicketView.class).answer()).isEqualTo(new Answer.Ended("given up by its holder"));

        stage.arrive(GUEST, demand("a", 1, FOUR));
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
    }

    @Test
    void aDemandIsGivenUpBeforeItIsAnswered() {
        stage.answeredByHand().arrive(GUEST, demand("a", 1, FOUR)).arrive(GUEST, close("a", 2, FOUR));

        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        assertThat(stage.sent(Message.TicketStanding.class)).isEmpty();
    }

    @Test
    void theSiteIsToldUntilItSaysThatAllIsFreed() {
        ticketed().arrive(GUEST, close("a", 2, FOUR)).advance(Duration.ofSeconds(7));
        assertThat(stage.sent(Message.TicketStanding.class)).as("at once, after 1, 3 and 7 seconds").hasSize(4);
        assertThat(stage.last(Message.TicketStanding.class).delegation()).isEqualTo(RIGHT);

        stage.arrive(SITE, new Message.StandingView(key("a"), stage.last(Message.TicketStanding.class).stamp(), false));
        assertThat(state(stage, "a")).as("it still holds something").isEqualTo(TicketState.RELEASING);
        stage.arrive(SITE, freed(stage, "a")).clear().advance(Duration.ofMinutes(1));
        assertThat(stage.sent()).isEmpty();
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
    }

    private static Message.TicketDemand closing(String name, long revision, Optional<Relinquishment> paper) {
        return new Message.TicketDemand(id(name), new Stamp(1, revision), false, FOUR, Stamp.NONE, paper);
    }

    private static Relinquishment signed(Ticket ticket) {
        return Relinquishment.with(false, FOUR, ticket).orElseThrow().sealed(new Seal("k", "s"));
    }

    @Test
    void whatTheHolderSignedIsShownToASiteThatHoldsSomethingStillAndKeptUntilAllIsForgotten() {
        ticketed();
        Relinquishment paper = signed(ticket(stage, "a").ticket().orElseThrow());
        stage.arrive(GUEST, closing("a", 2, Optional.of(paper))).restart();
        assertThat(stage.last(Message.TicketStanding.class).relinquishment()).as("it may have closed it already").isEmpty();
        stage.arrive(SITE, held(stage, "a"));
        Message.TicketStanding shown = stage.last(Message.TicketStanding.class);
        assertThat(shown.relinquishment()).contains(paper);
        int images = stage.journal().size();
        stage.arrive(SITE, held(stage, "a")).restart();
        assertThat(stage.journal()).as("it is told once").hasSize(images);
        assertThat(stage.last(Message.TicketStanding.class)).isEqualTo(shown);
        stage.arrive(SITE, freed(stage, "a")).restartFromImage();
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        assertThat(ticket(stage, "a").relinquishment()).contains(paper);
        stage.advance(SETTINGS.tombstone());
        assertThat(broker(stage).tickets()).isEmpty();
    }

    @Test
    void aHolderThatSignsNothingOrSomethingElseIsObeyedAllTheSame() {
        for (int wrong = 0; wrong < 4; wrong++) {
            Stage fresh = holding().answeredBy(new FirstComeCalendar()).arrive(GUEST, demand("a", 1, FOUR));
            Ticket ticket = ticket(fresh, "a").ticket().orElseThrow();
            Relinquishment good = signed(ticket);
            fresh.arrive(GUEST, closing("a", 2, switch (wrong) {
                case 0 -> Optional.empty();
                case 1 -> Optional.of(new Relinquishment(good.reservation(), 1, STRANGER, GUEST, RIGHT, good.start(),
                        Optional.empty(), good.seal()));
                case 2 -> Optional.of(new Relinquishment(good.reservation(), 1, BROKER, STRANGER, RIGHT, good.start(),
                        Optional.empty(), good.seal()));
                default -> Optional.of(new Relinquishment(good.reservation(), 1, BROKER, GUEST, RIGHT, at("12:30"),
                        Optional.empty(), good.seal()));
            }));
            assertThat(state(fresh, "a")).isEqualTo(TicketState.RELEASING);
            fresh.arrive(SITE, held(fresh, "a"));
            assertThat(fresh.last(Message.TicketStanding.class).relinquishment()).isEmpty();
            fresh.arrive(GUEST, closing("a", 3, Optional.of(good)));
            assertThat(fresh.advance(Duration.ofMinutes(1)).last(Message.TicketStanding.class).relinquishment())
                    .as("it may sign later").contains(good);
        }
    }

    @Test
    void whatSaysLessDoesNotTakeThePlaceOfWhatWasSignedBefore() {
        Demand two = units(2, HOUR);
        ticketed();
        Ticket four = ticket(stage, "a").ticket().orElseThrow();
        Relinquishment some = Relinquishment.with(true, two, four).orElseThrow().sealed(new Seal("k", "t"));
        stage.arrive(GUEST, new Message.TicketDemand(id("a"), new Stamp(1, 2), true, two, Stamp.NONE, Optional.of(some)));
        assertThat(stage.last(Message.TicketStanding.class).relinquishment()).contains(some);
        assertThat(stage.last(Message.TicketStanding.class).valid()).isEqualTo(2);

        stage.arrive(SITE, freed(stage, "a"));
        Relinquishment all = signed(ticket(stage, "a").ticket().orElseThrow());
        stage.arrive(GUEST, closing("a", 3, Optional.of(all))).arrive(GUEST, closing("a", 4, Optional.of(signed(four))));
        assertThat(ticket(stage, "a").relinquishment()).contains(all);
    }

    @Test
    void aSiteThatNeverAnswersLosesTheTicketWithItsTerm() {
        ticketed().arrive(GUEST, close("a", 2, FOUR)).until(at("13:01:59"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.RELEASING);

        stage.until(at("13:02"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        assertThat(answer(stage, "a")).isEqualTo(new Answer.Ended("given up by its holder"));
        stage.advance(SETTINGS.tombstone());
        assertThat(broker(stage).tickets()).isEmpty();
    }

    @Test
    void whatIsBeingReleasedCannotBeWantedAgainOrRevokedAndSaysSo() {
        ticketed().arrive(GUEST, close("a", 2, FOUR)).arrive(GUEST, demand("a", 3, FOUR));
        assertThat(stage.last(Message.TicketView.class).answers()).isEqualTo(new Stamp(1, 3));
        assertThat(stage.last(Message.TicketView.class).answer()).isEqualTo(new Answer.Ended("given up by its holder"));

        stage.arrive(GUEST, close("a", 4, FOUR));
        assertThat(stage.last(Message.TicketView.class).answers()).isEqualTo(new Stamp(1, 4));
        assertThat(stage.order(new Command.Revoke(key("a"), "late"))).isInstanceOf(Reply.Declined.class);
        stage.arrive(SITE, freed(stage, "a")).arrive(GUEST, demand("a", 5, FOUR)).arrive(GUEST, close("a", 6, FOUR));
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
        assertThat(stage.last(Message.TicketView.class).answers()).isEqualTo(new Stamp(1, 6));
    }

    @Test
    void aRevokedTicketIsToldToTheHolderUntilItHasSeenItAndToTheSiteUntilItIsFreed() {
        ticketed().clear();
        assertThat(stage.order(new Command.Revoke(key("a"), "a fan broke"))).isEqualTo(Reply.accepted("guest/a"));

        Message.TicketView view = stage.last(Message.TicketView.class);
        assertThat(view.urgent()).isTrue();
        assertThat(view.state()).isEqualTo(TicketState.RELEASING);
        assertThat(view.answer()).isEqualTo(new Answer.Ended("revoked: a fan broke"));
        assertThat(view.notices()).extracting("text").containsExactly("revoked: a fan broke");
        assertThat(stage.last(Message.TicketStanding.class).revoked()).isTrue();
        assertThat(stage.last(Message.TicketStanding.class).reason()).isEqualTo("a fan broke");

        stage.clear().advance(Duration.ofSeconds(1));
        assertThat(stage.sent(Message.TicketView.class)).hasSize(1);
        stage.arrive(GUEST, seeing("a", 1, FOUR, new Stamp(1, 1))).advance(Duration.ofSeconds(30));
        assertThat(stage.last(Message.TicketView.class).urgent()).as("an older view is not this one").isTrue();

        stage.arrive(GUEST, seeing("a", 1, FOUR, view.stamp()));
        assertThat(stage.last(Message.TicketView.class).urgent()).isFalse();
        assertThat(stage.last(Message.TicketView.class).notices()).isEmpty();
        assertThat(stage.last(Message.TicketView.class).stamp()).as("nothing new is shown").isEqualTo(view.stamp());
        stage.arrive(SITE, freed(stage, "a")).clear().advance(Duration.ofMinutes(1));
        assertThat(stage.sent()).isEmpty();
    }

    @Test
    void aHolderThatGaveItUpMeanwhileHasSeenTheRevocationWithThatToo() {
        ticketed().order(new Command.Revoke(key("a"), "a fan broke"));
        Stamp said = stage.last(Message.TicketView.class).stamp();
        stage.arrive(GUEST, new Message.TicketDemand(id("a"), new Stamp(1, 2), false, FOUR, said));

        assertThat(stage.last(Message.TicketView.class).urgent()).isFalse();
        assertThat(stage.last(Message.TicketView.class).answers()).isEqualTo(new Stamp(1, 2));
    }

    @Test
    void aChangedDemandEndsWithTheRevocation() {
        ticketed().answeredByHand().arrive(GUEST, demand("a", 2, units(5, HOUR)));
        stage.order(new Command.Revoke(key("a"), "a fan broke"));

        assertThat(answer(stage, "a")).isEqualTo(new Answer.Ended("revoked: a fan broke"));
        assertThat(ticket(stage, "a").bidding()).isEmpty();
    }

    @Test
    void commandsThatFitNothingAreDeclined() {
        assertThat(stage.order(new Command.Revoke(key("a"), ""))).isEqualTo(
                Reply.declined(Refusal.Kind.UNKNOWN, "no ticket guest/a is known here"));
        ticketed();
        assertThat(stage.order(new Command.Approve(key("a"), ""))).isEqualTo(
                Reply.declined(Refusal.Kind.CONFLICT, "ticket guest/a is TICKETED; APPROVE is not possible"));
        assertThat(stage.order(new Command.Deny(key("a"), ""))).isInstanceOf(Reply.Declined.class);
        assertThat(stage.order(new Command.Close(id("a")))).isEqualTo(
                Reply.declined(Refusal.Kind.NEVER, "a broker takes approve, deny, revoke, delegate and reclaim, not Close"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void anOperatorsYesBringsTheDemandBackToThePolicy() {
        stage.answeredByHand().arrive(GUEST, demand("a", 1, FOUR)).propose(ask("a", "12:30"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.APPROVAL);
        assertThat(stage.last(Message.TicketView.class).answer())
                .isEqualTo(new Answer.Pending("the broker's operator: large", Optional.empty()));

        stage.until(at("12:29")).order(new Command.Approve(key("a"), "for the course"));
        stage.answeredBy(new FirstComeCalendar());
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
    }

    @Test
    void anOperatorsNoIsARefusalWithTheReason() {
        stage.answeredByHand().arrive(GUEST, demand("a", 1, FOUR)).propose(ask("a", "12:30"));
        stage.order(new Command.Deny(key("a"), "not in exam week"));

        assertThat(answer(stage, "a")).isEqualTo(
                new Answer.Refused(Refusal.of(Refusal.Kind.DENIED, "an operator said no: not in exam week")));
        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
    }

    @Test
    void anOperatorWhoSaysNothingRefuses() {
        stage.answeredByHand().arrive(GUEST, demand("a", 1, FOUR)).propose(ask("a", "12:30")).until(at("12:30"));

        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
        assertThat(((Answer.Refused) answer(stage, "a")).refusal().reason())
                .isEqualTo("no answer in time; it waited for the broker's operator: large");
    }

    @Test
    void anOperatorMaySayNoBeforeThePolicySaysAnything() {
        stage.answeredByHand().arrive(GUEST, demand("a", 1, FOUR)).order(new Command.Deny(key("a"), "never again"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);

        stage.propose(new ProvisioningPlan(List.of(new ProvisioningPlan.Grant(key("a"), RIGHT, 4, HOUR, "")), Optional.empty()));
        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
    }

    @Test
    void aDemandThatWaitsForAnOperatorCanChangeOrBeGivenUp() {
        stage.answeredByHand().arrive(GUEST, demand("a", 1, FOUR)).propose(ask("a", "12:30"));
        stage.arrive(GUEST, demand("a", 2, units(1, HOUR)));
        assertThat(state(stage, "a")).as("what was to be approved is not wanted any more").isEqualTo(TicketState.REQUESTED);
        stage.propose(ask("a", "12:30")).arrive(GUEST, close("a", 3, FOUR));
        assertThat(state(stage, "a")).isEqualTo(TicketState.CLOSED);
    }

    @Test
    void whileAnOperatorThinksAboutAChangeTheTicketStands() {
        Demand more = units(5, HOUR);
        ticketed().answeredByHand().arrive(GUEST, demand("a", 2, more)).propose(ask("a", "12:10"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.RENEWAL_APPROVAL);
        stage.order(new Command.Deny(key("a"), "four are enough"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);

        stage.arrive(GUEST, demand("a", 3, more)).order(new Command.Deny(key("a"), "I said no"));
        assertThat(state(stage, "a")).as("denied before the policy answered").isEqualTo(TicketState.TICKETED);
        stage.propose(new ProvisioningPlan(List.of(), Optional.empty()));
        stage.arrive(GUEST, demand("a", 4, more)).propose(ask("a", "12:10")).until(at("12:10"));
        assertThat(state(stage, "a")).as("overdue").isEqualTo(TicketState.TICKETED);
        stage.arrive(GUEST, demand("a", 5, more)).propose(ask("a", "12:20")).arrive(GUEST, demand("a", 6, units(6, HOUR)));
        assertThat(state(stage, "a")).as("changed again").isEqualTo(TicketState.RENEWING);
        stage.propose(ask("a", "12:20")).order(new Command.Approve(key("a"), "all right"));
        assertThat(state(stage, "a")).isEqualTo(TicketState.RENEWING);
        stage.answeredBy(new FirstComeCalendar());
        assertThat(ticket(stage, "a").ticket().orElseThrow().units()).isEqualTo(6);
    }

    @Test
    void aTicketThatWaitsForAnOperatorCanEndGiveUpOrBeRevoked() {
        for (String name : List.of("a", "b", "c")) {
            stage.answeredBy(new FirstComeCalendar()).arrive(GUEST, demand(name, 1, units(1, HOUR)));
            stage.answeredByHand().arrive(GUEST, demand(name, 2, units(2, HOUR))).propose(ask(name, "14:00"));
            assertThat(state(stage, name)).isEqualTo(TicketState.RENEWAL_APPROVAL);
        }
        stage.arrive(GUEST, close("a", 3, FOUR));
        assertThat(state(stage, "a")).isEqualTo(TicketState.RELEASING);
        stage.order(new Command.Revoke(key("b"), "a fan broke"));
        assertThat(state(stage, "b")).isEqualTo(TicketState.RELEASING);
        stage.until(at("13:00"));
        assertThat(state(stage, "c")).isEqualTo(TicketState.CLOSED);
    }

    @Test
    void anApprovalThatComesAfterTheTermIsOfNoUse() {
        stage.answeredByHand().arrive(GUEST, demand("a", 1, FOUR)).propose(ask("a", "14:00")).until(at("13:30"));
        assertThat(stage.order(new Command.Approve(key("a"), "sorry"))).isInstanceOf(Reply.Accepted.class);

        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
        assertThat(((Answer.Refused) answer(stage, "a")).refusal().kind()).isEqualTo(Refusal.Kind.LATE);
    }

    @Test
    void aChangeThatIsGivenUpReleasesTheTicket() {
        ticketed().answeredByHand().arrive(GUEST, demand("a", 2, units(5, HOUR))).arrive(GUEST, close("a", 3, FOUR));

        assertThat(state(stage, "a")).isEqualTo(TicketState.RELEASING);
        stage.propose(new ProvisioningPlan(List.of(), Optional.empty()));
        assertThat(state(stage, "a")).isEqualTo(TicketState.RELEASING);
    }

    @Test
    void aRefusedDemandMayBeMadeAgainChangedOrClosedAndIsForgottenAtLast() {
        stage.arrive(GUEST, demand("a", 1, units(11, HOUR)));
        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
        stage.arrive(GUEST, demand("a", 2, FOUR));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);

        stage.arrive(GUEST, demand("b", 1, units(11, HOUR))).arrive(GUEST, close("b", 2, FOUR));
        assertThat(state(stage, "b")).isEqualTo(TicketState.CLOSED);
        stage.arrive(GUEST, demand("c", 1, units(11, HOUR))).advance(SETTINGS.tombstone());
        assertThat(broker(stage).ticket(key("c"))).isEmpty();
        stage.arrive(GUEST, demand("c", 1, units(1, HOUR)));
        assertThat(state(stage, "c")).as("something new by now").isEqualTo(TicketState.TICKETED);
    }

    @Test
    void aTombstoneThatHearsSomethingNewStaysForAWhileSoThatItsViewsGoOnBeingCounted() {
        ticketed().arrive(GUEST, close("a", 2, FOUR)).arrive(SITE, freed(stage, "a"));
        stage.until(ticket(stage, "a").forgetAt().orElseThrow().minusSeconds(1));
        Message.TicketView first = stage.arrive(GUEST, demand("a", 3, FOUR)).last(Message.TicketView.class);
        stage.advance(Duration.ofSeconds(2));
        Message.TicketView second = stage.arrive(GUEST, close("a", 4, FOUR)).last(Message.TicketView.class);

        assertThat(second.answers()).isNotEqualTo(first.answers());
        assertThat(second.stamp().isAfter(first.stamp())).isTrue();
    }

    @Test
    void aTombstoneIsSmall() {
        ticketed().arrive(GUEST, close("a", 2, FOUR)).arrive(SITE, freed(stage, "a"));

        assertThat(ticket(stage, "a").demand()).isEmpty();
        assertThat(ticket(stage, "a").ticket()).isEmpty();
        assertThat(ticket(stage, "a").bookings()).isEmpty();
        assertThat(stage.last(Message.TicketView.class).chain()).as("released, still shown").isPresent();
        stage.arrive(GUEST, close("a", 2, FOUR));
        assertThat(stage.last(Message.TicketView.class).chain()).isEmpty();
    }
}
