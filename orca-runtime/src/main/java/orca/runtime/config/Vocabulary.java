package orca.runtime.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.wire.text.Nearest;

/** The types that a container's actors speak of, and amounts in people's words. */
public final class Vocabulary {
    private final Map<String, ResourceType> types = new TreeMap<>();
    private final Map<String, Map<String, Long>> usual = new TreeMap<>();

    /** The types of the file, and those that its sites define or only count. */
    public static Vocabulary of(ContainerConfig config) {
        Vocabulary vocabulary = new Vocabulary();
        config.types().forEach((name, type) -> {
            vocabulary.types.put(name, type.type(name));
            vocabulary.usual.put(name, type.usual());
        });
        config.authorities().values().forEach(site -> site.types().forEach((name, type) ->
                vocabulary.types.computeIfAbsent(name, n -> type.define().orElse(TypeConfig.COUNTED).type(n))));
        return vocabulary;
    }

    /** Knows {@code type} from now on, unless it knows one of that name. */
    public void learn(ResourceType type) {
        types.putIfAbsent(type.name().value(), type);
    }

    public Set<String> names() {
        return types.keySet();
    }

    public Optional<ResourceType> find(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** @throws IllegalArgumentException when there is no such type */
    public ResourceType type(String name) {
        return find(name).orElseThrow(() ->
                new IllegalArgumentException("type: there is no type '" + name + "'" + Nearest.hint(name, types.keySet())));
    }

    /**
     * How large a unit is that somebody asks for: every dimension as it is {@code written}, or the type's usual size where
     * nothing is.
     *
     * @throws IllegalArgumentException as {@link #amounts}
     */
    public Amounts sized(ResourceType type, Map<String, Long> written) {
        Map<String, Long> size = written.isEmpty() ? usual.getOrDefault(type.name().value(), Map.of()) : written;
        return amounts(type, size, "sliver", true);
    }

    /** The usual size of a unit of {@code type}; empty where the file says none. */
    public Optional<Amounts> usual(ResourceType type) {
        return Optional.ofNullable(usual.get(type.name().value())).filter(size -> !size.isEmpty())
                .map(size -> amounts(type, size, "usual", true));
    }

    /**
     * {@code written} along the dimensions of {@code type}.
     *
     * @param field named in what is thrown
     * @param whole whether every dimension must be there
     * @throws IllegalArgumentException for another dimension, one that is missing, or an amount that cannot be
     */
    public static Amounts amounts(ResourceType type, Map<String, Long> written, String field, boolean whole) {
        Map<String, Long> left = new LinkedHashMap<>(written);
        long[] entries = new long[type.dimensions().size()];
        for (int i = 0; i < entries.length; i++) {
            String dimension = type.dimensions().get(i).name();
            Long amount = left.remove(dimension);
            if (amount == null && whole) {
                throw new IllegalArgumentException(
                        field + ": must say every dimension of " + type.name() + ", '" + dimension + "' is missing");
            }
            if (amount != null && (amount < 0 || amount > Amounts.MOST)) {
                throw new IllegalArgumentException(
                        field + "." + dimension + ": must be from 0 to " + Amounts.MOST + ", got " + amount);
            }
            entries[i] = amount == null ? 0 : amount;
        }
        if (!left.isEmpty()) {
            String odd = left.keySet().iterator().next();
            throw new IllegalArgumentException(field + ": " + type.name() + " has no dimension '" + odd + "'"
                    + Nearest.hint(odd, type.dimensions().stream().map(Dimension::name).toList()));
        }
        return Amounts.of(entries);
    }

    /** The same with the count of units in front. */
    public static Amounts load(ResourceType type, long units, Map<String, Long> written, String field) {
        if (units < 0 || units > Amounts.MOST) {
            throw new IllegalArgumentException(field + ".units: must be from 0 to " + Amounts.MOST + ", got " + units);
        }
        Amounts sliver = amounts(type, written, field, false);
        long[] load = new long[sliver.size() + 1];
        load[0] = units;
        System.arraycopy(sliver.toArray(), 0, load, 1, sliver.size());
        return Amounts.of(load);
    }

    /** Amounts in words; by number where the type is not known here. */
    public Map<String, Long> show(TypeName type, Amounts sliver) {
        Map<String, Long> shown = new LinkedHashMap<>();
        Optional<ResourceType> known = find(type.value()).filter(t -> t.measures(sliver));
        for (int i = 0; i < sliver.size(); i++) {
            shown.put(known.isPresent() ? known.get().dimensions().get(i).name() : "dimension-" + i, sliver.get(i));
        }
        return shown;
    }

    /** The same without the count in front. */
    public Map<String, Long> showLoad(TypeName type, Amounts load) {
        long[] entries = load.toArray();
        return show(type, Amounts.of(Arrays.copyOfRange(entries, Math.min(1, entries.length), entries.length)));
    }
}
