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
import orca.core.ticket.Ticket;
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

    /** What {@code policy} remembers after it answered. */
    private static String remembered(ProvisioningPolicy policy, Source source, Bid... bids) {
        ProvisioningPlan plan = policy.propose(new ProvisioningView(TEN, List.of(bids), List.of(source), Optional.empty()),
                Budget.UNLIMITED);
        return plan.state().map(PolicyState::text).orElse("");
    }

    private static final long HOUR = 3_600_000;

    @Test
    void whoBooksAheadIsChargedAtOnceAndStandsBehindOthersThen() {
        Bid ahead = of("a", bid("ahead", units(6, hours(14, 18))));
        Bid waits = of("b", job("b1", 8, 1));

        assertThat(says(policy(), TEN, busy(), ahead, waits)).containsEntry("ahead", "6 from 14:00");
        assertThat(remembered(policy(), busy(), ahead, waits)).as("24 hours of a unit").isEqualTo("a=" + 24 * HOUR);
        assertThat(remembered(weighted("a=3"), busy(), ahead, waits)).isEqualTo("a=" + 8 * HOUR);

        PolicyState charged = new PolicyState("winks", 1, "a=" + 24 * HOUR);
        ProvisioningView later = new ProvisioningView(TEN, List.of(of("a", job("a2", 8, 1)), waits), List.of(source(10)),
                Optional.of(charged));
        assertThat(says(policy(), later)).as("b came later, and has had nothing")
                .isEqualTo(Map.of("b1", "8 from 10:00", "a2", "waits for 11:00"));
    }

    @Test
    void nobodysPlaceInTheLineIsBookedOverByAFixedTime() {
        Bid head = of("a", job("head", 10, 1));
        Bid ahead = of("b", bid("ahead", units(1, hours(12, 13))));

        assertThat(says(policy(), TEN, busy(), head, ahead)).containsEntry("head", "waits for 12:00")
                .extractingByKey("ahead").asString().startsWith("refused: 1 units of 'tag' are not free");
    }

    @Test
    void aTicketThatGrowsIsChargedForWhatItGrowsBy() {
        Source source = source(10);
        Ticket two = ticket("grows", source, 2, hours(10, 12));
        Source booked = promising(source, 2, hours(10, 12));
        Bid waits = of("b", job("b1", 10, 1));
        Bid wider = of("a", changed("grows", two, units(5, hours(10, 12))));
        Bid longer = of("a", changed("grows", two, units(2, hours(10, 15))));
        Bid smaller = of("a", changed("grows", two, units(1, hours(10, 12))));

        assertThat(remembered(policy(), booked, wider, waits)).isEqualTo("a=" + 6 * HOUR);
        assertThat(remembered(policy(), booked, longer, waits)).isEqualTo("a=" + 6 * HOUR);
        assertThat(remembered(policy(), booked, smaller, waits)).as("what was planned with is not given back").isEmpty();
        assertThat(remembered(weighted("a=2"), booked, wider, waits)).isEqualTo("a=" + 3 * HOUR);
    }

    @Test
    void whoGoesBesideTheHeadStaysWithinTheBound() {
        Bid[] line = {of("a", job("head", 8, 1)), of("b", job("b1", 1, 2)), of("b", job("b2", 1, 2))};

        assertThat(says(policy(), TEN, busy(), line)).containsEntry("head", "waits for 12:00")
                .containsEntry("b1", "1 from 10:00").containsEntry("b2", "waits");
        Winks all = new Winks();
        all.configure(PropertyList.of("beside", "all"));
        assertThat(says(all, TEN, busy(), line)).containsEntry("b1", "1 from 10:00").containsEntry("b2", "1 from 10:00");
        assertThatThrownBy(() -> new Winks().configure(PropertyList.of("beside", "some")))
                .hasMessage("winks.beside: must be bound or all, got 'some'");
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
                .hasMessage("winks.weigh: not a setting; there are [weights, usual, beside]");
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
