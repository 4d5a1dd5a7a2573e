package orca.simulator.guests;

import static orca.simulator.guests.Quarter.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.policy.GuestController;
import orca.core.policy.ProvisioningPolicy;
import orca.core.protocol.Command;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.policies.guest.Buy;
import orca.policies.guest.FollowMetric;
import orca.policies.guest.FollowQueue;
import orca.policies.guest.ReplaceLost;
import orca.policies.guest.TrackTarget;
import orca.policies.provisioning.Auction;
import orca.servicemanager.controller.Controllers;
import orca.servicemanager.record.ReservationImage;
import org.junit.jupiter.api.Test;

class ControllerStoryTest {
    private static PropertyList settings(String broker) {
        return PropertyList.of("broker", broker).with("type", "vm").with("sliver", "1").with("length", "1h");
    }

    private static Quarter quarter(Supplier<GuestController> maker, PropertyList settings, String... sensors) {
        Controllers controllers = Controllers.of("web", "any").asking(Duration.ofSeconds(15));
        for (String sensor : sensors) {
            controllers = controllers.withSensor(sensor, "web");
        }
        return new Quarter(controllers, () -> {
            GuestController controller = maker.get();
            controller.configure(settings);
            return controller;
        });
    }

    private static int turns(List<Long> units) {
        int turns = 0;
        int last = 0;
        for (int i = 1; i < units.size(); i++) {
            int way = Long.compare(units.get(i), units.get(i - 1));
            turns += way != 0 && last != 0 && way != last ? 1 : 0;
            last = way != 0 ? way : last;
        }
        return turns;
    }

    /** Half a day: the load rises, stays with noise, and falls; leases of an hour are renewed meanwhile. */
    @Test
    void targetTrackingFollowsALoadUpAndDownAndDoesNotFlap() {
        SplittableRandom dice = new SplittableRandom(20_300_101);
        Quarter quarter = quarter(TrackTarget::new, settings("east").with("sensor", "cpu").with("target", 60L).with("max", 20L),
                "cpu").with("east", 30, NOON.plus(Duration.ofDays(2))).open();
        List<Long> units = new ArrayList<>();
        for (int minute = 0; minute < 720; minute++) {
            double base = minute < 180 ? 60 + 4.5 * minute : minute < 420 ? 870 : Math.max(60, 870 - 4.5 * (minute - 420));
            long used = quarter.inUse("east");
            if (used > 0) {
                quarter.sense("cpu", base * (0.94 + 0.12 * dice.nextDouble()) / used);
            }
            quarter.advance(Duration.ofMinutes(1));
            units.add(quarter.inUse("east"));
        }

        assertThat(turns(units)).as("it goes up once and down once: %s", units).isEqualTo(1);
        assertThat(units.subList(240, 420)).as("the plateau").containsOnly(units.get(240));
        assertThat(units.get(240)).isBetween(14L, 17L);
        assertThat(units.get(719)).isLessThanOrEqualTo(3);
    }

    @Test
    void aBrokerThatHasNoMoreCostsNothingButTheUnitsThatItDoesNotHave() {
        Quarter quarter = quarter(FollowMetric::new, settings("east, west").with("sensor", "users").with("per-unit", 100L)
                .with("max", 20L), "users").with("east", 4, NOON.plus(Duration.ofDays(2)))
                .with("west", 9, NOON.plus(Duration.ofDays(2))).open();
        for (int minute = 0; minute < 20; minute++) {
            quarter.sense("users", 1_000);
            quarter.advance(Duration.ofMinutes(1));
        }

        assertThat(quarter.inUse("east")).isEqualTo(4);
        assertThat(quarter.inUse("west")).as("the rest").isEqualTo(6);
        for (int minute = 0; minute < 20; minute++) {
            quarter.sense("users", 150);
            quarter.advance(Duration.ofMinutes(1));
        }
        assertThat(quarter.inUse("east") + quarter.inUse("west")).isEqualTo(2);
    }

    @Test
    void aQueueIsWorkedOffAndThenItsUnitsGoBack() {
        Quarter quarter = quarter(FollowQueue::new, settings("east").with("queue", "jobs").with("rate", "0.5").with("min", 0L)
                .with("max", 20L), "jobs").with("east", 30, NOON.plus(Duration.ofDays(2))).open();
        double queue = 2_400;
        long most = 0;
        for (int step = 0; step < 200; step++) {
            quarter.sense("jobs", Math.floor(queue));
            quarter.advance(Duration.ofSeconds(15));
            queue = Math.max(0, queue - quarter.inUse("east") * 0.5 * 15);
            most = Math.max(most, quarter.inUse("east"));
        }

        assertThat(queue).isZero();
        assertThat(most).as("sixteen take five minutes").isEqualTo(16);
        assertThat(quarter.inUse("east")).isZero();
    }

    /** East's right ends after an hour and a half: it cannot renew beyond. */
    @Test
    void whatCannotBeRenewedIsReplacedElsewhereBeforeItIsLost() {
        Quarter quarter = quarter(ReplaceLost::new, settings("east, west").with("count", 3L))
                .with("east", 10, NOON.plus(Duration.ofMinutes(61))).with("west", 10, NOON.plus(Duration.ofDays(2))).open();
        long least = 3;
        long served = 0;
        for (int minute = 0; minute < 180; minute++) {
            quarter.advance(Duration.ofMinutes(1));
            served = minute == 30 ? quarter.inUse("east") : served;
            if (minute >= 2) {
                least = Math.min(least, quarter.inUse("east") + quarter.inUse("west"));
            }
        }

        assertThat(served).as("at first").isEqualTo(3);
        assertThat(least).as("never fewer than wanted, once they were there").isEqualTo(3);
        assertThat(quarter.inUse("east")).isZero();
        assertThat(quarter.inUse("west")).isEqualTo(3);
    }

    @Test
    void whatIsRevokedIsReplacedElsewhereAtOnce() {
        Quarter quarter = quarter(ReplaceLost::new, settings("east, west").with("count", 2L))
                .with("east", 10, NOON.plus(Duration.ofDays(2))).with("west", 10, NOON.plus(Duration.ofDays(2))).open();
        quarter.advance(Duration.ofMinutes(3));
        assertThat(quarter.inUse("east")).isEqualTo(2);
        ReservationImage first = quarter.reservations().get(0);

        quarter.order(new Principal("east-site"), new Command.Revoke(first.subject(), "the rack is needed"));
        quarter.advance(Duration.ofMinutes(2));

        assertThat(quarter.inUse("east")).isEqualTo(1);
        assertThat(quarter.inUse("east") + quarter.inUse("west")).isEqualTo(2);
    }

    private static ProvisioningPolicy auction() {
        Auction policy = new Auction();
        policy.configure(PropertyList.NONE.with("budget", 100_000));
        return policy;
    }

    /** Others come now and then, take all that is free and outbid what is to be extended; it buys back what it lost. */
    @Test
    void buyingKeepsItsUnitsAgainstOthersByBiddingMoreThanTheyDo() {
        Quarter quarter = quarter(Buy::new, settings("east").with("count", 3L).with("budget", 500L))
                .under(ControllerStoryTest::auction).with("east", 4, NOON.plus(Duration.ofDays(2))).open();
        List<Long> units = new ArrayList<>();
        long highest = 0;
        for (int minute = 0; minute < 300; minute++) {
            if (minute > 60 && minute < 220 && minute % 30 == 0) {
                quarter.order(Quarter.GUEST, new Command.Request(Optional.empty(), "others",
                        List.of(other(quarter, 9, 1), other(quarter, 9, 1)), false, Optional.empty()));
            }
            quarter.advance(Duration.ofMinutes(1));
            units.add(quarter.reservations().stream().filter(ReservationImage::inUse)
                    .filter(r -> r.id().value().startsWith("buy-")).count());
            highest = Math.max(highest, bids(quarter).stream().mapToLong(bid -> bid).max().orElse(0));
        }

        assertThat(units.subList(5, 60)).as("before others come").containsOnly(units.get(5));
        assertThat(units.get(299)).as("after they went").isEqualTo(3);
        assertThat(units.subList(120, 220).stream().mapToLong(n -> n).average().orElse(0)).as("meanwhile: %s", units)
                .isGreaterThan(2);
        assertThat(highest).as("more than others, and not much more").isBetween(10L, 20L);
    }

    private static List<Long> bids(Quarter quarter) {
        return quarter.reservations().stream().filter(r -> r.id().value().startsWith("buy-"))
                .map(r -> r.asks().properties().whole("bid").orElseThrow()).toList();
    }

    private static Command.Wish other(Quarter quarter, long bid, long units) {
        Demand demand = new Demand(Quarter.VM, units, units, Amounts.of(1), Term.of(quarter.now(), Duration.ofMinutes(50)),
                quarter.now().plus(Duration.ofHours(1)), Optional.empty(), Assurance.RESERVED, Optional.empty(),
                PropertyList.NONE.with("bid", bid));
        return new Command.Wish(Optional.empty(), new Principal("east"), demand, Optional.empty(), List.of(), List.of());
    }
}
