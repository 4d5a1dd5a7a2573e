package orca.cli.verb;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.cli.screen.Moments;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.wire.text.Notation;
import orca.wire.text.When;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Role;
import picocli.CommandLine.TypeConversionException;

/** Reads what people type behind options. What cannot be read is refused with the rule. */
final class Words {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})(?:\\.\\.([0-9]{1,9}))?");
    private static final Pattern AMOUNT = Pattern.compile("([^=,\\s]+)=([0-9]{1,16})");

    private Words() {}

    /** How many units, and how few would do. */
    record Units(long least, long most) {}

    /** {@code text}, which stands in a path of the API and must therefore be a name. */
    static String name(String parameter, String text) {
        try {
            return Names.check(parameter, text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** {@code text} as somebody means it who is where {@code moments} are seen from. */
    static When when(String text, Moments moments) {
        try {
            return Days.when(text, moments);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    static Duration length(String text) {
        try {
            Duration length = Notation.duration(text);
            if (length.isNegative()) {
                throw new TypeConversionException("must not be less than nothing, got " + Names.quoted(text));
            }
            return length;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** {@code 3}, or {@code 2..3} for three of which two would do. */
    static Units units(String text) {
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            long least = Long.parseLong(range.group(1));
            long most = range.group(2) == null ? least : Long.parseLong(range.group(2));
            if (least >= 1 && most >= least) {
                return new Units(least, most);
            }
        }
        throw new TypeConversionException(
                "must be a number from 1 such as 3, or a range such as 2..3, got " + Names.quoted(text));
    }

    /** {@code cpu=1000,memory=512}. */
    static Map<String, Long> size(String text) {
        Map<String, Long> size = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            Matcher amount = AMOUNT.matcher(part.strip());
            if (!amount.matches()) {
                throw new TypeConversionException("must be names and whole numbers such as cpu=1000,memory=512, got "
                        + Names.quoted(text));
            }
            if (size.put(amount.group(1), Long.parseLong(amount.group(2))) != null) {
                throw new TypeConversionException("'" + amount.group(1) + "' stands there twice, got " + Names.quoted(text));
            }
        }
        return size;
    }

    /** What {@code deed} reads; what it refuses is said of {@code option}, if that is named. */
    static <T> T value(String option, Supplier<T> deed) {
        try {
            return deed.get();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException((option.isEmpty() ? "" : option + ": ") + e.getMessage());
        }
    }

    static Role role(String word) {
        return value("--role", () -> Role.of(word));
    }

    static List<Endpoint> endpoints(List<String> texts) {
        return value("--endpoint", () -> texts.stream().map(Endpoint::parse).toList());
    }

    /** {@code name=value} each; a whole number and {@code true} or {@code false} are taken as such. */
    static PropertyList properties(List<String> pairs) {
        return properties("--property", pairs);
    }

    /** The same behind another option. */
    static PropertyList properties(String option, List<String> pairs) {
        PropertyList list = PropertyList.NONE;
        for (String pair : pairs) {
            int sign = new Pair().convert(pair).indexOf('=');
            String name = pair.substring(0, sign);
            if (list.get(name).isPresent()) {
                throw new TypeConversionException(option + ": " + Names.quoted(name) + " is given twice");
            }
            try {
                list = list.with(name, Notation.property(pair.substring(sign + 1)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(option + ": " + e.getMessage());
            }
        }
        return list;
    }
}
