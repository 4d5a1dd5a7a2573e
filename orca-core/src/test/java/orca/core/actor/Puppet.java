package orca.core.actor;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** An actor that decides what its test told it to, and whose state is what it owes for each subject. */
final class Puppet implements Actor {
    static final Principal SELF = new Principal("puppet");
    static final Principal PEER = new Principal("peer");
    static final Event ANY = new Event.Ordered("operator", new Command.Close(new ReservationId("any")));

    /** The whole state of a subject: what it owes. */
    record Owes(Subject subject, Duties duties) implements JournalRecord {}

    final Deque<Decision> decisions = new ArrayDeque<>();
    final Map<Subject, Duties> state = new LinkedHashMap<>();
    final List<Instant> stamps = new ArrayList<>();
    Optional<PolicyView> question = Optional.empty();
    Map<String, Chosen> chosen = Map.of();

    static Outgoing word(int number) {
        ContractKey key = new ContractKey(PEER, new ReservationId("r" + number));
        return new Outgoing(PEER, new Message.StandingView(key, new Stamp(1, number), false));
    }

    static Duties owing(Outgoing... messages) {
        return new Duties(List.of(messages), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Decision owe(Subject subject, Duties duties) {
        return Decision.of(List.of(new Owes(subject, duties)), List.of());
    }

    @Override
    public Principal self() {
        return SELF;
    }

    @Override
    public Decision decide(Event event, Instant now) {
        stamps.add(now);
        return decisions.isEmpty() ? Decision.NOTHING : decisions.poll();
    }

    @Override
    public void apply(JournalRecord record) {
        state.put(record.subject(), ((Owes) record).duties());
    }

    @Override
    public Duties duties(Subject subject) {
        return state.getOrDefault(subject, Duties.NONE);
    }

    @Override
    public List<Outgoing> view(Subject subject) {
        return List.of(word(100));
    }

    @Override
    public List<Subject> subjects() {
        return List.copyOf(state.keySet());
    }

    @Override
    public Optional<PolicyView> question(Instant now) {
        return question;
    }

    @Override
    public Map<String, Chosen> chosen() {
        return chosen;
    }

    @Override
    public List<JournalRecord> image() {
        return List.of();
    }

    @Override
    public List<String> broken() {
        return List.of();
    }
}
