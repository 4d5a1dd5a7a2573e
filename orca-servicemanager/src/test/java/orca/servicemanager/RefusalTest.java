package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Alternative;
import orca.core.contract.Answer;
import orca.core.lease.LeaseState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.reservation.ReservationState;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** What is not granted, or not wholly, or not now. */
class RefusalTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static World asking(Demand demand) {
        return World.plain().ordered(request(wish(demand)));
    }

    @Test
    void aRefusalIsKeptWithItsAlternative() {
        World world = asking(demand(5, HOUR)).refuse(R1, "only one is free");

        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
        assertThat(world.reservation(R1).failure()).hasValueSatisfying(why ->
                assertThat(why).contains("only one is free", "instead: 1 units then, or all from 2030-01-01T14:00:00Z"));
        assertThat(world.reservation(R1).lastRefusal().orElseThrow().alternative())
                .contains(new Alternative(Optional.of(NOON.plusSeconds(7200)), 1));
        world.stage.clear().advance(Duration.ofMinutes(1));
        assertThat(world.stage.sent()).as("a refused demand needs no closing").isEmpty();
    }

    @Test
    void aDeferrableDemandWaitsWithAnEstimateThatMoves() {
        Demand patient = new Demand(VM, 1, 1, SMALL, Term.of(NOON, HOUR), NOON.plus(HOUR.multipliedBy(5)), Optional.empty(),
                demand(1, HOUR).assurance(), Optional.empty(), demand(1, HOUR).properties());
        World world = asking(patient);

        for (int hours : new int[] {3, 2, 4}) {
            Optional<Instant> estimate = Optional.of(NOON.plus(HOUR.multipliedBy(hours)));
            world.pending(R1, estimate);
            assertThat(world.state(R1)).isEqualTo(ReservationState.TICKETING);
            assertThat(world.reservation(R1).broker().answer()).contains(new Answer.Pending("the broker's policy", estimate));
        }
        Term later = Term.of(NOON.plus(HOUR.multipliedBy(4)), HOUR);
        world.fromBroker(world.granting(R1, 1, later, "it starts when there is room"));
        assertThat(world.reservation(R1).term()).contains(later);
        assertThat(world.notices(R1)).containsExactly("broker: it starts when there is room");
        world.bind(R1);
        world.stage.until(later.end().minusSeconds(2));
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void aPartialGrantShowsWhatWasAskedWhatWasGrantedAndWhy() {
        World world = asking(demand(4, 2, NOON, HOUR)).grant(R1, 3, "three were left");

        assertThat(world.reservation(R1).broker().answer()).contains(new Answer.Granted(4, 3, "three were left"));
        assertThat(world.notices(R1)).containsExactly("broker: 3 of 4 units: three were left");
        world.bind(R1, 2);
        assertThat(world.state(R1)).isEqualTo(ReservationState.RETURNING);
        assertThat(world.reservation(R1).site().answer()).contains(new Answer.Granted(3, 2, "a unit could not be set up"));
        assertThat(world.notices(R1)).last().isEqualTo("authority: 2 of 3 units: a unit could not be set up");
        assertThat(world.reservation(R1).wish().units()).as("what is wanted stays what was asked").isEqualTo(4);
    }

    @Test
    void whatCouldNotBeSetUpIsGivenBackToTheBroker() {
        World world = World.plain().ordered(request(renewed(demand(4, 2, NOON, HOUR), NOON.plus(HOUR.multipliedBy(2)))))
                .grant(R1).bind(R1, 3);

        assertThat(world.state(R1)).isEqualTo(ReservationState.RETURNING);
        assertThat(world.reservation(R1).inUse()).as("it is in use meanwhile").isTrue();
        assertThat(world.reservation(R1).cause().why()).isEqualTo("a unit could not be set up");
        assertThat(world.asked(R1).open()).isTrue();
        assertThat(world.asked(R1).demand()).isEqualTo(demand(3, 2, NOON, HOUR));
        world.stage.clear().advance(Duration.ofMinutes(1));
        assertThat(world.stage.sent(Message.TicketDemand.class)).as("until it is answered").isNotEmpty();

        world.grant(R1).stage.clear();
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.reservation(R1).chain().orElseThrow().ticket().units()).isEqualTo(3);
        assertThat(world.reservation(R1).held()).contains(demand(3, 2, NOON, HOUR));
        assertThat(world.reservation(R1).wish().units()).as("what is wanted stays what was asked").isEqualTo(4);
        world.stage.until(NOON.plus(HOUR.multipliedBy(47).dividedBy(60)));
        assertThat(world.stage.sent()).as("there is nothing more to say, neither to the broker nor to the site").isEmpty();

        world.stage.until(NOON.plus(HOUR.multipliedBy(48).dividedBy(60)));
        assertThat(world.asked(R1).demand().units()).as("a renewal wants all of it again").isEqualTo(4);
        world.grant(R1, 3, "a fourth is not free").bind(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void aRenewalDoesNotPutAtStakeWhatIsHeld() {
        World world = World.plain().active(renewed(demand(2, HOUR), NOON.plus(HOUR.multipliedBy(2))));
        world.ordered(resize(R1, 4)).grant(R1).bind(R1, 3).grant(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);

        world.stage.until(NOON.plus(HOUR.multipliedBy(48).dividedBy(60)));

        assertThat(world.asked(R1).demand().units()).isEqualTo(4);
        assertThat(world.asked(R1).demand().minUnits()).as("three are held").isEqualTo(3);
    }

    @Test
    void aGiveBackThatIsRefusedIsNotAskedForAgain() {
        World world = asking(demand(3, 1, NOON, HOUR)).grant(R1).bind(R1, 2).refuse(R1, "too many changes");

        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.notices(R1)).last().asString().startsWith("the broker refused: too many changes");
        world.stage.clear().advance(Duration.ofMinutes(30));
        assertThat(world.stage.sent()).isEmpty();
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);

        world.ordered(extend(R1, HOUR)).grant(R1).bind(R1, 2);
        assertThat(world.state(R1)).as("but when something else was granted").isEqualTo(ReservationState.RETURNING);
    }

    @Test
    void aTicketThatIsNoAnswerIsGivenBack() {
        List<Term> wrong = List.of(Term.of(NOON, HOUR.plusMinutes(1)), Term.of(NOON.plusSeconds(1), HOUR));
        for (Term term : wrong) {
            World world = asking(demand(2, HOUR));
            world.fromBroker(world.granting(R1, 2, term, ""));
            assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
            assertThat(world.asked(R1).open()).isFalse();
            world.relinquished(R1);
            assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
            assertThat(world.reservation(R1).failure().orElseThrow()).contains("no answer to the demand", "asked was");
        }
        World greedy = asking(demand(2, HOUR));
        greedy.fromBroker(greedy.granting(R1, 3, Term.of(NOON, HOUR), ""));
        assertThat(greedy.reservation(R1).failure().orElseThrow()).contains("3 units, asked were 2 to 2");
        World empty = asking(demand(2, HOUR));
        empty.fromBroker(empty.ticketView(R1, TicketState.TICKETED, new Answer.Granted(2, 2, ""), Optional.empty(), false));
        assertThat(empty.reservation(R1).failure().orElseThrow()).contains("a grant without a ticket");
    }

    @Test
    void whatTheAuthorityRefusesGoesBackToTheBroker() {
        World world = asking(demand(1, HOUR)).grant(R1).refuseLease(R1, "the host is gone");

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.asked(R1).open()).isFalse();
        assertThat(world.redeemed(R1).open()).as("it holds nothing that had to be closed").isTrue();
        world.relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
        assertThat(world.reservation(R1).failure()).contains("the authority refused: the host is gone");
    }

    @Test
    void aLeaseThatDoesNotBindTheTicketIsRefusedByTheGuestAndClosedAtBoth() {
        World world = asking(demand(1, HOUR)).grant(R1);
        var lease = world.lease(R1, List.of());
        var other = new orca.core.lease.Lease(R1, 7, SITE, GUEST, VM, lease.assurance(), lease.term(), List.of());
        world.fromSite(world.leaseView(R1, LeaseState.ACTIVE, new Answer.Granted(1, 1, ""), Optional.of(other), false));

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.redeemed(R1).open()).isFalse();
        assertThat(world.asked(R1).open()).isTrue();
        world.ended(R1).relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
        assertThat(world.reservation(R1).failure().orElseThrow()).contains("revision 7");
    }

    @Test
    void aSilentBrokerIsGivenUpWhenTheTermIsOver() {
        World world = asking(demand(1, HOUR));

        world.stage.until(NOON.plus(HOUR));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.asked(R1).open()).isFalse();
        world.stage.until(NOON.plus(HOUR).plus(Duration.ofMinutes(1)));
        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
        assertThat(world.reservation(R1).failure().orElseThrow()).contains("TICKETING", "waiting for the broker");
        assertThat(world.notices(R1)).last().asString().contains("not everybody said that it is over");
    }

    @Test
    void aSilentAuthorityIsGivenUpWhenTheTurnaroundIsOverToo() {
        World world = asking(demand(1, HOUR)).grant(R1);

        world.stage.until(NOON.plus(HOUR));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.redeemed(R1).open()).isFalse();
        Instant last = NOON.plus(HOUR).plus(TYPE.turnaround().total()).plus(Duration.ofMinutes(1));
        world.stage.until(last.minusMillis(1));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        world.stage.until(last);
        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
    }

    @Test
    void aTicketedReservationWhoseTermPassesWhileItWaitsIsGivenBack() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR.multipliedBy(3)))))
                .ordered(request(named("late", demand(1, HOUR), List.of("guest-1"), List.of())));
        var late = new orca.core.contract.ReservationId("late");
        world.grant(late);

        assertThat(world.state(late)).isEqualTo(ReservationState.TICKETED);
        world.stage.until(NOON.plus(HOUR));
        assertThat(world.state(late)).isEqualTo(ReservationState.CLOSING);
        world.relinquished(late);
        assertThat(world.state(late)).isEqualTo(ReservationState.FAILED);
    }

    @Test
    void aRevokedTicketIsLostInEveryState() {
        World asked = asking(demand(1, HOUR));
        asked.revoke(R1, "the site left");
        assertThat(asked.state(R1)).isEqualTo(ReservationState.FAILED);
        assertThat(asked.reservation(R1).failure()).contains("the broker ended the ticket: the site left");

        World redeeming = asking(demand(1, HOUR)).grant(R1).revoke(R1, "the site left");
        assertThat(redeeming.state(R1)).isEqualTo(ReservationState.CLOSING);
        redeeming.ended(R1);
        assertThat(redeeming.state(R1)).as("the broker has said it already").isEqualTo(ReservationState.FAILED);

        World waiting = World.plain().ordered(request(named("a", demand(1, HOUR), List.of(), List.of()),
                named("b", demand(1, HOUR), List.of("a"), List.of())));
        var b = new orca.core.contract.ReservationId("b");
        waiting.grant(b).revoke(b, "sorry");
        assertThat(waiting.state(b)).isEqualTo(ReservationState.FAILED);

        World used = World.attended().active(1, HOUR).revoke(R1, "needed elsewhere");
        assertThat(used.state(R1)).isEqualTo(ReservationState.LEAVING);
        used.settled(R1);
        assertThat(used.state(R1)).isEqualTo(ReservationState.FAILED);
        assertThat(used.reservation(R1).failure()).contains("the broker ended the ticket: needed elsewhere");
    }

    @Test
    void aLeaseThatTheAuthorityEndsIsLostWithItsReason() {
        World world = World.attended().active(2, HOUR);
        world.fromSite(world.leaseView(R1, LeaseState.CLOSING, new Answer.Granted(2, 2, ""),
                world.reservation(R1).lease(), true, "the power fails"));

        assertThat(world.state(R1)).isEqualTo(ReservationState.LEAVING);
        world.endAll();
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.redeemed(R1).open()).isFalse();
        world.ended(R1).relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
        assertThat(world.reservation(R1).failure()).contains("the authority ended the lease: the power fails");
        assertThat(world.notices(R1)).contains("authority: the power fails");
    }

    @Test
    void aLeaseThatIsAlreadyClosedAtTheAuthorityNeedsNoClosingThere() {
        World world = World.plain().active(1, HOUR);
        world.fromSite(world.leaseView(R1, LeaseState.CLOSED, new Answer.Ended("power"), Optional.empty(), true));

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.redeemed(R1).open()).isTrue();
        assertThat(world.asked(R1).open()).isFalse();
        world.relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
    }

    @Test
    void aLeaseThatHasEndedIsWaitedForUntilItIsTornDown() {
        World world = World.plain().active(1, HOUR);
        world.fromSite(world.leaseView(
                R1, LeaseState.CLOSING, new Answer.Ended("only half of it came up"), Optional.empty(), true));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.redeemed(R1).open()).isFalse();
        assertThat(world.asked(R1).open()).as("nothing is given back while it is torn down").isTrue();
        world.ended(R1).relinquished(R1);

        assertThat(world.reservation(R1).failure()).contains("the authority ended the lease: only half of it came up");
    }

    @Test
    void aSiteWhoseClockIsAheadEndsALeaseAndNothingFailed() {
        World world = World.plain().active(1, HOUR);
        world.stage.until(NOON.plus(HOUR).minusMillis(2500)); // within margin 1 s and skew 2 s
        world.fromSite(world.leaseView(R1, LeaseState.CLOSED, new Answer.Ended("its term is over"), Optional.empty(), true));
        world.relinquished(R1);

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
    }

    @Test
    void whatWasLostWhileItWasRedeemedIsClosedAtBoth() {
        World world = asking(demand(1, HOUR)).grant(R1);
        world.fromSite(world.leaseView(R1, LeaseState.CLOSING, new Answer.Pending("handlers", Optional.empty()),
                Optional.empty(), true, "no unit came up"));

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        world.ended(R1).relinquished(R1);
        assertThat(world.reservation(R1).failure()).contains("the authority ended the lease: no unit came up");
    }

    @Test
    void whatIsLostWhileItsUnitsJoinLeavesLikeAnyOther() {
        World world = World.attended().ordered(request(wish(demand(1, HOUR)))).grant(R1).bind(R1).revoke(R1, "oversold");

        assertThat(world.state(R1)).isEqualTo(ReservationState.LEAVING);
        world.endAll();
        world.settled(R1);
        assertThat(world.reservation(R1).failure()).contains("the broker ended the ticket: oversold");
    }

    @Test
    void aFailedReservationIgnoresWhatComesLate() {
        World world = asking(demand(1, HOUR));
        Message.TicketView grant = world.granting(R1, 1, Term.of(NOON, HOUR), "");
        world.refuse(R1, "no");
        world.ordered(new Command.Close(R1));
        world.fromBroker(new Message.TicketView(R1, world.brokerStamp(), grant.answers(), TicketState.TICKETED, grant.answer(),
                grant.chain(), List.of(), false));
        world.refuse(R1, "no, again").revoke(R1, "and lost");

        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
        assertThat(world.reservation(R1).failure().orElseThrow()).contains("the broker refused: no");
        assertThat(world.reservation(R1).chain()).isEmpty();
        world.stage.advance(HOUR);
        assertThat(world.guest().reservations()).isEmpty();
    }
}
