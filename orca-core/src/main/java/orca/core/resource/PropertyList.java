package orca.core.resource;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Named, typed values that travel with a contract and that the core carries without reading (paper 001, section 2: the
 * behaviour of handlers is controlled "by means of property lists passed through the leasing protocols and core").
 * Sorted by name, never changed, at most {@link #MAX_ENTRIES}.
 */
public final class PropertyList implements Iterable<Map.Entry<String, PropertyValue>> {
    /** The most properties in one list. */
    public static final int MAX_ENTRIES = 128;
    /**
     * How the names of a site's own properties begin: only its hosts and handlers set them, only its handlers and operators read
     * them. Every other property is for everybody who sees the lease.
     */
    public static final String SITES_OWN = "site.";
    /** No properties. */
    public static final PropertyList NONE = new PropertyList(new TreeMap<>());

    private final TreeMap<String, PropertyValue> entries;

    private PropertyList(TreeMap<String, PropertyValue> entries) {
        this.entries = entries;
    }

    /** The list with these entries; names are 1 to 64 characters as {@link Names} says. */
    public static PropertyList of(Map<String, ? extends PropertyValue> entries) {
        if (entries.isEmpty()) {
            return NONE;
        }
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("properties: at most " + MAX_ENTRIES + ", got " + entries.size());
        }
        TreeMap<String, PropertyValue> sorted = new TreeMap<>();
        entries.forEach((name, value) -> sorted.put(Names.check("property", name), Objects.requireNonNull(value, name)));
        return new PropertyList(sorted);
    }

    public static PropertyList of(String name, String text) {
        return NONE.with(name, text);
    }

    public PropertyList with(String name, PropertyValue value) {
        TreeMap<String, PropertyValue> more = new TreeMap<>(entries);
        more.put(name, value);
        return of(more);
    }

    public PropertyList with(String name, String text) {
        return with(name, new PropertyValue.Text(text));
    }

    public PropertyList with(String name, long number) {
        return with(name, new PropertyValue.Whole(number));
    }

    /** How many properties there are at the most when all these are laid over one another; exactly, if it is more than fit. */
    public static int count(PropertyList... lists) {
        int sum = 0;
        for (PropertyList list : lists) {
            sum += list.size();
        }
        if (sum <= MAX_ENTRIES) {
            return sum;
        }
        TreeSet<String> names = new TreeSet<>();
        for (PropertyList list : lists) {
            names.addAll(list.asMap().keySet());
        }
        return names.size();
    }

    /** Both lists; where both name a property, {@code stronger} wins. */
    public PropertyList overlaid(PropertyList stronger) {
        if (stronger.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return stronger;
        }
        TreeMap<String, PropertyValue> both = new TreeMap<>(entries);
        both.putAll(stronger.entries);
        return of(both);
    }

    /** The same list without the properties that {@code names} say. */
    public PropertyList without(Collection<String> names) {
        TreeMap<String, PropertyValue> rest = new TreeMap<>(entries);
        names.forEach(rest::remove);
        return rest.size() == entries.size() ? this : of(rest);
    }

    /** Whether everything in {@code other} is in this list too, with the same values. */
    public boolean has(PropertyList other) {
        return entries.entrySet().containsAll(other.entries.entrySet());
    }

    /** Without the site's own: what may leave it. */
    public PropertyList forOthers() {
        if (sitesOwn().isEmpty()) {
            return this;
        }
        TreeMap<String, PropertyValue> rest = new TreeMap<>(entries);
        rest.keySet().removeIf(name -> name.startsWith(SITES_OWN));
        return rest.isEmpty() ? NONE : new PropertyList(rest);
    }

    /** The first name that only a site may set, if there is one. */
    public Optional<String> sitesOwn() {
        return Optional.ofNullable(entries.ceilingKey(SITES_OWN)).filter(name -> name.startsWith(SITES_OWN));
    }

    public Optional<PropertyValue> get(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** The value of {@code name} as words, whatever its kind. */
    public Optional<String> text(String name) {
        return get(name).map(PropertyValue::toString);
    }

    /** The value of {@code name} as a whole number, if it is one. */
    public Optional<Long> whole(String name) {
        return get(name).flatMap(v -> v instanceof PropertyValue.Whole(long number) ? Optional.of(number) : Optional.empty());
    }

    /** The length of time of that name: a span, or a text such as 90s or 1h30m; empty where there is none, or something else. */
    public Optional<Duration> span(String name) {
        return get(name).flatMap(PropertyValue::length);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public int size() {
        return entries.size();
    }

    public Map<String, PropertyValue> asMap() {
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public Iterator<Map.Entry<String, PropertyValue>> iterator() {
        return asMap().entrySet().iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PropertyList list && entries.equals(list.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
