package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.handler.Action;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.reservation.ReservationState;
import orca.core.time.Turnaround;
import org.junit.jupiter.api.Test;

/** The life that all others are exceptions from. */
class LifeTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aReservationIsAskedForTicketedRedeemedUsedExtendedAndClosed() {
        World world = World.attended();

        assertThat(world.order(request(wish(demand(2, HOUR))))).isEqualTo(new Reply.Accepted(List.of("guest-1"), ""));
        assertThat(world.state(R1)).isEqualTo(ReservationState.TICKETING);
        assertThat(world.asked(R1).demand()).isEqualTo(demand(2, HOUR));

        world.grant(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.REDEEMING);
        assertThat(world.redeemed(R1).chain()).isEqualTo(world.reservation(R1).chain());
        assertThat(world.redeemed(R1).properties().text("image")).contains("debian");

        world.bind(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.JOINING);
        assertThat(world.stage.runs()).extracting(run -> run.call().action()).containsExactly(Action.JOIN, Action.JOIN);
        assertThat(world.stage.runs().get(0).call().properties().text("address")).isPresent();

        world.endAll();
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.reservation(R1).served()).isTrue();

        world.ordered(extend(R1, HOUR));
        assertThat(world.state(R1)).isEqualTo(ReservationState.EXTENDING_TICKET);
        assertThat(world.asked(R1).demand().term().length()).isEqualTo(HOUR.multipliedBy(2));
        world.grant(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.EXTENDING_LEASE);
        world.bind(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.JOINING);
        assertThat(world.stage.runs()).extracting(run -> run.call().action()).containsExactly(Action.MODIFY, Action.MODIFY);
        world.endAll();
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.reservation(R1).term().orElseThrow().length()).isEqualTo(HOUR.multipliedBy(2));

        world.ordered(new orca.core.protocol.Command.Close(R1));
        assertThat(world.state(R1)).isEqualTo(ReservationState.LEAVING);
        assertThat(world.stage.runs()).extracting(run -> run.call().action()).containsExactly(Action.LEAVE, Action.LEAVE);
        world.endAll();
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        assertThat(world.guest().members()).isEmpty();
        assertThat(world.redeemed(R1).open()).isFalse();
        assertThat(world.asked(R1).open()).as("the broker is told after the authority").isTrue();

        world.ended(R1);
        assertThat(world.asked(R1).open()).isFalse();
        world.relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
        assertThat(world.reservation(R1).failure()).isEmpty();

        world.stage.advance(Duration.ofMinutes(61));
        assertThat(world.guest().reservations()).isEmpty();
        assertThat(world.guest().slices()).isEmpty();
        assertThat(world.stage.engine().nextWake()).isEqualTo(Optional.empty());
    }

    @Test
    void withoutAHandlerUnitsAreInServiceAtOnce() {
        World world = World.plain().active(3, HOUR);

        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        assertThat(world.guest().members()).hasSize(3);
        assertThat(world.stage.runs()).isEmpty();
        world.ordered(new orca.core.protocol.Command.Close(R1));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        world.ended(R1).relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
    }

    @Test
    void aDemandIsRepeatedUntilItIsAnswered() {
        World world = World.plain().ordered(request(wish(demand(1, HOUR))));

        world.stage.advance(Duration.ofSeconds(8));
        assertThat(world.stage.sent(Message.TicketDemand.class)).hasSize(4).containsOnly(world.asked(R1));
        world.grant(R1).stage.clear().advance(Duration.ofSeconds(8));
        assertThat(world.stage.sent(Message.TicketDemand.class)).isEmpty();
        assertThat(world.stage.sent(Message.LeaseDemand.class)).hasSize(3);
        assertThat(world.stage.sent(Message.LeaseDemand.class).stream().distinct()).hasSize(1);
    }

    @Test
    void aLeaseEndsOnTimeByTheGuestsOwnMargin() {
        World world = World.attended().active(1, HOUR);

        world.stage.until(NOON.plus(HOUR).minusMillis(1001));
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        world.stage.until(NOON.plus(HOUR).minusMillis(1000));
        assertThat(world.state(R1)).isEqualTo(ReservationState.LEAVING);
        world.settled(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
    }

    @Test
    void withoutAMarginALeaseEndsWhenTheSitesClockMayBeAtTheEnd() {
        World world = new World(withoutMargin()).active(1, HOUR);

        world.stage.until(NOON.plus(HOUR).minusMillis(2001));
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        world.stage.until(NOON.plus(HOUR).minusMillis(2000));
        assertThat(world.state(R1)).as("the type declares two seconds of skew").isEqualTo(ReservationState.CLOSING);
    }

    @Test
    void withoutAMarginAndWithoutSkewALeaseLastsToItsEnd() {
        World world = new World(withoutMargin()).declaring(Turnaround.NONE).active(1, HOUR);

        world.stage.until(NOON.plus(HOUR).minusMillis(1));
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        world.stage.until(NOON.plus(HOUR));
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        world.ended(R1).relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
        assertThat(world.reservation(R1).failure()).isEmpty();
    }

    private static GuestSettings withoutMargin() {
        GuestSettings.Times usual = GuestSettings.Times.USUAL;
        return GuestSettings.usual(GUEST).with(
                new GuestSettings.Times(Duration.ZERO, usual.giveUp(), usual.hold(), usual.remember()));
    }
}
