package orca.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import orca.core.policy.AssignmentPolicy;
import orca.core.resource.Promised;
import orca.policies.assignment.BestFit;
import orca.policies.assignment.FirstFit;
import orca.policies.assignment.WorstFit;
import orca.simulator.bench.Haggling.Tally;
import orca.simulator.bench.Haggling.Wants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A site without faults and its broker: whether what the broker ticketed has a host. */
class FactoringTest {
    private static final List<Supplier<AssignmentPolicy>> POLICIES = List.of(FirstFit::new, BestFit::new, WorstFit::new);

    private static Tally bySum(AssignmentPolicy policy, long seed, int minutes) {
        return Haggling.play(Promised.BY_SUM, policy, Wants.MIXED_AHEAD_CHANGED, seed, minutes);
    }

    private static Tally byHost(Wants wants, long seed, int minutes) {
        return Haggling.play(Promised.BY_HOST, new FirstFit(), wants, seed, minutes);
    }

    @Test
    void whatIsPromisedBySumMayHaveNoHost() {
        Tally tally = bySum(new FirstFit(), 1, 60);
        assertThat(tally.refused()).isPositive();
        assertThat(tally.reason()).contains("room");
    }

    @Test
    void whatIsPromisedByHostHasAHost() {
        Tally tally = byHost(Wants.MIXED_AHEAD_CHANGED, 1, 80);
        assertThat(tally.issued()).isGreaterThan(30);
        assertThat(tally.refused()).as(tally.reason()).isZero();
    }

    @Test
    @Tag("known")
    void whatIsPromisedBySumMayHaveNoHostWhateverThePolicy() {
        for (Supplier<AssignmentPolicy> policy : POLICIES) {
            assertThat(bySum(policy.get(), 1, 300).refused()).as(policy.get().name()).isPositive();
        }
    }

    @Test
    @Tag("known")
    void whatIsPromisedByHostHasAHostWhateverIsWanted() {
        for (Wants wants : Wants.values()) {
            for (long seed = 1; seed <= 5; seed++) {
                Tally tally = byHost(wants, seed, 300);
                assertThat(tally.issued()).as("%s, seed %s", wants, seed).isGreaterThan(50);
                assertThat(tally.refused()).as("%s, seed %s: %s", wants, seed, tally.reason()).isZero();
            }
        }
    }
}
