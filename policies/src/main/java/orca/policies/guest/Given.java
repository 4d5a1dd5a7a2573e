package orca.policies.guest;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.time.Term;

/**
 * What a configuration says to a controller, read by name; whatever cannot be used is refused with its name and the rule.
 *
 * @param owner the controller
 */
record Given(String owner, PropertyList settings) {
    /** Begins the names of what is handed on with a demand. */
    static final String PROPERTY = "property-";

    IllegalArgumentException no(String name, String rule) {
        return new IllegalArgumentException(owner + "." + name + ": " + rule);
    }

    /** Refuses what is none of {@code known}, nor handed on. */
    void only(List<String> known) {
        for (String name : settings.asMap().keySet()) {
            boolean handedOn = name.startsWith(PROPERTY) && name.length() > PROPERTY.length();
            if (!handedOn && !known.contains(name)) {
                throw no(name, "not a setting; there are " + known + " and " + PROPERTY + "...");
            }
        }
    }

    /** Refuses what is neither of {@link Wants} nor {@code own}, nor handed on. */
    void wantsAnd(List<String> own) {
        List<String> known = new ArrayList<>(Wants.KNOWN);
        known.addAll(own);
        only(known);
    }

    String needed(String name) {
        return settings.text(name).orElseThrow(() -> no(name, "must be given"));
    }

    long whole(String name, long least, long most, Optional<Long> usual) {
        if (settings.get(name).isEmpty() && usual.isPresent()) {
            return usual.get();
        }
        return settings.whole(name).filter(n -> n >= least && n <= most).orElseThrow(() -> no(name,
                "must be a whole number from " + least + " to " + most + ", got " + settings.text(name).orElse("nothing")));
    }

    /** A number with or without a fraction, more than nothing and at most a billion. */
    double number(String name, Optional<String> usual) {
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
    Duration span(String name, Duration usual) {
        Optional<PropertyValue> value = settings.get(name);
        if (value.isEmpty()) {
            return usual;
        }
        Duration length = settings.span(name).orElse(Duration.ZERO);
        if (length.compareTo(Duration.ofSeconds(1)) >= 0 && length.compareTo(Duration.ofDays(3650)) <= 0
                && length.getNano() % 1_000_000 == 0) {
            return length;
        }
        throw no(name, "must be a length of time such as 90s or 1h30m, from 1 second to 3650 days, got " + value.get());
    }

    /** An instant, or such as 2030-01-31T12:00:00Z. */
    Instant until(String name) {
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
    Amounts amounts(String name) {
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
    PropertyList handedOn() {
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
