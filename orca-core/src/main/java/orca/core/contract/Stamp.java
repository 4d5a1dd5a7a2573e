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

    public Stamp next(long senderEpoch) {
        return new Stamp(senderEpoch, revision + 1);
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
