package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.Limits;
import orca.core.contract.Refusal;
import orca.core.lease.LeaseState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import org.junit.jupiter.api.Test;

/** Types, hosts and delegations as the operator sets them, and what brokers make of it. */
class DelegationStoriesTest {
    private static final Amounts ALL = Amounts.of(8, 16, 32);
    private final World world = new World().furnished();

    private DelegationState state() {
        return world.authority().site().delegation(POOL).map(d -> d.state()).orElse(DelegationState.UNKNOWN);
    }

    private Refusal declined(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Declined.class);
        return ((Reply.Declined) reply).refusal();
    }

    private void says(DelegationState state, Optional<Refusal> refusal) {
        Message.DelegationOffer offer = world.stage.last(Message.DelegationOffer.class);
        world.stage.arrive(BROKER, new Message.DelegationView(POOL, offer.stamp(), state, 0, refusal));
    }

    @Test
    void anOfferIsRepeatedUntilTheBrokerTakesIt() {
        World fresh = new World();
        fresh.stage.order(new Command.DefineType(VM_TYPE, "fake"));
        fresh.host("h1", 8).stage.order(delegate(Amounts.of(8, 8, 16), YEAR, 100));
        fresh.stage.advance(Duration.ofSeconds(10));
        assertThat(fresh.stage.sent(Message.DelegationOffer.class)).hasSizeGreaterThan(3).allMatch(Message.DelegationOffer::open);
        fresh.accept().stage.clear().advance(Duration.ofMinutes(5));
        assertThat(fresh.stage.sent()).isEmpty();
    }

    @Test
    void aConfigurationThatIsReadAgainChangesNothing() {
        int commits = world.stage.journal().size();
        assertThat(world.stage.order(new Command.DefineType(VM_TYPE, "fake"))).isEqualTo(Reply.accepted("vm"));
        world.host("h1", 4);
        assertThat(world.stage.order(delegate(ALL, YEAR, 100))).isEqualTo(Reply.accepted("pool"));
        assertThat(world.stage.journal()).hasSize(commits);
    }

    @Test
    void aDelegationIsRenewedAndCountedOnce() {
        Term longer = YEAR.endingAt(YEAR.end().plus(HOUR));
        assertThat(world.stage.order(delegate(ALL, longer, 100))).isEqualTo(Reply.accepted("pool"));
        assertThat(state()).isEqualTo(DelegationState.EXTENDING);
        assertThat(world.pool().revision()).isEqualTo(2);
        world.leased("web", 1);
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE); // the broker took it; the site has not heard of it yet

        says(DelegationState.HELD, Optional.empty());

        assertThat(state()).isEqualTo(DelegationState.HELD);
        assertThat(world.authority().site().delegation(POOL).orElseThrow().current().term()).isEqualTo(longer);
    }

    @Test
    void ticketsOnARevisionBeforeTheNewestStillHold() {
        TicketChain chain = world.ticket("web", 8);
        world.stage.order(delegate(ALL, YEAR.endingAt(YEAR.end().plus(HOUR)), 100));
        world.accept().redeem(chain);
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);
    }

    @Test
    void aRenewalThatIsRefusedLeavesWhatWasThere() {
        world.stage.order(delegate(Amounts.of(4, 8, 16), YEAR, 100));
        says(DelegationState.HELD, Optional.of(Refusal.of(Refusal.Kind.CONFLICT, "more is promised")));
        assertThat(state()).isEqualTo(DelegationState.HELD);
        assertThat(world.pool().capacity()).isEqualTo(ALL);
        assertThat(world.authority().site().delegation(POOL).orElseThrow().cause().why()).isEqualTo("more is promised");

        world.stage.order(delegate(Amounts.of(6, 8, 16), YEAR, 100));
        assertThat(world.pool().revision()).isEqualTo(3);
    }

    @Test
    void anOfferThatIsRefusedFreesWhatItTook() {
        World fresh = new World();
        fresh.stage.order(new Command.DefineType(VM_TYPE, "fake"));
        fresh.host("h1", 8).stage.order(delegate(Amounts.of(8, 8, 16), YEAR, 100));
        Message.DelegationOffer offer = fresh.stage.last(Message.DelegationOffer.class);
        fresh.stage.arrive(BROKER, new Message.DelegationView(POOL, offer.stamp(), DelegationState.REFUSED, 0,
                Optional.of(Refusal.of(Refusal.Kind.DENIED, "no thanks"))));
        assertThat(fresh.stage.order(new Command.Delegate(Optional.empty(), STRANGER, VM, Amounts.of(8, 8, 16),
                Amounts.of(1, 1), YEAR,
                100, PropertyList.NONE))).isEqualTo(Reply.accepted("site-d2"));
    }

    @Test
    void moreThanTheHostsHaveIsNotDelegated() {
        Refusal refusal = declined(world.stage.order(new Command.Delegate(Optional.empty(), STRANGER, VM, Amounts.of(1, 1, 1),
                Amounts.of(1, 1), hours(1), 100, PropertyList.NONE)));
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INSUFFICIENT);
        assertThat(refusal.alternative().orElseThrow().units()).isZero();
        assertThat(refusal.alternative().orElseThrow().earliestStart())
                .contains(VM_TYPE.turnaround().occupied(YEAR).end());
        world.host("h3", 4);
        assertThat(world.stage.order(new Command.Delegate(Optional.empty(), STRANGER, VM, Amounts.of(4, 8, 16), Amounts.of(1, 1),
                hours(1), 100, PropertyList.NONE))).isInstanceOf(Reply.Accepted.class);
    }

    @Test
    void aDelegationThatMakesNoSenseIsDeclinedWithTheRule() {
        assertThat(declined(world.stage.order(new Command.Delegate(Optional.empty(), BROKER, new TypeName("gpu"), Amounts.of(1),
                Amounts.EMPTY, YEAR, 100, PropertyList.NONE))).kind()).isEqualTo(Refusal.Kind.UNKNOWN);
        assertThat(declined(world.stage.order(new Command.Delegate(Optional.empty(), BROKER, VM, Amounts.of(1),
                Amounts.EMPTY, YEAR, 100,
                PropertyList.NONE))).reason()).contains("delegation.capacity");
        assertThat(declined(world.stage.order(delegate(ALL, YEAR, 50))).reason()).contains("oversubscription");
        assertThat(declined(world.stage.order(delegate(Amounts.of(Amounts.MOST, 1, 1), YEAR, 100))).reason()).contains("at most");
        assertThat(declined(world.stage.order(delegate(ALL, new Term(NOON.minus(HOUR), NOON), 100))).kind())
                .isEqualTo(Refusal.Kind.LATE);
        assertThat(declined(world.stage.order(new Command.Delegate(Optional.of(POOL), STRANGER, VM, ALL, Amounts.of(8, 16),
                YEAR, 100,
                PropertyList.NONE))).kind()).isEqualTo(Refusal.Kind.CONFLICT);
        world.stage.order(delegate(ALL, YEAR.endingAt(YEAR.end().plus(HOUR)), 100));
        assertThat(world.stage.order(new Command.Reclaim(new DelegationId("none"), "x"))).isInstanceOf(Reply.Declined.class);
    }

    @Test
    void aReclaimedDelegationIsClosedWhenTheBrokerSaysItsLastTicketIsOver() {
        world.stage.order(new Command.Reclaim(POOL, "sold"));
        assertThat(state()).isEqualTo(DelegationState.RECLAIMING);
        Message.DelegationOffer offer = world.stage.last(Message.DelegationOffer.class);
        assertThat(offer.open()).isFalse();
        assertThat(offer.reason()).isEqualTo("sold");
        world.stage.arrive(BROKER, new Message.DelegationView(POOL, offer.stamp(), DelegationState.RECLAIMING, 3,
                Optional.empty()));
        assertThat(world.authority().site().delegation(POOL).orElseThrow().live()).isEqualTo(3);
        assertThat(world.stage.order(new Command.Reclaim(POOL, "sold"))).isInstanceOf(Reply.Accepted.class);
        assertThat(declined(world.stage.order(delegate(Amounts.of(4, 8, 16), YEAR,
                100))).kind()).isEqualTo(Refusal.Kind.CONFLICT);

        world.stage.arrive(BROKER, new Message.DelegationView(POOL, offer.stamp(), DelegationState.CLOSED, 0, Optional.empty()));

        assertThat(state()).isEqualTo(DelegationState.CLOSED);
        world.stage.clear().advance(Duration.ofHours(1));
        assertThat(world.stage.sent()).isEmpty();
    }

    @Test
    void aDelegationEndsWithItsTermAndIsForgottenLater() {
        world.stage.until(VM_TYPE.turnaround().occupied(YEAR).end());
        assertThat(state()).isEqualTo(DelegationState.CLOSED);
        world.stage.advance(SETTINGS.tombstone());
        assertThat(state()).isEqualTo(DelegationState.UNKNOWN);
        assertThat(world.stage.engine().nextWake()).isEmpty();
    }

    @Test
    void whatAStrangerOrAStaleViewSaysOfADelegationChangesNothing() {
        World fresh = new World();
        fresh.stage.order(new Command.DefineType(VM_TYPE, "fake"));
        fresh.host("h1", 8).stage.order(delegate(Amounts.of(8, 8, 16), YEAR, 100));
        Message.DelegationOffer offer = fresh.stage.last(Message.DelegationOffer.class);
        int commits = fresh.stage.journal().size();
        fresh.stage.arrive(STRANGER, new Message.DelegationView(POOL, offer.stamp(), DelegationState.HELD, 0, Optional.empty()));
        fresh.stage.arrive(BROKER, new Message.DelegationView(
                POOL, orca.core.contract.Stamp.NONE, DelegationState.HELD, 0, Optional.empty()));
        assertThat(fresh.stage.journal()).hasSize(commits);
    }

    @Test
    void aHostThatIsClosedKeepsItsUnitsAndGetsNoNewOnes() {
        world.leased("a", 1);
        world.stage.order(new Command.SetHost("h1", VM, Amounts.of(4, 8, 16), PropertyList.of("rack", "h1-rack"), false));
        world.leased("b", 1);
        assertThat(world.units("a").get(0).host()).isEqualTo("h1");
        assertThat(world.units("b").get(0).host()).isEqualTo("h2");
        assertThat(world.state("a")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aHostThatShrinksKeepsItsUnitsAndGetsNoNewOnesUntilItHasRoom() {
        world.leased("a", 3);
        world.host("h1", 2);
        assertThat(world.authority().site().host("h1").calendar().peak(hours(1)).get(0)).isEqualTo(3);
        world.leased("b", 1);
        assertThat(world.units("b").get(0).host()).isEqualTo("h2");
        world.close("a").stage.endAll();
        world.leased("c", 2);
        assertThat(world.units("c")).allMatch(u -> u.host().equals("h1"));
    }

    @Test
    void hostsAndTypesThatMakeNoSenseAreDeclinedWithTheRule() {
        TypeName gpu = new TypeName("gpu");
        assertThat(declined(world.stage.order(new Command.SetHost("h9", gpu, Amounts.of(1), PropertyList.NONE, true))).kind())
                .isEqualTo(Refusal.Kind.UNKNOWN);
        assertThat(declined(world.stage.order(new Command.SetHost("h9", VM, Amounts.of(1), PropertyList.NONE, true))).reason())
                .contains("host.capacity");
        assertThat(declined(world.stage.order(
                new Command.SetHost("h9", VM, Amounts.of(Amounts.MOST, 1, 1), PropertyList.NONE,
                        true))).reason()).contains("at most");
        assertThat(declined(world.stage.order(new Command.DefineType(
                new ResourceType(VM, List.of(new Dimension("disk", "GiB")), Turnaround.NONE), "fake"))).reason())
                .contains("never change");
        world.stage.order(new Command.DefineType(new ResourceType(gpu, List.of(), Turnaround.NONE), "fake"));
        world.leased("web", 1);
        assertThat(declined(world.stage.order(new Command.SetHost("h1", gpu, Amounts.of(1), PropertyList.NONE, true))).kind())
                .isEqualTo(Refusal.Kind.CONFLICT);
        assertThat(world.stage.order(new Command.SetHost("h2", gpu, Amounts.of(1), PropertyList.NONE, true)))
                .isEqualTo(Reply.accepted("h2"));
    }

    @Test
    void noMoreTypesHostsAndDelegationsThanTheLimits() {
        AuthoritySettings narrow = new AuthoritySettings(SITE, "site", new Limits(1, 2, 1, 9, 9, 9, 9), SETTINGS.retries(),
                SETTINGS.answerWithin(), SETTINGS.askAgain(), SETTINGS.tombstone());
        World full = new World(narrow).furnished();
        assertThat(declined(full.stage.order(new Command.DefineType(
                new ResourceType(new TypeName("gpu"), List.of(), Turnaround.NONE),
                        "fake"))).kind()).isEqualTo(Refusal.Kind.NOT_NOW);
        assertThat(declined(full.stage.order(new Command.SetHost("h3", VM, Amounts.of(1, 1, 1), PropertyList.NONE, true))).kind())
                .isEqualTo(Refusal.Kind.NOT_NOW);
        assertThat(declined(full.stage.order(new Command.Delegate(Optional.empty(), BROKER, VM, Amounts.of(1, 1, 1),
                Amounts.of(1, 1),
                YEAR, 100, PropertyList.NONE))).kind()).isEqualTo(Refusal.Kind.NOT_NOW);
    }

    @Test
    void aSiteTakesNoGuestsCommands() {
        assertThat(declined(world.stage.order(new Command.Close(key("web").id()))).kind()).isEqualTo(Refusal.Kind.NEVER);
    }

    @Test
    void whatWasPromisedBeforeABrokerHeardOfALesserRevisionIsNotOversold() {
        TicketChain chain = world.ticket("web", 8);
        world.stage.order(delegate(Amounts.of(4, 8, 16), YEAR, 100));

        world.redeem(chain);

        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);
        assertThat(world.authority().proofs()).isEmpty();
    }

    @Test
    void whatIsTakenBackBeforeTheBrokerAnsweredMayStandOnEitherRevision() {
        TicketChain chain = world.ticket("web", 8);
        world.stage.order(delegate(Amounts.of(4, 8, 16), YEAR, 100));
        world.stage.order(new Command.Reclaim(POOL, "needed"));

        assertThat(world.authority().site().delegation(POOL).orElseThrow().bookedAmounts()).isEqualTo(ALL);
        world.redeem(chain);
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);
    }

    @Test
    void aRevisionThatTheBrokerHasNotAnsweredIsNotReplacedForItMayHoldIt() {
        world.stage.order(delegate(Amounts.of(6, 8, 16), YEAR, 100));
        Refusal refusal = declined(world.stage.order(delegate(Amounts.of(4, 8, 16), YEAR, 100)));

        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_NOW);
        assertThat(world.pool().capacity()).isEqualTo(Amounts.of(6, 8, 16));
    }

    @Test
    void aRevisionThatWasOverBeforeItsAnswerWasHeardEndsTheDelegation() {
        world.stage.order(delegate(ALL, hours(1), 100));
        says(DelegationState.CLOSED, Optional.empty());
        assertThat(state()).isEqualTo(DelegationState.CLOSED);
    }

    @Test
    void aBrokerThatHasForgottenTheDelegationHoldsNothingOfIt() {
        world.stage.order(delegate(ALL, hours(1), 100));
        says(DelegationState.REFUSED, Optional.of(Refusal.of(Refusal.Kind.LATE, "the term is over")));
        assertThat(state()).isEqualTo(DelegationState.CLOSED);
    }
}
