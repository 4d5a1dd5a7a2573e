package orca.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import orca.authority.state.MaintenanceImage;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.actor.Question;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.policy.Proposal;
import orca.core.protocol.Reply;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.runtime.journal.Journal;
import orca.runtime.loop.Hands;
import orca.servicemanager.record.LetterImage;
import orca.wire.metrics.Figures;
import orca.wire.metrics.Labels;
import orca.wire.text.Notation;

/** Measures the hands of one actor. */
final class MeasuredActor implements ActorWatch {
    private final MeterRegistry registry;
    private final Tags actor;
    private final Duration budget;
    private final Census census;
    private final MeasuredJournal.Meters journals;
    /** When the question that is open was asked; one at a time is. */
    private final AtomicLong asked = new AtomicLong();

    /** @param budget how long its policies may think */
    MeasuredActor(MeterRegistry registry, String name, String role, Labels types, Duration budget) {
        this.actor = ContainerFigures.tags(name, role);
        this.registry = registry;
        this.budget = budget;
        this.census = new Census(registry, actor, types);
        switch (role) {
            case "authority" -> census.expect(Sight.Kind.MAINTENANCE, EnumSet.complementOf(
                    EnumSet.of(MaintenanceImage.Stage.OVER)));
            case "service-manager" -> census.expect(Sight.Kind.LETTER, EnumSet.allOf(LetterImage.LetterState.class));
            default -> { }
        }
        this.journals = new MeasuredJournal.Meters(
                timer("orca.journal.commit", "How long it took until a group was durable", actor),
                timer("orca.journal.snapshot", "How long the writing of a snapshot took", actor),
                timer("orca.journal.open", "How long the reading of the journal took at a start", actor),
                counter("orca.journal.failures", "Commits that failed", actor));
        // All numbers of trouble begin with 0: a rate cannot be told of one that begins with the first trouble.
        for (Round round : Round.values()) {
            rounds(round);
        }
        List<Action> actions = role.equals("service-manager") ? List.of(Action.JOIN, Action.MODIFY, Action.LEAVE)
                : role.equals("authority") ? List.of(Action.SETUP, Action.MODIFY, Action.TEARDOWN) : List.of();
        for (Action action : actions) {
            for (End end : End.values()) {
                calls(action, end);
            }
        }
    }

    /** How a policy's round ended. */
    private enum Round { ANSWERED, OVERRAN, FAILED }

    /** How a handler's call ended. */
    private enum End { DONE, TROUBLE, FAILED }

    private Timer rounds(Round round) {
        return timer("orca.policy.round", "How long policies thought", actor.and("outcome", Notation.word(round)));
    }

    private Counter calls(Action action, End end) {
        return counter("orca.handler.calls", "Handlers' calls that ended",
                actor.and("action", Notation.word(action), "outcome", Notation.word(end)));
    }

    private Timer timer(String name, String description, Tags tags) {
        return Timer.builder(name).description(description).tags(tags).serviceLevelObjectives(Figures.bars()).register(registry);
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    @Override
    public Journal journal(Journal journal) {
        return new MeasuredJournal(journal, census, journals);
    }

    @Override
    public Journal.Replay following(Journal.Replay into) {
        return new CountedReplay(into, census);
    }

    @Override
    public Function<Duties.Run, Optional<Handler>> handlers(Function<Duties.Run, Optional<Handler>> handlers) {
        return run -> handlers.apply(run).map(TimedHandler::new);
    }

    @Override
    public Consumer<Event.Ended> ended(Consumer<Event.Ended> ended) {
        return end -> {
            calls(end.action(), switch (end.outcome()) {
                case Outcome.Done done -> End.DONE;
                case Outcome.Trouble trouble -> trouble.retry() ? End.TROUBLE : End.FAILED;
            }).increment();
            ended.accept(end);
        };
    }

    @Override
    public Hands hands(Hands hands) {
        return new Hands() {
            @Override
            public void send(List<Outgoing> messages) {
                hands.send(messages);
            }

            @Override
            public void start(Duties.Run run) {
                hands.start(run);
            }

            @Override
            public void stop(Duties.CallName call) {
                hands.stop(call);
            }

            @Override
            public void watch(Duties.Watch watch) {
                hands.watch(watch);
            }

            @Override
            public void unwatch(UnitId unit) {
                hands.unwatch(unit);
            }

            @Override
            public void ask(Question question) {
                asked.set(System.nanoTime());
                hands.ask(question);
            }
        };
    }

    @Override
    public Consumer<Proposal> proposed(Consumer<Proposal> proposed) {
        return proposal -> {
            long took = System.nanoTime() - asked.get();
            rounds(!(proposal instanceof Proposal.Failed) ? Round.ANSWERED
                    : took >= budget.toNanos() ? Round.OVERRAN : Round.FAILED).record(took, TimeUnit.NANOSECONDS);
            proposed.accept(proposal);
        };
    }

    @Override
    public void replied(Reply reply) {
        if (reply instanceof Reply.Declined(Refusal no)) {
            registry.counter("orca.refusals", actor.and("about", "command", "reason", Notation.word(no.kind()))).increment();
        }
    }

    /** The same handler, timed. */
    private final class TimedHandler implements Handler {
        private final Handler handler;

        TimedHandler(Handler handler) {
            this.handler = handler;
        }

        @Override
        public String name() {
            return handler.name();
        }

        @Override
        public void configure(PropertyList settings) {
            handler.configure(settings);
        }

        @Override
        public Outcome handle(UnitCall call, CallContext context) throws Exception {
            long began = System.nanoTime();
            try {
                return handler.handle(call, context);
            } finally {
                timer("orca.handler.call", "How long handlers' calls ran",
                        actor.and("handler", handler.name(), "action", Notation.word(call.action())))
                        .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public boolean cleansAtOnce(TypeName type) {
            return handler.cleansAtOnce(type);
        }

        @Override
        public boolean moves(TypeName type) {
            return handler.moves(type);
        }
    }
}
