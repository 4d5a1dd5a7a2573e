package orca.policies.assignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.handler.Attached;
import orca.core.policy.AssignmentView.Host;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;

/**
 * Where the units of one lease may live, as its holder asked by properties: {@code place.} for what must be, {@code prefer.} for
 * what is followed as far as it can be.
 *
 * <table>
 * <caption>What can be asked</caption>
 * <tr><td>{@code spread}</td><td>{@code BY} or {@code BY:N}: at most N units (one, if not said) where BY is the same</td></tr>
 * <tr><td>{@code together}</td><td>{@code BY}: all units on hosts with the same BY</td></tr>
 * <tr><td>{@code near}</td><td>{@code BY:VALUE}, or several after commas: only on hosts with one of these</td></tr>
 * <tr><td>{@code avoid}</td><td>likewise: not on hosts with any of these</td></tr>
 * </table>
 *
 * <p>BY is {@code host}, for the host itself, or the name of a property of hosts. A host without that property is as if it were
 * nowhere: it is not near, not avoided, and may not be used where units are to be spread or kept together by it.
 */
final class Rules {
    /** How the names of the properties begin that say what must be. */
    static final String MUST = "place.";
    /** How the names of the properties begin that say what is preferred. */
    static final String LIKE = "prefer.";
    private static final List<String> WORDS = List.of("spread", "together", "near", "avoid");
    private static final int MOST_VALUES = 64;

    /** One thing that is asked. */
    sealed interface Rule {
        /** As it was asked, for people. */
        String text();

        /** Whether it can be told of a host alone, whatever else the lease has. */
        boolean fixed();

        /** Whether another unit of the lease may live on {@code host}. */
        boolean allows(Host host, Tally tally);
    }

    record Spread(String text, String by, long most) implements Rule {
        @Override
        public boolean fixed() {
            return false;
        }

        @Override
        public boolean allows(Host host, Tally tally) {
            return value(host, by).filter(v -> tally.count(by, v) < most).isPresent();
        }
    }

    record Together(String text, String by) implements Rule {
        @Override
        public boolean fixed() {
            return false;
        }

        @Override
        public boolean allows(Host host, Tally tally) {
            return value(host, by).filter(v -> tally.values(by).isEmpty() || tally.count(by, v) > 0).isPresent();
        }
    }

    /** @param wanted whether a host must have one of {@code places}, or must not */
    record At(String text, boolean wanted, List<Place> places) implements Rule {
        @Override
        public boolean fixed() {
            return true;
        }

        @Override
        public boolean allows(Host host, Tally tally) {
            return wanted == places.stream().anyMatch(p -> value(host, p.by()).filter(p.value()::equals).isPresent());
        }
    }

    record Place(String by, String value) {}

    /** How many units of the lease there are where. */
    static final class Tally {
        private final Map<String, Map<String, Long>> counts = new LinkedHashMap<>();

        /** Counts a unit on {@code host} for whatever {@code rules} ask about. */
        void add(Host host, Rules rules) {
            for (String by : rules.counted) {
                value(host, by).ifPresent(v -> counts.computeIfAbsent(by, b -> new LinkedHashMap<>()).merge(v, 1L, Long::sum));
            }
        }

        /** Counts a unit on a host of which only the name is known. */
        void add(String host, Rules rules) {
            if (rules.counted.contains("host")) {
                counts.computeIfAbsent("host", b -> new LinkedHashMap<>()).merge(host, 1L, Long::sum);
            }
        }

        long count(String by, String value) {
            return values(by).getOrDefault(value, 0L);
        }

        Map<String, Long> values(String by) {
            return counts.getOrDefault(by, Map.of());
        }
    }

    private final List<Rule> must;
    private final List<Rule> like;
    private final Set<String> counted = new LinkedHashSet<>();

    private Rules(List<Rule> must, List<Rule> like) {
        this.must = must;
        this.like = like;
        for (Rule rule : must) {
            count(rule);
        }
        like.forEach(this::count);
    }

    private void count(Rule rule) {
        switch (rule) {
            case Spread spread -> counted.add(spread.by());
            case Together together -> counted.add(together.by());
            case At at -> { }
        }
    }

    /**
     * What {@code properties} ask.
     *
     * @throws IllegalArgumentException naming the property, if it cannot be understood
     */
    static Rules of(PropertyList properties) {
        List<Rule> must = new ArrayList<>();
        List<Rule> like = new ArrayList<>();
        for (String word : WORDS) {
            properties.text(MUST + word).ifPresent(text -> must.add(rule(MUST + word, word, text)));
            properties.text(LIKE + word).ifPresent(text -> like.add(rule(LIKE + word, word, text)));
        }
        properties.text(Attached.NEAR).ifPresent(text -> Arrays.stream(text.split(";", -1))
                .forEach(part -> must.add(rule(Attached.NEAR, "near", part.strip()))));
        for (String name : properties.asMap().keySet()) {
            String word = name.startsWith(MUST) ? name.substring(MUST.length())
                    : name.startsWith(LIKE) ? name.substring(LIKE.length()) : "";
            if (!word.isEmpty() && !WORDS.contains(word)) {
                throw new IllegalArgumentException(name + ": must be one of " + MUST + " or " + LIKE + " with " + WORDS);
            }
        }
        return new Rules(must, like);
    }

    private static Rule rule(String name, String word, String text) {
        String shown = name + "=" + text;
        return switch (word) {
            case "spread" -> spread(name, shown, text);
            case "together" -> new Together(shown, Names.check(name, text));
            default -> new At(shown, word.equals("near"), places(name, text));
        };
    }

    private static Rule spread(String name, String shown, String text) {
        int colon = text.indexOf(':');
        String most = colon < 0 ? "1" : text.substring(colon + 1);
        if (!most.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(name + ": the most units must be a number from 1 to 999999999, got "
                    + Names.quoted(text));
        }
        return new Spread(shown, Names.check(name, colon < 0 ? text : text.substring(0, colon)), Long.parseLong(most));
    }

    private static List<Place> places(String name, String text) {
        List<Place> places = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int colon = part.indexOf(':');
            if (colon < 0 || colon == part.length() - 1 || places.size() == MOST_VALUES) {
                throw new IllegalArgumentException(name + ": must be at most " + MOST_VALUES
                        + " of PROPERTY:VALUE or host:NAME with commas between, got " + Names.quoted(text));
            }
            places.add(new Place(Names.check(name, part.substring(0, colon).strip()), part.substring(colon + 1).strip()));
        }
        return places;
    }

    static Optional<String> value(Host host, String by) {
        return by.equals("host") ? Optional.of(host.name()) : host.properties().text(by);
    }

    boolean isEmpty() {
        return must.isEmpty() && like.isEmpty();
    }

    List<Rule> must() {
        return must;
    }

    /** Whether everything that must be is so with another unit on {@code host}. */
    boolean allow(Host host, Tally tally) {
        for (Rule rule : must) {
            if (!rule.allows(host, tally)) {
                return false;
            }
        }
        return true;
    }

    /** How much of what is preferred would not be so with another unit on {@code host}. */
    int broken(Host host, Tally tally) {
        int broken = 0;
        for (Rule rule : like) {
            broken += rule.allows(host, tally) ? 0 : 1;
        }
        return broken;
    }

    /** What all units have to have the same of. */
    Optional<String> together() {
        for (Rule rule : must) {
            if (rule instanceof Together together) {
                return Optional.of(together.by());
            }
        }
        return Optional.empty();
    }

    /** What must be, in words. */
    String text() {
        List<String> all = new ArrayList<>();
        must.forEach(r -> all.add(r.text()));
        return String.join(", ", all);
    }
}
