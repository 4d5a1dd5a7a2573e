package orca.runtime.loop;

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
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.handler.Action;
import orca.core.handler.UnitCall;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;
import orca.core.policy.Chosen;
import orca.core.policy.PolicyView;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;

/**
 * An actor small enough to see through: a close command for some name counts that name up, owes its peer a message, wants an
 * alarm an hour later and a handler's call; the name {@code fault} makes it throw, an alarm counts as well.
 */
class CountingActor implements Actor {
    static final Principal SELF = new Principal("self");
    static final Principal PEER = new Principal("peer");
    static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    record Name(String value) implements Subject {}

    record Count(Name subject, long count, Instant alarm) implements JournalRecord {}

    private final Map<Subject, Count> counts = new LinkedHashMap<>();
    private boolean open;

    static Command command(String name) {
        return new Command.Close(new ReservationId(name));
    }

    static Message message(String name) {
        return new Message.DelegationView(new orca.core.ticket.DelegationId(name), Stamp.NONE,
                orca.core.ticket.DelegationState.HELD, 0, Optional.empty());
    }

    Map<String, Long> counts() {
        Map<String, Long> all = new LinkedHashMap<>();
        counts.values().forEach(c -> all.put(c.subject().value(), c.count()));
        return all;
    }

    @Override
    public Principal self() {
        return SELF;
    }

    @Override
    public Decision decide(Event event, Instant now) {
        return switch (event) {
            case Event.Ordered ordered when ordered.command() instanceof Command.Close close ->
                    up(close.id().value(), now).withReply(Reply.accepted(close.id().value()));
            case Event.Arrived arrived when arrived.message() instanceof Message.DelegationView view ->
                    up(view.id().value(), now);
            case Event.Rang rang -> up(((Name) rang.subject()).value(), now);
            case Event.Ended ended -> up("ended-" + ended.unit().value(), now);
            case Event.Proposed proposed -> up("proposed", now);
            case Event.Arrived other -> Decision.NOTHING;
            case Event.Ordered other -> Decision.NOTHING;
            case Event.Sensed other -> Decision.NOTHING;
            case Event.Died other -> Decision.NOTHING;
            case Event.Lost other -> Decision.NOTHING;
        };
    }

    private Decision up(String name, Instant now) {
        if (name.equals("fault")) {
            throw new IllegalStateException("a planted fault");
        }
        Name subject = new Name(name);
        long before = counts.containsKey(subject) ? counts.get(subject).count() : 0;
        return Decision.of(List.of(new Count(subject, before + 1, now.plus(Duration.ofHours(1)))), List.of());
    }

    @Override
    public void apply(JournalRecord record) {
        Count count = (Count) record;
        counts.put(count.subject(), count);
        open = count.subject().value().equals("ask");
    }

    @Override
    public Duties duties(Subject subject) {
        Count count = counts.get(subject);
        if (count == null) {
            return Duties.NONE;
        }
        String name = count.subject().value();
        Optional<Duties.Run> run = name.startsWith("run") ? Optional.of(new Duties.Run(
                new UnitCall(new UnitId(name), Action.SETUP, (int) count.count(), new TypeName("vm"), "h", Amounts.EMPTY,
                        Term.of(NOON, Duration.ofHours(1)), PropertyList.NONE),
                "none", NOON, Duration.ofMinutes(1))) : Optional.empty();
        return new Duties(List.of(new Outgoing(PEER, message(name))), run, Optional.empty(),
                Optional.of(new Duties.Alarm(count.alarm(), count.count())));
    }

    @Override
    public List<Outgoing> view(Subject subject) {
        return List.of();
    }

    @Override
    public List<Subject> subjects() {
        return new ArrayList<>(counts.keySet());
    }

    @Override
    public Optional<PolicyView> question(Instant now) {
        return open ? Optional.of(new ProvisioningView(now, List.of(), List.of(), Optional.empty())) : Optional.empty();
    }

    @Override
    public Map<String, Chosen> chosen() {
        return Map.of();
    }

    @Override
    public List<JournalRecord> image() {
        return List.copyOf(counts.values());
    }

    @Override
    public List<String> broken() {
        return List.of();
    }
}
