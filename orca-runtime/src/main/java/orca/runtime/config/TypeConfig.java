package orca.runtime.config;

import java.util.LinkedHashMap;
import java.util.Map;
import orca.core.resource.Dimension;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.wire.text.Default;

/**
 * A resource type.
 *
 * @param dimensions how a unit of it is sized, and in what; none for what is only counted
 * @param turnaround what a unit costs after its term
 * @param usual how large a unit is where a request does not say: every dimension, or nothing
 */
public record TypeConfig(
        Map<String, String> dimensions, @Default("") TurnaroundConfig turnaround, Map<String, Long> usual) {
    /** A thing that is only counted and clean at once. */
    public static final TypeConfig COUNTED = new TypeConfig(Map.of(), TurnaroundConfig.NONE, Map.of());

    public TypeConfig {
        dimensions = new LinkedHashMap<>(dimensions);
        usual = new LinkedHashMap<>(usual);
        ResourceType type = make("type", dimensions, turnaround);
        if (!usual.isEmpty()) {
            Vocabulary.amounts(type, usual, "usual", true);
        }
    }

    public ResourceType type(String name) {
        return make(name, dimensions, turnaround);
    }

    private static ResourceType make(String name, Map<String, String> dimensions, TurnaroundConfig turnaround) {
        return new ResourceType(new TypeName(name),
                dimensions.entrySet().stream().map(d -> new Dimension(d.getKey(), d.getValue())).toList(),
                turnaround.turnaround());
    }
}
