package orca.core.calendar;

import java.util.Arrays;
import orca.core.resource.Amounts;

/** A few boundaries in one array: for each, after the three aggregates, its key and then the change in every dimension. */
final class Leaf extends Node {
    /** The most boundaries in one leaf. Copying this many is about as dear as copying the path above them. */
    static final int MOST = 16;
    /** Neighbours that hold no more than this together become one; below {@link #MOST} so that edits do not see-saw. */
    static final int MERGED = 12;

    /** A leaf of the rows in {@code cells}, whose first {@code 3 * dims} places are still to be filled. */
    private Leaf(long[] cells, int dims) {
        super(cells, (cells.length - 3 * dims) / (1 + dims), dims, 0);
        for (int d = 0; d < dims; d++) {
            long running = 0;
            long high = Long.MIN_VALUE;
            long low = Long.MAX_VALUE;
            for (int i = 0; i < size; i++) {
                running += change(i, d);
                high = Math.max(high, running);
                low = Math.min(low, running);
            }
            cells[d] = running;
            cells[dims + d] = high;
            cells[2 * dims + d] = low;
        }
    }

    /** A leaf with one boundary. */
    static Leaf of(long key, Amounts load, int sign) {
        long[] cells = new long[4 * load.size() + 1];
        write(cells, 3 * load.size(), key, load, sign);
        return new Leaf(cells, load.size());
    }

    private static void write(long[] cells, int place, long key, Amounts load, int sign) {
        cells[place] = key;
        for (int d = 0; d < load.size(); d++) {
            cells[place + 1 + d] = sign * load.get(d);
        }
    }

    /** When the boundary with this index is, in milliseconds since the epoch. */
    long key(int index) {
        return cells[place(index)];
    }

    /** What usage changes by at the boundary with this index. */
    long change(int index, int dimension) {
        return cells[place(index) + 1 + dimension];
    }

    private int place(int index) {
        return 3 * dims + index * (1 + dims);
    }

    /** How many boundaries have a key up to and including {@code at}. */
    int upTo(long at) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (key(middle) <= at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    Node changed(long at, Amounts load, int sign) {
        int index = upTo(at);
        if (index == 0 || key(index - 1) != at) {
            return inserted(index, at, load, sign);
        }
        int place = place(index - 1);
        long[] copy = cells.clone();
        boolean still = false;
        for (int d = 0; d < dims; d++) {
            copy[place + 1 + d] += sign * load.get(d);
            still |= copy[place + 1 + d] != 0;
        }
        if (still) {
            return new Leaf(copy, dims);
        }
        return size == 1 ? null : spliced(index - 1, index, 0);
    }

    private Node inserted(int index, long at, Amounts load, int sign) {
        if (size < MOST) {
            long[] copy = splicedCells(index, index, 1);
            write(copy, place(index), at, load, sign);
            return new Leaf(copy, dims);
        }
        // Split first: the key at the middle parts the halves, and the new one goes to whichever side it belongs.
        int middle = size / 2;
        Node left = spliced(middle, size, 0);
        Node right = spliced(0, middle, 0);
        long key = key(middle);
        return at < key
                ? new Fork(left.changed(at, load, sign), key, right)
                : new Fork(left, key, right.changed(at, load, sign));
    }

    @Override
    Node after(long at, long[] passed) {
        int gone = upTo(at);
        for (int i = 0; i < gone; i++) {
            for (int d = 0; d < dims; d++) {
                passed[d] += change(i, d);
            }
        }
        return gone == 0 ? this : gone == size ? null : spliced(0, gone, 0);
    }

    /** The boundaries of this leaf and then those of {@code next}, in one leaf. */
    Leaf followedBy(Leaf next) {
        long[] both = Arrays.copyOf(cells, place(size + next.size));
        System.arraycopy(next.cells, next.place(0), both, place(size), next.place(next.size) - next.place(0));
        return new Leaf(both, dims);
    }

    private Leaf spliced(int from, int to, int room) {
        return new Leaf(splicedCells(from, to, room), dims);
    }

    /** The cells with the rows {@code from} (included) to {@code to} (not included) replaced by {@code room} blank ones. */
    private long[] splicedCells(int from, int to, int room) {
        long[] copy = new long[place(size - (to - from) + room)];
        System.arraycopy(cells, place(0), copy, place(0), place(from) - place(0));
        System.arraycopy(cells, place(to), copy, place(from + room), place(size) - place(to));
        return copy;
    }
}
