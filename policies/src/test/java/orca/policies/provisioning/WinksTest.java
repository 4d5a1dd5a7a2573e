package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static orca.policies.provisioning.Queue.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.core.calendar.Calendar;
import orca.core.contract.Assurance;
import orca.core.policy.Budget;
import orca.core.policy.PolicyState;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.testkit.ProvisioningPolicyContract;
import org.junit.jupiter.api.Test;

class WinksTest extends ProvisioningPolicyContract {
    @Override
    protected ProvisioningPolicy policy() {
        return new Winks();
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        assertThat(String.join("", new Shop(weighted("a=2"), 1).serve(List.of("a", "b"), 8, 1, 1))).isEqualTo("abaabaab");
    }

    private static Winks weighted(String weights) {
        Winks winks = new Winks();
        winks.configure(PropertyList.of("weights", weights));
        return winks;
    }

    @Test
    void flowsThatAlwaysWantMoreShareByWeightWithinTheBound() {
        for (int seed = 0; seed < 40; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            Shop shop = new Shop(weighted("a=3, b=2"), 1);
            shop.dice = Optional.of(dice);
            shop.serve(List.of("a", "b", "c"), 120, 1, 5);
            Map<String, Integer> weights = Map.of("a", 3, "b", 2, "c", 1);
            assertThat(shop.worst(weights)).as("seed %s: how far flows were apart, over the bound", seed)
                    .isLessThanOrEqualTo(1.0);
        }
    }

    @Test
    void whoWantedNothingForLongHasNothingSaved() {
        Shop shop = new Shop(policy(), 1);
        shop.serve(List.of("a"), 50, 1, 1);

        assertThat(String.join("", shop.serve(List.of("a", "b"), 6, 1, 1))).isIn("bababa", "ababab");
    }

    @Test
    void withOneFlowItIsEasy() {
        Bid[] line = {job("a", 8, 1), job("b", 2, 5), job("c", 2, 2), job("d", 2, 1)};

        assertThat(says(policy(), TEN, busy(), line)).isEqualTo(says(new EasyBackfill(), TEN, busy(), line));
    }

    @Test
    void whatItRemembersIsBoundedHoweverManyFlowsThereAre() {
        List<Bid> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(of(Integer.toHexString(0x10000000 + i).repeat(8), job("r" + i, 1, 1)));
        }
        many.add(of("last", job("too-many", 6_000, 1)));
        ProvisioningPlan plan = policy().propose(
                new ProvisioningView(TEN, many, List.of(source(9_000)), Optional.empty()), Budget.UNLIMITED);

        assertThat(plan.state().orElseThrow().text()).hasSizeLessThan(PolicyState.MAX_TEXT);
        assertThat(plan.state().get().text().split(" ")).hasSize(Winks.MOST_AHEAD);
    }

    @Test
    void settingsThatAreNoneAreRefusedByName() {
        assertThatThrownBy(() -> new Winks().configure(PropertyList.of("weights", "a=0")))
                .hasMessage("winks.weights.a: must be from 1 to 1000, got 0");
        assertThatThrownBy(() -> new Winks().configure(PropertyList.of("usual", "much")))
                .hasMessageStartingWith("winks.usual: must be a whole number from 1 to 1000, got");
        assertThatThrownBy(() -> new Winks().configure(whole("weigh", 1)))
                .hasMessage("winks.weigh: not a setting; there are [weights, usual]");
    }

    /** Some units, and flows that always have two demands in line; whoever is granted is over before the next is. */
    private static final class Shop {
        private final ProvisioningPolicy policy;
        private final long units;
        private Optional<PolicyState> state = Optional.empty();
        private Optional<SplittableRandom> dice = Optional.empty();
        private Instant now = hour(0);
        private int count;
        private final Map<String, List<Bid>> lines = new LinkedHashMap<>();
        private final List<Map<String, Long>> served = new ArrayList<>();
        private final Map<String, Long> largest = new LinkedHashMap<>();

        Shop(ProvisioningPolicy policy, long units) {
            this.policy = policy;
            this.units = units;
        }

        /** Who was served, in order. */
        List<String> serve(List<String> flows, int times, int shortest, int longest) {
            List<String> order = new ArrayList<>();
            Map<String, Long> work = new LinkedHashMap<>();
            flows.forEach(flow -> work.put(flow, 0L));
            while (order.size() < times) {
                for (String flow : flows) {
                    List<Bid> line = lines.computeIfAbsent(flow, f -> new ArrayList<>());
                    while (line.size() < 2) {
                        int hours = dice.map(d -> d.nextInt(shortest, longest + 1)).orElse(shortest);
                        largest.merge(flow, (long) hours, Math::max);
                        line.add(of(flow, demand("r" + count++, hours)));
                    }
                }
                Grant grant = next(flows);
                order.add(grant.key().holder().value());
                work.merge(grant.key().holder().value(), grant.term().length().toHours(), Long::sum);
                served.add(new LinkedHashMap<>(work));
                lines.get(grant.key().holder().value()).removeIf(bid -> bid.key().equals(grant.key()));
                now = grant.term().end();
            }
            return order;
        }

        private Bid demand(String name, int hours) {
            Term term = Term.of(now, Duration.ofHours(hours));
            return bid(name, new Demand(TAG.name(), units, units, Amounts.EMPTY, term,
                    Term.LATEST.minus(term.length()), Optional.empty(), Assurance.RESERVED, Optional.empty(),
                    PropertyList.NONE));
        }

        private Grant next(List<String> flows) {
            List<Bid> line = new ArrayList<>();
            for (int place = 0; place < 2; place++) {
                for (String flow : flows) {
                    line.add(lines.get(flow).get(place));
                }
            }
            ProvisioningPlan plan = policy.propose(new ProvisioningView(now, line, List.of(open()), state), Budget.UNLIMITED);
            state = plan.state().isPresent() ? plan.state() : state;
            return plan.choices().stream().filter(Grant.class::isInstance).map(Grant.class::cast).findFirst().orElseThrow();
        }

        private Source open() {
            Source source = source(units);
            return new Source(new Delegation(source.delegation().id(), 1, SITE, BROKER, TAG,
                    Amounts.of(units), Amounts.EMPTY, new Term(hour(0), Term.LATEST), 100,
                    PropertyList.NONE), Calendar.of(Amounts.of(units), new Term(hour(0),
                    Term.LATEST)));
        }

        /** The largest difference of two flows' work over their weights in any interval, over what is allowed. */
        double worst(Map<String, Integer> weights) {
            double worst = 0;
            for (String i : weights.keySet()) {
                for (String j : weights.keySet()) {
                    double least = 0;
                    double most = 0;
                    for (Map<String, Long> work : served) {
                        double apart = (double) work.get(i) / weights.get(i) - (double) work.get(j) / weights.get(j);
                        least = Math.min(least, apart);
                        most = Math.max(most, apart);
                    }
                    double bound = (double) largest.get(i) / weights.get(i) + (double) largest.get(j) / weights.get(j);
                    worst = Math.max(worst, (most - least) / bound);
                }
            }
            return worst;
        }
    }
}
