package orca.core.calendar;

/**
 * A reader that moves over the ledger from left to right, once, and steps over whole subtrees that cannot matter to it.
 *
 * <p>First {@link #seek}, then any mix of the forward moves. It remembers the subtrees to its right on a stack, so a move
 * goes on from where the last one ended: up and down again along one path each, whatever lies between.
 */
final class Sweep {
    /** No such boundary. Later than every instant. */
    static final long NONE = Long.MAX_VALUE;

    private final Node root;
    /** Usage at the place reached. */
    final long[] used;
    /** The highest and lowest usage in what {@link #fold} has passed, the place where it began included. */
    long[] high;
    long[] low;

    /** Subtrees still to come, the nearest on top, and for each an instant that none of its keys is before. */
    private final Node[] waiting;
    private final long[] floors;
    private int depth;
    private Leaf leaf;
    private int next;
    private long visits;

    /** A reader of the boundaries below {@code root} where usage before the first of them is {@code base}. */
    Sweep(Node root, long[] base) {
        this.root = root;
        this.used = base.clone();
        int most = root == null ? 0 : root.height + 2;
        this.waiting = new Node[most];
        this.floors = new long[most];
    }

    /** How many nodes have been looked at since the beginning: the work done, for whoever wants to know. */
    long visits() {
        return visits;
    }

    /** To the instant {@code at}: boundaries up to and including it are behind. Only once, before the other moves. */
    void seek(long at) {
        Node node = root;
        while (node instanceof Fork fork) {
            visits++;
            if (at < fork.key) {
                push(fork.right, fork.key);
                node = fork.left;
            } else {
                add(fork.left);
                node = fork.right;
            }
        }
        if (node != null) {
            open(node, 0);
            visits++;
            for (int behind = leaf.upTo(at); next < behind; ) {
                step();
            }
        }
    }

    /** To the next boundary, wherever it is; its key, or {@link #NONE} at the end. */
    long next() {
        while (!inLeaf()) {
            if (depth == 0) {
                return NONE;
            }
            pop();
        }
        return step();
    }

    /** To the first boundary ahead after which some dimension is above its limit; its key, or {@link #NONE} at the end. */
    long nextOver(long[] limits) {
        while (true) {
            while (inLeaf()) {
                long key = step();
                if (over(limits)) {
                    return key;
                }
            }
            if (depth == 0) {
                return NONE;
            }
            Node node = waiting[depth - 1];
            boolean reaches = false;
            for (int d = 0; d < used.length && !reaches; d++) {
                reaches = used[d] + node.high(d) > limits[d];
            }
            passOrOpen(reaches);
        }
    }

    /**
     * To the first boundary ahead after which no dimension is above its limit; its key, or {@link #NONE} at the end.
     *
     * <p>Each dimension's lowest usage tells whether that dimension ever comes down in a subtree, but not whether all of
     * them are down at one time. So a subtree in which dimensions take turns is opened in vain; see {@link Calendar}.
     */
    long nextWithin(long[] limits) {
        while (true) {
            while (inLeaf()) {
                long key = step();
                if (!over(limits)) {
                    return key;
                }
            }
            if (depth == 0) {
                return NONE;
            }
            Node node = waiting[depth - 1];
            boolean mayBe = true;
            for (int d = 0; d < used.length && mayBe; d++) {
                mayBe = used[d] + node.low(d) <= limits[d];
            }
            passOrOpen(mayBe);
        }
    }

    /** To just before the instant {@code until}, noting highest and lowest usage on the way in {@link #high}, {@link #low}. */
    void fold(long until) {
        high = used.clone();
        low = used.clone();
        while (true) {
            while (inLeaf()) {
                if (leaf.key(next) >= until) {
                    return;
                }
                step();
                for (int d = 0; d < used.length; d++) {
                    high[d] = Math.max(high[d], used[d]);
                    low[d] = Math.min(low[d], used[d]);
                }
            }
            if (depth == 0 || floors[depth - 1] >= until) {
                return;
            }
            // Everything in the top subtree lies before the floor of the one beneath it.
            boolean inside = depth > 1 && floors[depth - 2] <= until;
            if (inside) {
                Node node = waiting[depth - 1];
                for (int d = 0; d < used.length; d++) {
                    high[d] = Math.max(high[d], used[d] + node.high(d));
                    low[d] = Math.min(low[d], used[d] + node.low(d));
                }
            }
            passOrOpen(!inside);
        }
    }

    /** Whether some dimension is above its limit here. */
    boolean over(long[] limits) {
        for (int d = 0; d < used.length; d++) {
            if (used[d] > limits[d]) {
                return true;
            }
        }
        return false;
    }

    private boolean inLeaf() {
        return leaf != null && next < leaf.size;
    }

    private long step() {
        for (int d = 0; d < used.length; d++) {
            used[d] += leaf.change(next, d);
        }
        return leaf.key(next++);
    }

    private void passOrOpen(boolean open) {
        if (open) {
            pop();
        } else {
            depth--;
            visits++;
            add(waiting[depth]);
        }
    }

    private void pop() {
        depth--;
        visits++;
        open(waiting[depth], floors[depth]);
    }

    private void open(Node node, long floor) {
        switch (node) {
            case Fork fork -> {
                push(fork.right, fork.key);
                push(fork.left, floor);
            }
            case Leaf few -> {
                leaf = few;
                next = 0;
            }
        }
    }

    private void push(Node node, long floor) {
        waiting[depth] = node;
        floors[depth] = floor;
        depth++;
    }

    private void add(Node node) {
        for (int d = 0; d < used.length; d++) {
            used[d] += node.sum(d);
        }
    }
}
