package orca.core.policy;

import java.util.AbstractList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import orca.core.policy.AssignmentView.Host;
import orca.core.policy.HostTree.Entry;
import orca.core.policy.HostTree.Walk;
import orca.core.resource.Amounts;
import orca.core.resource.TypeName;

/**
 * Hosts as a policy looks through them: in the order of their names, or by how full they are, and without looking at those in
 * which nothing can fit. The list is by type, then by name.
 *
 * <p><b>A value.</b> Hosts never change; {@link #with} gives back others that share nearly all of their memory with these. So an
 * authority keeps them from one question to the next, and a policy plans on them as on a sheet of its own.
 *
 * <p><b>Cost</b>, for n hosts: {@link #with}, {@link #without}, {@link #find} and {@link #get} look at O(log n) of them; a visit
 * at O(log n) and those it shows, if hosts that lack room lack it in the same dimension.
 */
public final class Hosts extends AbstractList<Host> {
    /** No hosts. */
    public static final Hosts NONE = new Hosts(null, null, new TreeMap<>());
    /** Comes after every capacity that a host can have. */
    private static final Amounts LAST = Amounts.zero(Shape.MOST_DIMENSIONS + 1);

    private static final Comparator<Entry> BY_NAME = (a, b) -> {
        int type = a.host().type().value().compareTo(b.host().type().value());
        return type != 0 ? type : a.host().name().compareTo(b.host().name());
    };
    private static final Comparator<Entry> BY_ROOM = (a, b) -> {
        int shape = Shape.of(a.host()).compareTo(Shape.of(b.host()));
        int share = shape != 0 ? shape : Double.compare(a.share(), b.share());
        return share != 0 ? share : a.host().name().compareTo(b.host().name());
    };

    private final HostTree byName;
    private final HostTree byRoom;
    /** How many hosts there are of each shape; never changed, and the same map in others with the same counts. */
    private final TreeMap<Shape, Integer> shapes;

    /** What hosts have in common that are alike but for what is on them. */
    public record Shape(TypeName type, Amounts capacity) implements Comparable<Shape> {
        /** More dimensions than any type has. */
        static final int MOST_DIMENSIONS = 1_000;

        static Shape of(Host host) {
            return new Shape(host.type(), host.calendar().capacity());
        }

        @Override
        public int compareTo(Shape other) {
            int compared = type.value().compareTo(other.type.value());
            compared = compared != 0 ? compared : Integer.compare(capacity.size(), other.capacity.size());
            for (int d = 0; compared == 0 && d < capacity.size(); d++) {
                compared = Long.compare(capacity.get(d), other.capacity.get(d));
            }
            return compared;
        }
    }

    /** In which order hosts of one shape are visited. */
    public enum Order {
        /** Those with the least room first. */
        FULLEST,
        /** Those with the most room first. */
        EMPTIEST
    }

    private Hosts(HostTree byName, HostTree byRoom, TreeMap<Shape, Integer> shapes) {
        this.byName = byName;
        this.byRoom = byRoom;
        this.shapes = shapes;
    }

    /** These hosts; of two with the same name, the last. */
    public static Hosts of(Collection<Host> hosts) {
        if (hosts instanceof Hosts same) {
            return same;
        }
        Hosts all = NONE;
        for (Host host : hosts) {
            all = all.with(host);
        }
        return all;
    }

    /** With {@code host}, in the place of the one of its name. */
    public Hosts with(Host host) {
        Optional<Host> before = find(host.name());
        boolean same = before.isPresent() && Shape.of(before.get()).equals(Shape.of(host));
        Hosts rest = before.isEmpty() || same ? this : without(host.name());
        HostTree room = same ? HostTree.without(byRoom, Entry.of(before.get()), BY_ROOM) : rest.byRoom;
        Entry entry = Entry.of(host);
        return new Hosts(HostTree.with(rest.byName, entry, BY_NAME), HostTree.with(room, entry, BY_ROOM),
                same ? shapes : counted(rest.shapes, Shape.of(host), 1));
    }

    /** Without the host of this name, if there is one. */
    public Hosts without(String name) {
        Optional<Host> before = find(name);
        if (before.isEmpty()) {
            return this;
        }
        Entry entry = Entry.of(before.get());
        return new Hosts(HostTree.without(byName, entry, BY_NAME), HostTree.without(byRoom, entry, BY_ROOM),
                counted(shapes, Shape.of(before.get()), -1));
    }

    private static TreeMap<Shape, Integer> counted(TreeMap<Shape, Integer> before, Shape shape, int more) {
        TreeMap<Shape, Integer> counts = new TreeMap<>(before);
        counts.merge(shape, more, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
        return counts;
    }

    /** The host of this name. */
    public Optional<Host> find(String name) {
        Shape at = shapes.isEmpty() ? null : shapes.firstKey();
        while (at != null) {
            TypeName type = at.type();
            Host found = HostTree.find(byName, h -> {
                int compared = h.type().value().compareTo(type.value());
                return compared != 0 ? compared : h.name().compareTo(name);
            });
            if (found != null) {
                return Optional.of(found);
            }
            at = shapes.higherKey(new Shape(type, LAST));
        }
        return Optional.empty();
    }

    /** The shapes of the hosts of {@code type}, in an order that depends on nothing else. */
    public List<Shape> shapes(TypeName type) {
        return shapes.keySet().stream().filter(s -> s.type().equals(type)).toList();
    }

    /** How many hosts there are of {@code shape}. */
    public int count(Shape shape) {
        return shapes.getOrDefault(shape, 0);
    }

    /**
     * Shows the hosts of one type by name, until {@code more} has enough.
     *
     * @param room what {@link Host#room} has to have at least
     */
    public void visit(TypeName type, Amounts room, Predicate<Host> more) {
        HostTree.walk(byName, new Walk(h -> h.type().value().compareTo(type.value()), room.toArray(), false), more);
    }

    /**
     * Shows the hosts of one shape by how full they are, until {@code more} has enough.
     *
     * @param room what {@link Host#room} has to have at least
     */
    public void visit(Shape shape, Order order, Amounts room, Predicate<Host> more) {
        HostTree.walk(byRoom, new Walk(h -> Shape.of(h).compareTo(shape), room.toArray(), order == Order.EMPTIEST), more);
    }

    @Override
    public Host get(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("hosts: there are " + size() + ", got " + index);
        }
        return HostTree.at(byName, index);
    }

    @Override
    public int size() {
        return HostTree.size(byName);
    }
}
