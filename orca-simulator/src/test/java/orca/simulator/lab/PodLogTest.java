package orca.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import orca.core.policy.AssignmentPolicy;
import orca.policies.assignment.BestFit;
import orca.policies.assignment.WorstFit;
import orca.simulator.traces.Openb;
import orca.simulator.traces.Openb.Node;
import orca.simulator.traces.Openb.Pod;
import org.junit.jupiter.api.Test;

/** Pods on nodes, through all three actors. */
class PodLogTest {
    private static final List<Node> TWO = List.of(new Node("n1", 4_000, 1_000, 0), new Node("n2", 4_000, 1_000, 0));

    private static Pod pod(long cpu, long gpu, long created, long deleted) {
        return new Pod("p", cpu, 100, gpu, "LS", created, OptionalLong.of(created), OptionalLong.of(deleted));
    }

    private static Workload workload(List<Node> nodes, Pod... pods) {
        return new PodLog(new Openb(nodes, List.of(pods))).workload("pods", Optional.empty());
    }

    private static Outcome run(Workload workload, AssignmentPolicy policy) {
        return LeaseReplay.run(workload, Known.policy("easy"), new LeaseReplay.Site(1, policy));
    }

    @Test
    void whoHasATicketAndNoHostIsCountedAndGivesItUp() {
        Workload workload = workload(TWO, pod(2_000, 0, 0, 1_000), pod(2_000, 0, 10, 1_000), pod(4_000, 0, 20, 500),
                pod(3_000, 0, 600, 700));

        Figures apart = Figures.of(run(workload, new WorstFit()));
        Figures together = Figures.of(run(workload, new BestFit()));

        assertThat(apart.homeless()).as("two halves are free, and no whole; the fourth would not fit either").isEqualTo(2);
        assertThat(apart.refused()).isEqualTo(2);
        assertThat(together.homeless()).isZero();
        assertThat(together.jobs()).isEqualTo(4);
    }

    @Test
    void theBrokerAloneKnowsOnlyTheSum() {
        Workload workload = workload(TWO, pod(2_000, 0, 0, 1_000), pod(2_000, 0, 10, 1_000), pod(4_000, 0, 20, 500),
                pod(1_000, 0, 30, 400));

        Outcome outcome = MarketReplay.run(workload, Known.policy("fcfs"));

        assertThat(outcome.waited(2)).hasValue(0);
        assertThat(outcome.waited(3)).as("all is taken until the third is over").hasValue(470);
    }

    @Test
    void sharesOfAllThatThereIsAreMeansOverTimeAndPeaks() {
        Workload workload = workload(TWO, pod(2_000, 0, 0, 100), pod(4_000, 0, 50, 150), pod(2_000, 0, 150, 200));

        Figures figures = Figures.of(run(workload, new BestFit()));

        assertThat(figures.shares()).extracting(Share::dimension).containsExactly("cpu", "memory", "gpu");
        assertThat(figures.shares().get(0).mean()).isCloseTo((2_000 * 100 + 4_000 * 100 + 2_000 * 50) / (8_000.0 * 200),
                within(1e-9));
        assertThat(figures.shares().get(0).peak()).isCloseTo(0.75, within(1e-9));
        assertThat(figures.shares().get(2).mean()).as("there are none").isZero();
        assertThat(figures.utilisation()).isEqualTo(figures.shares().get(0).mean());
    }

    @Test
    void aShareOfAGpuIsOfOneAndMayWaitForIt() {
        List<Node> one = List.of(new Node("n1", 9_000, 1_000, 2));
        Workload workload = workload(one, pod(1, 600, 0, 100), pod(1, 600, 10, 200), pod(1, 600, 20, 300),
                pod(1, 2_000, 30, 400));

        Outcome outcome = run(workload, new BestFit());

        assertThat(outcome.homeless()).as("800 are free, and 400 of each").containsExactly(2);
        assertThat(outcome.waited(3)).as("it wants both").hasValue(170);
    }

    @Test
    void podsThatNeverHadAPlaceAreLeftOutAndNodesMayBeFewer() {
        Pod pending = new Pod("p", 1, 1, 0, "BE", 5, OptionalLong.empty(), OptionalLong.of(9));
        PodLog log = new PodLog(new Openb(TWO, List.of(pending, pod(1, 0, 7, 9), pod(1, 0, 3, 3))));

        assertThat(log.notes()).containsExactly("2 pods never had a place, or are not known to have left it, and are left out");
        Workload few = log.workload("pods", Optional.of(1));
        assertThat(few.jobs()).singleElement().satisfies(job -> {
            assertThat(job.number()).isEqualTo(2);
            assertThat(job.user()).isEqualTo("ls");
        });
        assertThat(few.estate().orElseThrow().machines()).hasSize(1);
        assertThatThrownBy(() -> log.workload("pods", Optional.of(3)))
                .hasMessage("hosts: must be from 1 to as many as there are nodes (2), got 3");
        assertThatThrownBy(() -> new PodLog(new Openb(TWO, List.of(pending))).workload("pods", Optional.empty()))
                .hasMessage("pods: there is no pod in it that ever had a place and left it");
    }
}
