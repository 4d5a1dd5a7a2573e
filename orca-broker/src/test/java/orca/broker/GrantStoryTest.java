package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.broker.ledger.GrantImage;
import orca.core.contract.Alternative;
import orca.core.contract.Answer;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** Parts of what a broker holds, given to another, renewed, taken back, drained and run out. */
class GrantStoryTest {
    private static final Term HOUR = term("12:00", "13:00");
    private static final DelegationId PART = new DelegationId("part");
    private static final Delegation TEN = delegation(1, 10);

    private final Stage stage = holding().answeredBy(new FirstComeCalendar());

    private static Command.Delegate give(long units, Term term) {
        return give(Optional.of(PART), RESELLER, units, term);
    }

    private static Command.Delegate give(Optional<DelegationId> id, Principal to, long units, Term term) {
        return new Command.Delegate(id, to, VM, Amounts.of(units, 2 * units), Amounts.of(2), term, 100, PropertyList.NONE);
    }

    private GrantImage grant() {
        return broker(stage).grant(PART).orElseThrow();
    }

    private Message.DelegationOffer offered() {
        return stage.last(Message.DelegationOffer.class);
    }

    private void says(DelegationState state, int live) {
        stage.arrive(RESELLER, new Message.DelegationView(PART, grant().stamp(), state, live, Optional.empty()));
    }

    private void given(long units, Term term) {
        assertThat(stage.order(give(units, term))).isEqualTo(Reply.accepted("part"));
        says(DelegationState.HELD, 0);
    }

    private Refusal refused(Command command) {
        int commits = stage.journal().size();
        Reply reply = stage.order(command);
        assertThat(reply).isInstanceOf(Reply.Declined.class);
        assertThat(stage.journal()).hasSize(commits);
        return ((Reply.Declined) reply).refusal();
    }

    @Test
    void aPartIsOfferedOnWhatItStandsOnAndRepeatedUntilTheOtherTakesIt() {
        stage.clear();
        assertThat(stage.order(give(4, HOUR))).isEqualTo(Reply.accepted("part"));
        assertThat(offered().chain().links()).startsWith(TEN).hasSize(2);
        assertThat(offered().chain().widening()).isEmpty();
        assertThat(offered().delegation().issuer()).isEqualTo(BROKER);
        assertThat(offered().delegation().holder()).isEqualTo(RESELLER);
        assertThat(booked(stage, at("12:30"))).as("from the moment it is offered").isEqualTo(4);
        stage.advance(Duration.ofSeconds(8));
        assertThat(stage.sent(Message.DelegationOffer.class)).as("at once, after 1, 3 and 7 seconds").hasSize(4);

        says(DelegationState.HELD, 0);
        stage.clear().advance(Duration.ofMinutes(1));
        assertThat(stage.sent(Message.DelegationOffer.class)).isEmpty();
        assertThat(grant().state()).isEqualTo(DelegationState.HELD);
        assertThat(held(stage).given()).isEqualTo(1);
    }

    @Test
    void whatIsGivenIsNotPromisedAsWellAndWhatIsPromisedIsNotGiven() {
        given(6, HOUR);
        stage.arrive(GUEST, demand("a", 1, units(5, HOUR)));
        assertThat(((Answer.Refused) answer(stage, "a")).refusal().alternative().orElseThrow().units()).isEqualTo(4);
        assertThat(((Answer.Refused) answer(stage, "a")).refusal().alternative().orElseThrow().earliestStart())
                .as("its turnaround belongs to it").contains(at("13:02"));
        stage.arrive(GUEST, demand("b", 1, units(4, HOUR)));
        assertThat(state(stage, "b")).isEqualTo(TicketState.TICKETED);

        Refusal no = refused(give(Optional.empty(), STRANGER, 1, HOUR));
        assertThat(no.kind()).isEqualTo(Refusal.Kind.INSUFFICIENT);
        assertThat(no.reason()).startsWith("delegation.capacity: [1, 2] is more than the [0, 0] of 'site-d1'");
        assertThat(no.alternative()).contains(new Alternative(Optional.of(at("13:02")), 0));
        assertThat(stage.order(give(Optional.empty(), STRANGER, 10, term("13:02", "14:00")))).isInstanceOf(Reply.Accepted.class);
    }

    @Test
    void aPartThatMayBeOversoldTakesAllThatMayBePromisedOnIt() {
        Command twice = new Command.Delegate(Optional.of(PART), RESELLER, VM, Amounts.of(4, 8), Amounts.of(2), HOUR, 200,
                PropertyList.NONE);
        stage.order(twice);
        assertThat(booked(stage, at("12:30"))).isEqualTo(8);
        assertThat(refused(new Command.Delegate(Optional.empty(), STRANGER, VM, Amounts.of(2, 4), Amounts.of(2), HOUR, 150,
                PropertyList.NONE)).reason()).startsWith("delegation.capacity: [3, 6] is more than the [2, 4]");
    }

    @Test
    void aPartIsNarrowerInEveryRespectAndTheReasonSaysInWhichItIsNot() {
        assertThat(refused(give(11, HOUR)).alternative()).contains(new Alternative(Optional.empty(), 10));
        assertThat(refused(give(1, new Term(NOON, TEN.term().end().plusSeconds(1)))).reason())
                .startsWith("delegation.term: must lie within the ");
        assertThat(refused(give(1, term("10:30", "11:30"))).kind()).isEqualTo(Refusal.Kind.LATE);
        assertThat(refused(new Command.Delegate(Optional.of(PART), RESELLER, VM, Amounts.of(1, 5), Amounts.of(5), HOUR, 100,
                PropertyList.NONE)).reason()).startsWith("delegation.largest: must be within the [4] of 'site-d1'");
        assertThat(refused(new Command.Delegate(Optional.of(PART), RESELLER, VM, Amounts.of(1), Amounts.of(2), HOUR, 100,
                PropertyList.NONE)).reason()).startsWith("delegation.capacity: must be units");
        assertThat(refused(new Command.Delegate(Optional.of(PART), RESELLER, VM, Amounts.of(1, 2), Amounts.of(2), HOUR, 99,
                PropertyList.NONE)).reason()).startsWith("delegation.oversubscription: must be from 100");
        assertThat(refused(new Command.Delegate(Optional.of(PART), RESELLER, new TypeName("tape"), Amounts.of(1, 2),
                Amounts.of(2), HOUR, 100, PropertyList.NONE)).reason())
                .isEqualTo("delegation.type: no delegation of type 'tape' is held here that a part could be given of");
        assertThat(refused(give(Optional.of(PART), BROKER, 1, HOUR)).reason())
                .isEqualTo("delegation.broker: a broker gives nothing to itself");
        assertThat(refused(give(Optional.of(PART), SITE, 1, HOUR)).reason())
                .startsWith("delegation.broker: site has given or held what 'site-d1' stands on");
    }

    @Test
    void theHoldingIsTheOneThatIsNamedOrTheFirstThatHasIt() {
        DelegationId large = new DelegationId("other-d1");
        Principal other = new Principal("other");
        stage.arrive(other, offer(1, new Delegation(large, 1, other, BROKER, TYPE, Amounts.of(20, 40), TEN.largest(), TEN.term(),
                100, PropertyList.of("zone", "north"))));
        assertThat(stage.order(give(Optional.empty(), RESELLER, 5, HOUR))).isEqualTo(Reply.accepted("site-d1-1"));
        assertThat(stage.order(give(Optional.empty(), RESELLER, 6, HOUR))).isEqualTo(Reply.accepted("other-d1-2"));
        assertThat(offered().delegation().properties()).as("what the site says goes with it")
                .isEqualTo(PropertyList.of("zone", "north"));
        assertThat(stage.order(new Command.Delegate(Optional.of(PART), Optional.of(large), RESELLER, VM, Amounts.of(1, 2),
                Amounts.of(2), HOUR, 100, PropertyList.of("zone", "south").with("desk", "b"))))
                .isEqualTo(Reply.accepted("part"));
        says(DelegationState.HELD, 0);
        assertThat(offered().delegation().properties()).isEqualTo(PropertyList.of("zone", "north").with("desk", "b"));

        assertThat(refused(give(Optional.empty(), RESELLER, 21, HOUR)).alternative().orElseThrow().units())
                .as("the best that any has").isEqualTo(13);
        assertThat(refused(new Command.Delegate(Optional.empty(), Optional.of(new DelegationId("none")), RESELLER, VM,
                Amounts.of(1, 2), Amounts.of(2), HOUR, 100, PropertyList.NONE)).kind()).isEqualTo(Refusal.Kind.UNKNOWN);
        assertThat(refused(new Command.Delegate(Optional.of(PART), Optional.of(RIGHT), RESELLER, VM, Amounts.of(2, 4),
                Amounts.of(2), HOUR, 100, PropertyList.NONE)).kind()).as("a part stays a part of what it is")
                .isEqualTo(Refusal.Kind.CONFLICT);
    }

    @Test
    void theSameWordAgainChangesNothing() {
        given(4, HOUR);
        int commits = stage.journal().size();
        assertThat(stage.order(give(4, HOUR))).isEqualTo(Reply.accepted("part"));
        assertThat(stage.journal()).hasSize(commits);
        assertThat(refused(give(Optional.of(PART), STRANGER, 4, HOUR)).kind()).isEqualTo(Refusal.Kind.CONFLICT);
    }

    @Test
    void whatTheOtherDoesNotWantIsFreeAtOnce() {
        stage.order(give(4, HOUR));
        stage.arrive(STRANGER, new Message.DelegationView(PART, grant().stamp(), DelegationState.REFUSED, 0, Optional.empty()));
        stage.arrive(RESELLER, new Message.DelegationView(PART, new Stamp(1, 9), DelegationState.REFUSED, 0, Optional.empty()));
        assertThat(grant().state()).as("only its holder, and only about this offer").isEqualTo(DelegationState.OFFERED);
        stage.arrive(RESELLER, new Message.DelegationView(PART, grant().stamp(), DelegationState.REFUSED, 0,
                Optional.of(Refusal.of(Refusal.Kind.DENIED, "too small"))));

        assertThat(grant().state()).isEqualTo(DelegationState.REFUSED);
        assertThat(grant().reason()).isEqualTo("too small");
        assertThat(booked(stage, at("12:30"))).isZero();
        assertThat(refused(give(4, HOUR)).reason()).isEqualTo("delegation part is REFUSED; give another id");
        stage.advance(Duration.ofDays(2));
        assertThat(broker(stage).grants()).isEmpty();
        assertThat(broker(stage).holdings()).isEmpty();
        assertThat(stage.engine().nextWake()).isEmpty();
    }

    @Test
    void aRenewalCountsBothUntilItIsAnswered() {
        given(4, HOUR);
        stage.order(give(6, term("12:00", "12:30")));
        assertThat(grant().state()).isEqualTo(DelegationState.EXTENDING);
        assertThat(booked(stage, at("12:45"))).isEqualTo(6);
        assertThat(refused(give(7, HOUR)).kind()).as("not twice at once").isEqualTo(Refusal.Kind.NOT_NOW);
        says(DelegationState.HELD, 0);
        assertThat(offered().delegation().revision()).isEqualTo(2);
        assertThat(booked(stage, at("12:15"))).isEqualTo(6);
        assertThat(booked(stage, at("12:45"))).isZero();

        stage.order(give(2, term("12:00", "12:30")));
        stage.arrive(RESELLER, new Message.DelegationView(PART, grant().stamp(), DelegationState.HELD, 3,
                Optional.of(Refusal.of(Refusal.Kind.NOT_NOW, "more is promised"))));
        assertThat(grant().state()).isEqualTo(DelegationState.HELD);
        assertThat(grant().current().last().revision()).as("the old one holds").isEqualTo(2);
        assertThat(grant().live()).isEqualTo(3);
        assertThat(booked(stage, at("12:15"))).isEqualTo(6);
        given(8, term("12:00", "12:30"));
        assertThat(grant().current().last().revision()).as("no revision comes twice").isEqualTo(4);
    }

    @Test
    void aPartThatIsTakenBackIsFreeWhenTheOtherHasNothingOnItAndTheTurnaroundIsOver() {
        given(4, HOUR);
        stage.order(new Command.Reclaim(PART, "we need it"));
        assertThat(offered().open()).isFalse();
        assertThat(offered().reason()).isEqualTo("we need it");
        says(DelegationState.RECLAIMING, 2);
        assertThat(grant().live()).isEqualTo(2);
        assertThat(booked(stage, at("12:30"))).isEqualTo(4);
        stage.until(at("12:10"));
        says(DelegationState.CLOSED, 0);

        assertThat(grant().state()).isEqualTo(DelegationState.CLOSED);
        assertThat(booked(stage, at("12:12"))).as("a ticket may have ended just now").isEqualTo(4);
        assertThat(booked(stage, at("12:13"))).isZero();
        stage.arrive(GUEST, demand("a", 1, flexible(10, 10, Term.of(at("12:11"), Duration.ofMinutes(10)), at("12:20"),
                Optional.empty())));
        assertThat(ticket(stage, "a").ticket().orElseThrow().term().start()).isEqualTo(at("12:12:10").plusMillis(1));
    }

    @Test
    void aPartIsTakenBackBeforeItWasTakenToo() {
        stage.order(give(4, HOUR));
        stage.order(new Command.Reclaim(PART, "not after all"));
        assertThat(grant().state()).isEqualTo(DelegationState.RECLAIMING);
        assertThat(stage.order(new Command.Reclaim(PART, "again"))).isEqualTo(Reply.accepted("part"));
        assertThat(refused(new Command.Reclaim(new DelegationId("none"), "")).kind()).isEqualTo(Refusal.Kind.UNKNOWN);
        says(DelegationState.CLOSED, 0);
        assertThat(grant().state()).isEqualTo(DelegationState.CLOSED);
    }

    @Test
    void aPartThatIsRenewedWhenItIsTakenBackIsBookedForEitherRevision() {
        given(4, HOUR);
        stage.order(give(6, term("12:00", "12:30")));
        stage.order(new Command.Reclaim(PART, "not after all"));
        assertThat(grant().state()).isEqualTo(DelegationState.RECLAIMING);
        assertThat(booked(stage, at("12:45"))).isEqualTo(6);
    }

    @Test
    void aPartOrARenewalThatIsNeverAnsweredEndsWithItsTerm() {
        stage.order(give(4, HOUR));
        stage.until(at("13:02"));
        assertThat(grant().state()).isEqualTo(DelegationState.CLOSED);

        stage.advance(SETTINGS.tombstone());
        given(4, term("13:12", "14:00"));
        says(DelegationState.HELD, 0);
        assertThat(grant().state()).as("heard twice").isEqualTo(DelegationState.HELD);
        stage.order(give(4, term("13:12", "15:00")));
        stage.until(at("15:02"));
        assertThat(grant().state()).isEqualTo(DelegationState.CLOSED);
    }

    @Test
    void aPartWhoseTermIsOverIsOverWithoutAWordAndIsForgotten() {
        given(4, HOUR);
        stage.until(at("13:02").minusMillis(1));
        assertThat(grant().state()).isEqualTo(DelegationState.HELD);
        stage.until(at("13:02"));
        assertThat(grant().state()).isEqualTo(DelegationState.CLOSED);
        assertThat(booked(stage, at("13:03"))).isZero();
        stage.advance(SETTINGS.tombstone());
        assertThat(broker(stage).grants()).isEmpty();
    }

    @Test
    void aHoldingThatIsTakenBackTakesItsPartsBackAndIsOverWhenTheyAre() {
        given(4, HOUR);
        stage.arrive(SITE, reclaim(2, TEN));
        assertThat(grant().state()).isEqualTo(DelegationState.RECLAIMING);
        assertThat(grant().reason()).isEqualTo("the site wants it back");
        assertThat(stage.last(Message.DelegationView.class).state()).isEqualTo(DelegationState.RECLAIMING);
        assertThat(stage.last(Message.DelegationView.class).live()).isEqualTo(1);
        assertThat(refused(give(Optional.empty(), STRANGER, 1, HOUR)).kind()).isEqualTo(Refusal.Kind.UNKNOWN);

        says(DelegationState.CLOSED, 0);
        assertThat(stage.last(Message.DelegationView.class).state()).as("the site is told").isEqualTo(DelegationState.CLOSED);
        stage.advance(Duration.ofDays(2));
        assertThat(broker(stage).subjects()).isEmpty();
    }

    @Test
    void aHoldingIsNotMadeLessThanWhatWasGivenOfIt() {
        given(4, HOUR);
        stage.arrive(SITE, offer(2, delegation(2, 3)));
        assertThat(stage.last(Message.DelegationView.class).refusal().orElseThrow().reason())
                .startsWith("delegation.capacity: [4, 8] are promised at once");
        Delegation brief = new Delegation(RIGHT, 3, SITE, BROKER, TYPE, TEN.capacity(), TEN.largest(), term("11:00", "12:30"),
                100, PropertyList.NONE);
        stage.arrive(SITE, offer(3, brief));
        assertThat(stage.last(Message.DelegationView.class).refusal().orElseThrow().reason())
                .isEqualTo("delegation: the part part, given to reseller, does not lie inside it any more");
        ResourceType quick = new ResourceType(VM, TYPE.dimensions(), Turnaround.NONE);
        stage.arrive(SITE, offer(4, new Delegation(RIGHT, 4, SITE, BROKER, quick, TEN.capacity(), TEN.largest(), TEN.term(), 100,
                PropertyList.NONE)));
        assertThat(stage.last(Message.DelegationView.class).refusal().orElseThrow().reason())
                .startsWith("delegation.type: the turnaround cannot change");
        stage.arrive(SITE, offer(5, delegation(5, 4)));
        assertThat(stage.last(Message.DelegationView.class).refusal()).isEmpty();
    }

    @Test
    void anOperatorsOtherCommandsAreNotABrokers() {
        assertThat(refused(new Command.Close(id("a"))).reason())
                .isEqualTo("a broker takes approve, deny, revoke, delegate and reclaim, not Close");
    }

    @Test
    void noMoreIsGivenThanTheLimitAllows() {
        Stage small = stage(Market.holdingAtMost(1)).arrive(SITE, offer(1, TEN));
        assertThat(small.order(give(1, HOUR))).isEqualTo(Reply.accepted("part"));
        Reply reply = small.order(give(Optional.of(new DelegationId("more")), RESELLER, 1, HOUR));
        assertThat(((Reply.Declined) reply).refusal().reason()).isEqualTo("no more than 1 delegations are given here");
    }

    @Test
    void aChainCannotBeLongerThanItMay() {
        List<Principal> hands = List.of(SITE, new Principal("b1"), new Principal("b2"), new Principal("b3"), new Principal("b4"),
                new Principal("b5"), new Principal("b6"), new Principal("b7"), BROKER);
        Stage far = stage();
        DelegationChain chain = null;
        for (int i = 0; i + 1 < hands.size(); i++) {
            Delegation link = new Delegation(new DelegationId("d" + i), 1, hands.get(i), hands.get(i + 1), TYPE, TEN.capacity(),
                    TEN.largest(), TEN.term(), 100, PropertyList.NONE);
            chain = chain == null ? DelegationChain.of(link) : chain.with(link);
        }
        far.arrive(hands.get(7), new Message.DelegationOffer(chain, new Stamp(1, 1), true, ""));
        assertThat(far.last(Message.DelegationView.class).state()).isEqualTo(DelegationState.HELD);
        Reply reply = far.order(give(1, HOUR));
        assertThat(((Reply.Declined) reply).refusal().reason())
                .isEqualTo("delegation: 'd7' has passed through the most hands that it may, 8");
    }

    @Test
    void aBrokerThatForgotSomethingGivesNoRevisionASecondTime() {
        Stage later = Stage.of(() -> new Broker(SETTINGS, WATCHED, 2), NOON).arrive(SITE, offer(1, TEN));
        assertThat(later.order(give(Optional.empty(), RESELLER, 1, HOUR))).isEqualTo(Reply.accepted("site-d1-1000000001"));
        assertThat(later.last(Message.DelegationOffer.class).delegation().revision()).isEqualTo(1_000_000_001L);
    }
}
