package orca.wire.text;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/**
 * The values that stand for themselves in a document: words, numbers, yes and no, names from a closed set, times, property
 * lists, and every type with a static {@code parse(String)}.
 */
final class Scalars {
    private Scalars() {}

    static boolean isScalar(Class<?> type) {
        return type == String.class || type == int.class || type == Integer.class || type == long.class || type == Long.class
                || type == double.class || type == Double.class || type == boolean.class || type == Boolean.class
                || type == Instant.class || type == Duration.class || type == PropertyList.class || type.isEnum()
                || parse(type).isPresent();
    }

    static Tree write(Object value) {
        return switch (value) {
            case Integer number -> new Tree.Number(0, number.toString());
            case Long number -> new Tree.Number(0, number.toString());
            case Double number -> new Tree.Number(0, new BigDecimal(number.toString()).toPlainString());
            case Boolean flag -> new Tree.Flag(0, flag);
            case Duration length -> new Tree.Text(0, Notation.show(length));
            case Enum<?> name -> new Tree.Text(0, Notation.word(name));
            case PropertyList properties -> properties(properties);
            case Record record when parse(record.getClass()).isPresent() -> new Tree.Text(0, record.toString());
            default -> new Tree.Text(0, value.toString());
        };
    }

    static Object read(Class<?> type, Tree tree) {
        if (type == PropertyList.class) {
            return readProperties(tree);
        }
        String text = plain(tree);
        if (type == String.class) {
            return text;
        }
        if (type == int.class || type == Integer.class) {
            return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == double.class || type == Double.class) {
            return number(text).doubleValue();
        }
        if (type == boolean.class || type == Boolean.class) {
            if (text.equals("true") || text.equals("false")) {
                return text.equals("true");
            }
            throw new IllegalArgumentException("must be true or false, got " + tree.kind());
        }
        if (type == Instant.class) {
            return Notation.instant(text);
        }
        if (type == Duration.class) {
            return Notation.duration(text);
        }
        return type.isEnum() ? constant(type, text) : parsed(type, text);
    }

    private static String plain(Tree tree) {
        return switch (tree) {
            case Tree.Text text -> text.value();
            case Tree.Number number -> number.value();
            case Tree.Flag flag -> Boolean.toString(flag.value());
            case Tree.Branch branch -> throw new IllegalArgumentException("must be one value, got " + branch.kind());
            case Tree.Row row -> throw new IllegalArgumentException("must be one value, got " + row.kind());
            case Tree.Nothing nothing -> throw new IllegalArgumentException("must be one value, got " + nothing.kind());
        };
    }

    private static long whole(String text, long least, long most) {
        if (text.matches("[+-]?[0-9]{1,19}")) {
            BigDecimal number = new BigDecimal(text);
            if (number.compareTo(BigDecimal.valueOf(least)) >= 0 && number.compareTo(BigDecimal.valueOf(most)) <= 0) {
                return number.longValueExact();
            }
        }
        throw new IllegalArgumentException("must be a whole number" + (most == Integer.MAX_VALUE ? " up to " + most : "")
                + ", got " + new Tree.Text(0, text).kind());
    }

    private static BigDecimal number(String text) {
        try {
            if (text.length() <= 40) {
                return new BigDecimal(text);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number, got " + new Tree.Text(0, text).kind(), e);
        }
        throw new IllegalArgumentException("must be a number, got " + new Tree.Text(0, text).kind());
    }

    private static Object constant(Class<?> type, String text) {
        List<String> words = Arrays.stream(type.getEnumConstants()).map(c -> Notation.word((Enum<?>) c)).toList();
        int index = words.indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "must be one of " + String.join(", ", words) + ", got " + new Tree.Text(0, text).kind());
        }
        return type.getEnumConstants()[index];
    }

    private static Optional<Method> parse(Class<?> type) {
        try {
            Method method = type.getMethod("parse", String.class);
            return Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type
                    ? Optional.of(method) : Optional.empty();
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    private static Object parsed(Class<?> type, String text) {
        try {
            return parse(type).orElseThrow().invoke(null, text);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("cannot read " + type, e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot read " + type, e);
        }
    }

    private static PropertyList readProperties(Tree tree) {
        if (tree instanceof Tree.Text text && text.value().isEmpty()) {
            return PropertyList.NONE;
        }
        if (!(tree instanceof Tree.Branch branch)) {
            throw new IllegalArgumentException("must be names and values, got " + tree.kind());
        }
        Map<String, PropertyValue> entries = new LinkedHashMap<>();
        branch.fields().forEach((name, value) -> entries.put(name, property(name, value)));
        return PropertyList.of(entries);
    }

    private static PropertyValue property(String name, Tree value) {
        return switch (value) {
            case Tree.Text text -> new PropertyValue.Text(text.value());
            case Tree.Number number when number.value().matches("[+-]?[0-9]{1,19}") ->
                    new PropertyValue.Whole(whole(number.value(), Long.MIN_VALUE, Long.MAX_VALUE));
            case Tree.Number number -> new PropertyValue.Text(number.value());
            case Tree.Flag flag -> new PropertyValue.Flag(flag.value());
            case Tree.Branch branch -> throw new IllegalArgumentException(name + " must be one value, got " + branch.kind());
            case Tree.Row row -> throw new IllegalArgumentException(name + " must be one value, got " + row.kind());
            case Tree.Nothing nothing -> throw new IllegalArgumentException(name + " must be one value, got nothing");
        };
    }

    private static Tree properties(PropertyList properties) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        for (Map.Entry<String, PropertyValue> entry : properties) {
            fields.put(entry.getKey(), switch (entry.getValue()) {
                case PropertyValue.Text text -> new Tree.Text(0, text.value());
                case PropertyValue.Whole number -> new Tree.Number(0, Long.toString(number.value()));
                case PropertyValue.Flag flag -> new Tree.Flag(0, flag.value());
                case PropertyValue.Moment moment -> new Tree.Text(0, moment.value().toString());
                case PropertyValue.Span span -> new Tree.Text(0, Notation.show(span.value()));
            });
        }
        return new Tree.Branch(0, fields);
    }
}
