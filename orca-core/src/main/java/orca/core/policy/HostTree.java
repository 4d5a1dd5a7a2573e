package orca.core.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Predicate;
import orca.core.policy.AssignmentView.Host;
import orca.core.resource.Amounts;
import orca.core.resource.Pieces;

/**
 * Hosts in some order, in a balanced tree that never changes: what changes it gives back another one that shares nearly all of
 * its memory with this one. Each node knows the most room of any host below it, dimension by dimension, so that a walk passes by
 * whole branches in which nothing can fit.
 */
final class HostTree {
    private final Entry entry;
    private final HostTree left;
    private final HostTree right;
    private final int height;
    private final int size;
    /** The most room of any host here, each dimension by itself. */
    private final long[] most;

    /**
     * A host, and where it stands among those of its capacity.
     *
     * @param share the room it has, as a sum of shares of its capacity
     */
    record Entry(Host host, double share) {
        static Entry of(Host host) {
            double share = 0;
            Amounts capacity = host.calendar().capacity();
            int dimensions = capacity.size() - Pieces.of(host.properties()).map(Pieces::count).orElse(0);
            for (int d = 0; d < dimensions; d++) {
                share += capacity.get(d) == 0 ? 0 : (double) host.room().get(d) / capacity.get(d);
            }
            return new Entry(host, share);
        }
    }

    private HostTree(Entry entry, HostTree left, HostTree right) {
        this.entry = entry;
        this.left = left;
        this.right = right;
        this.height = 1 + Math.max(height(left), height(right));
        this.size = 1 + size(left) + size(right);
        long[] room = entry.host().room().toArray();
        this.most = larger(larger(room, left), right);
    }

    private static long[] larger(long[] room, HostTree tree) {
        if (tree == null) {
            return room;
        }
        long[] all = room.length < tree.most.length ? Arrays.copyOf(room, tree.most.length) : room;
        for (int d = 0; d < tree.most.length; d++) {
            all[d] = Math.max(all[d], tree.most[d]);
        }
        return all;
    }

    private static int height(HostTree tree) {
        return tree == null ? 0 : tree.height;
    }

    static int size(HostTree tree) {
        return tree == null ? 0 : tree.size;
    }

    /** With {@code entry}, in the place of one that is equal to it by {@code order}. */
    static HostTree with(HostTree tree, Entry entry, Comparator<Entry> order) {
        if (tree == null) {
            return new HostTree(entry, null, null);
        }
        int compared = order.compare(entry, tree.entry);
        if (compared == 0) {
            return new HostTree(entry, tree.left, tree.right);
        }
        return compared < 0 ? balanced(tree.entry, with(tree.left, entry, order), tree.right)
                : balanced(tree.entry, tree.left, with(tree.right, entry, order));
    }

    /** Without the one that is equal to {@code entry} by {@code order}. */
    static HostTree without(HostTree tree, Entry entry, Comparator<Entry> order) {
        if (tree == null) {
            return null;
        }
        int compared = order.compare(entry, tree.entry);
        if (compared < 0) {
            return balanced(tree.entry, without(tree.left, entry, order), tree.right);
        }
        if (compared > 0) {
            return balanced(tree.entry, tree.left, without(tree.right, entry, order));
        }
        if (tree.left == null || tree.right == null) {
            return tree.left == null ? tree.right : tree.left;
        }
        HostTree next = tree.right;
        while (next.left != null) {
            next = next.left;
        }
        return balanced(next.entry, tree.left, without(tree.right, next.entry, order));
    }

    private static HostTree balanced(Entry entry, HostTree left, HostTree right) {
        int lean = height(left) - height(right);
        if (lean > 1) {
            return height(left.left) >= height(left.right)
                    ? new HostTree(left.entry, left.left, new HostTree(entry, left.right, right))
                    : new HostTree(left.right.entry, new HostTree(left.entry, left.left, left.right.left),
                            new HostTree(entry, left.right.right, right));
        }
        if (lean < -1) {
            return height(right.right) >= height(right.left)
                    ? new HostTree(right.entry, new HostTree(entry, left, right.left), right.right)
                    : new HostTree(right.left.entry, new HostTree(entry, left, right.left.left),
                            new HostTree(right.entry, right.left.right, right.right));
        }
        return new HostTree(entry, left, right);
    }

    /** The one host that is wanted; null if there is none. */
    static Host find(HostTree tree, Place wanted) {
        HostTree at = tree;
        while (at != null) {
            int place = wanted.of(at.entry.host());
            if (place == 0) {
                return at.entry.host();
            }
            at = place < 0 ? at.right : at.left;
        }
        return null;
    }

    /** The one with {@code index} others before it. */
    static Host at(HostTree tree, int index) {
        HostTree at = tree;
        int rest = index;
        while (rest != size(at.left)) {
            if (rest < size(at.left)) {
                at = at.left;
            } else {
                rest -= size(at.left) + 1;
                at = at.right;
            }
        }
        return at.entry.host();
    }

    /**
     * Which hosts to show.
     *
     * @param place where a host stands to the wanted ones: before them, among them, or after them
     * @param room what a host has to have at least
     * @param backwards whether the last comes first
     */
    record Walk(Place place, long[] room, boolean backwards) {
        boolean passes(HostTree tree) {
            return tree != null && has(tree.most);
        }

        boolean has(long[] some) {
            for (int d = 0; d < room.length && d < some.length; d++) {
                if (some[d] < room[d]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Negative for a host before the wanted ones, 0 for one of them, positive for one after them. */
    interface Place {
        int of(Host host);
    }

    /** Shows hosts until {@code more} has enough; whether it still wants more. */
    static boolean walk(HostTree tree, Walk walk, Predicate<Host> more) {
        if (!walk.passes(tree)) {
            return true;
        }
        int place = walk.place().of(tree.entry.host());
        HostTree first = walk.backwards() ? tree.right : tree.left;
        HostTree last = walk.backwards() ? tree.left : tree.right;
        boolean skipFirst = walk.backwards() ? place > 0 : place < 0;
        boolean skipLast = walk.backwards() ? place < 0 : place > 0;
        if (!skipFirst && !walk(first, walk, more)) {
            return false;
        }
        if (place == 0 && walk.has(tree.entry.host().room().toArray()) && !more.test(tree.entry.host())) {
            return false;
        }
        return skipLast || walk(last, walk, more);
    }
}
