package orca.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.authority.state.UnitImage;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.ReservationId;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.resource.Mobility;
import orca.core.resource.Promised;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

class BinsStoriesTest {
    /** Would put nothing anywhere: it is not to be asked. */
    private record Nobody() implements AssignmentPolicy {
        @Override
        public String name() {
            return "nobody";
        }

        @Override
        public AssignmentPlan propose(AssignmentView view, Budget budget) {
            assertThat(view.needs()).isEmpty();
            return new AssignmentPlan(List.of(), Optional.empty());
        }
    }

    private static Reply define(World world, Promised promised) {
        return world.stage.order(new Command.DefineType(World.VM_TYPE, "fake", Optional.empty(), promised));
    }

    /** Two hosts of 4 units, 8 cores and 16 GiB, all of it delegated by host. */
    private static World world() {
        World world = new World();
        define(world, Promised.BY_HOST);
        world.host("h1", 4).host("h2", 4).delegated(100);
        world.stage.answeredBy(new Nobody());
        return world;
    }

    private static TicketChain ticket(World world, String id, long revision, Amounts sliver, Term term, long... bins) {
        long units = 0;
        for (long bin : bins) {
            units += bin;
        }
        return new TicketChain(DelegationChain.of(world.pool()), new Ticket(new ReservationId(id), revision, World.BROKER,
                World.GUEST, World.POOL, World.VM, units, units, sliver, Assurance.RESERVED, term, PropertyList.NONE,
                Optional.of(Amounts.of(bins))));
    }

    private static List<String> hosts(World world, String id) {
        return world.units(id).stream().filter(UnitImage::serves).map(UnitImage::host).toList();
    }

    @Test
    void aDelegationByHostSaysWhatEachHostHasAndNotWhichItIs() {
        World world = world();

        assertThat(world.pool().bins()).containsExactly(Amounts.of(4, 8, 16), Amounts.of(4, 8, 16));
        assertThat(world.authority().site().delegation(World.POOL).orElseThrow().hosts()).containsExactly("h1", "h2");
    }

    @Test
    void unitsGoWhereTheirBinsAreAndNoPolicyIsAsked() {
        World world = world();
        world.redeem(ticket(world, "a", 1, Amounts.of(5, 2), World.hours(1), 1, 1));

        assertThat(hosts(world, "a")).containsExactly("h1", "h2");
        world.stage.restart();
        world.redeem(ticket(world, "b", 1, Amounts.of(3, 2), World.hours(1), 0, 1));
        assertThat(hosts(world, "b")).containsExactly("h2");
    }

    @Test
    void aTicketForMoreThanItsBinHasIsNoTicket() {
        World world = world();
        world.redeem(ticket(world, "a", 1, Amounts.of(5, 2), World.hours(1), 2, 0));
        assertThat(world.view("a").answer().toString()).contains("larger than its delegation");

        world.redeem(world.ticket("b", 1));
        assertThat(world.view("b").answer().toString()).contains("has 0 bins, and its delegation 2");
    }

    @Test
    void twoTicketsForOneBinAreProvedToBeOversold() {
        World world = world();
        world.redeem(ticket(world, "a", 1, Amounts.of(5, 2), World.hours(1), 1, 0));
        world.redeem(ticket(world, "b", 1, Amounts.of(5, 2), World.hours(1), 1, 0));

        assertThat(world.state("b")).isEqualTo(LeaseState.REFUSED);
        assertThat(world.authority().proofs()).singleElement().satisfies(proof -> assertThat(proof.tickets()).hasSize(2));
    }

    @Test
    void aLeaseGrowsAndShrinksInItsBins() {
        World world = world();
        world.redeem(ticket(world, "a", 1, World.SMALL, World.hours(1), 1, 2));
        world.stage.endAll();
        world.redeem(ticket(world, "a", 2, Amounts.of(2, 4), World.hours(3), 3, 1));
        world.endEach();

        assertThat(hosts(world, "a")).containsExactlyInAnyOrder("h1", "h1", "h1", "h2");
        world.endEach();
        assertThat(world.state("a")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.view("a").answer()).isInstanceOf(Answer.Granted.class);
    }

    @Test
    void whatStaysBeyondItsTimeIsWaitedForAndNotGoneRound() {
        World world = world();
        world.redeem(ticket(world, "a", 1, Amounts.of(5, 2), World.hours(1), 1, 0));
        world.stage.endAll();
        // The teardown hangs until after the turnaround, so the site has to keep the host.
        world.stage.advance(World.HOUR.plus(Duration.ofMinutes(10)));
        world.redeem(ticket(world, "b", 1, Amounts.of(5, 2), Term.of(world.stage.now(), World.HOUR), 1, 0));
        assertThat(world.view("b").answer().toString()).contains("the site: host h1 has no room");

        world.end(Action.TEARDOWN, Outcome.done());
        world.stage.advance(World.SETTINGS.askAgain());
        assertThat(hosts(world, "b")).containsExactly("h1");
    }

    @Test
    void whatWasLostGoesBackInItsBinAndNotInThatOfAUnitThatLives() {
        World world = world();
        world.redeem(elastic(world, 1, 1, 1));
        world.stage.end(world.runs(Action.SETUP).get(1).name(), Outcome.done());
        world.failAll(Action.SETUP);
        world.stage.endAll();
        assertThat(hosts(world, "a")).as("h1 could not make its unit").containsExactly("h2");
        assertThat(world.view("a").lease().orElseThrow().units()).last()
                .satisfies(unit -> assertThat(unit.properties().whole(Bins.PROPERTY)).contains(2L));

        // A broker that was not told which is lost leaves the wrong one: then nothing is free, and the lease stays as it was.
        world.standing("a", world.nextStamp(), Optional.of(elastic(world, 2, 1, 0)), false);
        assertThat(world.stage.last(Message.StandingView.class).freed()).isFalse();
        assertThat(world.lease("a").binding().revision()).isEqualTo(1);

        world.standing("a", world.nextStamp(), Optional.of(elastic(world, 3, 0, 1)), false);
        assertThat(world.stage.last(Message.StandingView.class).freed()).isTrue();
        assertThat(world.lease("a").binding().revision()).isEqualTo(3);
        assertThat(hosts(world, "a")).containsExactly("h2");
    }

    @Test
    void unitsOnADrainedHostStayAndWhatIsPromisedOfItWaitsAndSaysWhy() {
        World world = world();
        world.redeem(ticket(world, "a", 1, World.SMALL, World.hours(1), 1, 0)).endEach();
        world.stage.order(new Command.Drain("h1", true, "a new disk"));

        UnitImage unit = world.units("a").getFirst();
        assertThat(world.authority().cannotLeave(unit).orElseThrow()).contains("they are promised by host");
        assertThat(world.stage.order(new Command.Move(unit.id(), "h2", "to mend h1")).toString()).contains("promised by host");
        world.redeem(ticket(world, "a", 2, World.SMALL, World.hours(3), 1, 0)).endEach();
        assertThat(world.lease("a").binding().term()).as("it is there, and may be longer").isEqualTo(World.hours(3));

        world.redeem(ticket(world, "b", 1, World.SMALL, World.hours(1), 1, 0));
        assertThat(world.view("b").answer().toString()).contains("host h1, on which it was promised, is drained (a new disk)");
        world.stage.order(new Command.Drain("h1", false, ""));
        world.stage.advance(World.SETTINGS.askAgain());
        assertThat(hosts(world, "b")).containsExactly("h1");
    }

    @Test
    void whatWaitsForAShutHostIsRefusedInTheEndWithThatReason() {
        World world = world();
        world.stage.order(new Command.SetHost("h2", World.VM, Amounts.of(4, 8, 16), PropertyList.NONE, false));
        world.redeem(ticket(world, "a", 1, World.SMALL, World.hours(9), 1, 1));
        world.stage.advance(World.SETTINGS.answerWithin());

        assertThat(world.state("a")).isEqualTo(LeaseState.REFUSED);
        assertThat(world.view("a").answer().toString()).contains("host h2, on which it was promised, is closed");
    }

    @Test
    void aDelegationThatBecomesSmallerGivesUpWhatItHasOfDrainedHosts() {
        World world = world();
        world.stage.order(new Command.Drain("h1", true, "a new disk"));
        world.stage.order(World.delegate(Amounts.of(5, 10, 20), World.YEAR, 100));
        assertThat(world.pool().bins()).containsExactly(Amounts.of(1, 2, 4), Amounts.of(4, 8, 16));

        Reply fresh = delegate(world, "more", Amounts.of(1, 2, 4), World.YEAR);
        assertThat(fresh.toString()).as("a new one has nothing of a drained host").contains("is promised by host");
    }

    @Test
    void noPolicyIsAskedToMoveWhatIsPromisedByHostHoweverEmptyItsHostsAre() {
        World world = world();
        ResourceType other = new ResourceType(new TypeName("mobile"), World.VM_TYPE.dimensions(), World.VM_TYPE.turnaround());
        world.stage.order(new Command.DefineType(other, "fake", Optional.of(Mobility.BY_SITE)));
        world.redeem(ticket(world, "a", 1, World.SMALL, World.hours(1), 1, 1)).endEach();
        world.stage.order(new Command.Drain("h1", true, "a new disk"));

        assertThat(world.stage.question()).isEmpty();
    }

    @Test
    void rulesOfPlacementAreRefusedAndNotPassedOver() {
        World world = world();
        TicketChain chain = ticket(world, "a", 1, World.SMALL, World.hours(1), 2, 0);
        world.redeem(World.GUEST, chain, PropertyList.of("place.spread", "host"));

        assertThat(world.state("a")).isEqualTo(LeaseState.REFUSED);
        assertThat(world.view("a").answer().toString()).contains("place.spread: units of type vm are promised by host");
        world.redeem(World.GUEST, chain, PropertyList.of("prefer.spread", "host"));
        assertThat(hosts(world, "a")).as("what is only preferred does not matter").containsExactly("h1", "h1");
    }

    @Test
    void aDeadUnitIsNotReplacedForTheRoomBesideItIsPromised() {
        World world = world();
        world.redeem(elastic(world, 1, 2, 0));
        world.stage.endAll();
        world.stage.die(world.units("a").getFirst().id(), "it is gone");
        world.stage.endAll();
        assertThat(hosts(world, "a")).containsExactly("h1");
        assertThat(world.view("a").answer().toString()).contains("host by host");
        assertThat(world.authority().broken()).isEmpty();
    }

    /** The ticket of a holder who can use any one of its units. */
    private static TicketChain elastic(World world, long revision, long... bins) {
        TicketChain all = ticket(world, "a", revision, World.SMALL, World.hours(1), bins);
        Ticket t = all.ticket();
        return new TicketChain(all.rights(), new Ticket(t.reservation(), revision, t.issuer(), t.holder(), t.delegation(),
                t.type(), t.units(), 1, t.sliver(), t.assurance(), t.term(), t.properties(), t.bins()));
    }

    @Test
    void theHostsOfSeveralDelegationsAreCutOnce() {
        World world = new World();
        define(world, Promised.BY_HOST);
        world.host("h1", 4).host("h2", 4);
        Reply first = delegate(world, "one", Amounts.of(6, 12, 24), World.YEAR);
        Reply second = delegate(world, "two", Amounts.of(2, 4, 8), World.YEAR);
        Reply third = delegate(world, "three", Amounts.of(1, 0, 0), World.YEAR);

        assertThat(first).isInstanceOf(Reply.Accepted.class);
        assertThat(second).isInstanceOf(Reply.Accepted.class);
        assertThat(third.toString()).contains("is promised by host").contains("[0, 0, 0]");
        assertThat(bins(world, "one")).containsExactly(Amounts.of(4, 8, 16), Amounts.of(2, 4, 8));
        assertThat(bins(world, "two")).containsExactly(Amounts.of(2, 4, 8));
        assertThat(world.authority().site().delegation(new DelegationId("two")).orElseThrow().hosts()).containsExactly("h2");
    }

    @Test
    void aRenewedDelegationKeepsItsHosts() {
        World world = world();
        world.host("h0", 4);
        world.stage.order(World.delegate(Amounts.of(7, 14, 28), World.YEAR, 100));
        world.accept();

        assertThat(world.pool().bins()).containsExactly(Amounts.of(4, 8, 16), Amounts.of(3, 6, 12));
        Reply more = world.stage.order(World.delegate(Amounts.of(9, 18, 36), World.YEAR, 100));
        assertThat(more.toString()).contains("its hosts, to which no other can be added");
    }

    @Test
    void whatCannotBePromisedByHostIsRefusedWhereItIsConfigured() {
        World world = world();
        assertThat(define(world, Promised.BY_SUM).toString()).contains("type.promised").contains("while it is delegated");
        assertThat(world.stage.order(World.delegate(Amounts.of(4, 8, 16), World.YEAR, 150)).toString()).contains("must be 100");
        assertThat(world.stage.order(new Command.SetHost("h1", World.VM, Amounts.of(4, 8, 16),
                PropertyList.NONE.with("pieces.cpu", 2), true)).toString()).contains("in pieces");
        assertThat(new World().stage.order(new Command.DefineType(World.VM_TYPE, "fake", Optional.of(Mobility.BY_SITE),
                Promised.BY_HOST)).toString()).contains("moved-by: nobody");
    }

    private static List<Amounts> bins(World world, String id) {
        return world.authority().site().delegation(new DelegationId(id)).orElseThrow().newest().bins();
    }

    private static Reply delegate(World world, String id, Amounts capacity, Term term) {
        return world.stage.order(new Command.Delegate(Optional.of(new DelegationId(id)), World.BROKER, World.VM, capacity,
                Amounts.of(8, 16), term, 100, PropertyList.NONE));
    }
}
