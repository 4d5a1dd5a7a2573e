package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import orca.authority.state.StandingId;
import orca.authority.state.UnitImage;
import orca.core.contract.Answer;
import orca.core.contract.Stamp;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** Leases that the site or a broker takes back, and what brokers are told of what is still held. */
class StandingStoriesTest {
    private final World world = new World().furnished();

    private boolean freed() {
        return world.stage.last(Message.StandingView.class).freed();
    }

    private DelegationChain rights() {
        return DelegationChain.of(world.pool());
    }

    /** What the broker has, under another name. */
    private DelegationChain called(String name) {
        Delegation it = world.pool();
        return DelegationChain.of(new Delegation(new DelegationId(name), it.revision(), it.issuer(), it.holder(), it.type(),
                it.capacity(), it.largest(), it.term(), it.oversubscription(), it.properties()));
    }

    private int answers() {
        return world.stage.sent(Message.StandingView.class).size();
    }

    @Test
    void aLeaseWhoseTicketIsRevokedEndsAndItsBrokerHearsWhenItIsFree() {
        world.leased("web", 2).standing("web", 0, true);

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.view("web").urgent()).isTrue();
        assertThat(world.cause("web").why()).isEqualTo("its ticket was revoked: because");
        assertThat(freed()).isFalse();
        world.end(Action.TEARDOWN, Outcome.done());
        assertThat(freed()).isFalse();
        int before = answers();

        world.end(Action.TEARDOWN, Outcome.done());

        assertThat(answers()).isEqualTo(before + 1);
        assertThat(freed()).isTrue();
        assertThat(world.authority().site().standings()).isEmpty();
    }

    @Test
    void aTicketThatIsGivenUpBeforeItIsRedeemedIsRefusedWhenItComesLate() {
        TicketChain chain = world.ticket("web", 1);
        world.standing("web", 0, false);
        assertThat(freed()).isTrue();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);

        world.redeem(chain);

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Refused.class);
        assertThat(world.authority().units()).isEmpty();
    }

    @Test
    void aTicketThatIsGivenUpAfterItsLeaseIsOverIsFreeAtOnce() {
        world.leased("web", 1).close("web").stage.endAll();
        int commits = world.stage.journal().size();
        world.standing("web", 0, false);
        assertThat(freed()).isTrue();
        assertThat(world.stage.journal()).hasSize(commits);
    }

    @Test
    void aRevokedTicketThatWaitsForAHostIsClosedAtOnce() {
        world.stage.answeredByHand();
        world.redeem(world.ticket("web", 1)).standing("web", 0, true);
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(world.view("web").urgent()).isTrue();
        assertThat(freed()).isTrue();
    }

    @Test
    void aRevocationStopsRunningHandlersAndIsIgnoredTheSecondTime() {
        world.redeem(world.ticket("web", 1)).standing("web", 0, true);
        assertThat(world.unitStates("web")).containsExactly(UnitState.STOPPING);
        world.standing("web", 0, true);
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(freed()).isFalse();
        world.end(Action.SETUP, Outcome.done()).stage.endAll();
        assertThat(freed()).isTrue();
    }

    @Test
    void aRevocationEndsAnExtensionInEitherHalf() {
        world.leased("web", 1).redeem(world.ticket("web", 2, 1, 1, SMALL, hours(2))).standing("web", 0, true);
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        world.leased("db", 1).stage.answeredByHand();
        world.redeem(world.ticket("db", 2, 3, 3, SMALL, hours(1))).standing("db", 0, true);
        assertThat(world.state("db")).isEqualTo(LeaseState.CLOSING);
    }

    @Test
    void aRefusedTicketThatIsRevokedIsClosed() {
        world.redeem(world.ticket("web", 1, 9, 9, SMALL, hours(1))).standing("web", 0, true);
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(freed()).isTrue();
    }

    @Test
    void aSmallerTicketIsFreeWhenItsLeaseHasShrunk() {
        world.leased("web", 3).standing("web", 2, false);
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(freed()).isFalse();

        world.redeem(world.ticket("web", 2, 1, 1, SMALL, hours(1)));
        assertThat(freed()).isFalse();
        world.stage.endAll();

        assertThat(freed()).isTrue();
        assertThat(world.units("web")).hasSize(1);
        world.stage.clear();
        world.standing("web", world.authority().site().standings(key("web")).get(0).stamp(),
                Optional.of(world.ticket("web", 2, 1, 1, SMALL, hours(1))), false);
        assertThat(freed()).isTrue();
    }

    @Test
    void smallerUnitsAreFreeWhenTheyAreSmall() {
        world.redeem(world.ticket("web", 1, 1, 1, Amounts.of(4, 8), hours(1))).stage.endAll();
        world.redeem(world.ticket("web", 2, 1, 1, SMALL, hours(1))).standing("web", 2, false);
        assertThat(freed()).isFalse();
        world.stage.endAll();
        assertThat(freed()).isTrue();
    }

    @Test
    void whatCouldNotBeSetUpIsFreeWhenItIsGivenBack() {
        world.redeem(world.ticket("web", 1, 3, 1, SMALL, hours(1)));
        world.end(Action.SETUP, Outcome.done()).end(Action.SETUP, Outcome.done());
        world.end(Action.SETUP, new Outcome.Trouble("no such image", false));
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.view("web").answer()).isInstanceOfSatisfying(Answer.Granted.class, granted ->
                assertThat(granted.granted()).isEqualTo(2));
        assertThat(world.lease("web").binding().units()).isEqualTo(3);
        TicketChain narrower = world.ticket("web", 2, 2, 1, SMALL, hours(1));

        world.standing("web", world.nextStamp(), Optional.of(narrower), false);

        assertThat(world.lease("web").binding().units()).as("the lease says no more than its ticket").isEqualTo(2);
        assertThat(world.lease("web").ticket()).as("what counts as promised").isEqualTo(narrower.ticket());
        assertThat(world.view("web").lease().orElseThrow().ticketRevision()).isEqualTo(2);
        assertThat(world.view("web").lease().orElseThrow().term()).isEqualTo(hours(1));
        assertThat(world.cause("web").what()).isEqualTo("NARROWED");
        assertThat(freed()).as("what failed is still torn down").isFalse();
        world.end(Action.TEARDOWN, Outcome.done());
        assertThat(freed()).isTrue();
        assertThat(world.unitStates("web")).as("nothing happens to the others").containsExactly(UnitState.READY, UnitState.READY);
        world.leased("db", 6);
        assertThat(world.state("db")).as("somebody else has it").isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aNarrowerTicketWaitsForItsHolderWhileTheLeaseHasMoreUnits() {
        world.leased("web", 3).standing("web", world.nextStamp(),
                Optional.of(world.ticket("web", 2, 2, 1, SMALL, hours(1))), false);

        assertThat(world.lease("web").binding().revision()).isEqualTo(1);
        assertThat(world.view("web").lease().orElseThrow().units()).hasSize(3);
        assertThat(freed()).isFalse();
    }

    @Test
    void aShorterTicketBindsOnlyWhenItsHolderShowsIt() {
        world.leased("web", 1).standing("web", world.nextStamp(),
                Optional.of(world.ticket("web", 2, 1, 1, SMALL, new Term(hours(1).start(), hours(1).end().minusSeconds(60)))),
                false);

        assertThat(world.lease("web").binding().revision()).as("its unit does not know of the new end").isEqualTo(1);
        assertThat(freed()).isFalse();
    }

    @Test
    void whatWasExtendedInVainAndGivenBackIsFreeAndTheLeaseGoesByTheNewestTicket() {
        world.leased("web", 1).stage.answeredByHand();
        world.redeem(world.ticket("web", 2, 1, 1, SMALL, hours(9000)));
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Refused.class);
        world.standing("web", world.nextStamp(), Optional.of(world.ticket("web", 3, 1, 1, SMALL, hours(1))), false);

        assertThat(freed()).isTrue();
        assertThat(world.lease("web").binding().revision()).isEqualTo(3);
        assertThat(world.lease("web").ticket().revision()).as("what counts as promised").isEqualTo(3);
        assertThat(world.lease("web").ticket().term()).isEqualTo(hours(1));
    }

    @Test
    void aTicketThatTheBrokerSpokeOfFirstIsTakenThoughItsDelegationWasRenewedMeanwhile() {
        world.leased("web", 2);
        TicketChain narrower = world.ticket("web", 2, 1, 1, SMALL, hours(1));
        world.standing("web", world.nextStamp(), Optional.of(narrower), false);
        world.stage.order(delegate(Amounts.of(7, 16, 32), YEAR, 100));
        world.accept();
        TicketChain shown = world.ticket("web", 2, 1, 1, SMALL, hours(1));
        assertThat(shown.root().revision()).as("it stands on the newer revision now").isEqualTo(2);

        world.redeem(shown).stage.endAll();

        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(1, 1, ""));
        assertThat(freed()).isTrue();
    }

    @Test
    void aStandingThatIsMoreThanTheBrokerHasIsNotCounted() {
        world.leased("web", 1).standing("web", world.nextStamp(),
                Optional.of(world.ticket("web", 2, 1000, 1, SMALL, hours(1))), false);
        assertThat(world.lease("web").ticket().revision()).isEqualTo(1);
        world.leased("db", 1);
        assertThat(world.state("db")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aTicketThatWasReplacedIsRefusedThoughItsSuccessorNeverCame() {
        TicketChain first = world.ticket("web", 1);
        world.standing("web", 2, false);
        assertThat(freed()).isTrue();
        world.redeem(first);
        assertThat(world.state("web")).isEqualTo(LeaseState.REFUSED);
        world.redeem(world.ticket("web", 2, 1, 1, SMALL, hours(1))).stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aTicketThatIsReplacedWhileItWaitsIsRefusedAndTheLeaseGoesOn() {
        world.leased("web", 1).stage.answeredByHand();
        world.redeem(world.ticket("web", 2, 3, 3, SMALL, hours(1))).standing("web", 3, false);
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void whatABrokerSaidWakesNobodyOnceItsLeaseHasCome() {
        world.standing("web", 2, false);
        StandingId id = world.authority().site().standings(key("web")).getFirst().id();
        assertThat(world.authority().duties(id).alarm()).as("it may never come").isPresent();
        world.redeem(world.ticket("web", 2, 1, 1, SMALL, hours(1)));
        assertThat(world.authority().site().standings(key("web"))).hasSize(1);
        assertThat(world.authority().duties(id).alarm()).as("it takes it with it when it goes").isEmpty();
    }

    @Test
    void whatABrokerSaidOfATicketThatNeverCameIsForgottenWithItsDelegation() {
        World brief = new World();
        brief.stage.order(new Command.DefineType(VM_TYPE, "fake"));
        brief.host("h1", 4).stage.order(delegate(Amounts.of(4, 8, 16), hours(2), 100));
        brief.accept().standing("web", 2, false);
        assertThat(brief.authority().site().standings()).hasSize(1);
        brief.stage.advance(Duration.ofHours(3));
        assertThat(brief.authority().site().standings()).isEmpty();
        assertThat(brief.authority().delegations()).isEmpty();
    }

    @Test
    void aStaleStandingChangesNothingAndIsAnswered() {
        Stamp old = world.nextStamp();
        world.leased("web", 1).standing("web", 1, false);
        int commits = world.stage.journal().size();
        world.stage.clear();
        world.stage.arrive(BROKER, new Message.TicketStanding(key("web"), rights(), old, Optional.empty(), true, "old"));
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.stage.journal()).hasSize(commits);
        assertThat(answers()).isEqualTo(1);
    }

    @Test
    void onlyTheBrokerOfATicketMaySayHowItStands() {
        world.leased("web", 1).stage.clear();
        int commits = world.stage.journal().size();
        world.stage.arrive(STRANGER,
                new Message.TicketStanding(key("web"), rights(), world.nextStamp(), Optional.empty(), true, "mine"));
        world.stage.arrive(STRANGER,
                new Message.TicketStanding(key("db"), rights(), world.nextStamp(), Optional.empty(), true, "mine"));
        world.stage.arrive(BROKER, new Message.TicketStanding(
                key("web"), called("other"), world.nextStamp(), Optional.empty(), true, "mine"));
        assertThat(world.stage.journal()).hasSize(commits);
        assertThat(world.stage.sent()).isEmpty();
    }

    @Test
    void aBrokerWithADelegationOfItsOwnHasNoSayOverAnothersTickets() {
        world.host("h3", 4);
        DelegationId other = new DelegationId("other");
        world.stage.order(new Command.Delegate(Optional.of(other), STRANGER, VM, Amounts.of(4, 8, 16), Amounts.of(8, 16),
                YEAR, 100,
                orca.core.resource.PropertyList.NONE));
        Delegation theirs = world.authority().site().delegation(other).orElseThrow().newest();
        world.leased("web", 1);
        world.stage.arrive(STRANGER,
                new Message.TicketStanding(key("web"), DelegationChain.of(theirs), world.nextStamp(), Optional.empty(), true,
                        "mine"));
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void theSiteRevokesALeaseInEveryStateAndSaysWhy() {
        Command revoke = new Command.Revoke(key("web"), "the fan is broken");
        assertThat(world.stage.order(revoke)).isInstanceOf(Reply.Declined.class);
        world.leased("web", 1);
        assertThat(world.stage.order(revoke)).isEqualTo(Reply.accepted("web"));
        assertThat(world.view("web").urgent()).isTrue();
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Ended("revoked by the site: the fan is broken"));
        assertThat(world.stage.order(revoke)).isInstanceOf(Reply.Accepted.class);
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(world.stage.order(revoke)).isInstanceOf(Reply.Accepted.class);
        assertThat(world.cause("web").why()).contains("the fan is broken");
    }

    @Test
    void aQuarantinedUnitIsNotFree() {
        world.leased("web", 1).standing("web", 0, true).failAll(Action.TEARDOWN);
        assertThat(world.state("web")).isEqualTo(LeaseState.FAILED);
        assertThat(freed()).isFalse();
        UnitImage unit = world.units("web").get(0);
        world.stage.order(new Command.FreeUnit(unit.id(), "off"));
        assertThat(freed()).isTrue();
    }
}
