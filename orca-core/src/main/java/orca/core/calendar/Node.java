package orca.core.calendar;

import orca.core.resource.Amounts;

/**
 * Some consecutive boundaries of the ledger: instants at which usage changes, each with the change.
 *
 * <p>Usage at an instant is the sum of all changes up to it. A node therefore also keeps, per dimension, the sum of its
 * changes and the highest and lowest running sum reached inside it, counted from zero at its left edge. A reader who knows
 * the usage at that edge can tell from these three whether anything inside matters to him, and if not step over it.
 * Nothing has to be pushed down or repaired when usage to the left changes: that is why changes are kept, not levels.
 *
 * <p>Nodes never change. An edit copies the path to one leaf and shares the rest with the tree before it. Trees are
 * balanced by height as AVL trees are, leaves hold several boundaries each; an empty tree is {@code null}.
 */
abstract sealed class Node permits Leaf, Fork {
    /** {@code dims} sums, then {@code dims} highs, then {@code dims} lows; a leaf's boundaries follow. */
    final long[] cells;
    /** Boundaries below here, at least one. */
    final int size;
    final byte dims;
    /** A leaf has height 0. */
    final byte height;

    Node(long[] cells, int size, int dims, int height) {
        this.cells = cells;
        this.size = size;
        this.dims = (byte) dims;
        this.height = (byte) height;
    }

    /** What usage changes by from just before the first boundary to just after the last. */
    final long sum(int dimension) {
        return cells[dimension];
    }

    /** The highest running sum right after one of the boundaries. */
    final long high(int dimension) {
        return cells[dims + dimension];
    }

    /** The lowest running sum right after one of the boundaries. */
    final long low(int dimension) {
        return cells[2 * dims + dimension];
    }

    /** This tree with {@code sign * load} added to the change at {@code key}. A boundary without a change goes away. */
    abstract Node changed(long key, Amounts load, int sign);

    /** This tree without the boundaries up to and including {@code key}; their changes are added to {@code passed}. */
    abstract Node after(long key, long[] passed);

    /** The one tree that holds both; every key of {@code left} is below {@code key}, and none of {@code right} is. */
    static Node join(Node left, long key, Node right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        if (left instanceof Leaf a && right instanceof Leaf b && a.size + b.size <= Leaf.MERGED) {
            return a.followedBy(b);
        }
        int lean = left.height - right.height;
        if (lean > 1) {
            Fork tall = (Fork) left;
            return Fork.balanced(tall.left, tall.key, join(tall.right, key, right));
        }
        if (lean < -1) {
            Fork tall = (Fork) right;
            return Fork.balanced(join(left, key, tall.left), tall.key, tall.right);
        }
        return new Fork(left, key, right);
    }
}
