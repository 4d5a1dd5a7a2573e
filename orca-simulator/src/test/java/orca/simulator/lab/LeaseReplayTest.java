package orca.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.policies.assignment.FirstFit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workloads through all three actors. */
class LeaseReplayTest {
    private static List<String> waits(Outcome outcome) {
        return outcome.workload().jobs().stream().map(job -> job.number() + " "
                + outcome.waited((int) job.number() - 1)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"easy", "conservative", "winks"})
    void allActorsTogetherKeepJobsWaitingAsLongAsTheBrokerAlone(String policy) {
        Workload workload = Recipe.make("synthetic:jobs=80,units=16,load=1.2,users=3");

        Outcome all = LeaseReplay.run(workload, Known.policy(policy));

        assertThat(waits(all)).isEqualTo(waits(MarketReplay.run(workload, Known.policy(policy))));
        assertThat(all.refused()).isEmpty();
    }

    @Test
    void aJobThatRunsAsLongAsItAskedForIsNotCutShort() {
        Workload workload = Recipe.make("synthetic:jobs=80,units=16,load=1.2,users=3").exactly();

        assertThat(waits(LeaseReplay.run(workload, Known.policy("easy"))))
                .isEqualTo(waits(MarketReplay.run(workload, Known.policy("easy"))));
    }

    @Test
    void whoHasADeadlineMeetsItOrIsRefused() {
        Workload workload = Recipe.make("synthetic:jobs=80,units=16,load=1.2,users=3,slack=0.5,bids=9");

        Outcome all = LeaseReplay.run(workload, Known.policy("edf"));

        assertThat(waits(all)).isEqualTo(waits(MarketReplay.run(workload, Known.policy("edf"))));
        Figures figures = Figures.of(all);
        assertThat(figures.deadlines()).isEqualTo(80);
        assertThat(figures.refused()).isPositive();
        assertThat(figures.met()).isEqualTo((80.0 - figures.refused()) / 80);
        assertThat(figures.value()).isPositive();
    }

    /** Places units on the first host, and wants them on the other. */
    private static final class Fickle implements AssignmentPolicy {
        private final AssignmentPolicy settled = new FirstFit();

        @Override
        public String name() {
            return "fickle";
        }

        @Override
        public AssignmentPlan propose(AssignmentView view, Budget budget) {
            List<AssignmentPlan.Move> moves = view.movable().stream().filter(unit -> unit.host().equals("host-1"))
                    .limit(view.moves()).map(unit -> new AssignmentPlan.Move(unit.unit(), "host-2", "it likes change")).toList();
            return new AssignmentPlan(settled.propose(view, budget).choices(), moves, Optional.empty());
        }
    }

    @Test
    void unitsThatAreMovedAreCountedAndMakeNobodyWait() {
        Workload workload = new Workload("two", 8, List.of(new Job(1, 0, 100, 2, 100, "a"), new Job(2, 10, 100, 2, 100, "a")));

        Outcome moved = LeaseReplay.run(workload, Known.policy("easy"), new LeaseReplay.Site(2, new Fickle()));

        assertThat(Figures.of(moved).migrations()).isEqualTo(4);
        assertThat(waits(moved)).isEqualTo(waits(MarketReplay.run(workload, Known.policy("easy"))));
        assertThat(Figures.of(LeaseReplay.run(workload, Known.policy("easy"))).migrations()).isZero();
    }

    @Test
    void theFirstJobsOfALogWaitAsLongAsTheyShould() throws IOException {
        GoldenLog log = Known.kth();
        GoldenLog sample = log.first(Known.undisturbed(log, "wait_sjbf_req", 300));

        Known.mustWait(sample, LeaseReplay.run(sample.workload(), Known.policy("sjbf")), "wait_sjbf_req");
    }
}
