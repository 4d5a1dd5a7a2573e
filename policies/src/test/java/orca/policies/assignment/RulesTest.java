package orca.policies.assignment;

import static orca.policies.assignment.Sites.choices;
import static orca.policies.assignment.Sites.need;
import static orca.policies.assignment.Sites.placed;
import static orca.policies.assignment.Sites.racked;
import static orca.policies.assignment.Sites.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import orca.core.contract.Refusal;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Choice;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView.Host;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final List<Host> TWO_RACKS = List.of(racked("a", "left", 4), racked("b", "left", 4), racked("c", "right", 4),
            Sites.host("d", 64, 64, 0, 0));

    private static List<AssignmentPolicy> all() {
        return List.of(new FirstFit(), new BestFit(), new WorstFit(), new DotProduct(), new LeastFragments());
    }

    private static Choice asked(AssignmentPolicy policy, long units, long cpu, String name, String value) {
        return choices(policy, TWO_RACKS, need("x", units, cpu, 1, PropertyList.of(name, value))).getFirst();
    }

    @Test
    void unitsAreSpreadOverHostsAndRacksByEveryPolicy() {
        for (AssignmentPolicy policy : all()) {
            assertThat(placed(asked(policy, 4, 1, "place.spread", "host"))).as(policy.name()).doesNotHaveDuplicates();
            assertThat(placed(asked(policy, 2, 1, "place.spread", "rack"))).as(policy.name()).contains("c").doesNotContain("d");
            assertThat(placed(asked(policy, 4, 1, "place.spread", "rack:2"))).as(policy.name()).hasSize(4).doesNotContain("d");
        }
    }

    @Test
    void unitsAreKeptTogetherWhereThereIsRoomForAllOfThem() {
        for (AssignmentPolicy policy : all()) {
            assertThat(placed(asked(policy, 2, 4, "place.together", "rack"))).as(policy.name())
                    .containsExactlyInAnyOrder("a", "b");
            assertThat(new LinkedHashSet<>(placed(asked(policy, 6, 1, "place.together", "host")))).as(policy.name())
                    .containsExactly("d");
        }
    }

    @Test
    void unitsAreNearWhatTheirHolderNamesAndAwayFromWhatItAvoids() {
        for (AssignmentPolicy policy : all()) {
            assertThat(placed(asked(policy, 1, 1, "place.near", "rack:right"))).as(policy.name()).containsExactly("c");
            assertThat(placed(asked(policy, 1, 1, "place.near", "host:b, rack:none"))).as(policy.name()).containsExactly("b");
            assertThat(placed(asked(policy, 1, 1, "site.near", "rack:left; host:c,host:b"))).as(policy.name())
                    .containsExactly("b");
            assertThat(placed(asked(policy, 1, 1, "place.avoid", "rack:left,host:d"))).as(policy.name()).containsExactly("c");
        }
    }

    @Test
    void whatIsPreferredIsFollowedAsFarAsItCanBe() {
        for (AssignmentPolicy policy : all()) {
            assertThat(placed(asked(policy, 4, 1, "prefer.spread", "host"))).as(policy.name()).doesNotHaveDuplicates();
            assertThat(placed(asked(policy, 3, 4, "prefer.near", "rack:left"))).as(policy.name()).contains("a", "b").hasSize(3);
        }
    }

    @Test
    void unitsThatAreThereAlreadyCount() {
        PropertyList apart = PropertyList.of("place.spread", "rack");
        for (AssignmentPolicy policy : all()) {
            Choice choice = choices(policy, TWO_RACKS, need("x", 1, 1, 1, apart, List.of("c"))).getFirst();
            assertThat(placed(choice)).as(policy.name()).isSubsetOf("a", "b");
            choice = choices(policy, TWO_RACKS, need("x", 1, 1, 1, PropertyList.of("place.together", "rack"), List.of("c")))
                    .getFirst();
            assertThat(placed(choice)).as(policy.name()).containsExactly("c");
        }
    }

    @Test
    void aRuleThatCannotBeKeptIsNamedInTheRefusal() {
        for (AssignmentPolicy policy : all()) {
            Refusal refusal = refused(asked(policy, 3, 1, "place.spread", "rack"));
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NEVER);
            assertThat(refusal.reason()).contains("place.spread=rack").contains("2 of 3 units");
            assertThat(refused(asked(policy, 1, 1, "place.near", "rack:middle")).reason()).contains("place.near=rack:middle");
            assertThat(refused(asked(policy, 3, 4, "place.together", "rack")).reason()).contains("place.together=rack");
        }
    }

    @Test
    void aRuleThatCannotBeUnderstoodIsRefusedByItsName() {
        for (String[] wrong : List.of(new String[] {"place.spread", "rack:0"}, new String[] {"place.near", "rack"},
                new String[] {"prefer.avoid", "rack:"}, new String[] {"place.beside", "rack"},
                new String[] {"place.together", "Rack 1"})) {
            Refusal refusal = refused(asked(new BestFit(), 1, 1, wrong[0], wrong[1]));
            assertThat(refusal.kind()).as(wrong[1]).isEqualTo(Refusal.Kind.NEVER);
            assertThat(refusal.reason()).contains(wrong[0]);
        }
    }

    @Test
    void aRuleThatCannotBeKeptJustNowLetsTheLeaseWaitAndIsNamed() {
        List<Host> hosts = List.of(racked("a", "left", 4), Sites.host("c", PropertyList.of("rack", "right"), 4, 64, 4, 1));
        Choice choice = choices(new BestFit(), hosts, need("x", 2, 1, 1, PropertyList.of("place.spread", "rack"))).getFirst();

        assertThat(choice).isInstanceOf(AssignmentPlan.Wait.class);
        assertThat(((AssignmentPlan.Wait) choice).reason()).contains("room for 1 of 2").contains("place.spread=rack");
    }

    @Test
    void onManySeededSitesNoRuleThatMustBeIsBroken() {
        SplittableRandom dice = new SplittableRandom(7);
        for (int seed = 0; seed < 200; seed++) {
            List<Host> hosts = Stream.iterate(0, i -> i < 12, i -> i + 1)
                    .map(i -> racked("h" + i, "r" + dice.nextInt(4), 1 + dice.nextInt(6))).toList();
            int most = 1 + dice.nextInt(3);
            PropertyList rules = PropertyList.of("place.spread", "rack:" + most).with("prefer.spread", "host");
            for (AssignmentPolicy policy : all()) {
                Choice choice = choices(policy, hosts, need("x", 1 + dice.nextInt(6), 1 + dice.nextInt(3), 1, rules)).getFirst();
                if (choice instanceof AssignmentPlan.Assign assign) {
                    for (int rack = 0; rack < 4; rack++) {
                        String name = "r" + rack;
                        long there = assign.hosts().stream().filter(h -> hosts.stream().anyMatch(
                                x -> x.name().equals(h) && x.properties().text("rack").orElseThrow().equals(name))).count();
                        assertThat(there).as("%s on %s", policy.name(), hosts).isLessThanOrEqualTo(most);
                    }
                }
            }
        }
    }
}
