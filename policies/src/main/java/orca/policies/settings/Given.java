package orca.policies.settings;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.resource.Amounts;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.time.Term;

/**
 * What a configuration says to a policy or a controller, read by name; whatever cannot be used is refused with its name and the
 * rule.
 *
 * @param owner the policy or controller
 */
public record Given(String owner, PropertyList settings) {
    /** Begins the names of what is handed on with a demand. */
    public static final String PROPERTY = "property-";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** What is thrown for a setting that cannot be used. */
    public IllegalArgumentException no(String name, String rule) {
        return new IllegalArgumentException(owner + "." + name + ": " + rule);
    }

    /** Refuses what is none of {@code known}. */
    public void only(List<String> known) {
        settings.asMap().keySet().stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw no(name, "not a setting; there are " + known);
        });
    }

    /** Refuses what is none of {@code known}, nor handed on. */
    public void onlyAndHandedOn(List<String> known) {
        for (String name : settings.asMap().keySet()) {
            boolean handedOn = name.startsWith(PROPERTY) && name.length() > PROPERTY.length();
            if (!handedOn && !known.contains(name)) {
                throw no(name, "not a setting; there are " + known + " and " + PROPERTY + "...");
            }
        }
    }

    /** One of {@code words}, of which the first is the usual. */
    public String word(String name, List<String> words) {
        String said = settings.text(name).orElse(words.get(0));
        if (!words.contains(said)) {
            throw no(name, "must be " + String.join(" or ", words) + ", got " + Names.quoted(said));
        }
        return said;
    }

    /** Words that must be there. */
    public String needed(String name) {
        return settings.text(name).orElseThrow(() -> no(name, "must be given"));
    }

    /** A whole number; {@code usual} where it is not given, and refused where there is none. */
    public long whole(String name, long least, long most, Optional<Long> usual) {
        if (settings.get(name).isEmpty() && usual.isPresent()) {
            return usual.get();
        }
        return settings.whole(name).filter(n -> n >= least && n <= most).orElseThrow(() -> no(name,
                "must be a whole number from " + least + " to " + most + ", got " + settings.text(name).orElse("nothing")));
    }

    /** A number with or without a fraction, more than nothing and at most a billion. */
    public double number(String name, Optional<String> usual) {
        String text = settings.get(name).map(PropertyValue::toString).or(() -> usual)
                .orElseThrow(() -> no(name, "must be given"));
        if (text.matches("[0-9]{1,10}([.][0-9]{1,9})?")) {
            double value = new BigDecimal(text).doubleValue();
            if (value > 0 && value <= 1e9) {
                return value;
            }
        }
        throw no(name, "must be a number above 0 and up to 1000000000 such as 0.7, got " + text);
    }

    /** Whole milliseconds from a second to ten years; as a length of time, or in the words of a configuration such as 1h30m. */
    public Duration span(String name, Duration usual) {
        return span(name, usual, SECOND, LONGEST);
    }

    /** The same, from {@code least} to {@code most}. */
    public Duration span(String name, Duration usual, Duration least, Duration most) {
        Optional<PropertyValue> value = settings.get(name);
        if (value.isEmpty()) {
            return usual;
        }
        return settings.span(name).filter(length -> length.compareTo(least) >= 0 && length.compareTo(most) <= 0
                && length.getNano() % 1_000_000 == 0).orElseThrow(() -> no(name, "must be a length of time such as 90s or 1h30m, "
                + "from " + words(least) + " to " + words(most) + ", got " + value.get()));
    }

    private static String words(Duration length) {
        boolean days = length.compareTo(Duration.ofDays(1)) >= 0;
        boolean seconds = !days && length.compareTo(SECOND) >= 0;
        long number = days ? length.toDays() : seconds ? length.toSeconds() : length.toMillis();
        String unit = days ? "day" : seconds ? "second" : "millisecond";
        return number + " " + unit + (number == 1 ? "" : "s");
    }

    /** An instant, or such as 2030-01-31T12:00:00Z. */
    public Instant until(String name) {
        Optional<PropertyValue> value = settings.get(name);
        if (value.isEmpty()) {
            return Term.LATEST;
        }
        Optional<Instant> moment = switch (value.get()) {
            case PropertyValue.Moment(Instant instant) -> Optional.of(instant);
            case PropertyValue.Text(String text) -> moment(text);
            case PropertyValue.Whole whole -> Optional.empty();
            case PropertyValue.Flag flag -> Optional.empty();
            case PropertyValue.Span span -> Optional.empty();
        };
        return moment.filter(at -> !at.isAfter(Term.LATEST)).orElseThrow(() -> no(name,
                "must be an instant such as 2030-01-31T12:00:00Z, no later than " + Term.LATEST + ", got " + value.get()));
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(Term.grain(OffsetDateTime.parse(text).toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whole numbers with commas between; none when it is not given. */
    public Amounts amounts(String name) {
        String text = settings.text(name).orElse("");
        if (text.isBlank()) {
            return Amounts.EMPTY;
        }
        List<Long> entries = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            if (!word.trim().matches("[0-9]{1,15}")) {
                throw no(name, "must be whole numbers with commas between, got " + text);
            }
            entries.add(Long.parseLong(word.trim()));
        }
        return Amounts.of(entries.stream().mapToLong(Long::longValue).toArray());
    }

    /** What is handed on with a demand: the image, and whatever begins with {@link #PROPERTY}, without that beginning. */
    public PropertyList handedOn() {
        PropertyList properties = PropertyList.NONE;
        for (var setting : settings) {
            String name = setting.getKey();
            if (name.equals("image")) {
                properties = properties.with("image", setting.getValue());
            } else if (name.startsWith(PROPERTY)) {
                properties = properties.with(name.substring(PROPERTY.length()), setting.getValue());
            }
        }
        return properties;
    }
}
