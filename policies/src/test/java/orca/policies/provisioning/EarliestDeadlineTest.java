package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static orca.policies.provisioning.Queue.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.core.contract.ContractKey;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.time.Term;
import orca.testkit.ProvisioningPolicyContract;
import org.junit.jupiter.api.Test;

class EarliestDeadlineTest extends ProvisioningPolicyContract {
    @Override
    protected ProvisioningPolicy policy() {
        return new EarliestDeadline();
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        Source one = source(1);
        assertThat(says(policy(), TEN, one, by("a", 2, 15))).isEqualTo(Map.of("a", "1 from 10:00"));

        Source busy = promising(one, 1, hours(10, 12));
        assertThat(says(policy(), TEN, busy, by("b", 2, 15))).isEqualTo(Map.of("b", "waits for 12:00"));
        assertThat(says(policy(), TEN, busy, told(by("b", 2, 15), hour(12)), by("c", 1, 13)))
                .isEqualTo(Map.of("c", "waits for 12:00", "b", "waits for 13:00"));
        assertThat(says(policy(), TEN, busy, told(by("b", 2, 15), hour(13)), told(by("c", 1, 13), hour(12)), by("d", 1, 14)))
                .hasSize(1)
                .hasEntrySatisfying("d", said -> assertThat(said).startsWith("refused: 1 units of 'tag' are not free"));
    }

    /** One unit for some hours, over by a deadline. */
    private static Bid by(String name, int hours, int deadline) {
        return bid(name, flexible(1, 1, hours(10, 10 + hours), Term.LATEST.minusSeconds(3600L * hours), hour(deadline)));
    }

    @Test
    void whoHasNoDeadlineComesLast() {
        assertThat(says(policy(), TEN, source(1), job("a", 1, 1), by("b", 1, 20)))
                .isEqualTo(Map.of("b", "1 from 10:00", "a", "waits for 11:00"));
    }

    @Test
    void whoWasLetInMeetsItsDeadlineWhateverComes() {
        for (int seed = 0; seed < 200; seed++) {
            Day day = new Day(seed, policy());
            day.run(20);
            assertThat(day.late).as("seed %s", seed).isZero();
        }
    }

    @Test
    void onOneUnitItMissesNoMoreThanServingAllAsTheyCameDoes() {
        int better = 0;
        for (int seed = 0; seed < 200; seed++) {
            Day day = new Day(seed, policy());
            day.run(20);
            assertThat(day.missed()).as("seed %s", seed).isLessThanOrEqualTo(day.missedInOrder);
            better += day.missed() < day.missedInOrder ? 1 : 0;
        }
        assertThat(better).as("seeds on which it misses fewer").isPositive();
    }

    @Test
    void ofASetThatIsFeasibleNothingMisses() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            List<Bid> bids = new ArrayList<>();
            int end = 10;
            for (int i = 0; i < 20; i++) {
                int length = dice.nextInt(1, 4);
                end += length;
                bids.add(dice.nextInt(bids.size() + 1), by("r" + i, length, end + 1 + dice.nextInt(3)));
            }
            Day day = new Day(seed, policy());
            bids.forEach(bid -> day.waiting.put(bid.key(), bid));
            day.round(TEN, bids);
            day.rest();
            assertThat(day.missed()).as("seed %s", seed).isZero();
        }
    }

    /** Demands that all come at ten o'clock, one after another, for one unit; each with a deadline. */
    private static final class Day {
        private final SplittableRandom dice;
        private final ProvisioningPolicy policy;
        private Source source = source(1);
        private final Map<ContractKey, Bid> waiting = new LinkedHashMap<>();
        private int late;
        private int refused;
        /** How many would miss if all were served one after another. */
        private int missedInOrder;
        private int busyUntil = 10;

        Day(long seed, ProvisioningPolicy policy) {
            this.dice = new SplittableRandom(seed);
            this.policy = policy;
        }

        void run(int demands) {
            for (int i = 0; i < demands; i++) {
                int length = dice.nextInt(1, 4);
                int deadline = 11 + length + dice.nextInt(20);
                busyUntil += length;
                missedInOrder += busyUntil > deadline ? 1 : 0;
                come(by("r" + i, length, deadline));
            }
            rest();
        }

        void come(Bid bid) {
            waiting.put(bid.key(), bid);
            round(TEN, List.of(bid));
        }

        void rest() {
            for (Instant now = hour(11); !waiting.isEmpty() && now.isBefore(hour(90)); now = now.plus(Duration.ofHours(1))) {
                round(now, List.copyOf(waiting.values()));
            }
        }

        private void round(Instant now, List<Bid> asked) {
            List<Bid> over = waiting.values().stream().filter(bid -> bid.demand().lastStart().isBefore(now)).toList();
            late += over.size(); // a policy that let it in has broken a promise
            waiting.values().removeAll(over);
            ProvisioningView view = new ProvisioningView(now, asked.stream().filter(b -> waiting.containsKey(b.key())).toList(),
                    List.copyOf(waiting.values()), List.of(source), Optional.empty());
            for (ProvisioningPlan.Choice choice : policy.propose(view, Budget.UNLIMITED).choices()) {
                Bid bid = waiting.get(choice.key());
                switch (choice) {
                    case Grant grant -> {
                        source = source.promising(bid.demand().sliver(), grant.units(), grant.term());
                        waiting.remove(choice.key());
                    }
                    case ProvisioningPlan.Refuse refuse -> {
                        refused++;
                        waiting.remove(choice.key());
                    }
                    case ProvisioningPlan.Wait wait -> waiting.put(choice.key(), wait.estimate().isPresent()
                            ? told(bid, wait.estimate().get()) : bid);
                    case ProvisioningPlan.AskOperator ask -> throw new IllegalStateException("nobody is asked");
                }
            }
        }

        int missed() {
            return late + refused;
        }
    }
}
