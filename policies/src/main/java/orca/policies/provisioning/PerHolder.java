package orca.policies.provisioning;

import java.util.LinkedHashMap;
import java.util.Map;
import orca.core.contract.Principal;
import orca.core.resource.PropertyValue;
import orca.policies.settings.Given;

/**
 * Numbers that a policy's settings give to holders, as {@code "alice=3, 9c1f03ab=2"}: by their principal, or by the first
 * eight or more of its characters.
 */
final class PerHolder {
    private static final int SHORTEST_PREFIX = 8;

    private final Map<String, Long> said = new LinkedHashMap<>();
    private final long usual;

    PerHolder(long usual) {
        this.usual = usual;
    }

    /** What {@code given} says of holders by that name; {@code usual} for all of them where it says nothing. */
    static PerHolder of(Given given, String field, long usual, long least, long most) {
        PerHolder all = new PerHolder(usual);
        given.settings().get(field).ifPresent(value -> all.said.putAll(words(given, field, value, least, most)));
        return all;
    }

    /**
     * The numbers by what stands before the equals sign, in their order.
     *
     * @throws IllegalArgumentException if {@code value} is not such words, or a number is not from {@code least} to {@code most}
     */
    static Map<String, Long> words(Given given, String field, PropertyValue value, long least, long most) {
        Map<String, Long> all = new LinkedHashMap<>();
        if (!(value instanceof PropertyValue.Text(String text))) {
            throw given.no(field, "must be words like 'alice=3, bob=1', got " + value);
        }
        for (String word : text.split(",")) {
            String[] pair = word.strip().split("=", 2);
            if (pair.length != 2 || pair[0].isBlank()) {
                throw given.no(field, "must be words like 'alice=3, bob=1', got '" + word.strip() + "'");
            }
            String name = pair[0].strip();
            long number;
            try {
                number = Long.parseLong(pair[1].strip());
            } catch (NumberFormatException e) {
                throw given.no(field + "." + name, "must be a whole number, got '" + pair[1] + "'");
            }
            if (number < least || number > most) {
                throw given.no(field + "." + name, "must be from " + least + " to " + most + ", got " + number);
            }
            all.put(name, number);
        }
        return all;
    }

    long of(Principal holder) {
        String name = holder.value();
        Long exact = said.get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, Long> entry : said.entrySet()) {
            if (means(entry.getKey(), holder)) {
                return entry.getValue();
            }
        }
        return usual;
    }

    /** Whether {@code word} is how settings name {@code holder}. */
    static boolean means(String word, Principal holder) {
        String name = holder.value();
        return word.equals(name) || word.length() >= SHORTEST_PREFIX && name.startsWith(word);
    }
}
