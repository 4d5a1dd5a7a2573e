package orca.simulator.guests;

import static orca.simulator.guests.Quarter.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.policy.ProvisioningPolicy;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.policies.guest.KeepCount;
import orca.policies.provisioning.Auction;
import orca.policies.provisioning.ConservativeBackfill;
import orca.policies.provisioning.EarliestDeadline;
import orca.policies.provisioning.EasyBackfill;
import orca.policies.provisioning.FixedShares;
import orca.policies.provisioning.PriorityClasses;
import orca.policies.provisioning.ShortestBackfill;
import orca.policies.provisioning.StrictLine;
import orca.policies.provisioning.Winks;
import orca.servicemanager.controller.Controllers;
import orca.servicemanager.record.ReservationImage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All or nothing, under every policy that a broker may have: ten units, a site, a guest with a group. */
class GroupsOverPoliciesTest {
    private static final Duration HOUR = Duration.ofHours(1);

    static Stream<Supplier<ProvisioningPolicy>> policies() {
        return Stream.of(StrictLine::new, EasyBackfill::new, ShortestBackfill::new, ConservativeBackfill::new,
                EarliestDeadline::new, PriorityClasses::new, Winks::new, Auction::new, () -> {
                    FixedShares shares = new FixedShares();
                    shares.configure(PropertyList.of("shares", "guest=100"));
                    return shares;
                });
    }

    private static Quarter quarter(Supplier<ProvisioningPolicy> policy) {
        return new Quarter(Controllers.of("idle", "any"), KeepCount::new).under(policy)
                .with("east", 10, NOON.plus(Duration.ofDays(2))).open();
    }

    /** One member: units from now on, no later than so long after. */
    private static Command.Wish wish(Instant now, long units, Duration patience) {
        Demand demand = new Demand(Quarter.VM, units, units, Amounts.of(1), Term.of(now, HOUR), now.plus(patience),
                Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
        return new Command.Wish(Optional.empty(), new Principal("east"), demand, Optional.empty(), List.of(), List.of());
    }

    private static void group(Quarter quarter, Duration held, Command.Wish... wishes) {
        quarter.order(Quarter.GUEST, new Command.Request(
                Optional.empty(), "blue", List.of(wishes), true, Optional.of(quarter.now().plus(held))));
    }

    private static List<ReservationState> states(Quarter quarter) {
        return new ArrayList<>(quarter.reservations().stream().map(ReservationImage::state).toList());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void whatFitsTogetherStartsTogether(Supplier<ProvisioningPolicy> policy) {
        Quarter quarter = quarter(policy);
        group(quarter, Duration.ofMinutes(20), wish(NOON, 4, Duration.ZERO), wish(NOON, 3, HOUR), wish(NOON, 3, HOUR));
        quarter.advance(Duration.ofMinutes(5));

        assertThat(states(quarter)).containsExactly(ReservationState.ACTIVE, ReservationState.ACTIVE, ReservationState.ACTIVE);
        assertThat(quarter.booked("east")).isEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void whereOneIsRefusedNoneIsHeldAndNothingStaysBooked(Supplier<ProvisioningPolicy> policy) {
        Quarter quarter = quarter(policy);
        group(quarter, Duration.ofMinutes(20), wish(NOON, 6, Duration.ZERO), wish(NOON, 6, Duration.ZERO));
        quarter.advance(Duration.ofMinutes(5));

        assertThat(states(quarter)).containsOnly(ReservationState.FAILED);
        assertThat(quarter.booked("east")).isZero();
    }

    /** One member has its ticket, another stands in line behind what somebody else has: the group waits as long as it says. */
    @ParameterizedTest
    @MethodSource("policies")
    void aMemberInLineHoldsTheOthersNoLongerThanTheGroupSays(Supplier<ProvisioningPolicy> policy) {
        Quarter quarter = quarter(policy);
        quarter.order(Quarter.GUEST, new Command.Request(
                Optional.empty(), "green", List.of(wish(NOON, 5, Duration.ZERO)), false, Optional.empty()));
        quarter.advance(Duration.ofMinutes(5));
        group(quarter, Duration.ofMinutes(20), wish(quarter.now(), 4, HOUR), wish(quarter.now(), 4, Duration.ofHours(3)));
        quarter.advance(Duration.ofMinutes(15));
        assertThat(states(quarter).get(0)).isEqualTo(ReservationState.ACTIVE);
        assertThat(states(quarter).subList(1, 3)).as("none is redeemed").doesNotContain(ReservationState.ACTIVE);
        quarter.advance(Duration.ofMinutes(10));

        assertThat(states(quarter).subList(1, 3)).containsOnly(ReservationState.FAILED);
        assertThat(quarter.booked("east")).as("what was there before").isEqualTo(5);
    }
}
