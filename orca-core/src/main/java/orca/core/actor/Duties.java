package orca.core.actor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.handler.Action;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;

/**
 * What an actor owes the world for one subject, derived from the subject's state alone. That is why nothing can be lost:
 * after a crash the duties of all subjects are what was owed before it.
 *
 * @param messages repeated until the duty is gone; at most one for each peer
 * @param run the handler's call that should be running
 * @param stop the handler's call that should not be running any more; its end is reported even if it never ran
 * @param alarm when the actor wants to look at the subject again
 * @param watch the unit that somebody should look after
 */
public record Duties(List<Outgoing> messages, Optional<Run> run, Optional<CallName> stop, Optional<Alarm> alarm,
        Optional<Watch> watch) {
    /** Nothing is owed. */
    public static final Duties NONE = new Duties(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public Duties {
        messages = List.copyOf(messages);
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(stop, "stop");
        Objects.requireNonNull(alarm, "alarm");
        Objects.requireNonNull(watch, "watch");
    }

    /** With nothing to be looked after. */
    public Duties(List<Outgoing> messages, Optional<Run> run, Optional<CallName> stop, Optional<Alarm> alarm) {
        this(messages, run, stop, alarm, Optional.empty());
    }

    /**
     * A handler's call.
     *
     * @param call what to do
     * @param handler which handler does it
     * @param notBefore when it may begin
     * @param limit how long it may take before it is cancelled
     */
    public record Run(UnitCall call, String handler, Instant notBefore, Duration limit) {
        public Run {
            Objects.requireNonNull(call, "call");
            Objects.requireNonNull(handler, "handler");
            Objects.requireNonNull(notBefore, "notBefore");
            Objects.requireNonNull(limit, "limit");
        }

        public CallName name() {
            return new CallName(call.unit(), call.action(), call.attempt());
        }
    }

    /** Names a handler's call. */
    public record CallName(UnitId unit, Action action, int attempt) {
        public CallName {
            Objects.requireNonNull(unit, "unit");
            Objects.requireNonNull(action, "action");
        }
    }

    /**
     * A wish that a unit is probed now and then, as long as this is owed. How often is for whoever does it; what it sees is told
     * only when the unit is dead, and then again and again, as {@link Event.Died}.
     *
     * @param probe the call that says whether it is there; its attempt is counted by whoever makes it
     * @param handler which handler does it
     * @param mark given back with what is told; one that is not the unit's any more is stale
     */
    public record Watch(UnitCall probe, String handler, long mark) {
        public Watch {
            Objects.requireNonNull(probe, "probe");
            Objects.requireNonNull(handler, "handler");
        }

        public UnitId unit() {
            return probe.unit();
        }
    }

    /**
     * A wish to be woken.
     *
     * @param at when, or soon after
     * @param mark given back when it rings; an alarm whose mark is not the subject's any more is stale
     */
    public record Alarm(Instant at, long mark) {
        public Alarm {
            Objects.requireNonNull(at, "at");
        }
    }
}
