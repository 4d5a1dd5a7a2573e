package orca.runtime.policy;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyView;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.wire.text.Notation;

/**
 * Asks one actor's policies. A question is answered on the policy's own thread; if that takes longer than the budget, the
 * thread is interrupted and given up, the actor is told {@link Proposal.Failed}, and what comes late is not read. A policy
 * that does not even end when interrupted keeps its thread, which is a daemon and works for nobody; {@link #MOST_LOST} such
 * threads, and the policy is not asked any more until one ends.
 */
public final class PolicyRunner implements AutoCloseable {
    /** The most threads that were given up and still run. */
    public static final int MOST_LOST = 4;

    private final String name;
    private final Duration budget;
    private final Optional<ProvisioningPolicy> provisioning;
    private final Optional<AssignmentPolicy> assignment;
    private final Map<String, GuestController> controllers;
    private final Consumer<? super Proposal> proposed;
    private final BlockingQueue<PolicyView> questions = new ArrayBlockingQueue<>(16);
    private final AtomicInteger lost = new AtomicInteger();
    private final Thread asker;
    private Worker worker;

    /**
     * A runner that is at work already.
     *
     * @param controllers by slice
     * @param proposed told of each answer, on any thread
     */
    public PolicyRunner(
            String name,
            Duration budget,
            Optional<ProvisioningPolicy> provisioning,
            Optional<AssignmentPolicy> assignment,
            Map<String, GuestController> controllers,
            Consumer<? super Proposal> proposed) {
        this.name = Objects.requireNonNull(name, "name");
        this.budget = Objects.requireNonNull(budget, "budget");
        this.provisioning = Objects.requireNonNull(provisioning, "provisioning");
        this.assignment = Objects.requireNonNull(assignment, "assignment");
        this.controllers = Map.copyOf(controllers);
        this.proposed = Objects.requireNonNull(proposed, "proposed");
        if (budget.isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("policy.budget: must be more than nothing, got " + budget);
        }
        this.asker = Thread.ofPlatform().daemon().name("orca-policies-" + name).start(this::serve);
    }

    /** Puts {@code view} to the policy whose kind it is; an answer follows, whatever happens. */
    public void ask(PolicyView view) {
        if (!questions.offer(view)) {
            proposed.accept(new Proposal.Failed("policy", "more questions wait than are kept; the policy is too slow"));
        }
    }

    private void serve() {
        try {
            while (true) {
                proposed.accept(answer(questions.take()));
            }
        } catch (InterruptedException e) {
            // close() was called
            Thread.currentThread().interrupt();
        }
    }

    private Proposal answer(PolicyView view) throws InterruptedException {
        String policy = policyFor(view);
        if (worker == null) {
            if (lost.get() >= MOST_LOST) {
                return new Proposal.Failed(policy, MOST_LOST + " of its threads do not end; it is not asked until one does");
            }
            worker = new Worker(name, lost);
        }
        Question question = new Question(view, new Deadline(System.nanoTime() + budget.toNanos()));
        worker.offer(() -> question.answer.offer(propose(question)));
        Proposal proposal = question.answer.poll(budget.toNanos(), TimeUnit.NANOSECONDS);
        if (proposal == null) {
            worker.giveUp();
            worker = null;
            return new Proposal.Failed(policy, "it took longer than its budget of " + Notation.show(budget));
        }
        return proposal;
    }

    private String policyFor(PolicyView view) {
        return switch (view) {
            case ProvisioningView bids -> provisioning.map(ProvisioningPolicy::name).orElse("none");
            case AssignmentView needs -> assignment.map(AssignmentPolicy::name).orElse("none");
            case GuestView guest -> Optional.ofNullable(controllers.get(guest.slice())).map(GuestController::name).orElse("none");
        };
    }

    private Proposal propose(Question question) {
        String policy = policyFor(question.view);
        try {
            Optional<? extends Proposal> plan = switch (question.view) {
                case ProvisioningView bids -> provisioning.map(p -> p.propose(bids, question.budget));
                case AssignmentView needs -> assignment.map(p -> p.propose(needs, question.budget));
                case GuestView guest ->
                        Optional.ofNullable(controllers.get(guest.slice())).map(c -> c.propose(guest, question.budget));
            };
            return plan.isPresent() ? plan.get() : new Proposal.Failed(policy, "there is no such policy, or it said nothing");
        } catch (Exception | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError e) {
            return new Proposal.Failed(policy, "it failed: " + e);
        }
    }

    @Override
    public void close() {
        asker.interrupt();
        boolean interrupted = false;
        while (asker.isAlive()) {
            try {
                asker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (worker != null) {
            worker.giveUp();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record Deadline(long nanos) implements Budget {
        @Override
        public boolean spent() {
            return System.nanoTime() - nanos >= 0;
        }
    }

    private static final class Question {
        private final PolicyView view;
        private final Budget budget;
        private final BlockingQueue<Proposal> answer = new ArrayBlockingQueue<>(1);

        Question(PolicyView view, Budget budget) {
            this.view = view;
            this.budget = budget;
        }
    }

    /** A thread that answers one question after another until it is given up. */
    private static final class Worker {
        private final AtomicBoolean given = new AtomicBoolean();
        private final BlockingQueue<Runnable> work = new ArrayBlockingQueue<>(1);
        private final Thread thread;

        Worker(String name, AtomicInteger lost) {
            lost.incrementAndGet();
            thread = Thread.ofPlatform().daemon().name("orca-policy-" + name).start(() -> {
                try {
                    while (!given.get()) {
                        work.take().run();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    lost.decrementAndGet();
                }
            });
        }

        void offer(Runnable question) {
            if (!work.offer(question)) {
                throw new IllegalStateException("a question was put before the last was answered");
            }
        }

        void giveUp() {
            given.set(true);
            thread.interrupt();
        }
    }
}
