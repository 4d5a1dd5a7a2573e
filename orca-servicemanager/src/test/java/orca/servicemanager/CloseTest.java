package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.lease.LeaseState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.reservation.ReservationState;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** Closing in every state, and what is left of a reservation afterwards. */
class CloseTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Command.Close CLOSE = new Command.Close(R1);

    private static GuestSettings limited(int reservations, int asked, int remembered) {
        return GuestSettings.usual(GUEST).with(new GuestSettings.Limits(reservations, asked, remembered));
    }

    @Test
    void whatNobodyWasAskedForIsClosedAtOnce() {
        World world = new World(limited(10, 1, 10)).ordered(request(wish(demand(1, HOUR)), wish(demand(1, HOUR))));
        assertThat(world.state(R2)).as("one demand at a time").isEqualTo(ReservationState.NASCENT);
        world.ordered(new Command.Close(R2));

        assertThat(world.state(R2)).isEqualTo(ReservationState.CLOSED);
        assertThat(world.stage.sent(Message.TicketDemand.class)).extracting(Message.TicketDemand::id).containsOnly(R1);
    }

    @Test
    void beforeThereIsATicketOnlyTheBrokerIsTold() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR)))).ordered(CLOSE);

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.asked(R1).open()).isFalse();
        world.fromBroker(world.ticketView(R1, TicketState.CLOSED, new Answer.Ended(""), Optional.empty(), false));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
        assertThat(world.stage.sent(Message.LeaseDemand.class)).isEmpty();
    }

    @Test
    void aTicketThatWaitsForItsPredecessorIsGivenBack() {
        World world = World.plain().ordered(request(named("a", demand(1, HOUR), List.of(), List.of()),
                named("b", demand(1, HOUR), List.of("a"), List.of())));
        ReservationId b = new ReservationId("b");
        world.grant(b).ordered(new Command.Close(b)).relinquished(b);

        assertThat(world.state(b)).isEqualTo(ReservationState.CLOSED);
    }

    @Test
    void whatIsGivenBackIsSignedAway() {
        World world = World.plain().ordered(request(named("a", demand(1, HOUR), List.of(), List.of()),
                named("b", demand(1, HOUR), List.of("a"), List.of())));
        ReservationId b = new ReservationId("b");
        world.grant(b).ordered(new Command.Close(b));
        assertThat(world.asked(b).relinquishment()).hasValueSatisfying(paper -> {
            assertThat(paper.holder()).isEqualTo(GUEST);
            assertThat(paper.reservation()).isEqualTo(b);
            assertThat(paper.revision()).isEqualTo(1);
            assertThat(paper.kept()).isEmpty();
        });
        world.ordered(new Command.Close(new ReservationId("a")));
        assertThat(world.asked(new ReservationId("a")).relinquishment()).as("it never had a ticket").isEmpty();
    }

    @Test
    void whileItIsRedeemedBothAreToldTheAuthorityFirst() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR)))).grant(R1).ordered(CLOSE);

        assertThat(world.redeemed(R1).open()).isFalse();
        assertThat(world.redeemed(R1).chain()).isPresent();
        assertThat(world.asked(R1).open()).isTrue();
        world.fromSite(world.leaseView(R1, LeaseState.CLOSING, new Answer.Pending("handlers", Optional.empty()),
                Optional.empty(), false));
        assertThat(world.asked(R1).open()).isTrue();
        world.ended(R1);
        assertThat(world.asked(R1).open()).isFalse();
        world.relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
    }

    @Test
    void whileItJoinsItsUnitsLeaveFirst() {
        World world = World.attended().ordered(request(wish(demand(1, HOUR)))).grant(R1).bind(R1).ordered(CLOSE);

        assertThat(world.state(R1)).isEqualTo(ReservationState.LEAVING);
        assertThat(world.stage.stops()).hasSize(1);
        world.endAll();
        assertThat(world.state(R1)).isEqualTo(ReservationState.LEAVING);
        world.settled(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
    }

    @Test
    void aReservationThatIsExtendedOrReturnedIsClosedLikeAnyOther() {
        for (int answered = 0; answered < 3; answered++) {
            World world = World.attended().active(1, HOUR).ordered(extend(R1, HOUR));
            if (answered > 0) {
                world.grant(R1);
            }
            if (answered > 1) {
                world.refuseLease(R1, "no");
            }
            world.ordered(CLOSE);
            assertThat(world.state(R1)).isEqualTo(ReservationState.LEAVING);
            world.settled(R1);
            assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
        }
    }

    @Test
    void aReservationThatIsExtendedOrReturnedMayBeLost() {
        for (int answered = 0; answered < 3; answered++) {
            World world = World.attended().active(1, HOUR).ordered(extend(R1, HOUR));
            if (answered > 0) {
                world.grant(R1);
            }
            if (answered > 1) {
                world.refuseLease(R1, "no");
            }
            world.fromSite(world.leaseView(R1, LeaseState.CLOSED, new Answer.Ended("gone"), Optional.empty(), true));
            assertThat(world.state(R1)).isEqualTo(ReservationState.LEAVING);
            world.endAll();
            world.relinquished(R1);
            assertThat(world.reservation(R1).failure()).contains("the authority ended the lease: gone");
        }
    }

    @Test
    void closingTwiceIsNoMistakeAndClosingTheUnknownIs() {
        World world = World.attended().active(1, HOUR).ordered(CLOSE);

        assertThat(world.order(CLOSE)).isEqualTo(new Reply.Accepted(List.of("guest-1"), "it is LEAVING already"));
        world.endAll();
        assertThat(world.order(CLOSE)).isEqualTo(new Reply.Accepted(List.of("guest-1"), "it is CLOSING already"));
        world.ended(R1).relinquished(R1);
        assertThat(world.order(CLOSE)).isEqualTo(new Reply.Accepted(List.of("guest-1"), "it is CLOSED already"));
        assertThat(world.order(new Command.Close(R2))).isEqualTo(
                Reply.declined(Refusal.Kind.UNKNOWN, "there is no reservation guest-2"));
    }

    @Test
    void aLeaveThatTakesTooLongEndsWithTheLease() {
        World world = World.attended().active(1, HOUR).ordered(CLOSE);

        world.stage.until(NOON.plus(HOUR).minusMillis(1));
        assertThat(world.state(R1)).isEqualTo(ReservationState.LEAVING);
        world.stage.until(NOON.plus(HOUR));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.redeemed(R1).open()).isFalse();
        assertThat(world.guest().members()).hasSize(1);
        world.endAll();
        assertThat(world.guest().members()).isEmpty();
        world.ended(R1).relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
    }

    @Test
    void peersThatNeverSayThatItIsOverAreNotWaitedForForEver() {
        World world = World.plain().active(1, HOUR).ordered(extend(R1, HOUR)).ordered(CLOSE);
        Instant last = NOON.plus(HOUR.multipliedBy(2)).plus(TYPE.turnaround().total()).plus(Duration.ofMinutes(1));

        world.stage.until(last.minusMillis(1));
        assertThat(world.state(R1)).as("the extension may have been granted").isEqualTo(ReservationState.CLOSING);
        world.stage.until(last);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
        assertThat(world.notices(R1)).last().asString().contains("nobody can hold it any more");
        world.stage.clear().advance(Duration.ofMinutes(10));
        assertThat(world.stage.sent()).isEmpty();
    }

    @Test
    void lateAnswersChangeNothingOnTheWayOut() {
        World world = World.attended().active(1, HOUR).ordered(extend(R1, HOUR));
        Message.TicketView grant = world.granting(R1, 1, Term.of(NOON, HOUR.multipliedBy(2)), "");
        var lease = world.reservation(R1).lease();
        world.ordered(CLOSE).fromBroker(grant).refuse(R1, "no");
        world.fromSite(world.leaseView(R1, LeaseState.ACTIVE, new Answer.Granted(1, 1, ""), lease, false));
        assertThat(world.state(R1)).isEqualTo(ReservationState.LEAVING);
        assertThat(world.reservation(R1).term()).contains(Term.of(NOON, HOUR));
        world.revoke(R1, "and revoked").endAll();

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        late(world, grant);
        world.revoke(R1, "again");
        world.fromSite(new Message.LeaseView(R1, world.siteStamp(), grant.answers(), LeaseState.ACTIVE,
                new Answer.Granted(1, 1, ""), lease, List.of(), false));
        world.ended(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
        late(world, grant);
        world.revoke(R1, "for the last time");
        world.fromSite(new Message.LeaseView(R1, world.siteStamp(), grant.answers(), LeaseState.ACTIVE,
                new Answer.Granted(1, 1, ""), lease, List.of(), false));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
        assertThat(world.reservation(R1).lease()).isEmpty();
    }

    private static void late(World world, Message.TicketView grant) {
        for (Answer answer : List.of(grant.answer(), new Answer.Refused(Refusal.of(Refusal.Kind.NEVER, "no")))) {
            world.fromBroker(new Message.TicketView(R1, world.brokerStamp(), grant.answers(), TicketState.TICKETED, answer,
                    grant.chain(), List.of(), false));
        }
    }

    @Test
    void aFailedReservationIgnoresALateLease() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR)))).grant(R1);
        var granted = world.leaseView(
                R1, LeaseState.ACTIVE, new Answer.Granted(1, 1, ""), Optional.of(world.lease(R1, List.of())), false);
        world.refuseLease(R1, "no").relinquished(R1);
        world.fromSite(new Message.LeaseView(R1, world.siteStamp(), granted.answers(), LeaseState.ACTIVE, granted.answer(),
                granted.lease(), List.of(), false));

        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
        assertThat(world.reservation(R1).lease()).isEmpty();
    }

    @Test
    void whatIsOverStaysVisibleForAWhile() {
        World world = World.plain().active(1, HOUR).ordered(CLOSE).ended(R1).relinquished(R1);

        world.stage.advance(HOUR.minusMillis(1));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
        assertThat(world.reservation(R1).term()).contains(Term.of(NOON, HOUR));
        world.stage.advance(Duration.ofMillis(1));
        assertThat(world.guest().reservations()).isEmpty();
        assertThat(world.guest().groups()).isEmpty();
    }

    @Test
    void ofWhatIsOverTheOldestIsForgottenWhenThereIsTooMuchOfIt() {
        World world = new World(limited(10, 10, 2));
        for (int i = 0; i < 4; i++) {
            world.ordered(request(wish(demand(1, HOUR))));
            world.refuse(new ReservationId("guest-" + (i + 1)), "no").stage.advance(Duration.ofSeconds(1));
        }

        assertThat(world.guest().reservations()).extracting(r -> r.id().value()).containsExactly("guest-3", "guest-4");
    }

    @Test
    void whatEndsBeforeItCouldBeAskedForHasFailed() {
        World world = new World(limited(10, 1, 10))
                .ordered(request(wish(demand(1, HOUR)), wish(demand(1, Duration.ofMinutes(1)))));
        world.stage.advance(Duration.ofMinutes(2));

        assertThat(world.state(R2)).isEqualTo(ReservationState.FAILED);
        assertThat(world.reservation(R2).failure()).contains("its term was over before its broker could be asked");
    }

    @Test
    void theNextIsAskedForWhenABrokerHasSaidSomething() {
        World world = new World(limited(10, 1, 10))
                .ordered(request(wish(demand(1, HOUR)), wish(demand(1, HOUR)), wish(demand(1, HOUR))));
        world.pending(R1, Optional.empty());
        assertThat(world.state(R2)).isEqualTo(ReservationState.TICKETING);
        assertThat(world.state(R3)).isEqualTo(ReservationState.NASCENT);
        world.refuse(R2, "no");
        assertThat(world.state(R3)).isEqualTo(ReservationState.TICKETING);
    }
}
