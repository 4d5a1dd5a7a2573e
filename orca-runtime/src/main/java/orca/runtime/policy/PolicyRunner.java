package orca.runtime.policy;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import orca.core.actor.Question;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestView;
import orca.core.policy.Policy;
import orca.core.policy.PolicyView;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.PolicyChoice;
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
    private final Map<String, Policy<?, ?>> configured;
    /** Those that operators chose, made when they were first asked; by what {@link PolicyView#whose} says, as are the others. */
    private final Map<String, Made> made = new ConcurrentHashMap<>();
    private final Consumer<? super Proposal> proposed;
    private final BlockingQueue<Question> questions = new ArrayBlockingQueue<>(16);
    private final AtomicInteger lost = new AtomicInteger();
    private final Thread asker;
    private Worker worker;

    /** A policy that was made because an operator chose it. */
    private record Made(PolicyChoice choice, Policy<?, ?> policy) {}

    /**
     * A runner that is at work already.
     *
     * @param configured the policies that the configuration names, by what {@link PolicyView#whose} says of their questions
     * @param proposed told of each answer, on any thread
     */
    public PolicyRunner(String name, Duration budget, Map<String, ? extends Policy<?, ?>> configured,
            Consumer<? super Proposal> proposed) {
        this.name = Objects.requireNonNull(name, "name");
        this.budget = Objects.requireNonNull(budget, "budget");
        this.configured = Map.copyOf(configured);
        this.proposed = Objects.requireNonNull(proposed, "proposed");
        if (budget.isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("policy.budget: must be more than nothing, got " + budget);
        }
        this.asker = Thread.ofPlatform().daemon().name("orca-policies-" + name).start(this::serve);
    }

    /** Puts {@code question} to the policy that it is for; an answer follows, whatever happens. */
    public void ask(Question question) {
        if (!questions.offer(question)) {
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

    private Proposal answer(Question asked) throws InterruptedException {
        String policy = nameFor(asked);
        if (worker == null) {
            if (lost.get() >= MOST_LOST) {
                return new Proposal.Failed(policy, MOST_LOST + " of its threads do not end; it is not asked until one does");
            }
            worker = new Worker(name, lost);
        }
        Budget left = new Deadline(System.nanoTime() + budget.toNanos());
        BlockingQueue<Proposal> answer = new ArrayBlockingQueue<>(1);
        worker.offer(() -> answer.offer(propose(asked, left)));
        Proposal proposal = answer.poll(budget.toNanos(), TimeUnit.NANOSECONDS);
        if (proposal == null) {
            worker.giveUp();
            worker = null;
            return new Proposal.Failed(policy, "it took longer than its budget of " + Notation.show(budget));
        }
        return proposal;
    }

    private String nameFor(Question asked) {
        return asked.to().map(PolicyChoice::policy).orElseGet(() ->
                Optional.ofNullable(configured.get(asked.view().whose())).<String>map(Policy::name).orElse("none"));
    }

    private Proposal propose(Question asked, Budget left) {
        String policy = nameFor(asked);
        try {
            Policy<?, ?> chosen = asked.to().isEmpty() ? configured.get(asked.view().whose())
                    : chosen(asked.view(), asked.to().get());
            Proposal plan = switch (asked.view()) {
                case ProvisioningView bids -> chosen instanceof ProvisioningPolicy p ? p.propose(bids, left) : null;
                case AssignmentView needs -> chosen instanceof AssignmentPolicy p ? p.propose(needs, left) : null;
                case GuestView guest -> chosen instanceof GuestController c ? c.propose(guest, left) : null;
            };
            return plan != null ? plan : new Proposal.Failed(policy, "there is no such policy, or it said nothing");
        } catch (Exception | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError e) {
            return new Proposal.Failed(policy, "it failed: " + e);
        }
    }

    /** The policy that an operator chose, made anew when another is chosen than before. */
    private Policy<?, ?> chosen(PolicyView view, PolicyChoice choice) {
        Made before = made.get(view.whose());
        if (before != null && before.choice.equals(choice)) {
            return before.policy;
        }
        Policy<?, ?> fresh = switch (view) {
            case ProvisioningView bids -> Policies.made(ProvisioningPolicy.class, choice);
            case AssignmentView needs -> Policies.made(AssignmentPolicy.class, choice);
            case GuestView guest -> Policies.made(GuestController.class, choice);
        };
        made.put(view.whose(), new Made(choice, fresh));
        return fresh;
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
