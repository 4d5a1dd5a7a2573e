package orca.runtime.metrics;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.policy.Proposal;
import orca.core.protocol.Reply;
import orca.core.resource.TypeName;
import orca.runtime.journal.Journal;
import orca.runtime.loop.Hands;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.ReservationImage;
import orca.wire.log.LogFields;
import orca.wire.log.Logs;
import orca.wire.log.TraceId;
import orca.wire.text.Notation;

/**
 * Tells the log what becomes of each contract and unit of an actor, once it is durable, and each unit's output which
 * reservation it is for. What measures besides goes on.
 *
 * @param actor its name
 * @param self who it is to its peers
 * @param other what measures besides
 */
public record NarratedActor(String actor, Principal self, ActorWatch other) implements ActorWatch {
    /** What a record tells. */
    private record Told(String kind, ContractKey key, String unit, String state, Cause cause) {}

    @Override
    public Journal journal(Journal journal) {
        return new NarratedJournal(other.journal(journal), this::tell);
    }

    private void tell(Group group) {
        for (JournalRecord record : group.records()) {
            Optional<Told> told = told(record);
            // Whatever else changed about it has happened to it before.
            told.filter(one -> one.cause().at().equals(group.stampedAt())).ifPresent(this::tell);
        }
    }

    private void tell(Told told) {
        LogFields about = LogFields.of(actor).about(told.key()).with("state", told.state());
        String name = told.unit().isEmpty() ? told.kind() + " " + told.key().id() : told.kind() + " " + told.unit();
        String why = told.cause().what().toLowerCase(Locale.ROOT)
                + (told.cause().why().isEmpty() ? "" : ", " + told.cause().why());
        Logs.event(actor + ": " + name + " is " + told.state() + " (" + why + ")",
                told.unit().isEmpty() ? about : about.with("unit", told.unit()));
    }

    private Optional<Told> told(JournalRecord record) {
        return switch (record) {
            case LeaseImage one -> told("lease", one.key(), "", one.state(), one.cause());
            case UnitImage one -> told("unit", one.lease(), one.id().value(), one.state(), one.cause());
            case TicketImage one -> told("ticket", one.key(), "", one.state(), one.cause());
            case ReservationImage one -> told("reservation", one.subject(), "", one.state(), one.cause());
            case MemberImage one -> told("member", new ContractKey(self, one.reservation()), one.subject().value(), one.state(),
                    one.cause());
            default -> Optional.empty();
        };
    }

    private static Optional<Told> told(String kind, ContractKey key, String unit, Enum<?> state, Cause cause) {
        return Optional.of(new Told(kind, key, unit, Notation.word(state), cause));
    }

    @Override
    public Function<Duties.Run, Optional<Handler>> handlers(Function<Duties.Run, Optional<Handler>> handlers) {
        return run -> other.handlers(handlers).apply(run).map(handler -> new Telling(handler, actor));
    }

    @Override
    public Journal.Replay following(Journal.Replay into) {
        return other.following(into);
    }

    @Override
    public Hands hands(Hands hands) {
        return other.hands(hands);
    }

    @Override
    public Consumer<Event.Ended> ended(Consumer<Event.Ended> ended) {
        return other.ended(ended);
    }

    @Override
    public Consumer<Proposal> proposed(Consumer<Proposal> proposed) {
        return other.proposed(proposed);
    }

    @Override
    public void replied(Reply reply) {
        other.replied(reply);
    }

    /** The same handler, whose unit's output begins each call with the trace of its reservation. */
    private record Telling(Handler handler, String actor) implements Handler {
        @Override
        public String name() {
            return handler.name();
        }

        @Override
        public Outcome handle(UnitCall call, CallContext context) throws Exception {
            if (call.action() == Action.PROBE) {
                return handler.handle(call, context); // it comes again and again, and nothing happens
            }
            Optional<String> lease = call.properties().text(LEASE);
            LogFields about = lease.map(LogFields.of(actor)::about).orElseGet(() -> LogFields.of(actor))
                    .with("unit", call.unit().value()).with("handler", handler.name());
            String what = Notation.word(call.action()) + " attempt " + call.attempt();
            lease.ifPresent(text -> context.say(what + ", trace " + TraceId.of(text)));
            Logs.event(actor + ": " + handler.name() + " begins " + what + " of " + call.unit(), about);
            Outcome outcome = handler.handle(call, context);
            String end = switch (outcome) {
                case Outcome.Done done -> "done";
                case Outcome.Trouble(String reason, boolean retry) -> (retry ? "trouble, " : "failed, ") + reason;
                case null -> "nothing was said";
            };
            Logs.event(actor + ": " + handler.name() + " ended " + what + " of " + call.unit() + ": " + end, about);
            return outcome;
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
