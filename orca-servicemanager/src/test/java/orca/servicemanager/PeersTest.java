package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.actor.Outgoing;
import orca.core.contract.Answer;
import orca.core.contract.Notice;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.actor.Repeat;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.reservation.ReservationState;
import orca.core.resource.PropertyList;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** Messages that come twice, late, in another order, from the wrong side, or about what nobody knows. */
class PeersTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aViewThatComesTwiceIsHeardOnce() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR))));
        Message.TicketView grant = world.granting(R1, 1, Term.of(NOON, HOUR), "");
        world.fromBroker(grant);
        int commits = world.stage.journal().size();
        world.fromBroker(grant).fromBroker(grant);

        assertThat(world.stage.journal()).hasSize(commits);
        assertThat(world.state(R1)).isEqualTo(ReservationState.REDEEMING);
    }

    @Test
    void viewsInAnotherOrderLeadToTheSameEnd() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR))));
        Message.TicketView pending = world.ticketView(
                R1, TicketState.REQUESTED, new Answer.Pending("policy", Optional.empty()), Optional.empty(), false);
        Message.TicketView grant = world.granting(R1, 1, Term.of(NOON, HOUR), "");
        world.fromBroker(grant).fromBroker(pending);

        assertThat(world.state(R1)).isEqualTo(ReservationState.REDEEMING);
        assertThat(world.reservation(R1).broker().answer()).contains(grant.answer());
    }

    @Test
    void aTicketThatIsIssuedAgainUnderALaterNumberIsTakenAndChangesNothingInUse() {
        World world = World.plain().active(1, HOUR);
        Message.TicketView grant = world.granting(R1, 1, Term.of(NOON, HOUR), "");
        world.fromBroker(grant).refuse(R1, "whatever").bind(R1);

        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.reservation(R1).chain()).as("of a broker that was put back").isEqualTo(grant.chain());
    }

    @Test
    void anUrgentViewIsAcknowledgedEachTimeItComes() {
        World world = World.plain().active(1, HOUR);
        Message.LeaseView urgent = world.leaseView(R1, LeaseState.ACTIVE, new Answer.Granted(1, 1, ""),
                world.reservation(R1).lease(), true, "maintenance at two");
        Stamp said = world.redeemed(R1).stamp();
        for (int i = 0; i < 3; i++) {
            world.stage.clear();
            world.fromSite(urgent);
            assertThat(world.stage.sent()).hasSize(1);
            assertThat(world.redeemed(R1).seen()).isEqualTo(urgent.stamp());
            assertThat(world.redeemed(R1).stamp()).as("the demand is the same").isEqualTo(said);
        }
        assertThat(world.notices(R1)).containsExactly("authority: maintenance at two");
    }

    @Test
    void anUrgentViewThatIsOldIsAcknowledgedWithWhatWasSeenSince() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR))));
        Message.TicketView old = world.ticketView(
                R1, TicketState.REQUESTED, new Answer.Pending("policy", Optional.empty()), Optional.empty(), true);
        world.pending(R1, Optional.of(NOON.plusSeconds(5))).stage.clear();
        world.fromBroker(old);

        assertThat(world.asked(R1).seen()).isEqualTo(new Stamp(1, 2));
        assertThat(world.reservation(R1).broker().answer()).contains(
                new Answer.Pending("the broker's policy", Optional.of(NOON.plusSeconds(5))));
    }

    @Test
    void repeatsOfADemandAreAllAlike() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR))));
        world.pending(R1, Optional.empty()).stage.advance(Duration.ofSeconds(10));

        assertThat(world.stage.sent(Message.TicketDemand.class).stream().distinct()).hasSize(1);
    }

    @Test
    void noticesAreTakenOnceEach() {
        World world = World.plain().active(1, HOUR);
        List<Notice> tail = List.of(new Notice(1, NOON, "one"), new Notice(2, NOON, "two"));
        for (int shown = 1; shown <= 2; shown++) {
            world.fromSite(new Message.LeaseView(R1, world.siteStamp(), world.redeemed(R1).stamp(), LeaseState.ACTIVE,
                    new Answer.Granted(1, 1, ""), Optional.empty(), tail.subList(0, shown), true));
        }

        assertThat(world.notices(R1)).containsExactly("authority: one", "authority: two");
    }

    @Test
    void whatItDoesNotKnowItSignsAwayOnlyIfItIsItsOwn() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR)))).grant(R1);
        TicketChain own = world.reservation(R1).chain().orElseThrow();
        ReservationId gone = new ReservationId("gone");
        for (Principal holder : List.of(GUEST, STRANGER)) {
            for (ReservationId about : List.of(gone, R1)) {
                Ticket t = own.ticket();
                TicketChain shown = new TicketChain(own.rights(), new Ticket(about, t.revision(), BROKER, holder, t.delegation(),
                        t.type(), t.units(), t.minUnits(), t.sliver(), t.assurance(), t.term(), t.properties()));
                world.stage.clear().arrive(BROKER, new Message.TicketView(gone, world.brokerStamp(), new Stamp(1, 5),
                        TicketState.TICKETED, new Answer.Granted(1, 1, ""), Optional.of(shown), List.of(), true));
                Message.TicketDemand said = world.stage.last(Message.TicketDemand.class);
                assertThat(said.open()).isFalse();
                assertThat(said.relinquishment().isPresent()).as("%s of %s", about, holder)
                        .isEqualTo(holder.equals(GUEST) && about.equals(gone));
            }
        }
    }

    @Test
    void viewsFromOthersThanTheContractsPeersAreNobodysBusiness() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR))));
        Message.TicketView grant = world.granting(R1, 1, Term.of(NOON, HOUR), "");
        world.stage.arrive(STRANGER, grant).arrive(SITE, grant);
        assertThat(world.state(R1)).isEqualTo(ReservationState.TICKETING);
        world.fromBroker(grant);
        Message.LeaseView lease = world.leaseView(
                R1, LeaseState.ACTIVE, new Answer.Granted(1, 1, ""), Optional.of(world.lease(R1, List.of())), true);
        world.stage.clear().arrive(STRANGER, lease).arrive(BROKER, lease);

        assertThat(world.state(R1)).isEqualTo(ReservationState.REDEEMING);
        assertThat(world.stage.sent()).isEmpty();
    }

    @Test
    void aLeaseViewBeforeAnythingWasRedeemedIsAStrangers() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR))));
        world.stage.arrive(SITE, new Message.LeaseView(R1, new Stamp(1, 1), Stamp.NONE, LeaseState.CLOSED, new Answer.Ended("x"),
                Optional.empty(), List.of(), true));

        assertThat(world.state(R1)).isEqualTo(ReservationState.TICKETING);
    }

    @Test
    void messagesForOtherRolesAreIgnored() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR))));
        Message.TicketDemand demand = world.asked(R1);
        int commits = world.stage.journal().size();
        List<Message> others = List.of(demand,
                new Message.LeaseDemand(R1, demand.stamp(), false, Optional.empty(), PropertyList.NONE, List.of(), Stamp.NONE));
        others.forEach(message -> world.stage.arrive(BROKER, message));

        assertThat(world.stage.journal()).hasSize(commits);
    }

    @Test
    void whatAPeerHoldsOfAnUnknownReservationIsGivenUp() {
        World world = World.plain().active(1, HOUR);
        ReservationId unknown = new ReservationId("long-gone");
        Message.TicketView held = new Message.TicketView(unknown, new Stamp(1, 9), new Stamp(1, 4), TicketState.TICKETED,
                new Answer.Granted(1, 1, ""), world.reservation(R1).chain(), List.of(), false);
        world.stage.clear();
        world.fromBroker(held);
        assertThat(world.asked(unknown).open()).isFalse();
        assertThat(world.asked(unknown).stamp()).isEqualTo(new Stamp(1, 5));
        assertThat(world.asked(unknown).seen()).isEqualTo(new Stamp(1, 9));

        world.fromSite(new Message.LeaseView(unknown, new Stamp(1, 3), new Stamp(1, 2), LeaseState.ACTIVE,
                new Answer.Granted(1, 1, ""), Optional.empty(), List.of(), false));
        assertThat(world.redeemed(unknown).open()).isFalse();
        assertThat(world.guest().reservations()).hasSize(1);
    }

    @Test
    void nobodyIsAnsweredAboutTheUnknownWhoHoldsNothing() {
        World world = World.plain().active(1, HOUR);
        ReservationId unknown = new ReservationId("long-gone");
        world.stage.clear();
        for (TicketState state : List.of(TicketState.CLOSED, TicketState.RELEASING, TicketState.REFUSED, TicketState.UNKNOWN)) {
            world.fromBroker(new Message.TicketView(unknown, new Stamp(1, 9), new Stamp(1, 4), state, new Answer.Ended(""),
                    world.reservation(R1).chain(), List.of(), false));
        }
        for (LeaseState state : List.of(LeaseState.CLOSED, LeaseState.CLOSING, LeaseState.REFUSED, LeaseState.UNKNOWN)) {
            world.fromSite(new Message.LeaseView(unknown, new Stamp(1, 3), new Stamp(1, 2), state, new Answer.Ended(""),
                    Optional.empty(), List.of(), false));
        }
        assertThat(world.stage.sent()).isEmpty();
        world.fromSite(new Message.LeaseView(unknown, new Stamp(1, 4), new Stamp(1, 2), LeaseState.CLOSED, new Answer.Ended(""),
                Optional.empty(), List.of(), true));
        assertThat(world.stage.sent()).as("an urgent view is acknowledged").hasSize(1);
    }

    @Test
    void aRestoredGuestSaysItsDemandAgainAboveWhatThePeerHeardBefore() {
        GuestSettings settings = GuestSettings.usual(GUEST);
        World world = World.plain().ordered(request(wish(demand(1, HOUR)))).ordered(resize(R1, 2)).ordered(resize(R1, 3));
        Stamp heard = world.asked(R1).stamp();
        world.stage.clear().restartWithout(2, () -> new ServiceManager(settings, WATCHED, 2));
        assertThat(world.asked(R1).stamp()).isEqualTo(new Stamp(1, 1));
        world.fromBroker(new Message.TicketView(R1, world.brokerStamp(), heard, TicketState.REQUESTED,
                new Answer.Pending("policy", Optional.empty()), Optional.empty(), List.of(), false));

        assertThat(world.asked(R1).stamp()).isEqualTo(new Stamp(2, 4));
        assertThat(world.asked(R1).demand().units()).isEqualTo(1);
        world.grant(R1).bind(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void aRestoredGuestRedeemsAgainAboveWhatTheAuthorityHeardBefore() {
        GuestSettings settings = GuestSettings.usual(GUEST);
        World world = World.plain().active(1, HOUR).ordered(extend(R1, HOUR)).grant(R1);
        Stamp heard = world.redeemed(R1).stamp();
        world.stage.restartWithout(3, () -> new ServiceManager(settings, WATCHED, 2));
        assertThat(world.state(R1)).isEqualTo(ReservationState.REDEEMING);
        world.fromSite(new Message.LeaseView(R1, new Stamp(1, 50), heard, LeaseState.ACTIVE, new Answer.Granted(1, 1, ""),
                Optional.empty(), List.of(), false));

        assertThat(world.redeemed(R1).stamp()).isEqualTo(new Stamp(2, heard.revision() + 1));
    }

    @Test
    void aBrokerThatMayHaveForgottenATicketIsShownIt() {
        World world = World.plain().active(1, HOUR).ordered(extend(R1, HOUR));
        assertThat(world.asked(R1).held()).as("nothing is forgotten").isEmpty();
        world.stage.clear();
        world.fromBroker(new Message.TicketView(R1, new Stamp(2, 9), Stamp.NONE, TicketState.UNKNOWN,
                new Answer.Pending("its holder", Optional.empty()), Optional.empty(), List.of(), true));

        assertThat(world.asked(R1).held()).isEqualTo(world.reservation(R1).chain()).isPresent();
        assertThat(world.asked(R1).seen()).isEqualTo(new Stamp(2, 9));
        assertThat(world.state(R1)).as("it loses nothing by the question").isEqualTo(ReservationState.EXTENDING_TICKET);
    }

    @Test
    void aReminderBearsTheTicket() {
        World world = new World(GuestSettings.usual(GUEST), HOUR).active(1, HOUR.multipliedBy(3));
        world.stage.clear().advance(HOUR);
        assertThat(world.asked(R1).held()).isEqualTo(world.reservation(R1).chain()).isPresent();
    }

    @Test
    void itRemindsItsPeersOfWhatIsInUseOnceInARoundAndNothingComesOfIt() {
        World world = new World(GuestSettings.usual(GUEST), HOUR);
        for (int i = 1; i <= 3; i++) {
            world.active(1, HOUR.multipliedBy(5));
        }
        int groups = world.stage.journal().size();
        world.stage.repeating(new Repeat(HOUR.multipliedBy(9), HOUR.multipliedBy(9))).clear().advance(HOUR);
        List<String> said = world.stage.sent().stream().map(o -> o.message().getClass().getSimpleName()).toList();
        assertThat(said).as("of three that are in use, to two peers each")
                .containsExactly("TicketDemand", "LeaseDemand", "TicketDemand", "LeaseDemand", "TicketDemand", "LeaseDemand");
        assertThat(world.stage.sent()).allMatch(o -> !(o.message() instanceof Message.TicketDemand d)
                || d.seen().isAfter(Stamp.NONE) && d.open());
        world.stage.clear().advance(HOUR);
        assertThat(world.stage.sent()).as("and once more in the next hour").hasSize(6);
        assertThat(world.stage.journal()).hasSize(groups);
    }

    @Test
    void whatIsOwedLeavesAgainAfterARestart() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR))));
        List<Outgoing> before = world.stage.sent();
        world.stage.clear().restart();
        assertThat(world.stage.sent()).isEqualTo(before);
        world.grant(R1).ordered(new Command.Close(R1)).stage.clear().restartFromImage();

        assertThat(world.redeemed(R1).open()).isFalse();
        assertThat(world.stage.sent()).extracting(Outgoing::to).containsOnly(new Principal("site"));
    }

    @Test
    void aBrokerThatForgotTheReservationIsHeardThoughItsStampsBeginAnew() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR))));
        Message.TicketView first = world.ticketView(
                R1, TicketState.REQUESTED, new Answer.Pending("policy", Optional.empty()), Optional.empty(), false);
        Message.TicketView second = world.ticketView(
                R1, TicketState.REQUESTED, new Answer.Pending("still the policy", Optional.empty()), Optional.empty(), false);
        world.fromBroker(first).fromBroker(second);

        world.fromBroker(new Message.TicketView(R1, first.stamp(), second.answers(), TicketState.REFUSED,
                new Answer.Refused(Refusal.of(Refusal.Kind.LATE, "the term is over")), Optional.empty(), List.of(), false));

        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
    }

    @Test
    void aSilentBrokerIsNotGivenUpWhileItMayHaveGrantedAnEarlierDemand() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR))));
        world.ordered(new Command.Change(Optional.empty(), R1, Optional.of(NOON.plusSeconds(600)), Optional.empty(),
                Optional.empty(), Optional.empty(), List.of()));

        world.stage.advance(Duration.ofMinutes(30));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        world.stage.advance(Duration.ofMinutes(35));
        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
    }
}
