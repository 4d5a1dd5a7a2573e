package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static orca.policies.provisioning.Queue.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView.Bid;
import orca.testkit.ProvisioningPolicyContract;
import org.junit.jupiter.api.Test;

class EasyBackfillTest extends ProvisioningPolicyContract {
    @Override
    protected ProvisioningPolicy policy() {
        return new EasyBackfill();
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        assertThat(says(policy(), TEN, busy(), job("a", 8, 1), job("b", 2, 5), job("c", 2, 2), job("d", 2, 1)))
                .isEqualTo(Map.of("a", "waits for 12:00", "b", "2 from 10:00", "c", "2 from 10:00", "d", "waits for 13:00"));
    }

    @Test
    void nobodyBehindDelaysTheHead() {
        assertThat(says(policy(), TEN, busy(), job("a", 8, 1), job("b", 3, 3), job("c", 3, 2)))
                .isEqualTo(Map.of("a", "waits for 12:00", "b", "waits for 13:00", "c", "3 from 10:00"));
    }

    @Test
    void whoBothWaitsAndTakesLessTakesLessOnlyWhereItWouldNeverHaveAll() {
        Bid some = bid("s", flexible(12, 2, hours(10, 11), hour(20), null));

        assertThat(says(policy(), TEN, busy(), some)).isEqualTo(Map.of("s", "4 from 10:00"));
    }

    @Test
    void theLineMovesWhenSomethingIsGivenBack() {
        Bid head = told(job("a", 8, 1), hour(12));
        Bid next = told(job("b", 4, 1), hour(13));

        assertThat(says(policy(), TEN.plusSeconds(1800), source(10), head, next))
                .isEqualTo(Map.of("a", "8 from 10:30", "b", "waits for 11:30"));
    }
}
