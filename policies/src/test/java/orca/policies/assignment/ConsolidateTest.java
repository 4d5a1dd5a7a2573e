package orca.policies.assignment;

import static orca.policies.assignment.Sites.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Move;
import orca.core.policy.AssignmentPolicy;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.testkit.AssignmentPolicyContract;
import org.junit.jupiter.api.Test;

class ConsolidateTest extends AssignmentPolicyContract {
    @Override
    protected AssignmentPolicy policy() {
        return new Consolidate();
    }

    private static AssignmentPolicy with(PropertyList settings) {
        Consolidate policy = new Consolidate();
        policy.configure(settings);
        return policy;
    }

    private static ModelSite three() {
        ModelSite site = new ModelSite(8, 64).host("h1").host("h2").host("h3").host("h4");
        for (int i = 0; i < 6; i++) {
            site.unit("u" + i, i < 3 ? "h1" : i < 5 ? "h2" : "h3", 2, 4);
        }
        return site;
    }

    @Test
    void theExampleOnItsPage() {
        ModelSite site = three();

        assertThat(site.round(policy()).moves()).extracting(Move::host).containsExactly("h1");
        assertThat(site.settle(policy(), 10)).isZero();
        assertThat(site.inUse()).isEqualTo(2);
    }

    @Test
    void aHostThatCostsAsMuchAsItIsWorthIsLeftAlone() {
        assertThat(three().settle(with(PropertyList.NONE.with("price-each", 75)), 10)).as("25 and 75").isZero();
        assertThat(three().settle(with(PropertyList.NONE.with("price-each", 74)), 10)).isEqualTo(1);
    }

    @Test
    void noEmptyHostIsBegunAndNoHostIsEmptiedByHalf() {
        ModelSite site = new ModelSite(8, 64).host("h1").host("h2").host("h3").unit("a", "h1", 6, 4).unit("b", "h2", 2, 4)
                .unit("c", "h2", 2, 4);
        assertThat(site.settle(policy(), 10)).as("one of the two would fit").isZero();
    }

    @Test
    void aHostWithAUnitThatStaysOrIsGoneSoonIsLeftAlone() {
        ModelSite fixed = three();
        fixed.fixed.add("u5");
        assertThat(fixed.settle(policy(), 10)).as("so it is the next host that is emptied").isEqualTo(2);
        assertThat(fixed.on("h2")).isEmpty();
        assertThat(fixed.where("u5")).isEqualTo("h3");

        ModelSite ending = new ModelSite(8, 64).host("h1").host("h2").unit("a", "h1", 4, 4)
                .unit("b", "b", "h2", 2, 4, Duration.ofMinutes(29), PropertyList.NONE);
        ending.fixed.add("a");
        assertThat(ending.round(policy()).moves()).isEmpty();
        assertThat(ending.round(with(PropertyList.of("min-left", "29m"))).moves()).hasSize(1);
    }

    @Test
    void aLargeHostIsEmptiedSomeUnitsAtATimeAndAnotherAfterAPause() {
        ModelSite site = new ModelSite(8, 64).host("h1").host("h2").host("h3");
        for (int i = 0; i < 3; i++) {
            site.unit("a" + i, "h1", 1, 1).unit("b" + i, "h2", 1, 1);
        }
        site.unit("c", "h3", 1, 1).unit("d", "h3", 1, 1);
        AssignmentPolicy two = with(PropertyList.NONE.with("at-once", 2));

        assertThat(site.round(two).moves()).extracting(m -> m.unit().value()).containsExactly("c", "d");
        AssignmentPlan early = site.round(two);
        assertThat(early.moves()).as("a host a minute").isEmpty();
        assertThat(early.again()).contains(site.now.plus(Duration.ofMinutes(1)));
        site.now = site.now.plus(Duration.ofMinutes(1));
        assertThat(site.round(two).moves()).as("two of three").hasSize(2);
        assertThat(site.round(two).moves()).as("the third follows at once").hasSize(1);
        assertThat(site.inUse()).isEqualTo(1);
        assertThat(site.settle(two, 10)).isZero();
    }

    @Test
    void whatHoldersAskHolds() {
        PropertyList apart = PropertyList.of("place.spread", "host");
        ModelSite site = new ModelSite(8, 64).host("h1").host("h2");
        site.unit("a", "web", "h1", 1, 1, Duration.ofHours(2), apart).unit("b", "web", "h2", 1, 1, Duration.ofHours(2), apart);
        assertThat(site.settle(policy(), 10)).isZero();
    }

    @Test
    void itPlacesAsTheOtherPolicyDoes() {
        for (int seed = 0; seed < 50; seed++) {
            var view = orca.testkit.SiteViews.view(2L * seed);
            AssignmentPlan plain = new WorstFit().propose(view, orca.core.policy.Budget.UNLIMITED);
            AssignmentPlan wrapped = with(PropertyList.of("by", "worst-fit")).propose(view, orca.core.policy.Budget.UNLIMITED);
            assertThat(wrapped.choices()).isEqualTo(plain.choices());
        }
    }

    /** Seeded sites: never more hosts in use than before, an end, and nothing more to do at the end. */
    @Test
    void itIsNeverWorseEndsAndIsThenContent() {
        int freed = 0;
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            ModelSite site = made(dice);
            String by = List.of("best-fit", "first-fit", "worst-fit", "dot-product", "least-fragments").get(seed % 5);
            AssignmentPolicy policy = with(PropertyList.of("by", by).with("price", dice.nextLong(0, 150))
                    .with("pause", new PropertyValue.Span(Duration.ofSeconds(dice.nextInt(1, 90)))));
            long before = site.inUse();
            site.settle(policy, 100);
            assertThat(site.inUse()).as("seed %s, by %s", seed, by).isLessThanOrEqualTo(before);
            freed += (int) (before - site.inUse());
            assertThat(site.settle(policy, 5)).as("seed %s: nothing has changed", seed).isZero();
            apart(site, seed);
        }
        assertThat(freed).as("hosts freed in all").isGreaterThan(20);
    }

    private static ModelSite made(SplittableRandom dice) {
        ModelSite site = new ModelSite(16, 32);
        int hosts = dice.nextInt(2, 9);
        for (int h = 0; h < hosts; h++) {
            site.host("h" + h);
        }
        for (int i = 0; i < hosts * 4; i++) {
            String host = "h" + dice.nextInt(hosts);
            boolean rule = dice.nextInt(4) == 0;
            String lease = rule ? "apart" + dice.nextInt(3) : "u" + i;
            long cpu = dice.nextInt(1, 5);
            boolean alone = site.on(host).stream().noneMatch(u -> u.lease().equals(lease));
            if (site.fits(host, orca.core.resource.Amounts.of(cpu, 2)) && alone) {
                site.unit("u" + i, lease, host, cpu, 2, Duration.ofMinutes(dice.nextInt(20, 600)),
                        rule ? PropertyList.of("place.spread", "host") : PropertyList.NONE);
            }
        }
        return site;
    }

    private static void apart(ModelSite site, int seed) {
        site.units().values().stream().filter(u -> !u.properties().isEmpty()).forEach(u ->
                assertThat(site.on(u.host()).stream().filter(o -> o.lease().equals(u.lease())).count())
                        .as("seed %s: %s", seed, u).isEqualTo(1));
    }

    @Test
    void itIsFoundByItsNameAndRefusesWhatMakesNoSense() {
        assertThat(found("consolidate")).isInstanceOf(Consolidate.class);
        assertThatThrownBy(() -> with(PropertyList.of("bye", "x"))).hasMessageContaining("no setting bye");
        assertThatThrownBy(() -> with(PropertyList.of("by", "consolidate"))).hasMessageContaining("by must be one of best-fit");
        assertThatThrownBy(() -> with(PropertyList.of("by.spread", "x"))).hasMessageContaining("best-fit");
        assertThatThrownBy(() -> with(PropertyList.of("pause", "soon"))).hasMessageContaining("pause must be a length");
        assertThatThrownBy(() -> with(PropertyList.NONE.with("at-once", 0))).hasMessageContaining("at-once must be");
    }
}
