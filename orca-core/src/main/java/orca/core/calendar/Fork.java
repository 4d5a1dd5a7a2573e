package orca.core.calendar;

import orca.core.resource.Amounts;

/** Two trees side by side whose heights differ by at most one. */
final class Fork extends Node {
    final Node left;
    final Node right;
    /** Above every key on the left, not above any on the right; need not be a boundary any more. */
    final long key;

    Fork(Node left, long key, Node right) {
        super(new long[3 * left.dims], left.size + right.size, left.dims, 1 + Math.max(left.height, right.height));
        this.left = left;
        this.right = right;
        this.key = key;
        for (int d = 0; d < dims; d++) {
            long before = left.sum(d);
            cells[d] = before + right.sum(d);
            cells[dims + d] = Math.max(left.high(d), before + right.high(d));
            cells[2 * dims + d] = Math.min(left.low(d), before + right.low(d));
        }
    }

    /** A fork of two trees whose heights differ by at most two; rotated where they differ by two. */
    static Node balanced(Node left, long key, Node right) {
        int lean = left.height - right.height;
        if (lean > 1) {
            Fork tall = (Fork) left;
            if (tall.right.height > tall.left.height) {
                Fork middle = (Fork) tall.right;
                return new Fork(join(tall.left, tall.key, middle.left), middle.key, join(middle.right, key, right));
            }
            return new Fork(tall.left, tall.key, join(tall.right, key, right));
        }
        if (lean < -1) {
            Fork tall = (Fork) right;
            if (tall.left.height > tall.right.height) {
                Fork middle = (Fork) tall.left;
                return new Fork(join(left, key, middle.left), middle.key, join(middle.right, tall.key, tall.right));
            }
            return new Fork(join(left, key, tall.left), tall.key, tall.right);
        }
        return new Fork(left, key, right);
    }

    @Override
    Node changed(long at, Amounts load, int sign) {
        return at < key ? join(left.changed(at, load, sign), key, right) : join(left, key, right.changed(at, load, sign));
    }

    @Override
    Node after(long at, long[] passed) {
        if (at < key) {
            return join(left.after(at, passed), key, right);
        }
        for (int d = 0; d < dims; d++) {
            passed[d] += left.sum(d);
        }
        return right.after(at, passed);
    }
}
