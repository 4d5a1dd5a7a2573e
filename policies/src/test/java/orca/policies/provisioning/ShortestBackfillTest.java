package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static orca.policies.provisioning.Queue.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView.Bid;
import orca.testkit.ProvisioningPolicyContract;
import org.junit.jupiter.api.Test;

class ShortestBackfillTest extends ProvisioningPolicyContract {
    @Override
    protected ProvisioningPolicy policy() {
        return new ShortestBackfill();
    }

    @Test
    void behindTheHeadTheShortestGoesFirst() {
        Bid[] line = {job("a", 8, 1), job("b", 4, 2), job("c", 4, 1)};

        assertThat(says(policy(), TEN, busy(), line))
                .isEqualTo(Map.of("a", "waits for 12:00", "c", "4 from 10:00", "b", "waits for 13:00"));
        assertThat(says(new EasyBackfill(), TEN, busy(), line)).containsEntry("b", "4 from 10:00");
    }

    @Test
    void equallyShortOnesGoAsTheyCame() {
        assertThat(says(policy(), TEN, busy(), job("a", 8, 1), job("b", 4, 1), job("c", 4, 1)))
                .containsEntry("b", "4 from 10:00").containsEntry("c", "waits for 11:00");
    }

    @Test
    void theFrontOfTheLineGoesAsItCame() {
        assertThat(says(policy(), TEN, busy(), job("a", 4, 2), job("b", 4, 1)))
                .isEqualTo(Map.of("a", "4 from 10:00", "b", "waits for 12:00"));
    }
}
