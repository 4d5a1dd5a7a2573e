package orca.simulator.plants;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import orca.core.actor.Actor;
import orca.core.actor.Decision;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.actor.Loss;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.journal.JournalRecord;
import orca.core.policy.Chosen;
import orca.core.policy.PolicyView;
import orca.simulator.federation.Actors;

/** Does whatever its heart does. A planted bug overrides the one thing that is wrong. */
class Disguise<A extends Actor> implements Actors.Wrapped {
    private final A heart;

    Disguise(A heart) {
        this.heart = Objects.requireNonNull(heart, "heart");
    }

    @Override
    public final A heart() {
        return heart;
    }

    @Override
    public Principal self() {
        return heart.self();
    }

    @Override
    public Decision decide(Event event, Instant now) {
        return heart.decide(event, now);
    }

    @Override
    public void apply(JournalRecord record) {
        heart.apply(record);
    }

    @Override
    public Duties duties(Subject subject) {
        return heart.duties(subject);
    }

    @Override
    public List<Outgoing> view(Subject subject) {
        return heart.view(subject);
    }

    @Override
    public List<Subject> subjects() {
        return heart.subjects();
    }

    @Override
    public Optional<PolicyView> question(Instant now) {
        return heart.question(now);
    }

    @Override
    public Map<String, Chosen> chosen() {
        return heart.chosen();
    }

    @Override
    public Optional<Duration> reminds() {
        return heart.reminds();
    }

    @Override
    public List<Subject> reminders() {
        return heart.reminders();
    }

    @Override
    public List<Outgoing> reminder(Subject subject) {
        return heart.reminder(subject);
    }

    @Override
    public Optional<Loss> loss() {
        return heart.loss();
    }

    @Override
    public List<String> unsettled() {
        return heart.unsettled();
    }

    @Override
    public int contested() {
        return heart.contested();
    }

    @Override
    public List<JournalRecord> image() {
        return heart.image();
    }

    @Override
    public List<String> broken() {
        return heart.broken();
    }
}
