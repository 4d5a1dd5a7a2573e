package orca.core.actor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import orca.core.contract.Subject;

/**
 * When an engine has to look at what: one alarm and one repeat at most for each subject. Setting another one removes the
 * one before, so that the agenda is never longer than what is alive.
 */
final class Agenda {
    private final Lane<Duties.Alarm> alarms = new Lane<>();
    private final Lane<Boolean> repeats = new Lane<>();

    void setAlarm(Subject subject, Optional<Duties.Alarm> alarm) {
        if (alarm.isPresent()) {
            alarms.set(subject, alarm.get().at(), alarm.get());
        } else {
            alarms.clear(subject);
        }
    }

    void setRepeat(Subject subject, Instant at) {
        repeats.set(subject, at, true);
    }

    void clearRepeat(Subject subject) {
        repeats.clear(subject);
    }

    List<Event> takeAlarms(Instant clock) {
        List<Event> due = new ArrayList<>();
        alarms.take(clock).forEach(e -> due.add(new Event.Rang(e.subject, e.content.mark())));
        return due;
    }

    List<Subject> takeRepeats(Instant clock) {
        return repeats.take(clock).stream().map(e -> e.subject).toList();
    }

    Optional<Instant> next() {
        Optional<Instant> alarm = alarms.first();
        Optional<Instant> again = repeats.first();
        return alarm.isPresent() && again.isPresent() && again.get().isBefore(alarm.get()) ? again : alarm.or(() -> again);
    }

    /** One entry for each subject, sorted by when. */
    private static final class Lane<C> {
        private final Map<Subject, Entry<C>> bySubject = new LinkedHashMap<>();
        private final TreeSet<Entry<C>> byTime = new TreeSet<>();
        private long counter;

        void set(Subject subject, Instant at, C content) {
            Entry<C> before = bySubject.get(subject);
            if (before != null && before.at.equals(at) && before.content.equals(content)) {
                return;
            }
            Entry<C> entry = new Entry<>(at, counter++, subject, content);
            bySubject.put(subject, entry);
            if (before != null) {
                byTime.remove(before);
            }
            byTime.add(entry);
        }

        void clear(Subject subject) {
            Entry<C> before = bySubject.remove(subject);
            if (before != null) {
                byTime.remove(before);
            }
        }

        List<Entry<C>> take(Instant clock) {
            List<Entry<C>> due = new ArrayList<>();
            while (!byTime.isEmpty() && !byTime.first().at.isAfter(clock)) {
                Entry<C> entry = byTime.pollFirst();
                bySubject.remove(entry.subject);
                due.add(entry);
            }
            return due;
        }

        Optional<Instant> first() {
            return byTime.isEmpty() ? Optional.empty() : Optional.of(byTime.first().at);
        }
    }

    /** Sorted by when, then by when it was set, so that no two are the same. */
    private record Entry<C>(Instant at, long number, Subject subject, C content) implements Comparable<Entry<C>> {
        @Override
        public int compareTo(Entry<C> other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }
}
