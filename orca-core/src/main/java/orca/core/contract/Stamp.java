package orca.core.contract;

/**
 * Orders what one sender says about one contract.
 *
 * @param epoch grows each time the sender is restored from something older than its last word; 1 at first
 * @param revision grows with each change of what is said; 0 means that nothing was said yet
 */
public record Stamp(long epoch, long revision) implements Comparable<Stamp> {
    /** Before anything was said. */
    public static final Stamp NONE = new Stamp(0, 0);

    public Stamp {
        if (epoch < 0 || revision < 0) {
            throw new IllegalArgumentException("stamp: epoch and revision must be 0 or more, got " + epoch + ", " + revision);
        }
    }

    /** What comes after it; a revision that cannot grow stays, for a peer may say any number. */
    public Stamp next(long senderEpoch) {
        return new Stamp(senderEpoch, revision == Long.MAX_VALUE ? revision : revision + 1);
    }

    /**
     * What comes after it for a peer who says to have seen {@code seen}. That may be later, when the sender has forgotten what
     * it said before, and must be news all the same; but what a sender of that epoch cannot have said counts for nothing.
     */
    public Stamp nextFor(Stamp seen, long senderEpoch) {
        boolean forgotten = seen.isAfter(this) && seen.epoch <= senderEpoch && seen.revision < Long.MAX_VALUE / 2;
        return (forgotten ? seen : this).next(senderEpoch);
    }

    public boolean isAfter(Stamp other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Stamp other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(revision, other.revision);
    }

    @Override
    public String toString() {
        return epoch + "." + revision;
    }
}
