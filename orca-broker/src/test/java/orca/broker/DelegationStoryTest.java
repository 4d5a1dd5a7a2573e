package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.broker.ledger.HoldingKey;
import orca.core.contract.Answer;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.policy.ProvisioningPlan;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationState;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** Delegations taken, renewed, refused, taken back and run out. */
class DelegationStoryTest {
    private static final Term HOUR = term("12:00", "13:00");
    private static final Delegation TEN = delegation(1, 10);

    private static final Duration FORGOTTEN = SETTINGS.tombstone().plus(SETTINGS.askAgain());

    private final Stage stage = holding().answeredBy(new FirstComeCalendar());

    private static Delegation like(Delegation d, Principal holder, ResourceType type, Amounts largest, Term term) {
        return new Delegation(d.id(), d.revision(), d.issuer(), holder, type, d.capacity(), largest, term, d.oversubscription(),
                PropertyList.NONE);
    }

    private Message.DelegationView view() {
        return stage.last(Message.DelegationView.class);
    }

    private Refusal refused(Delegation offer) {
        long stamp = offer.revision() + 100;
        stage.arrive(SITE, offer(stamp, offer));
        assertThat(view().answers()).isEqualTo(new Stamp(1, stamp));
        assertThat(view().state()).isEqualTo(DelegationState.HELD);
        assertThat(held(stage).image().delegation()).as("the old one is kept").isEqualTo(TEN);
        return view().refusal().orElseThrow();
    }

    @Test
    void anOfferIsTakenAndTheSiteIsTold() {
        Stage fresh = stage().arrive(SITE, offer(1, TEN));

        assertThat(fresh.last(Message.DelegationView.class)).isEqualTo(
                new Message.DelegationView(RIGHT, new Stamp(1, 1), DelegationState.HELD, 0, Optional.empty()));
        fresh.clear().arrive(SITE, offer(1, TEN));
        assertThat(fresh.sent()).as("a repeat is answered").hasSize(1);
        assertThat(fresh.journal()).hasSize(1);
    }

    @Test
    void anOfferForSomebodyElseIsRefused() {
        Stage fresh = stage().arrive(SITE, offer(1, like(TEN, STRANGER, TYPE, TEN.largest(), TEN.term())));
        assertThat(fresh.last(Message.DelegationView.class).state()).isEqualTo(DelegationState.REFUSED);
        assertThat(fresh.last(Message.DelegationView.class).refusal().orElseThrow().reason())
                .isEqualTo("delegation.holder: must be broker, got stranger");

        fresh.arrive(SITE, offer(2, TEN));
        assertThat(fresh.last(Message.DelegationView.class).answers()).as("what is refused stays so").isEqualTo(new Stamp(1, 2));
        assertThat(fresh.last(Message.DelegationView.class).state()).isEqualTo(DelegationState.REFUSED);
        fresh.arrive(SITE, reclaim(3, TEN));
        assertThat(fresh.last(Message.DelegationView.class).state()).isEqualTo(DelegationState.CLOSED);
        fresh.advance(FORGOTTEN);
        assertThat(broker(fresh).holdings()).isEmpty();
        fresh.arrive(SITE, offer(1, TEN));
        assertThat(fresh.last(Message.DelegationView.class).state()).isEqualTo(DelegationState.HELD);
    }

    @Test
    void aRefusedOfferIsForgotten() {
        Stage fresh = stage().arrive(SITE, offer(1, like(TEN, STRANGER, TYPE, TEN.largest(), TEN.term())));
        fresh.advance(FORGOTTEN);
        assertThat(broker(fresh).holdings()).isEmpty();
    }

    @Test
    void anOfferFromAnyoneButItsIssuerIsNothing() {
        Stage fresh = stage().arrive(STRANGER, offer(1, TEN));
        assertThat(fresh.sent()).isEmpty();
        assertThat(fresh.journal()).isEmpty();
    }

    @Test
    void anotherSiteCannotTakeTheIdOfADelegationThatIsHeld() {
        Principal other = new Principal("other");
        Delegation same = new Delegation(RIGHT, 1, other, BROKER, TYPE, TEN.capacity(), TEN.largest(), TEN.term(), 100,
                PropertyList.NONE);
        stage.clear().arrive(other, offer(1, same));

        assertThat(view().state()).isEqualTo(DelegationState.REFUSED);
        assertThat(view().refusal().orElseThrow().kind()).isEqualTo(Refusal.Kind.CONFLICT);
        assertThat(held(stage).image().state()).isEqualTo(DelegationState.HELD);
        stage.arrive(GUEST, demand("a", 1, units(4, HOUR)));
        assertThat(ticket(stage, "a").holding()).contains(HOLDING);
        assertThat(broker(stage).holding(new HoldingKey(other, RIGHT)).orElseThrow().calendar().size()).isZero();
    }

    @Test
    void aRenewedRevisionReplacesTheOldOneAndWhatIsPromisedStays() {
        stage.arrive(GUEST, demand("a", 1, units(4, HOUR))).arrive(SITE, offer(2, delegation(2, 20)));

        assertThat(held(stage).image().state()).isEqualTo(DelegationState.HELD);
        assertThat(held(stage).calendar().capacity().get(0)).isEqualTo(20);
        assertThat(booked(stage, at("12:30"))).isEqualTo(4);
        assertThat(view().live()).isEqualTo(1);
        assertThat(held(stage).live()).isEqualTo(1);
    }

    @Test
    void aRevisionThatWouldBreakAPromiseIsRefusedAndTheOldOneKept() {
        stage.arrive(GUEST, demand("a", 1, units(4, HOUR)));

        assertThat(refused(delegation(2, 3)).reason()).startsWith("delegation.capacity: [4, 8] are promised at once, got [3, 6]");
        assertThat(refused(like(delegation(3, 10), BROKER, TYPE, TEN.largest(), term("12:00", "12:30"))).reason())
                .isEqualTo("delegation: the ticket guest/a does not lie inside it any more");
        assertThat(refused(like(delegation(4, 10), BROKER, TYPE, Amounts.of(1), TEN.term())).reason())
                .isEqualTo("delegation: the ticket guest/a does not lie inside it any more");
        ResourceType slower = new ResourceType(VM, TYPE.dimensions(), Turnaround.NONE);
        assertThat(refused(like(delegation(5, 10), BROKER, slower, TEN.largest(), TEN.term())).reason())
                .startsWith("delegation.type: the turnaround cannot change under live tickets");
    }

    @Test
    void aRevisionThatIsNoneIsRefused() {
        assertThat(refused(delegation(1, 20)).reason()).isEqualTo("delegation.revision: must be above 1, got 1");
        ResourceType counted = new ResourceType(VM, List.of(), TURNAROUND);
        Delegation other = new Delegation(RIGHT, 6, SITE, BROKER, counted, Amounts.of(3), Amounts.EMPTY, TEN.term(), 100,
                PropertyList.NONE);
        assertThat(refused(other).reason()).startsWith("delegation.type: a delegation keeps its type and dimensions");
        assertThat(refused(like(delegation(7, 10), BROKER, TYPE, TEN.largest(), term("11:00", "12:00"))).reason())
                .startsWith("delegation.term: is over");
    }

    @Test
    void withoutLiveTicketsEverythingButTheTypeMayChange() {
        ResourceType slower = new ResourceType(VM, TYPE.dimensions(), Turnaround.NONE);
        stage.arrive(SITE, offer(2, like(delegation(2, 1), BROKER, slower, Amounts.of(2), term("11:00", "18:00"))));

        assertThat(view().refusal()).isEmpty();
        assertThat(held(stage).calendar().window()).isEqualTo(term("11:00", "18:00"));
    }

    @Test
    void theSameRevisionAgainUnderANewStampIsTaken() {
        stage.arrive(SITE, offer(2, TEN));
        assertThat(view().answers()).isEqualTo(new Stamp(1, 2));
        assertThat(view().refusal()).isEmpty();
    }

    @Test
    void olderOffersAndConflictingOnesChangeNothing() {
        stage.arrive(SITE, offer(3, delegation(2, 12))).arrive(SITE, offer(2, delegation(5, 50)));
        assertThat(view().answers()).isEqualTo(new Stamp(1, 3));
        stage.arrive(SITE, offer(3, delegation(6, 60)));
        assertThat(held(stage).calendar().capacity().get(0)).isEqualTo(12);
    }

    @Test
    void onADelegationThatIsTakenBackLiveTicketsRunToTheirEnd() {
        stage.arrive(GUEST, demand("a", 1, units(4, HOUR))).clear().arrive(SITE, reclaim(2, TEN));
        assertThat(view()).isEqualTo(
                new Message.DelegationView(RIGHT, new Stamp(1, 2), DelegationState.RECLAIMING, 1, Optional.empty()));
        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);

        stage.arrive(GUEST, demand("b", 1, units(1, HOUR)));
        assertThat(((Answer.Refused) answer(stage,
                "b")).refusal().kind()).as("nothing of it is sold any more").isEqualTo(Refusal.Kind.UNKNOWN);
        stage.arrive(GUEST, demand("a", 2, units(4, term("12:00", "14:00"))));
        assertThat(((Answer.Refused) answer(stage, "a")).refusal().reason())
                .isEqualTo("the site takes back the delegation site-d1; nothing on it can grow or be extended");
        stage.arrive(GUEST, demand("a", 3, units(3, HOUR)));
        assertThat(answer(stage, "a")).as("less is always possible").isInstanceOf(Answer.Granted.class);

        stage.clear().until(at("13:00"));
        assertThat(view().state()).as("told when the last ticket is over").isEqualTo(DelegationState.CLOSED);
        assertThat(view().live()).isZero();
        stage.until(at("13:11"));
        assertThat(broker(stage).tickets()).as("kept until its turnaround and a tombstone's time are over").isNotEmpty();
        assertThat(broker(stage).holdings()).as("kept for as long as a tombstone refers to it").hasSize(1);
        stage.until(at("13:21"));
        assertThat(broker(stage).tickets()).isEmpty();
        assertThat(broker(stage).holdings()).isEmpty();
    }

    @Test
    void repeatsAndOffersAreAnsweredWhileItIsTakenBack() {
        stage.arrive(GUEST, demand("a", 1, units(4, HOUR))).arrive(SITE, reclaim(2, TEN));
        stage.arrive(SITE, reclaim(3, TEN));
        assertThat(view().answers()).isEqualTo(new Stamp(1, 3));
        stage.arrive(SITE, offer(4, delegation(2, 20)));
        assertThat(view().state()).isEqualTo(DelegationState.RECLAIMING);
        assertThat(held(stage).calendar().capacity().get(0)).isEqualTo(10);
    }

    @Test
    void aTakenBackDelegationIsOverWhenTheSiteSaysThatTheLastTicketIsFreed() {
        stage.arrive(GUEST, demand("a", 1, units(4, HOUR))).arrive(SITE, reclaim(2, TEN));
        stage.arrive(GUEST, close("a", 2, units(4, HOUR)));
        assertThat(held(stage).image().state()).as("it is not freed yet").isEqualTo(DelegationState.RECLAIMING);
        stage.arrive(SITE, freed(stage, "a"));

        assertThat(view().state()).isEqualTo(DelegationState.CLOSED);
        stage.arrive(SITE, offer(3, delegation(2, 10)));
        assertThat(view().state()).isEqualTo(DelegationState.CLOSED);
        assertThat(view().answers()).isEqualTo(new Stamp(1, 3));
        stage.arrive(SITE, reclaim(4, TEN));
        assertThat(view().state()).isEqualTo(DelegationState.CLOSED);
    }

    @Test
    void whatIsTakenBackBeforeItWasHeardOfIsOver() {
        Stage fresh = stage().arrive(SITE, reclaim(2, TEN));
        assertThat(fresh.last(Message.DelegationView.class).state()).isEqualTo(DelegationState.CLOSED);
        fresh.arrive(SITE, offer(1, TEN));
        assertThat(fresh.last(Message.DelegationView.class).state()).isEqualTo(DelegationState.CLOSED);
    }

    @Test
    void withNothingOnItADelegationIsTakenBackAtOnce() {
        stage.arrive(SITE, reclaim(2, TEN));
        assertThat(view().state()).isEqualTo(DelegationState.CLOSED);
    }

    @Test
    void changesThatThePolicyThinksAboutAreRefusedWhenTheDelegationIsTakenBack() {
        stage.arrive(GUEST, demand("a", 1, units(4, HOUR))).answeredByHand().arrive(GUEST, demand("a", 2, units(5, HOUR)));
        stage.arrive(SITE, reclaim(2, TEN));

        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
        assertThat(((Answer.Refused) answer(stage, "a")).refusal().reason()).startsWith("the site takes back the delegation");
        stage.propose(new ProvisioningPlan(
                List.of(new ProvisioningPlan.Grant(key("a"), RIGHT, 5, HOUR, "")), Optional.empty()));
        assertThat(ticket(stage, "a").ticket().orElseThrow().units()).isEqualTo(4);
    }

    @Test
    void aDemandThatThePolicyThinksAboutIsNotGrantedOnADelegationThatIsTakenBack() {
        stage.answeredByHand().arrive(GUEST, demand("a", 1, units(4, HOUR))).arrive(SITE, reclaim(2, TEN));
        stage.propose(new ProvisioningPlan(
                List.of(new ProvisioningPlan.Grant(key("a"), RIGHT, 4, HOUR, "")), Optional.empty()));

        assertThat(state(stage, "a")).isEqualTo(TicketState.REQUESTED);
        stage.answeredBy(new FirstComeCalendar());
        assertThat(state(stage, "a")).isEqualTo(TicketState.REFUSED);
    }

    @Test
    void aDelegationEndsWithItsTermAndItsTurnaroundAndIsForgotten() {
        stage.arrive(SITE, offer(2, like(delegation(2, 10), BROKER, TYPE, TEN.largest(), term("11:00", "18:00"))));
        stage.arrive(GUEST, demand("a", 1, units(4, term("12:00", "18:00"))));
        assertThat(state(stage, "a")).as("its turnaround may lie after the delegation").isEqualTo(TicketState.TICKETED);
        stage.arrive(GUEST, close("a", 2, units(4, term("12:00", "18:00"))));
        stage.until(at("18:01:59"));
        assertThat(held(stage).image().state()).isEqualTo(DelegationState.HELD);
        stage.until(at("18:02").plus(SETTINGS.askAgain()));
        assertThat(held(stage).image().state()).isEqualTo(DelegationState.CLOSED);
        assertThat(view().state()).isEqualTo(DelegationState.CLOSED);

        stage.advance(SETTINGS.tombstone().multipliedBy(2).plus(Duration.ofSeconds(10)));
        assertThat(broker(stage).holdings()).isEmpty();
        assertThat(broker(stage).tickets()).isEmpty();
        assertThat(stage.engine().nextWake()).as("nothing is left to do").isEmpty();
    }

    @Test
    void aTakenBackDelegationEndsWithItsTermTooWhenTheSiteNeverFrees() {
        stage.arrive(SITE, offer(2, like(delegation(2, 10), BROKER, TYPE, TEN.largest(), term("11:00", "18:00"))));
        stage.arrive(GUEST, demand("a", 1, units(4, term("12:00", "18:00")))).arrive(SITE, reclaim(3, TEN));
        stage.arrive(GUEST, close("a", 2, units(4, term("12:00", "18:00")))).until(at("18:10"));

        assertThat(held(stage).image().state()).isEqualTo(DelegationState.CLOSED);
        assertThat(stage.clear().advance(Duration.ofDays(1)).engine().nextWake()).isEmpty();
    }

    @Test
    void anOversubscribedDelegationSellsWhatItDeclares() {
        Delegation twice = new Delegation(RIGHT, 2, SITE, BROKER, TYPE, TEN.capacity(), TEN.largest(), TEN.term(), 200,
                PropertyList.NONE);
        stage.arrive(SITE, offer(2, twice)).arrive(GUEST, demand("a", 1, units(20, HOUR))).arrive(GUEST, demand("b", 1, units(1,
                HOUR)));

        assertThat(state(stage, "a")).isEqualTo(TicketState.TICKETED);
        assertThat(state(stage, "b")).isEqualTo(TicketState.REFUSED);
        assertThat(stage.sent(Message.TicketView.class).get(0).chain().orElseThrow().widening()).isEmpty();
    }

    @Test
    void whatTheSiteMayStillHoldOfATicketThatIsOverCountsAgainstALesserRevision() {
        stage.arrive(GUEST, demand("a", 1, units(4, term("12:00", "14:00"))));
        stage.arrive(GUEST, demand("a", 2, units(4, term("12:00", "12:30"))));
        stage.until(at("12:40"));
        assertThat(held(stage).live()).isZero();

        assertThat(refused(delegation(2, 3)).reason()).startsWith("delegation.capacity: [4, 8] are promised at once, got [3, 6]");
        assertThat(broker(stage).broken()).isEmpty();
    }
}
