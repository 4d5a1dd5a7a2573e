package orca.core.actor;

import java.time.Instant;
import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.policy.GuestView;
import orca.core.policy.Proposal;
import orca.core.protocol.Command;
import orca.core.protocol.Message;

/** Whatever may happen to an actor. */
public sealed interface Event {
    /** A message came from {@code from}, who has proved to be that. */
    record Arrived(Principal from, Message message) implements Event {
        public Arrived {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * An alarm rang, maybe late.
     *
     * @param mark what the actor said when it set the alarm; if it says something else by now, the alarm is stale
     */
    record Rang(Subject subject, long mark) implements Event {
        public Rang {
            Objects.requireNonNull(subject, "subject");
        }
    }

    /** A handler's call ended, or was found not to run any more. */
    record Ended(UnitId unit, Action action, int attempt, Outcome outcome) implements Event {
        public Ended {
            Objects.requireNonNull(unit, "unit");
            Objects.requireNonNull(action, "action");
            Objects.requireNonNull(outcome, "outcome");
        }
    }

    /**
     * A unit that is watched was found dead, more than once: its handler said that it is not there. That a handler could not
     * tell is no death.
     *
     * @param mark of the {@link Duties.Watch}; if the actor says something else by now, it is stale
     * @param why for people
     */
    record Died(UnitId unit, long mark, String why) implements Event {
        public Died {
            Objects.requireNonNull(unit, "unit");
            Objects.requireNonNull(why, "why");
        }
    }

    /** The policy answered, or failed to. */
    record Proposed(Proposal proposal) implements Event {
        public Proposed {
            Objects.requireNonNull(proposal, "proposal");
        }
    }

    /** A registered operator gave a command. */
    record Ordered(String operator, Command command) implements Event {
        public Ordered {
            Objects.requireNonNull(operator, "operator");
            Objects.requireNonNull(command, "command");
        }
    }

    /**
     * What the actor decided after {@code since} is lost to it, or may be; comes before all else in its life.
     *
     * @param what how that came, for people
     */
    record Lost(Instant since, String what) implements Event {
        public Lost {
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(what, "what");
        }
    }

    /** A declared sensor of the guest measured something. */
    record Sensed(GuestView.Sample sample) implements Event {
        public Sensed {
            Objects.requireNonNull(sample, "sample");
        }
    }
}
