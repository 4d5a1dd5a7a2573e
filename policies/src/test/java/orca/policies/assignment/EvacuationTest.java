package orca.policies.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Move;
import orca.core.policy.AssignmentPolicy;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;

/** Every policy of this room has units leave drained hosts. */
class EvacuationTest {
    private static final List<Supplier<AssignmentPolicy>> ALL = List.of(BestFit::new, FirstFit::new, WorstFit::new,
            DotProduct::new, LeastFragments::new, Consolidate::new);

    private static ModelSite site() {
        return new ModelSite(8, 64).host("h1").host("h2").host("h3");
    }

    @Test
    void aDrainedHostBecomesEmptyAFewUnitsAtATime() {
        for (Supplier<AssignmentPolicy> policy : ALL) {
            ModelSite site = site().drain("h2");
            for (int i = 0; i < 6; i++) {
                site.unit("u" + i, "h2", 1, 1);
            }
            AssignmentPlan plan = site.round(policy.get());
            assertThat(plan.moves()).as(policy.get().name()).hasSize(4).extracting(Move::reason).containsOnly("h2 is drained");
            assertThat(site.round(policy.get()).moves()).hasSize(2);
            assertThat(site.on("h2")).isEmpty();
            assertThat(site.settle(policy.get(), 10)).isZero();
        }
    }

    @Test
    void whoFindsNoPlaceStaysAndItIsSaidWhy() {
        ModelSite site = site().drain("h2").unit("big", "h2", 8, 1).unit("a", "h1", 1, 1).unit("b", "h3", 1, 1);
        AssignmentPlan plan = site.round(new BestFit());
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.stays()).singleElement().satisfies(stay -> {
            assertThat(stay.unit().value()).isEqualTo("big");
            assertThat(stay.reason()).startsWith("no other host has room for it until");
        });
        site.end("a");
        assertThat(site.round(new BestFit()).moves()).hasSize(1);
    }

    @Test
    void whatHoldersAskHoldsAlsoAmongThoseThatLeaveTogether() {
        PropertyList apart = PropertyList.of("place.spread", "host");
        Duration long2 = Duration.ofHours(2);
        ModelSite site = site().drain("h2").unit("a", "web", "h1", 1, 1, long2, apart).unit("b", "web", "h2", 1, 1, long2, apart);
        assertThat(site.round(new BestFit()).moves()).extracting(Move::host).containsExactly("h3");

        PropertyList near = PropertyList.of("place.near", "host:h2");
        ModelSite bound = site().drain("h2").unit("a", "web", "h2", 1, 1, long2, near);
        assertThat(bound.round(new BestFit()).stays()).singleElement().extracting(AssignmentPlan.Stay::reason).asString()
                .contains("with place.near=host:h2");

        PropertyList together = PropertyList.of("place.together", "rack");
        ModelSite pair = site().drain("h2").unit("x", "h1", 4, 1).unit("a", "web", "h2", 3, 1, long2, together)
                .unit("b", "web", "h2", 3, 1, long2, together);
        assertThat(pair.round(new FirstFit()).moves()).extracting(Move::host).containsExactly("h3", "h3");
        pair.unit("y", "h1", 1, 1).drain("h3");
        assertThat(pair.round(new FirstFit()).moves()).as("none alone").isEmpty();
        pair.now = pair.now.plus(Evacuation.CALM);
        assertThat(pair.round(new FirstFit()).stays()).extracting(AssignmentPlan.Stay::reason).hasSize(2)
                .allMatch(why -> why.contains("no room for 2 units that are to be together"));
    }

    @Test
    void aUnitThatHasJustChangedIsLeftAloneForAWhile() {
        ModelSite site = site().drain("h2").unit("a", "h1", 1, 1);
        site.units().put("a", site.units().get("a").on("h2", site.now));
        AssignmentPlan plan = site.round(new BestFit());
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.again()).isEqualTo(Optional.of(site.now.plus(Evacuation.CALM)));
        site.now = site.now.plus(Evacuation.CALM);
        assertThat(site.round(new BestFit()).moves()).hasSize(1);
    }
}
