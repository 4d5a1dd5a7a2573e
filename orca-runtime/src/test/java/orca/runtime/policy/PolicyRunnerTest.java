package orca.runtime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import orca.core.actor.Question;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyView;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PolicyRunnerTest {
    private static final ProvisioningPlan PLAN = new ProvisioningPlan(List.of(), Optional.empty());
    private static final Duration LONG = Duration.ofSeconds(30);

    private record Scripted(BiFunction<ProvisioningView, Budget, ProvisioningPlan> deed) implements ProvisioningPolicy {
        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
            return deed.apply(view, budget);
        }
    }

    private record Idle() implements GuestController {
        @Override
        public String name() {
            return "idle";
        }

        @Override
        public GuestPlan propose(GuestView view, Budget budget) {
            return new GuestPlan(view.slice(), List.of(), Optional.empty());
        }
    }

    private final BlockingQueue<Proposal> answers = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private PolicyRunner runner;

    @AfterEach
    void end() {
        release.countDown();
        runner.close();
    }

    private void start(Duration budget, BiFunction<ProvisioningView, Budget, ProvisioningPlan> deed) {
        runner = new PolicyRunner("test", budget, Map.of(PolicyView.OWN, new Scripted(deed), "web", new Idle()),
                answers::add);
    }

    private static Question bids() {
        return new Question(new ProvisioningView(Instant.EPOCH, List.of(), List.of(), Optional.empty()), Optional.empty());
    }

    private static Question guest(String slice) {
        return new Question(new GuestView(Instant.EPOCH, slice, List.of(), List.of(), Optional.empty()), Optional.empty());
    }

    private Proposal next() throws InterruptedException {
        Proposal next = answers.poll(60, TimeUnit.SECONDS);
        assertThat(next).as("an answer, in time").isNotNull();
        return next;
    }

    /** Waits until the test ends, whoever interrupts it. */
    private void hang() {
        boolean waiting = true;
        while (waiting) {
            try {
                release.await();
                waiting = false;
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }
    }

    @Test
    void aPlanInTimeIsTheAnswer() throws Exception {
        start(LONG, (view, budget) -> budget.spent() ? null : PLAN);
        runner.ask(bids());
        assertThat(next()).isEqualTo(PLAN);
    }

    @Test
    void whatAPolicyThrowsIsAReason() throws Exception {
        start(LONG, (view, budget) -> {
            throw new IllegalStateException("out of luck");
        });
        runner.ask(bids());
        assertThat(next()).isEqualTo(
                new Proposal.Failed("scripted", "it failed: java.lang.IllegalStateException: out of luck"));
        runner.ask(bids());
        assertThat(next()).isInstanceOf(Proposal.Failed.class);
    }

    @Test
    void anAssertionOfAPolicyIsAReasonAtOnce() throws Exception {
        start(LONG, (view, budget) -> {
            throw new AssertionError("two and two");
        });
        runner.ask(bids());
        assertThat(next()).isEqualTo(
                new Proposal.Failed("scripted", "it failed: java.lang.AssertionError: two and two"));
    }

    @Test
    void endlessRecursionIsAReasonToo() throws Exception {
        start(LONG, new BiFunction<>() {
            @Override
            public ProvisioningPlan apply(ProvisioningView view, Budget budget) {
                return apply(view, budget);
            }
        });
        runner.ask(bids());
        assertThat(next()).isEqualTo(new Proposal.Failed("scripted", "it failed: java.lang.StackOverflowError"));
    }

    @Test
    void aPolicyThatSaysNothingOrIsNotThereFailed() throws Exception {
        start(LONG, (view, budget) -> null);
        runner.ask(bids());
        assertThat(next()).isEqualTo(new Proposal.Failed("scripted", "there is no such policy, or it said nothing"));
        runner.ask(guest("other"));
        assertThat(next()).isEqualTo(new Proposal.Failed("none", "there is no such policy, or it said nothing"));
    }

    @Test
    void aControllerIsAskedForItsSliceOnly() throws Exception {
        start(LONG, (view, budget) -> PLAN);
        runner.ask(guest("web"));
        assertThat(next()).isEqualTo(new GuestPlan("web", List.of(), Optional.empty()));
    }

    @Test
    void aPolicyThatOverrunsCostsItsRoundAndItsLatePlanIsNotRead() throws Exception {
        BlockingQueue<Boolean> spent = new LinkedBlockingQueue<>();
        // Long enough for the question to reach the policy, however slow the machine is at the moment.
        start(Duration.ofSeconds(2), (view, budget) -> {
            if (spent.isEmpty()) {
                hang();
                spent.add(budget.spent());
            }
            return PLAN;
        });
        runner.ask(bids());
        assertThat(next()).isEqualTo(new Proposal.Failed("scripted", "it took longer than its budget of 2s"));
        assertThat(interrupted.await(60, TimeUnit.SECONDS)).as("the policy is interrupted").isTrue();
        release.countDown();
        assertThat(spent.poll(60, TimeUnit.SECONDS)).as("the late policy ended, and saw its budget spent").isTrue();
        spent.add(true);
        assertThat(answers).isEmpty();
        runner.ask(bids());
        assertThat(next()).isEqualTo(PLAN);
    }

    @Test
    void aPolicyWhoseThreadsNeverEndIsNotAskedAnyMore() throws Exception {
        start(Duration.ofMillis(20), (view, budget) -> {
            hang();
            return PLAN;
        });
        int overran = -1;
        String reason;
        do {
            overran++;
            runner.ask(bids());
            reason = ((Proposal.Failed) next()).reason();
        } while (reason.contains("longer than its budget"));
        assertThat(reason).contains("4 of its threads do not end");
        // More, where the machine was too busy to let one of them begin: such a thread ends.
        assertThat(overran).isGreaterThanOrEqualTo(PolicyRunner.MOST_LOST);
    }
}
