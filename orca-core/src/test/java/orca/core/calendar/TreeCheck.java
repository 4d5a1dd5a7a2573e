package orca.core.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** What must hold of every tree of boundaries, looked at node by node. */
final class TreeCheck {
    private TreeCheck() {}

    /** Fails unless the calendar's tree is in order, balanced, truly summed up and not made of crumbs. */
    static void sound(Calendar calendar) {
        if (calendar.root() != null) {
            check(calendar.root(), Long.MIN_VALUE, Long.MAX_VALUE);
        }
    }

    private static void check(Node node, long from, long until) {
        assertThat(node.size).isPositive();
        switch (node) {
            case Leaf leaf -> {
                assertThat(leaf.size).isLessThanOrEqualTo(Leaf.MOST);
                assertThat((int) leaf.height).isZero();
                long[] running = new long[leaf.dims];
                long[] high = new long[leaf.dims];
                long[] low = new long[leaf.dims];
                for (int i = 0; i < leaf.size; i++) {
                    assertThat(leaf.key(i)).isGreaterThanOrEqualTo(i == 0 ? from : leaf.key(i - 1) + 1).isLessThan(until);
                    boolean still = false;
                    for (int d = 0; d < leaf.dims; d++) {
                        still |= leaf.change(i, d) != 0;
                        running[d] += leaf.change(i, d);
                        high[d] = i == 0 ? running[d] : Math.max(high[d], running[d]);
                        low[d] = i == 0 ? running[d] : Math.min(low[d], running[d]);
                    }
                    assertThat(still).as("something changes at a boundary").isTrue();
                }
                aggregates(leaf, running, high, low);
            }
            case Fork fork -> {
                check(fork.left, from, fork.key);
                check(fork.right, fork.key, until);
                assertThat(fork.size).isEqualTo(fork.left.size + fork.right.size);
                assertThat((int) fork.height).isEqualTo(1 + Math.max(fork.left.height, fork.right.height));
                assertThat(Math.abs(fork.left.height - fork.right.height)).as("lean").isLessThanOrEqualTo(1);
                if (fork.height == 1) {
                    assertThat(fork.size).as("two leaves that should be one").isGreaterThan(Leaf.MERGED);
                }
                long[] sum = new long[fork.dims];
                long[] high = new long[fork.dims];
                long[] low = new long[fork.dims];
                for (int d = 0; d < fork.dims; d++) {
                    long before = fork.left.sum(d);
                    sum[d] = before + fork.right.sum(d);
                    high[d] = Math.max(fork.left.high(d), before + fork.right.high(d));
                    low[d] = Math.min(fork.left.low(d), before + fork.right.low(d));
                }
                aggregates(fork, sum, high, low);
            }
        }
    }

    private static void aggregates(Node node, long[] sum, long[] high, long[] low) {
        for (int d = 0; d < node.dims; d++) {
            assertThat(node.sum(d)).isEqualTo(sum[d]);
            assertThat(node.high(d)).isEqualTo(high[d]);
            assertThat(node.low(d)).isEqualTo(low[d]);
        }
    }

    static int nodes(Calendar calendar) {
        return all(calendar).size();
    }

    /** How many nodes of {@code after} are not shared with {@code before}: what an edit had to make. */
    static long made(Calendar before, Calendar after) {
        Set<Node> old = all(before);
        return all(after).stream().filter(node -> !old.contains(node)).count();
    }

    private static Set<Node> all(Calendar calendar) {
        Set<Node> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
        if (calendar.root() != null) {
            collect(calendar.root(), nodes);
        }
        return nodes;
    }

    private static void collect(Node node, Set<Node> nodes) {
        nodes.add(node);
        if (node instanceof Fork fork) {
            collect(fork.left, nodes);
            collect(fork.right, nodes);
        }
    }
}
