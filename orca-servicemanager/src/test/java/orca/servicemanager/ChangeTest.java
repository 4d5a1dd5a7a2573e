package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.reservation.MemberState;
import orca.core.reservation.ReservationState;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.servicemanager.record.MemberImage;
import org.junit.jupiter.api.Test;

/** Later, more, fewer, larger: and what becomes of it when somebody says no. */
class ChangeTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static Refusal.Kind declined(World world, Command command) {
        return ((Reply.Declined) world.order(command)).refusal().kind();
    }

    @Test
    void aRefusedExtensionKeepsTheCurrentTermAndSaysWhy() {
        World world = World.plain().active(2, HOUR).ordered(extend(R1, HOUR)).refuse(R1, "sold out");

        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.reservation(R1).term()).contains(Term.of(NOON, HOUR));
        assertThat(world.reservation(R1).wish()).isEqualTo(demand(2, HOUR));
        assertThat(world.reservation(R1).lastRefusal().orElseThrow().reason()).isEqualTo("sold out");
        assertThat(world.notices(R1)).last().asString().contains("the broker refused: sold out");

        world.ordered(extend(R1, Duration.ofMinutes(10))).grant(R1).bind(R1);
        assertThat(world.reservation(R1).term()).contains(Term.of(NOON, Duration.ofMinutes(70)));
        assertThat(world.reservation(R1).lastRefusal()).isEmpty();
    }

    @Test
    void whatTheAuthorityRefusesOfATicketedExtensionIsGivenBackAndTheLeaseGoesOn() {
        World world = World.plain().active(2, HOUR).ordered(extend(R1, HOUR)).grant(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.EXTENDING_LEASE);
        world.refuseLease(R1, "the host is sold");

        assertThat(world.state(R1)).isEqualTo(ReservationState.RETURNING);
        assertThat(world.asked(R1).demand()).isEqualTo(world.reservation(R1).held().orElseThrow());
        assertThat(world.asked(R1).demand().term()).isEqualTo(Term.of(NOON, HOUR));
        world.stage.advance(Duration.ofMinutes(1));
        assertThat(world.state(R1)).as("it is in use meanwhile").isEqualTo(ReservationState.RETURNING);
        assertThat(world.reservation(R1).inUse()).isTrue();
        world.grant(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.reservation(R1).term()).contains(Term.of(NOON, HOUR));
        assertThat(world.reservation(R1).lastRefusal().orElseThrow().reason()).isEqualTo("the host is sold");

        world.ordered(extend(R1, HOUR)).grant(R1).bind(R1);
        assertThat(world.reservation(R1).term()).contains(Term.of(NOON, HOUR.multipliedBy(2)));
    }

    @Test
    void aGiveBackThatTheBrokerRefusesIsLeftAtThat() {
        World world = World.plain().active(2, HOUR).ordered(extend(R1, HOUR)).grant(R1);
        world.refuseLease(R1, "no").refuse(R1, "neither");

        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.reservation(R1).term()).contains(Term.of(NOON, HOUR));
    }

    @Test
    void growingLetsTheNewUnitsJoinAndLeavesTheOthersInService() {
        World world = World.attended().active(1, HOUR).ordered(resize(R1, 3)).grant(R1).bind(R1);

        assertThat(world.state(R1)).isEqualTo(ReservationState.JOINING);
        assertThat(world.reservation(R1).inUse()).isTrue();
        assertThat(world.stage.runs()).extracting(run -> run.call().unit().value())
                .containsExactly("guest-1-u2", "guest-1-u3");
        world.endAll();
        assertThat(world.guest().members()).extracting(MemberImage::state).containsOnly(MemberState.IN).hasSize(3);
    }

    @Test
    void shrinkingLetsTheNamedUnitsLeaveBeforeTheSiteTakesThem() {
        World world = World.attended().active(3, HOUR).ordered(resize(R1, 1, new UnitId("guest-1-u1"), new UnitId("guest-1-u3")));
        assertThat(world.asked(R1).demand().units()).isEqualTo(1);
        assertThat(world.asked(R1).relinquishment()).as("what is given up is signed away").hasValueSatisfying(paper -> {
            assertThat(paper.revision()).isEqualTo(1);
            assertThat(paper.kept().orElseThrow().units()).isEqualTo(1);
        });
        var granted = granting(world, 1);
        world.stage.clear();
        world.fromBroker(granted);

        assertThat(world.state(R1)).isEqualTo(ReservationState.EXTENDING_LEASE);
        assertThat(world.stage.sent()).as("nothing is redeemed while the victims are in service").isEmpty();
        assertThat(world.stage.runs()).extracting(run -> run.call().action()).containsExactly(Action.LEAVE, Action.LEAVE);
        world.endAll();
        assertThat(world.redeemed(R1).victims()).containsExactly(new UnitId("guest-1-u1"), new UnitId("guest-1-u3"));
        world.bind(R1, List.of(world.unit("guest-1-u2", UnitState.READY)), "");
        assertThat(world.guest().members()).extracting(m -> m.subject().value()).containsExactly("guest-1-u2");
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
    }

    private static orca.core.protocol.Message.TicketView granting(World world, long units) {
        return world.granting(R1, units, Term.of(NOON, HOUR), "");
    }

    @Test
    void victimsComeBackIntoServiceWhenTheAuthorityRefusesTheShrink() {
        World world = World.attended().active(2, HOUR).ordered(resize(R1, 1, new UnitId("guest-1-u1")));
        world.fromBroker(granting(world, 1));
        world.endAll();
        world.refuseLease(R1, "not now");

        assertThat(world.state(R1)).isEqualTo(ReservationState.RETURNING);
        assertThat(world.stage.runs()).extracting(run -> run.call().action()).containsExactly(Action.JOIN);
        assertThat(world.stage.runs().get(0).call().attempt()).as("a second joining is a new call").isEqualTo(2);
        world.endAll();
        assertThat(world.member("guest-1-u1").state()).isEqualTo(MemberState.IN);
    }

    @Test
    void whatGoesBackIsWhereTheUnitsAreThatWereLost() {
        World world = World.plain().ordered(request(wish(demand(4, 1, NOON, HOUR)))).inBins(2, 2).grant(R1);
        LeasedUnit first = placed(world, "guest-1-u1", 2);
        LeasedUnit second = placed(world, "guest-1-u2", 2);
        world.bind(R1, List.of(first, second), "the others could not be set up");

        assertThat(world.state(R1)).isEqualTo(ReservationState.RETURNING);
        assertThat(world.asked(R1).demand().stays()).contains(Amounts.of(0, 2));
        assertThat(world.asked(R1).relinquishment().orElseThrow().kept().orElseThrow().bins()).contains(Amounts.of(0, 2));
        world.inBins(0, 2).grant(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);

        world.ordered(resize(R1, 1, first.id()));
        assertThat(world.asked(R1).demand().stays()).as("the one that is no victim").contains(Amounts.of(0, 1));
    }

    @Test
    void anExtensionInVainGoesBackToTheBinsOfTheUnitsThatAreThere() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR)))).inBins(0, 1).grant(R1);
        world.bind(R1, List.of(placed(world, "guest-1-u1", 2)), "");
        world.ordered(resize(R1, 3)).inBins(2, 1).grant(R1).refuseLease(R1, "not now");

        assertThat(world.asked(R1).demand().units()).isEqualTo(1);
        assertThat(world.asked(R1).demand().stays()).contains(Amounts.of(0, 1));
    }

    private static LeasedUnit placed(World world, String id, long bin) {
        LeasedUnit unit = world.unit(id, UnitState.READY);
        return new LeasedUnit(unit.id(), unit.host(), unit.sliver(), unit.state(), unit.properties().with(Bins.PROPERTY, bin));
    }

    @Test
    void aUnitThatTheSiteTakesAwayLeaves() {
        World world = World.attended().active(3, HOUR).ordered(resize(R1, 2)).grant(R1);
        world.bind(R1, List.of(world.unit("guest-1-u1", UnitState.READY), world.unit("guest-1-u2", UnitState.READY),
                world.unit("guest-1-u3", UnitState.TEARDOWN)), "");

        assertThat(world.stage.runs()).extracting(run -> run.call().unit().value()).containsExactly("guest-1-u3");
        world.endAll();
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void aDemandThatWaitsMayBeChanged() {
        World world = World.plain().ordered(request(wish(demand(2, HOUR)))).ordered(resize(R1, 1)).ordered(extend(R1, HOUR));

        assertThat(world.asked(R1).demand()).isEqualTo(demand(1, HOUR.multipliedBy(2)));
        assertThat(world.asked(R1).stamp().revision()).isEqualTo(3);
        world.grant(R1).bind(R1);
        assertThat(world.reservation(R1).term().orElseThrow().length()).isEqualTo(HOUR.multipliedBy(2));
    }

    @Test
    void aChangeThatCrossesTheGrantAndIsRefusedKeepsWhatWasGranted() {
        World world = World.plain().ordered(request(wish(demand(2, HOUR))));
        var crossed = world.granting(R1, 2, Term.of(NOON, HOUR), "");
        world.ordered(resize(R1, 7)).fromBroker(crossed);
        assertThat(world.state(R1)).isEqualTo(ReservationState.TICKETING);
        world.fromBroker(refusing(world, crossed));

        assertThat(world.state(R1)).isEqualTo(ReservationState.REDEEMING);
        assertThat(world.reservation(R1).lastRefusal().orElseThrow().reason()).isEqualTo("not 7");
        world.bind(R1);
        assertThat(world.reservation(R1).wish().units()).isEqualTo(2);
        assertThat(world.reservation(R1).lease().orElseThrow().units()).hasSize(2);
    }

    @Test
    void aGrantThatAnswersNeitherDemandIsGivenBackWhenTheLastIsRefused() {
        World world = World.plain().ordered(request(wish(demand(2, HOUR)))).ordered(resize(R1, 3));
        var crossed = world.granting(R1, 3, Term.of(NOON, HOUR), "");
        world.ordered(resize(R1, 7)).fromBroker(refusing(world, crossed));

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.asked(R1).open()).isFalse();
        world.relinquished(R1);
        assertThat(world.reservation(R1).failure()).contains("the broker refused: not 7");
    }

    private static orca.core.protocol.Message.TicketView refusing(World world, orca.core.protocol.Message.TicketView held) {
        return world.ticketView(R1, orca.core.ticket.TicketState.TICKETED,
                new orca.core.contract.Answer.Refused(Refusal.of(Refusal.Kind.NEVER, "not 7")), held.chain(), false);
    }

    @Test
    void anAnswerToTheDemandBeforeTheLastIsNoAnswer() {
        World world = World.plain().ordered(request(wish(demand(2, HOUR))));
        var early = world.granting(R1, 2, Term.of(NOON, HOUR), "");
        world.ordered(resize(R1, 1)).fromBroker(early);

        assertThat(world.state(R1)).isEqualTo(ReservationState.TICKETING);
    }

    @Test
    void aLargerSliverIsAChangeForTheGuestsHandler() {
        World world = World.attended().active(1, HOUR).ordered(new Command.Change(Optional.empty(), R1, Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(Amounts.of(1000)), List.of()));
        assertThat(world.asked(R1).demand().sliver()).isEqualTo(Amounts.of(1000));
        world.grant(R1);
        var larger = new orca.core.lease.LeasedUnit(new UnitId("guest-1-u1"), "host-a", Amounts.of(1000), UnitState.READY,
                orca.core.resource.PropertyList.NONE);
        world.bind(R1, List.of(larger), "");

        assertThat(world.stage.runs().get(0).call().action()).isEqualTo(Action.MODIFY);
        assertThat(world.stage.runs().get(0).call().sliver()).isEqualTo(Amounts.of(1000));
        world.endAll();
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void anExtensionOutlivesNobodysEnd() {
        for (int answered = 0; answered < 3; answered++) {
            World world = World.attended().active(1, HOUR).ordered(extend(R1, HOUR));
            if (answered > 0) {
                world.grant(R1);
            }
            if (answered > 1) {
                world.refuseLease(R1, "no");
            }
            ReservationState waiting = List.of(ReservationState.EXTENDING_TICKET, ReservationState.EXTENDING_LEASE,
                    ReservationState.RETURNING).get(answered);
            assertThat(world.state(R1)).isEqualTo(waiting);
            world.stage.until(NOON.plus(HOUR));
            assertThat(world.state(R1)).as("from " + waiting).isIn(ReservationState.LEAVING, ReservationState.CLOSING);
            world.settled(R1);
            assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
        }
    }

    @Test
    void whatCannotBeWantedIsDeclinedWithAReason() {
        World world = World.plain().active(2, HOUR);
        List<UnitId> stranger = List.of(new UnitId("other-u1"));
        List<UnitId> both = List.of(new UnitId("guest-1-u1"), new UnitId("guest-1-u2"));

        assertThat(declined(world, extend(R2, HOUR))).isEqualTo(Refusal.Kind.UNKNOWN);
        assertThat(declined(world, extend(R1, Duration.ofDays(4_000_000)))).isEqualTo(Refusal.Kind.NEVER);
        assertThat(declined(world, change(Optional.of(NOON), Optional.empty(), List.of()))).isEqualTo(Refusal.Kind.LATE);
        assertThat(declined(world, change(Optional.of(NOON.plusSeconds(9000).plusNanos(1)), Optional.empty(), List.of())))
                .isEqualTo(Refusal.Kind.NEVER);
        assertThat(declined(world, change(Optional.empty(), Optional.of(Amounts.of(1, 2)), List.of())))
                .isEqualTo(Refusal.Kind.NEVER);
        assertThat(declined(world, resize(R1, 1, stranger.get(0)))).isEqualTo(Refusal.Kind.UNKNOWN);
        assertThat(declined(world, resize(R1, 1, both.get(0), both.get(1)))).isEqualTo(Refusal.Kind.CONFLICT);
        assertThat(world.order(resize(R1, 2))).isEqualTo(new Reply.Accepted(List.of("guest-1"), "nothing to change"));
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);

        world.ordered(extend(R1, HOUR));
        assertThat(declined(world, extend(R1, HOUR))).isEqualTo(Refusal.Kind.NOT_NOW);
        world.ordered(new Command.Close(R1));
        assertThat(declined(world, extend(R1, HOUR))).isEqualTo(Refusal.Kind.LATE);
    }

    private static Command.Change change(
            Optional<java.time.Instant> end, Optional<Amounts> sliver, List<UnitId> victims) {
        return new Command.Change(Optional.empty(), R1, end, Optional.empty(), Optional.empty(), sliver, victims);
    }

    @Test
    void anElasticReservationStaysElastic() {
        World world = World.plain().active(wish(demand(4, 2, NOON, HOUR))).ordered(resize(R1, 6));
        Demand asked = world.asked(R1).demand();

        assertThat(asked.units()).isEqualTo(6);
        assertThat(asked.minUnits()).isEqualTo(2);
        world.grant(R1, 5, "no more").bind(R1);
        assertThat(world.reservation(R1).held().orElseThrow().units()).isEqualTo(5);
    }

    @Test
    void anExtensionThatTheBrokerAnswersWithNonsenseIsRefused() {
        World world = World.plain().active(1, HOUR).ordered(extend(R1, HOUR));
        world.fromBroker(world.granting(R1, 1, Term.of(NOON, HOUR), ""));

        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.reservation(R1).lastRefusal().orElseThrow().kind()).isEqualTo(Refusal.Kind.CONFLICT);
    }

    private static Command.Change properties(PropertyList set, String... dropped) {
        return new Command.Change(Optional.empty(), R1, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                List.of(), set, List.of(dropped));
    }

    @Test
    void otherPropertiesAreAskedOfTheBrokerAndShownToTheSiteWithTheNewTicket() {
        World world = World.plain().active(2, HOUR)
                .ordered(properties(PropertyList.of("power", "paused"), "image", "unheard-of"));

        assertThat(world.state(R1)).isEqualTo(ReservationState.EXTENDING_TICKET);
        assertThat(world.asked(R1).demand()).as("the same units and term")
                .isEqualTo(demand(2, HOUR).with(PropertyList.of("power", "paused")));
        assertThat(world.asked(R1).relinquishment()).as("nothing is given up").isEmpty();
        world.grant(R1);
        assertThat(world.redeemed(R1).properties()).isEqualTo(PropertyList.of("power", "paused"));
        assertThat(world.reservation(R1).wish().properties()).as("until the site has said yes")
                .isEqualTo(PropertyList.of("image", "debian"));
        world.bind(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.reservation(R1).wish().properties()).isEqualTo(PropertyList.of("power", "paused"));

        world.ordered(extend(R1, HOUR)).grant(R1);
        assertThat(world.redeemed(R1).properties()).as("what was asked for stays").isEqualTo(PropertyList.of("power", "paused"));
    }

    @Test
    void whatTheSiteRefusesOfOtherPropertiesIsTakenBack() {
        World world = World.plain().active(2, HOUR).ordered(properties(PropertyList.of("power", "paused"))).grant(R1);
        world.refuseLease(R1, "not that");

        assertThat(world.state(R1)).isEqualTo(ReservationState.RETURNING);
        assertThat(world.asked(R1).demand().properties()).isEqualTo(PropertyList.of("image", "debian"));
        world.grant(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.reservation(R1).wish().properties()).isEqualTo(PropertyList.of("image", "debian"));
    }

    @Test
    void aTicketThatLeavesOutAPropertyIsNoAnswer() {
        World world = World.plain().active(1, HOUR);
        var before = world.granting(R1, 1, Term.of(NOON, HOUR), "");
        world.ordered(properties(PropertyList.of("power", "paused")));
        world.fromBroker(world.ticketView(R1, orca.core.ticket.TicketState.TICKETED,
                new orca.core.contract.Answer.Granted(1, 1, ""), before.chain(), false));

        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.reservation(R1).lastRefusal().orElseThrow().reason()).contains("power=paused");
    }

    @Test
    void propertiesThatCannotBeWantedAreDeclinedAndTheSameOnesChangeNothing() {
        World world = World.plain().active(1, HOUR);
        PropertyList many = PropertyList.NONE;
        for (int i = 0; i < PropertyList.MAX_ENTRIES; i++) {
            many = many.with("p" + i, i);
        }

        assertThat(declined(world, properties(PropertyList.of("site.rack", "r1")))).isEqualTo(Refusal.Kind.NEVER);
        assertThat(declined(world, properties(many))).isEqualTo(Refusal.Kind.NEVER);
        assertThat(world.order(properties(PropertyList.of("image", "debian"), "unheard-of")))
                .isEqualTo(new Reply.Accepted(List.of("guest-1"), "nothing to change"));
        world.ordered(properties(many, "image"));
        assertThat(world.asked(R1).demand().properties()).isEqualTo(many);
        assertThatThrownBy(() -> properties(PropertyList.of("power", "off"), "power"))
                .hasMessageContaining("set and to be dropped");
        assertThatThrownBy(() -> properties(PropertyList.NONE)).hasMessageContaining("nothing to change");
    }
}
