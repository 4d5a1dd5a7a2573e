package orca.core.journal;

import orca.core.contract.Subject;

/**
 * What an actor writes down: the new state of one subject, whole. Each actor has its own sealed family of these, all of
 * them records of values.
 *
 * <p>Never a difference: whoever has read the last record of a subject knows the subject, so that a snapshot is a list of
 * records like any other, and a record read twice does no harm.
 */
public interface JournalRecord {
    /** Whose state this is. */
    Subject subject();
}
