package orca.runtime.metrics;

import java.util.List;
import java.util.function.Consumer;
import orca.core.journal.Group;
import orca.runtime.journal.Journal;

/** The same journal, of which somebody is told what became durable. */
final class NarratedJournal extends ForwardingJournal {
    private final Consumer<Group> told;

    /** @param told on the actor's thread, for each group */
    NarratedJournal(Journal journal, Consumer<Group> told) {
        super(journal);
        this.told = told;
    }

    @Override
    public void append(List<Group> groups) {
        super.append(groups);
        groups.forEach(told);
    }
}
