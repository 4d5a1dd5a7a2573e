package orca.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.actor.Actor;
import orca.core.actor.Decision;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.journal.JournalRecord;
import orca.core.policy.Chosen;
import orca.core.policy.PolicyView;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;

/** The smallest actor with a duty: told to close something, it asks about it until somebody answers or ten minutes are over. */
final class Caller implements Actor {
    static final Principal SELF = new Principal("caller");
    static final Principal PEER = new Principal("peer");

    /** What it knows of one call. */
    record Call(ReservationId id, Instant until, String state) implements JournalRecord {
        @Override
        public Subject subject() {
            return key(id);
        }
    }

    private final Map<Subject, Call> calls = new LinkedHashMap<>();
    private final boolean forgetful;

    Caller(boolean forgetful) {
        this.forgetful = forgetful;
    }

    static ContractKey key(ReservationId id) {
        return new ContractKey(PEER, id);
    }

    @Override
    public Principal self() {
        return SELF;
    }

    @Override
    public Decision decide(Event event, Instant now) {
        return switch (event) {
            case Event.Ordered(String operator, Command.Close(ReservationId id)) -> new Decision(
                    List.of(new Call(id, now.plus(Duration.ofMinutes(10)), "calling")), List.of(), Optional.of(Reply.accepted()));
            case Event.Arrived(Principal from, Message.StandingView(ContractKey key, Stamp answers, boolean freed)) ->
                end(key, now, "answered");
            case Event.Rang(Subject subject, long mark) -> end(subject, now, "in vain");
            default -> Decision.NOTHING;
        };
    }

    private Decision end(Subject subject, Instant now, String how) {
        Call call = calls.get(subject);
        return Decision.of(List.of(new Call(call.id, now, how)), List.of());
    }

    @Override
    public void apply(JournalRecord record) {
        calls.put(record.subject(), (Call) record);
    }

    @Override
    public Duties duties(Subject subject) {
        Call call = calls.get(subject);
        if (call == null || !call.state.equals("calling")) {
            return Duties.NONE;
        }
        return new Duties(view(subject), Optional.empty(), Optional.empty(), Optional.of(new Duties.Alarm(call.until, 1)));
    }

    @Override
    public List<Outgoing> view(Subject subject) {
        return List.of(new Outgoing(PEER, new Message.StandingView(key(calls.get(subject).id), Stamp.NONE, false)));
    }

    @Override
    public List<Subject> subjects() {
        return new ArrayList<>(calls.keySet());
    }

    @Override
    public Optional<PolicyView> question(Instant now) {
        return Optional.empty();
    }

    @Override
    public Map<String, Chosen> chosen() {
        return Map.of();
    }

    @Override
    public List<JournalRecord> image() {
        return forgetful ? List.of() : new ArrayList<>(calls.values());
    }

    @Override
    public List<String> broken() {
        return List.of();
    }
}
