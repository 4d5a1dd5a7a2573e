package orca.core.actor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.journal.JournalRecord;
import orca.core.policy.Chosen;
import orca.core.policy.PolicyView;

/**
 * An authority, a broker or a service manager: a state, and what it makes of events. Pure: it reads no clock and touches
 * nothing outside, so that the same events at the same instants give the same records everywhere.
 *
 * <p><b>Hard state</b> is what {@link #apply} made of the records. There is no other: what the engine around an actor
 * keeps besides (when a message was last sent, which calls run) is soft, and losing it costs repeats and re-runs.
 */
public interface Actor {
    /** Who it is to its peers. */
    Principal self();

    /**
     * What it makes of {@code event}. Changes nothing.
     *
     * @param now never earlier than that of the decision before
     * @throws IllegalStateException for a fault of its own; the caller discards it before anything is written
     */
    Decision decide(Event event, Instant now);

    /** Takes a record that this actor decided, now or in an earlier life. The only way its state changes. */
    void apply(JournalRecord record);

    /** What it owes for {@code subject}; {@link Duties#NONE} when it knows no such subject. */
    Duties duties(Subject subject);

    /** How things stand with {@code subject}, for its peer; empty when there is no peer or no such subject. */
    List<Outgoing> view(Subject subject);

    /** Everything it may owe something for. */
    List<Subject> subjects();

    /** The view that its policy must be asked about, if something is open that was not asked about as things stand. */
    Optional<PolicyView> question(Instant now);

    /**
     * The policies that operators chose against the configuration, by what {@link PolicyView#whose} says of their questions.
     * A map that never changes; the actor has another when one was chosen.
     */
    Map<String, Chosen> chosen();

    /** How often it reminds its peers of what it has of them; empty while there is nothing. */
    default Optional<Duration> reminds() {
        return Optional.empty();
    }

    /**
     * The contracts of which it reminds its peers: those that it says nothing of otherwise as long as nothing changes. A peer
     * that knows them answers, and nothing comes of it; one that was put back to an earlier state hears of them by that.
     */
    default List<Subject> reminders() {
        return List.of();
    }

    /** What its peers are reminded with: what they are told of {@code subject}, and what proves it. */
    default List<Outgoing> reminder(Subject subject) {
        return view(subject);
    }

    /** What it lost, while that is not settled. */
    default Optional<Loss> loss() {
        return Optional.empty();
    }

    /** What of that is open: the contracts whose peers have not said what they hold, and those that only peers know. */
    default List<String> unsettled() {
        return List.of();
    }

    /**
     * How many contracts a peer proves to have, though nothing is unsettled otherwise, that cannot be beside what is known here;
     * {@link #unsettled} names them.
     */
    default int contested() {
        return 0;
    }

    /** Its whole state, as records that make the same state again when applied to a new actor. */
    List<JournalRecord> image();

    /** Every broken invariant, in words; empty in a healthy actor. */
    List<String> broken();
}
