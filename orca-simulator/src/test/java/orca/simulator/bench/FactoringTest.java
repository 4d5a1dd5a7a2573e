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
import org.junit.jupiter.api.Test;

/** A site without faults and its broker: whether what the broker ticketed has a host. */
class FactoringTest {
    private static final List<Supplier<AssignmentPolicy>> POLICIES = List.of(FirstFit::new, BestFit::new, WorstFit::new);

    @Test
    void whatIsPromisedBySumMayHaveNoHostWhateverThePolicy() {
        for (Supplier<AssignmentPolicy> policy : POLICIES) {
            Tally tally = Haggling.play(Promised.BY_SUM, policy.get(), Wants.MIXED_AHEAD_CHANGED, 1, 300);
            assertThat(tally.refused()).as(policy.get().name()).isPositive();
            assertThat(tally.reason()).contains("room");
        }
    }

    @Test
    void whatIsPromisedByHostHasAHost() {
        for (Wants wants : Wants.values()) {
            Tally tally = Haggling.play(Promised.BY_HOST, new FirstFit(), wants, 1, 300);
            assertThat(tally.issued()).as("%s", wants).isGreaterThan(50);
            assertThat(tally.refused()).as("%s: %s", wants, tally.reason()).isZero();
        }
    }
}
