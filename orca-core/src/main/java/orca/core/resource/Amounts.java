package orca.core.resource;

import java.util.Arrays;
import java.util.Objects;

/**
 * How much, along each dimension of a type: a short vector of whole numbers, none negative, never changed.
 *
 * <p>Two readings are in use. A <em>sliver</em> has one entry per dimension of its type: the share that one unit gets. A
 * <em>load</em> (or capacity) has one entry more, the count of units, in front: see {@link #load(long)}.
 *
 * <p>Entries are at most {@link #MOST}, so that sums of many stay far from overflow; what would exceed it is refused.
 */
public final class Amounts {
    /** The largest entry. */
    public static final long MOST = 1L << 53;
    /** The amounts of a type that is only counted. */
    public static final Amounts EMPTY = new Amounts(new long[0]);

    private final long[] entries;

    private Amounts(long[] entries) {
        this.entries = entries;
    }

    /** Amounts with the given entries, each from 0 to {@link #MOST}. */
    public static Amounts of(long... entries) {
        if (entries.length == 0) {
            return EMPTY;
        }
        for (long entry : entries) {
            check(entry);
        }
        return new Amounts(entries.clone());
    }

    public static Amounts zero(int size) {
        return size == 0 ? EMPTY : new Amounts(new long[size]);
    }

    private static long check(long entry) {
        if (entry < 0 || entry > MOST) {
            throw new IllegalArgumentException("amounts: entries must be from 0 to " + MOST + ", got " + entry);
        }
        return entry;
    }

    public int size() {
        return entries.length;
    }

    public long get(int dimension) {
        return entries[dimension];
    }

    public long[] toArray() {
        return entries.clone();
    }

    public Amounts plus(Amounts other) {
        sameSize(other);
        long[] sum = new long[entries.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = check(entries[i] + other.entries[i]);
        }
        return new Amounts(sum);
    }

    /** What is left after {@code other} is taken; refused when some entry would become negative. */
    public Amounts minus(Amounts other) {
        sameSize(other);
        long[] rest = new long[entries.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = check(entries[i] - other.entries[i]);
        }
        return new Amounts(rest);
    }

    public Amounts times(long factor) {
        check(factor);
        long[] product = new long[entries.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = check(multiply(entries[i], factor));
        }
        return new Amounts(product);
    }

    private static long multiply(long a, long b) {
        // Anything beyond a long is beyond MOST as well, and is refused with the same words.
        return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
    }

    /** Read as a sliver: what {@code units} of it weigh on a calendar, the count in front. */
    public Amounts load(long units) {
        long[] load = new long[entries.length + 1];
        load[0] = check(units);
        for (int i = 0; i < entries.length; i++) {
            load[i + 1] = check(multiply(entries[i], units));
        }
        return new Amounts(load);
    }

    /** Whether no entry is larger than {@code other}'s. */
    public boolean fitsIn(Amounts other) {
        sameSize(other);
        for (int i = 0; i < entries.length; i++) {
            if (entries[i] > other.entries[i]) {
                return false;
            }
        }
        return true;
    }

    public boolean isZero() {
        for (long entry : entries) {
            if (entry != 0) {
                return false;
            }
        }
        return true;
    }

    private void sameSize(Amounts other) {
        Objects.requireNonNull(other, "amounts");
        if (other.entries.length != entries.length) {
            throw new IllegalArgumentException(
                    "amounts: " + entries.length + " dimensions against " + other.entries.length + ": " + this + ", " + other);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Amounts amounts && Arrays.equals(entries, amounts.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries);
    }

    @Override
    public String toString() {
        return Arrays.toString(entries);
    }
}
