package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.contract.ReservationId;
import orca.core.handler.Outcome;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.reservation.ReservationState;
import orca.core.resource.PropertyList;
import orca.servicemanager.record.GroupState;
import org.junit.jupiter.api.Test;

/** Groups in which all or none is had, and reservations that wait for others. */
class TogetherTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final ReservationId A = new ReservationId("a");
    private static final ReservationId B = new ReservationId("b");

    private static World group() {
        return World.plain().ordered(together(wish(demand(1, HOUR)), wish(demand(1, HOUR)), wish(demand(1, HOUR))));
    }

    private static GroupState state(World world) {
        return world.guest().groups().iterator().next().state();
    }

    @Test
    void noMemberIsRedeemedBeforeAllAreTicketed() {
        World world = group().grant(R1).grant(R2);
        assertThat(world.state(R1)).isEqualTo(ReservationState.TICKETED);
        assertThat(world.stage.sent(Message.LeaseDemand.class)).isEmpty();
        world.grant(R3);

        assertThat(world.stage.sent(Message.LeaseDemand.class)).extracting(Message.LeaseDemand::id)
                .containsExactlyInAnyOrder(R1, R2, R3);
        assertThat(state(world)).isEqualTo(GroupState.COMPLETE);
        world.bind(R1).bind(R2).bind(R3);
        assertThat(state(world)).isEqualTo(GroupState.DONE);
        world.ordered(new Command.Close(R1));
        assertThat(world.state(R2)).as("from here on each goes its own way").isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void aRefusalGivesUpAll() {
        World world = group().grant(R1).refuse(R2, "sold out");

        assertThat(state(world)).isEqualTo(GroupState.BROKEN);
        assertThat(world.asked(R1).open()).isFalse();
        assertThat(world.asked(R3).open()).isFalse();
        world.relinquished(R1).relinquished(R3);
        assertThat(world.state(R1)).isEqualTo(ReservationState.FAILED);
        assertThat(world.reservation(R3).failure().orElseThrow())
                .startsWith("its group guest-g1 failed: guest-2: the broker refused: sold out");
    }

    @Test
    void closingAMemberBeforeAllAreInUseGivesUpAll() {
        World world = group().grant(R1).ordered(new Command.Close(R2));

        assertThat(world.asked(R1).open()).isFalse();
        assertThat(world.reservation(R1).failure()).contains("its group guest-g1 failed: guest-2: it was closed");
        world.relinquished(R1).relinquished(R2).relinquished(R3);
        assertThat(world.state(R2)).as("what its operator closed did not fail").isEqualTo(ReservationState.CLOSED);
    }

    @Test
    void aRedeemThatFailsClosesEveryMemberAlsoThoseInUse() {
        World world = group().grant(R1).grant(R2).grant(R3).bind(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        world.refuseLease(R2, "no host");

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.redeemed(R3).open()).isFalse();
        world.ended(R1).relinquished(R1);
        assertThat(world.reservation(R1).failure().orElseThrow()).contains("guest-2: the authority refused: no host");
    }

    @Test
    void aGroupIsHeldNoLongerThanItsDeadline() {
        World world = World.plain().ordered(new Command.Request(Optional.empty(), "blue",
                List.of(wish(demand(1, HOUR)), wish(demand(1, HOUR))), true, Optional.of(NOON.plusSeconds(90))));
        world.grant(R1).stage.until(NOON.plusSeconds(89));
        assertThat(world.state(R1)).isEqualTo(ReservationState.TICKETED);
        world.stage.until(NOON.plusSeconds(90));

        assertThat(state(world)).isEqualTo(GroupState.BROKEN);
        assertThat(world.asked(R1).open()).isFalse();
        assertThat(world.reservation(R1).failure().orElseThrow()).contains("some member had no ticket by 2030-01-01T12:01:30Z");
        world.relinquished(R1).relinquished(R2).stage.advance(HOUR.multipliedBy(2));
        assertThat(world.guest().groups()).isEmpty();
    }

    @Test
    void aMemberThatWaitsToBeAskedForFailsWithItsGroup() {
        World world = new World(GuestSettings.usual(GUEST).with(new GuestSettings.Limits(10, 1, 10)))
                .ordered(together(wish(demand(1, HOUR)), wish(demand(1, HOUR)))).refuse(R1, "no");

        assertThat(world.state(R2)).isEqualTo(ReservationState.FAILED);
        assertThat(world.stage.sent(Message.TicketDemand.class)).extracting(Message.TicketDemand::id).containsOnly(R1);
    }

    @Test
    void whatIsRedeemedAfterAnotherWaitsUntilThatIsInUse() {
        World world = World.attended().ordered(request(named("a", demand(1, HOUR), List.of(), List.of()),
                named("b", demand(1, HOUR), List.of("a"), List.of())));
        world.grant(A).grant(B).bind(A);
        assertThat(world.state(B)).isEqualTo(ReservationState.TICKETED);
        world.endAll();

        assertThat(world.state(A)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.state(B)).isEqualTo(ReservationState.REDEEMING);
    }

    @Test
    void whatJoinsAfterAnotherIsGivenThePropertiesOfItsUnits() {
        World world = World.attended().ordered(request(named("b", demand(1, HOUR), List.of(), List.of("a")),
                named("a", demand(2, HOUR), List.of(), List.of())));
        world.grant(A).grant(B).bind(B).bind(A);
        assertThat(world.state(B)).isEqualTo(ReservationState.JOINING);
        assertThat(world.stage.runs()).extracting(run -> run.call().unit().value()).containsExactly("a-u1", "a-u2");
        world.endAll();

        assertThat(world.stage.runs()).hasSize(1);
        PropertyList told = world.stage.runs().get(0).call().properties();
        assertThat(told.text("predecessor.a.0.address")).contains("10.0.0.4");
        assertThat(told.text("predecessor.a.1.address")).isPresent();
        assertThat(told.text("address")).as("its own").isPresent();
        world.endAll();
        assertThat(world.state(B)).isEqualTo(ReservationState.ACTIVE);
    }

    @Test
    void whatWaitsForALostPredecessorFailsWithItsReasonInEveryState() {
        for (int steps = 0; steps < 4; steps++) {
            World world = World.attended().ordered(request(named("a", demand(1, HOUR), List.of(), List.of()),
                    named("b", demand(1, HOUR), steps < 2 ? List.of("a") : List.of(), steps < 2 ? List.of() : List.of("a"))));
            if (steps > 0) {
                world.grant(B);
            }
            if (steps == 3) {
                world.bind(B);
            }
            assertThat(world.state(B)).isEqualTo(List.of(ReservationState.TICKETING, ReservationState.TICKETED,
                    ReservationState.REDEEMING, ReservationState.JOINING).get(steps));
            world.refuse(A, "sold out");
            assertThat(world.state(B)).isEqualTo(ReservationState.CLOSING);
            if (steps > 1) {
                world.ended(B);
            }
            world.relinquished(B);
            assertThat(world.state(B)).isEqualTo(ReservationState.FAILED);
            assertThat(world.reservation(B).failure().orElseThrow())
                    .startsWith("its predecessor a was never in use: the broker refused: sold out");
        }
    }

    @Test
    void aPredecessorWhoseUnitsCannotJoinTakesItsSuccessorWithIt() {
        World world = World.attended().ordered(request(named("a", demand(1, HOUR), List.of(), List.of()),
                named("b", demand(1, HOUR), List.of("a"), List.of())));
        world.grant(A).grant(B).bind(A);
        world.stage.end(world.stage.runs().get(0).name(), new Outcome.Trouble("no route", false));

        assertThat(world.state(A)).isIn(ReservationState.JOINING, ReservationState.LEAVING);
        world.endAll();
        assertThat(world.state(A)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.state(B)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.reservation(B).failure().orElseThrow()).contains("no unit could be taken into service");
    }

    @Test
    void aJoinThatNobodyWaitsForAnyMoreEndsWithTheTerm() {
        World world = World.attended().ordered(request(named("a", demand(1, HOUR.multipliedBy(2)), List.of(), List.of()),
                named("b", demand(1, HOUR), List.of(), List.of("a"))));
        world.grant(B).bind(B).stage.until(NOON.plus(HOUR));

        assertThat(world.state(B)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.reservation(B).failure().orElseThrow()).contains("its term was over while it was JOINING");
    }

    @Test
    void whatWasInUseAndIsOverStillCountsForThoseThatWaited() {
        World world = World.plain().ordered(request(named("a", demand(1, HOUR), List.of(), List.of()))).grant(A).bind(A);
        world.ordered(together(named("b", demand(1, HOUR), List.of("a"), List.of()),
                named("c", demand(1, HOUR), List.of(), List.of())));
        world.grant(B).ordered(new Command.Close(A)).ended(A).relinquished(A);
        assertThat(world.state(B)).isEqualTo(ReservationState.TICKETED);
        world.grant(new ReservationId("c"));

        assertThat(world.state(B)).isEqualTo(ReservationState.REDEEMING);
    }
}
