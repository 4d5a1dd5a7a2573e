package orca.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import org.junit.jupiter.api.Test;

class MarketViewsTest {
    @Test
    void theViewsOfAContractHaveOfEverything() {
        assertThat(bids(bid -> bid.current().isPresent())).as("changed demands").isGreaterThan(100);
        assertThat(bids(bid -> bid.demand().elastic())).as("elastic").isGreaterThan(100);
        assertThat(bids(bid -> bid.demand().deferrable())).as("deferrable").isGreaterThan(100);
        assertThat(bids(bid -> bid.demand().deadline().isPresent())).as("with a deadline").isGreaterThan(100);
        assertThat(bids(bid -> bid.demand().site().isPresent())).as("from one site").isGreaterThan(100);
        assertThat(bids(Bid::approved)).as("approved").isGreaterThan(100);
        assertThat(views().filter(view -> view.sources().isEmpty()).count()).as("markets without a source").isGreaterThan(10);
    }

    @Test
    void theSameSeedGivesTheSameView() {
        assertThat(MarketViews.view(7)).isEqualTo(MarketViews.view(7)).isNotEqualTo(MarketViews.view(8));
    }

    private static long bids(Predicate<Bid> like) {
        return views().flatMap(view -> view.bids().stream()).filter(like).count();
    }

    private static Stream<ProvisioningView> views() {
        return IntStream.range(0, ProvisioningPolicyContract.VIEWS).mapToObj(MarketViews::view);
    }
}
