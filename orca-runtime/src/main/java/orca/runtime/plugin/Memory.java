package orca.runtime.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the classes of a jar could remember between two questions: fields of classes that change, and fields of policies. */
final class Memory {
    private static final String POLICY = "a policy remembers nothing between two questions but the state that it returns";
    private static final Pattern SEAM = Pattern.compile(
            "orca/core/policy/(Policy|ProvisioningPolicy|AssignmentPolicy|GuestController)");
    private static final Pattern COLLECTION = Pattern.compile("Ljava/util/(Collection|Sequenced\\w+|List|Set|Map|SortedSet|"
            + "SortedMap|NavigableSet|NavigableMap|Queue|Deque|Iterator|ListIterator);");
    /** What always gives something that cannot be changed. */
    private static final Pattern FIXED = Pattern.compile("java/util/(List|Set|Map)\\.(of|copyOf|ofEntries)|"
            + "java/util/Collections\\.(unmodifiable\\w+|empty\\w+|singleton\\w*)|java/util/stream/Stream\\.toList");
    /** Classes of the JDK whose objects change. */
    private static final Pattern CHANGING = Pattern.compile("Ljava/util/(Array\\w+|Linked\\w+|Tree\\w+|Priority\\w+|"
            + "Enum(Map|Set)|BitSet|Stack|Vector|Abstract\\w+|StringJoiner|Arrays|\\w+SummaryStatistics);|"
            + "Ljava/lang/(StringBu\\w+|Object);|\\[.*");

    private final Map<String, ClassSketch> classes;
    private final Set<String> policies = new TreeSet<>();
    private final List<Finding> found = new ArrayList<>();

    Memory(Map<String, ClassSketch> classes) {
        this.classes = classes;
        classes.keySet().stream().filter(name -> reachesSeam(name)).forEach(this::withParents);
    }

    private boolean reachesSeam(String name) {
        ClassSketch sketch = classes.get(name);
        return SEAM.matcher(name).matches() || sketch != null && sketch.parents.stream().anyMatch(this::reachesSeam);
    }

    private void withParents(String name) {
        if (classes.containsKey(name) && policies.add(name)) {
            classes.get(name).parents.forEach(this::withParents);
        }
    }

    List<Finding> findings() {
        for (ClassSketch sketch : classes.values()) {
            for (ClassSketch.Field field : sketch.fields.values()) {
                String where = ClassLook.dotted(sketch.name) + "." + field.name();
                if (field.ofClass() && !field.isFinal()) {
                    found.add(new Finding(where, "is static and not final: " + POLICY));
                } else if ((field.ofClass() || policies.contains(sketch.name)) && changes(field.type(), new TreeSet<>())) {
                    found.add(new Finding(where, "holds something that changes: " + POLICY));
                }
            }
            sketch.writes.forEach(this::write);
        }
        return found;
    }

    private void write(ClassSketch.Write write) {
        ClassSketch owner = classes.get(write.owner());
        ClassSketch.Field field = owner == null ? null : owner.fields.get(write.field());
        if (field == null) {
            return;
        }
        boolean kept = field.ofClass() || policies.contains(owner.name);
        if (kept && !field.ofClass() && !write.whileMaking()) {
            found.add(new Finding(write.where(), "writes the field " + field.name()
                    + " elsewhere than in a constructor or in configure: " + POLICY));
        } else if (kept && COLLECTION.matcher(field.type()).matches() && !FIXED.matcher(write.from()).matches()) {
            found.add(new Finding(write.where(), "puts into the field " + field.name() + " a collection that may change; "
                    + "end with List.copyOf, Map.copyOf or Collections.unmodifiable...: " + POLICY));
        }
    }

    /** Whether an object of that type can be changed after it was made, as far as its class tells. */
    private boolean changes(String type, Set<String> seen) {
        if (CHANGING.matcher(type).matches()) {
            return true;
        }
        String name = type.startsWith("L") ? type.substring(1, type.length() - 1) : type;
        ClassSketch sketch = classes.get(name);
        // Those that are policies are looked at by themselves, and by stricter rules.
        if (sketch == null || policies.contains(name) || !seen.add(name)) {
            return false;
        }
        return sketch.fields.values().stream().filter(field -> !field.ofClass())
                .anyMatch(field -> !field.isFinal() || changes(field.type(), seen))
                || sketch.parents.stream().anyMatch(parent -> classes.containsKey(parent) && changes("L" + parent + ";", seen));
    }
}
