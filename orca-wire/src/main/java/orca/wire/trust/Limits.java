package orca.wire.trust;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.resource.Names;
import orca.core.resource.TypeName;
import orca.wire.text.Notation;

/**
 * What somebody may ask for at most.
 *
 * @param types the types; empty for any
 * @param mostUnits the most units at once; empty for as many as there are
 * @param longest the longest term; empty for as long as can be had
 */
public record Limits(List<String> types, Optional<Long> mostUnits, Optional<Duration> longest) {
    /** The most types that are named. */
    public static final int MOST_TYPES = 64;
    public static final Limits NONE = new Limits(List.of(), Optional.empty(), Optional.empty());

    public Limits {
        types = List.copyOf(types);
        Objects.requireNonNull(mostUnits, "limits.mostUnits");
        Objects.requireNonNull(longest, "limits.longest");
        types.forEach(type -> Names.check("limits.types", type));
        if (types.size() > MOST_TYPES || new LinkedHashSet<>(types).size() < types.size()) {
            throw new IllegalArgumentException("limits.types: must be at most " + MOST_TYPES + " different names, got " + types);
        }
        if (mostUnits.isPresent() && mostUnits.get() < 1) {
            throw new IllegalArgumentException("limits.mostUnits: must be 1 or more, got " + mostUnits.get());
        }
        if (longest.isPresent() && (longest.get().isNegative() || longest.get().isZero())) {
            throw new IllegalArgumentException("limits.longest: must be longer than nothing, got " + longest.get());
        }
    }

    /** Why so much may not be asked for: the limit, as a sentence; empty when it may. */
    public Optional<String> exceeded(TypeName type, long units, Duration length) {
        if (!types.isEmpty() && !types.contains(type.value())) {
            return Optional.of("type: may be one of " + String.join(", ", types) + ", got " + type.value());
        }
        if (mostUnits.isPresent() && units > mostUnits.get()) {
            return Optional.of("units: may be at most " + mostUnits.get() + ", got " + units);
        }
        return longest.filter(most -> length.compareTo(most) > 0)
                .map(most -> "term: may last at most " + Notation.show(most) + ", got " + Notation.show(length));
    }

    /** In a few words, empty when there is none. */
    public String words() {
        StringBuilder text = new StringBuilder(String.join(",", types));
        mostUnits.ifPresent(most -> text.append(text.isEmpty() ? "" : " ").append("units<=").append(most));
        longest.ifPresent(most -> text.append(text.isEmpty() ? "" : " ").append("term<=").append(Notation.show(most)));
        return text.toString();
    }
}
