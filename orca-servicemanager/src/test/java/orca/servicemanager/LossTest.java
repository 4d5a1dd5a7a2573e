package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.actor.Event;
import orca.core.contract.Answer;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.lease.Lease;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import org.junit.jupiter.api.Test;

/** A guest that lost what it decided last notes what its peers hold for it that it does not know, and nothing of others. */
class LossTest {
    private static final ReservationId LATER = new ReservationId("guest-9");
    private static final Principal OTHER_SITE = new Principal("other-site");
    private static final Duration HOUR = Duration.ofHours(1);

    /** One lease is known; whatever came after it is lost. */
    private static World lost() {
        World world = World.plain().active(1, HOUR);
        world.stage.offer(new Event.Lost(NOON, "restored"));
        return world;
    }

    /** A lease for a reservation that is not known, as {@code site} can make it out for anybody. */
    private static Message.LeaseView lease(World world, Principal site, Principal holder) {
        Ticket ticket = world.reservation(R1).chain().orElseThrow().ticket();
        Lease lease = new Lease(LATER, 1, site, holder, ticket.type(), ticket.assurance(), ticket.term(),
                List.of(world.unit("later-u1", UnitState.READY)));
        return new Message.LeaseView(LATER, new Stamp(1, 7), new Stamp(1, 2), LeaseState.ACTIVE, new Answer.Granted(1, 1, ""),
                Optional.of(lease), List.of(), false);
    }

    /** A ticket for it by the broker, on what {@code site} gave. */
    private static Message.TicketView ticket(World world, Principal site) {
        TicketChain known = world.reservation(R1).chain().orElseThrow();
        Delegation r = known.root();
        Delegation root = new Delegation(r.id(), 1, site, BROKER, r.type(), r.capacity(), r.largest(), r.term(), 100,
                PropertyList.NONE);
        Ticket t = known.ticket();
        Ticket ticket = new Ticket(LATER, 1, BROKER, GUEST, root.id(), t.type(), 1, 1, t.sliver(), t.assurance(), t.term(),
                t.properties());
        return new Message.TicketView(LATER, new Stamp(1, 7), new Stamp(1, 2), TicketState.TICKETED,
                new Answer.Granted(1, 1, ""), Optional.of(new TicketChain(DelegationChain.of(root), ticket)), List.of(), false);
    }

    @Test
    void aLeaseByASiteBehindAKnownTicketIsNoted() {
        World world = lost();
        world.stage.arrive(SITE, lease(world, SITE, GUEST));

        assertThat(world.guest().unsettled()).singleElement().asString().contains("guest-9", "site", "holds a lease");
    }

    @Test
    void aLeaseThatAnybodyMadeOutIsNotNotedAndGetsNoAnswer() {
        World world = lost();
        int groups = world.stage.journal().size();
        int said = world.stage.sent(Message.LeaseDemand.class).size();
        world.stage.arrive(STRANGER, lease(world, STRANGER, GUEST));
        world.stage.arrive(BROKER, lease(world, BROKER, GUEST));
        world.stage.arrive(STRANGER, lease(world, SITE, GUEST));
        world.stage.arrive(SITE, lease(world, SITE, STRANGER));

        assertThat(world.guest().unsettled()).isEmpty();
        assertThat(world.stage.journal()).hasSize(groups);
        assertThat(world.stage.sent(Message.LeaseDemand.class)).hasSize(said);
        assertThat(world.order(new Command.Settle(false, "looked"))).isInstanceOf(Reply.Accepted.class);
    }

    @Test
    void aSiteThatIsKnownByAShownTicketAloneIsHeardFromThenOn() {
        World world = lost();
        world.stage.arrive(OTHER_SITE, lease(world, OTHER_SITE, GUEST));
        assertThat(world.guest().unsettled()).isEmpty();

        world.stage.arrive(BROKER, ticket(world, OTHER_SITE));
        world.stage.arrive(OTHER_SITE, lease(world, OTHER_SITE, GUEST));
        assertThat(world.guest().unsettled()).hasSize(2).anyMatch(line -> line.contains("holds a ticket"))
                .anyMatch(line -> line.contains("holds a lease"));

        world.ordered(new Command.Settle(true, "looked"));
        world.stage.arrive(OTHER_SITE, lease(world, OTHER_SITE, GUEST));
        assertThat(world.stage.sent(Message.LeaseDemand.class)).anyMatch(d -> d.id().equals(LATER) && !d.open());
    }

    @Test
    void aSiteIsForgottenWithTheLastReservationThatItIsBehind() {
        World world = World.plain().active(1, HOUR);
        Message.LeaseView lease = lease(world, SITE, GUEST);
        world.ordered(new Command.Close(R1)).settled(R1);
        world.stage.advance(Duration.ofDays(1));
        assertThat(world.guest().reservations()).isEmpty();

        world.stage.offer(new Event.Lost(NOON, "restored"));
        world.stage.arrive(SITE, lease);
        assertThat(world.guest().unsettled()).isEmpty();
    }
}
