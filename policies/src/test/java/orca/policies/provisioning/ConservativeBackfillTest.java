package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static orca.policies.provisioning.Queue.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Source;
import orca.testkit.ProvisioningPolicyContract;
import org.junit.jupiter.api.Test;

class ConservativeBackfillTest extends ProvisioningPolicyContract {
    @Override
    protected ProvisioningPolicy policy() {
        return new ConservativeBackfill();
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        assertThat(says(policy(), TEN, busy(), job("a", 8, 1), job("b", 4, 3), job("c", 2, 1)))
                .isEqualTo(Map.of("a", "waits for 12:00", "b", "waits for 13:00", "c", "2 from 10:00"));

        Source afterwards = promising(source(10), 2, hours(10, 11));
        assertThat(says(policy(), TEN.plusSeconds(1800), afterwards, told(job("a", 8, 1), hour(12)),
                told(job("b", 4, 3), hour(13)))).isEqualTo(Map.of("a", "8 from 10:30", "b", "waits for 11:30"));
    }

    @Test
    void whoComesTakesNobodysPlace() {
        ProvisioningView view = new ProvisioningView(TEN, List.of(job("c", 4, 3)),
                List.of(told(job("a", 8, 1), hour(12)), told(job("b", 4, 3), hour(13)), job("c", 4, 3)), List.of(busy()),
                Optional.empty());

        assertThat(says(policy(), view)).isEqualTo(Map.of("c", "waits for 13:00"));
    }

    @Test
    void whoHasReachedItsPlaceStartsThoughNobodyAskedForIt() {
        ProvisioningView view = new ProvisioningView(hour(12), List.of(), List.of(told(job("a", 8, 1), hour(12))),
                List.of(busy()), Optional.empty());

        assertThat(says(policy(), view)).isEqualTo(Map.of("a", "8 from 12:00"));
    }

    @Test
    void aPlaceThatIsNotThereAnyMoreIsReplacedByTheNext() {
        Source shrunk = promising(source(10), 6, hours(10, 14));
        ProvisioningView view = new ProvisioningView(TEN, List.of(), List.of(told(job("a", 8, 1), hour(12))),
                List.of(shrunk), Optional.empty());

        assertThat(says(policy(), view)).isEqualTo(Map.of("a", "waits for 14:00"));
    }

    @Test
    void nobodysPlaceMovesBackWhenSomethingIsGivenBack() {
        // Placed anew all at once, A would take what C stands on.
        Source source = promising(promising(source(10), 6, hours(10, 12)), 2, hours(12, 14));
        Map<String, String> said = says(policy(), TEN, source, told(job("a", 10, 1), hour(15)), told(job("c", 8, 1), hour(12)));

        assertThat(said).isEqualTo(Map.of("a", "waits for 14:00"));
    }
}
