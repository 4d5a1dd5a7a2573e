package orca.core.actor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.Subject;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;
import orca.core.policy.Chosen;
import orca.core.policy.PolicyView;
import orca.core.protocol.Reply;

/**
 * Drives one actor through decide, apply, journal and dispatch, and keeps what is soft: what was sent when, which calls
 * run, which alarms are set. All of that follows from the actor's state; losing it costs repeats and re-runs, no promise.
 *
 * <p>Not safe for threads; its caller is one.
 */
public final class Engine {
    private final Actor actor;
    private final long epoch;
    private final Repeat repeat;
    private final Agenda agenda = new Agenda();
    private final Reminders reminders = new Reminders();
    private final Map<Subject, List<Posted>> outbox = new LinkedHashMap<>();
    private final Map<Subject, Duties.CallName> running = new LinkedHashMap<>();
    private final Map<Subject, Duties.Watch> watched = new LinkedHashMap<>();

    private final List<JournalRecord> records = new ArrayList<>();
    private final Set<Subject> touched = new LinkedHashSet<>();
    private final Set<Subject> tell = new LinkedHashSet<>();
    private long sequence;
    private Instant stamp;
    private boolean sealed;
    private boolean asked;

    /**
     * @param actor with everything applied that is durable
     * @param epoch of this life of the actor
     * @param sequence of the last durable group; 0 before the first
     * @param stamp of the last durable group, or any instant before the first event
     */
    public Engine(Actor actor, long epoch, long sequence, Instant stamp, Repeat repeat) {
        this.actor = Objects.requireNonNull(actor, "actor");
        this.epoch = epoch;
        this.sequence = sequence;
        this.stamp = Objects.requireNonNull(stamp, "stamp");
        this.repeat = Objects.requireNonNull(repeat, "repeat");
    }

    /** A message that is repeated until its duty is gone, and how often it was sent. */
    private record Posted(Outgoing outgoing, int sent) {}

    /**
     * Decides and applies one event. The reply, if there is one, may be handed out when the group is durable.
     *
     * @param clock the clock's reading; if it stands before the last event's, that one's instant is used
     */
    public Optional<Reply> offer(Event event, Instant clock) {
        mustBeSealed(false);
        stamp = clock.isAfter(stamp) ? clock : stamp;
        switch (event) {
            case Event.Proposed proposed -> asked = false;
            case Event.Ended ended -> ended(ended);
            case Event.Arrived arrived -> { }
            case Event.Rang rang -> { }
            case Event.Died died -> { }
            case Event.Ordered ordered -> { }
            case Event.Sensed sensed -> { }
            case Event.Lost lost -> { }
        }
        Decision decision = actor.decide(event, stamp);
        for (JournalRecord record : decision.records()) {
            actor.apply(record);
            records.add(record);
            touched.add(record.subject());
        }
        tell.addAll(decision.tell());
        return decision.reply();
    }

    private void ended(Event.Ended ended) {
        // A call that was superseded says nothing about the one that runs now.
        if (running.remove(ended.unit(), new Duties.CallName(ended.unit(), ended.action(), ended.attempt()))) {
            touched.add(ended.unit());
        }
    }

    /** Closes the open group. Empty when nothing was decided that has to be durable; then release at once. */
    public Optional<Group> seal() {
        mustBeSealed(false);
        sealed = true;
        if (records.isEmpty()) {
            return Optional.empty();
        }
        sequence++;
        Group group = new Group(sequence, epoch, stamp, records);
        records.clear();
        return Optional.of(group);
    }

    /** What may leave, now that the sealed group is durable. */
    public Effects release() {
        mustBeSealed(true);
        sealed = false;
        Gathered gathered = new Gathered();
        touched.forEach(subject -> settle(subject, gathered));
        touched.clear();
        for (Subject subject : tell) {
            for (Outgoing outgoing : actor.view(subject)) {
                gathered.once(outgoing);
            }
        }
        tell.clear();
        return gathered.effects(ask());
    }

    /**
     * What is owed after a restart: the duties of all subjects. To be called once, before the first event but {@link Event.Lost}.
     */
    public Effects resume() {
        Gathered gathered = new Gathered();
        actor.subjects().forEach(subject -> settle(subject, gathered));
        return gathered.effects(ask());
    }

    /** The alarms that are due, as events to be offered. */
    public List<Event> due(Instant clock) {
        return agenda.takeAlarms(clock);
    }

    /** The messages whose repeat is due, and those that remind peers; to be sent. Not between sealing and releasing. */
    public List<Outgoing> repeats(Instant clock) {
        mustBeSealed(false);
        List<Outgoing> again = new ArrayList<>();
        reminders.take(clock, actor.reminds(), actor::reminders).forEach(subject -> again.addAll(actor.reminder(subject)));
        for (Subject subject : agenda.takeRepeats(clock)) {
            int most = 0;
            List<Posted> now = new ArrayList<>();
            // Said as things stand now: a view may show more than what made it due.
            for (Outgoing outgoing : actor.duties(subject).messages()) {
                Posted posted = new Posted(outgoing, 1 + sent(subject, outgoing));
                most = Math.max(most, posted.sent);
                now.add(posted);
                again.add(outgoing);
            }
            if (most > 0) {
                outbox.put(subject, now);
                agenda.setRepeat(subject, clock.plus(repeat.after(most)));
            } else {
                outbox.remove(subject);
            }
        }
        return again;
    }

    private int sent(Subject subject, Outgoing outgoing) {
        for (Posted posted : outbox.getOrDefault(subject, List.of())) {
            if (posted.outgoing.to().equals(outgoing.to())) {
                return posted.sent;
            }
        }
        return 0;
    }

    /** When to call {@link #due} and {@link #repeats} next; empty when nothing is planned. */
    public Optional<Instant> nextWake() {
        Optional<Instant> remind = reminders.next(actor.reminds(), stamp);
        Optional<Instant> planned = agenda.next();
        return remind.isPresent() && planned.filter(at -> !at.isAfter(remind.get())).isEmpty() ? remind : planned;
    }

    /** How many records the open group has so far; a caller that has bounds for a group seals it in time. */
    public int openRecords() {
        return records.size();
    }

    /** How many messages are waiting to be answered. */
    public int outboxSize() {
        return outbox.size();
    }

    public long sequence() {
        return sequence;
    }

    public Instant stamp() {
        return stamp;
    }

    public long epoch() {
        return epoch;
    }

    public Actor actor() {
        return actor;
    }

    private void settle(Subject subject, Gathered gathered) {
        Duties duties = actor.duties(subject);
        post(subject, duties.messages(), gathered);
        duties.run().ifPresent(run -> {
            if (!run.name().equals(running.get(subject))) {
                running.put(subject, run.name());
                gathered.runs.add(run);
            }
        });
        duties.stop().ifPresent(gathered.stops::add);
        agenda.setAlarm(subject, duties.alarm());
        watch(subject, duties.watch(), gathered);
    }

    private void watch(Subject subject, Optional<Duties.Watch> owed, Gathered gathered) {
        Duties.Watch before = owed.isPresent() ? watched.put(subject, owed.get()) : watched.remove(subject);
        if (owed.isPresent() && !owed.get().equals(before)) {
            gathered.watches.add(owed.get());
        } else if (owed.isEmpty() && before != null) {
            gathered.unwatched.add(before.unit());
        }
    }

    private void post(Subject subject, List<Outgoing> owed, Gathered gathered) {
        List<Posted> before = outbox.getOrDefault(subject, List.of());
        if (owed.isEmpty()) {
            if (!before.isEmpty()) {
                outbox.remove(subject);
                agenda.clearRepeat(subject);
            }
            return;
        }
        List<Posted> now = new ArrayList<>(owed.size());
        boolean news = false;
        for (Outgoing outgoing : owed) {
            Optional<Posted> same = before.stream().filter(p -> p.outgoing.equals(outgoing)).findFirst();
            if (same.isEmpty()) {
                news = true;
                gathered.once(outgoing);
            }
            now.add(same.orElseGet(() -> new Posted(outgoing, 1)));
        }
        outbox.put(subject, now);
        if (news) {
            agenda.setRepeat(subject, stamp.plus(repeat.after(1)));
        }
    }

    private Optional<Question> ask() {
        if (asked) {
            return Optional.empty();
        }
        Optional<PolicyView> view = actor.question(stamp);
        asked = view.isPresent();
        return view.map(v -> new Question(v, Optional.ofNullable(actor.chosen().get(v.whose())).map(Chosen::choice)));
    }

    private void mustBeSealed(boolean expected) {
        if (sealed != expected) {
            throw new IllegalStateException(
                    sealed ? "engine: a sealed group has to be released first" : "engine: no group is sealed");
        }
    }

    /** Collects effects while subjects are settled. */
    private static final class Gathered {
        private final Set<Outgoing> messages = new LinkedHashSet<>();
        private final List<Duties.Run> runs = new ArrayList<>();
        private final List<Duties.CallName> stops = new ArrayList<>();
        private final List<Duties.Watch> watches = new ArrayList<>();
        private final List<UnitId> unwatched = new ArrayList<>();

        void once(Outgoing outgoing) {
            messages.add(outgoing);
        }

        Effects effects(Optional<Question> question) {
            return new Effects(List.copyOf(messages), runs, stops, watches, unwatched, question);
        }
    }
}
