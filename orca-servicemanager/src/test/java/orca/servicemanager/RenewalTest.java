package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import orca.core.actor.Repeat;
import orca.core.reservation.ReservationState;
import orca.core.time.Term;
import orca.servicemanager.renewal.Renewal;
import org.junit.jupiter.api.Test;

class RenewalTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aReservationIsRenewedByItsOwnLengthUntilItsCap() {
        World world = World.plain().active(renewed(demand(1, HOUR), NOON.plus(Duration.ofMinutes(150))));

        world.stage.until(NOON.plus(Duration.ofMinutes(48)).minusMillis(1));
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        world.stage.until(NOON.plus(Duration.ofMinutes(48))); // a fifth of the hour before its end
        assertThat(world.state(R1)).isEqualTo(ReservationState.EXTENDING_TICKET);
        assertThat(world.asked(R1).demand().term()).isEqualTo(Term.of(NOON, HOUR.multipliedBy(2)));
        world.grant(R1).bind(R1);

        world.stage.until(NOON.plus(Duration.ofMinutes(108)));
        assertThat(world.asked(R1).demand().term().end()).isEqualTo(NOON.plus(Duration.ofMinutes(150)));
        world.grant(R1).bind(R1);
        world.stage.until(NOON.plus(Duration.ofMinutes(150)));
        assertThat(world.state(R1)).as("the cap is the end").isEqualTo(ReservationState.CLOSING);
    }

    @Test
    void aRefusedRenewalIsTriedAgainWithGrowingPausesUntilTheEnd() {
        World world = World.plain().active(renewed(demand(1, HOUR), NOON.plus(HOUR.multipliedBy(10))));
        Instant due = NOON.plus(Duration.ofMinutes(48));

        world.stage.until(due);
        world.refuse(R1, "not yet");
        world.stage.until(due.plusSeconds(5).minusMillis(1));
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        world.stage.until(due.plusSeconds(5));
        assertThat(world.state(R1)).isEqualTo(ReservationState.EXTENDING_TICKET);
        world.refuse(R1, "still not");
        world.stage.until(due.plusSeconds(15).minusMillis(1));
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        world.stage.until(due.plusSeconds(15));
        assertThat(world.state(R1)).isEqualTo(ReservationState.EXTENDING_TICKET);
        assertThat(world.notices(R1)).containsExactly(
                "the broker refused: not yet (instead: 1 units then, or all from 2030-01-01T14:00:00Z)",
                "the broker refused: still not (instead: 1 units then, or all from 2030-01-01T14:00:00Z)");
        world.grant(R1).bind(R1);
        assertThat(world.reservation(R1).renewal().refusals()).isZero();
    }

    @Test
    void aReservationWhoseRenewalIsNeverGrantedEndsOnTime() {
        World world = World.plain().active(renewed(demand(1, HOUR), NOON.plus(HOUR.multipliedBy(10))));
        world.stage.until(NOON.plus(HOUR));

        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSING);
        world.ended(R1).relinquished(R1);
        assertThat(world.state(R1)).isEqualTo(ReservationState.CLOSED);
    }

    @Test
    void aShortTermIsRenewedNoSoonerThanHalfWay() {
        World world = World.plain().active(renewed(demand(1, Duration.ofSeconds(10)), NOON.plusSeconds(60)));

        world.stage.until(NOON.plusSeconds(5).minusMillis(1));
        assertThat(world.state(R1)).isEqualTo(ReservationState.ACTIVE);
        world.stage.until(NOON.plusSeconds(5));
        assertThat(world.state(R1)).isEqualTo(ReservationState.EXTENDING_TICKET);
    }

    @Test
    void renewalRulesThatMakeNoSenseAreRefused() {
        Repeat retry = Repeat.USUAL;
        assertThatThrownBy(() -> new Renewal(Duration.ofSeconds(-1), 20, retry)).hasMessageContaining("renewal.ahead");
        assertThatThrownBy(() -> new Renewal(Duration.ZERO, 51, retry)).hasMessageContaining("renewal.share");
    }
}
