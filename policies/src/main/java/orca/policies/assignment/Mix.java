package orca.policies.assignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.policy.AssignmentView.Need;
import orca.core.policy.PolicyState;
import orca.core.resource.Amounts;

/**
 * Which slivers are usually asked for: those that were placed, with how often. What is long ago counts less: when the counts of
 * a type reach {@link #MOST_COUNTED}, all of them are halved. Never changed.
 */
final class Mix {
    /** The most slivers that are remembered of one type; the one seen least makes room for a new one. */
    static final int MOST = 16;
    /** When counts are halved. */
    static final long MOST_COUNTED = 512;
    /** The most types. */
    private static final int MOST_TYPES = 64;
    /** Of the text. */
    static final int VERSION = 1;

    private final TreeMap<String, List<Kind>> types;

    /** One sliver, as the load of one unit, and how often it was seen. */
    record Kind(Amounts load, long count) {}

    private Mix(TreeMap<String, List<Kind>> types) {
        this.types = types;
    }

    /** What was remembered. */
    static Mix of(Optional<PolicyState> state) {
        TreeMap<String, List<Kind>> types = new TreeMap<>();
        for (String line : state.map(PolicyState::text).orElse("").split("\n")) {
            String[] words = line.split(" ");
            if (words.length == 3) {
                String[] entries = words[2].split(",");
                long[] load = new long[entries.length];
                for (int d = 0; d < load.length; d++) {
                    load[d] = Long.parseLong(entries[d]);
                }
                types.computeIfAbsent(words[0], t -> new ArrayList<>())
                        .add(new Kind(Amounts.of(load), Long.parseLong(words[1])));
            }
        }
        return new Mix(types);
    }

    /** The slivers of a need's type. */
    List<Kind> of(Need need) {
        return types.getOrDefault(need.type().name().value(), List.of());
    }

    /** With the sliver of {@code need} seen once more. */
    Mix seen(Need need) {
        String type = need.type().name().value();
        if (!types.containsKey(type) && types.size() >= MOST_TYPES) {
            return this;
        }
        Amounts load = need.sliver().load(1);
        List<Kind> kinds = new ArrayList<>(of(need));
        long count = 1;
        for (Kind kind : of(need)) {
            if (kind.load().equals(load)) {
                count += kind.count();
                kinds.remove(kind);
            }
        }
        kinds.sort(Comparator.comparingLong(Kind::count).reversed());
        while (kinds.size() >= MOST) {
            kinds.removeLast();
        }
        kinds.add(new Kind(load, count));
        if (kinds.stream().mapToLong(Kind::count).sum() >= MOST_COUNTED) {
            kinds.replaceAll(k -> new Kind(k.load(), k.count() / 2));
            kinds.removeIf(k -> k.count() == 0);
        }
        TreeMap<String, List<Kind>> next = new TreeMap<>(types);
        next.put(type, kinds);
        return new Mix(next);
    }

    /** As {@link #of} reads it. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, List<Kind>> type : types.entrySet()) {
            for (Kind kind : type.getValue()) {
                text.append(type.getKey()).append(' ').append(kind.count()).append(' ');
                for (int d = 0; d < kind.load().size(); d++) {
                    text.append(d == 0 ? "" : ",").append(kind.load().get(d));
                }
                text.append('\n');
            }
        }
        return text.toString();
    }
}
