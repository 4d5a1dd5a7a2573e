package orca.wire.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import orca.core.contract.Stamp;
import orca.core.resource.Amounts;
import orca.core.resource.Names;
import orca.core.resource.ResourceType;
import orca.wire.text.Notation;
import orca.wire.text.PlainInstant;
import orca.wire.text.Tree;

/**
 * The names and values of one body while it is read: each is asked for once, and what is left at the end has no business there.
 * Whatever is wrong is an {@link IllegalArgumentException} with the path of the field and the rule.
 */
final class Fields {
    private final String path;
    private final Map<String, Tree> all;
    /** What was asked for and is there; a handful, so that looking through them costs less than to copy the map. */
    private final List<String> taken = new ArrayList<>();

    private Fields(String path, Map<String, Tree> all) {
        this.path = path;
        this.all = all;
    }

    /** @param path what the body is called in messages */
    static Fields of(String path, Tree tree) {
        return switch (tree) {
            case Tree.Branch branch -> new Fields(path, branch.fields());
            // An element without children cannot be told from an empty text.
            case Tree.Text text when text.value().isBlank() -> new Fields(path, Map.of());
            case Tree.Text text -> throw notNames(path, text);
            case Tree.Row row -> throw notNames(path, row);
            case Tree.Number number -> throw notNames(path, number);
            case Tree.Flag flag -> throw notNames(path, flag);
            case Tree.Nothing nothing -> new Fields(path, Map.of());
        };
    }

    private static IllegalArgumentException notNames(String path, Tree tree) {
        return new IllegalArgumentException(path + ": must be names and values, got " + tree.kind());
    }

    private String at(String name) {
        return path + "." + name;
    }

    IllegalArgumentException no(String name, String rule) {
        return new IllegalArgumentException(at(name) + ": " + rule);
    }

    private Tree need(String name) {
        Tree value = take(name);
        if (value == null) {
            throw no(name, "must be given");
        }
        return value;
    }

    /** Null when it is not there, or not any more. */
    private Tree take(String name) {
        Tree value = all.get(name);
        if (value == null || taken.contains(name)) {
            return null;
        }
        taken.add(name);
        return value;
    }

    boolean has(String name) {
        return all.containsKey(name) && !taken.contains(name);
    }

    String text(String name) {
        Tree value = need(name);
        return switch (value) {
            case Tree.Text text -> text.value();
            case Tree.Number number -> number.value();
            case Tree.Flag flag -> Boolean.toString(flag.value());
            case Tree.Nothing nothing -> "";
            case Tree.Branch branch -> throw no(name, "must be one value, got " + branch.kind());
            case Tree.Row row -> throw no(name, "must be one value, got " + row.kind());
        };
    }

    /** A text that must be one of somebody's, or one of that sort. */
    <T> T as(String name, Function<String, T> kind) {
        String text = text(name);
        try {
            return kind.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(at(name) + ": " + e.getMessage(), e);
        }
    }

    <T> Optional<T> maybe(String name, Function<String, T> kind) {
        return has(name) ? Optional.of(as(name, kind)) : Optional.empty();
    }

    long whole(String name, long least, long most) {
        String text = text(name).strip();
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    at(name) + ": must be a whole number, got " + Names.quoted(text), e);
        }
        throw no(name, "must be from " + least + " to " + most + ", got " + text);
    }

    boolean flag(String name) {
        String text = text(name).strip();
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw no(name, "must be true or false, got " + Names.quoted(text));
        };
    }

    Optional<Long> maybeWhole(String name, long least, long most) {
        return has(name) ? Optional.of(whole(name, least, most)) : Optional.empty();
    }

    Instant instant(String name) {
        return as(name, Fields::instantOf);
    }

    static Instant instantOf(String text) {
        try {
            return PlainInstant.of(text).orElseGet(() -> OffsetDateTime.parse(text.strip()).toInstant());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "must be a time with a zone such as 2027-01-31T12:00:00Z, got " + Names.quoted(text), e);
        }
    }

    <E extends Enum<E>> E word(String name, Class<E> kind) {
        String text = text(name).strip();
        for (E one : kind.getEnumConstants()) {
            if (Notation.word(one).equals(text)) {
                return one;
            }
        }
        List<String> words = new ArrayList<>();
        for (E one : kind.getEnumConstants()) {
            words.add(Notation.word(one));
        }
        throw no(name, "must be one of " + String.join(", ", words) + ", got " + Names.quoted(text));
    }

    Stamp stamp(String name) {
        return as(name, text -> {
            int dot = text.indexOf('.');
            try {
                if (dot > 0) {
                    return new Stamp(Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("must be two whole numbers such as 1.3, got " + Names.quoted(text), e);
            }
            throw new IllegalArgumentException("must be two whole numbers such as 1.3, got " + Names.quoted(text));
        });
    }

    Amounts amounts(String name) {
        return amounts(name, ResourceType.MAX_DIMENSIONS + 1);
    }

    /** @param most how many; of more, the last is no number */
    Amounts amounts(String name, int most) {
        return as(name, text -> {
            if (text.isBlank()) {
                return Amounts.EMPTY;
            }
            String[] words = text.strip().split("\\s+", most + 1);
            long[] entries = new long[words.length];
            for (int i = 0; i < entries.length; i++) {
                try {
                    entries[i] = Long.parseLong(words[i]);
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException("must be whole numbers with spaces between, got " + Names.quoted(text), e);
                }
            }
            return Amounts.of(entries);
        });
    }

    /** What lies under {@code name}. */
    Fields in(String name) {
        return of(at(name), need(name));
    }

    <T> Optional<T> maybeIn(String name, Function<Fields, T> reader) {
        return has(name) ? Optional.of(reader.apply(in(name))) : Optional.empty();
    }

    /** Each value under {@code name}: one that stands alone is a row of one, an absent one a row of none. */
    List<Tree> row(String name, int most) {
        Tree value = take(name);
        if (value == null) {
            return List.of();
        }
        List<Tree> items = value instanceof Tree.Row row ? row.items() : List.of(value);
        if (items.size() > most) {
            throw no(name, "at most " + most + ", got " + items.size());
        }
        return items;
    }

    /** The same, each read as names and values. */
    <T> List<T> rowOf(String name, int most, Function<Fields, T> reader) {
        List<T> all = new ArrayList<>();
        for (Tree item : row(name, most)) {
            all.add(reader.apply(of(at(name) + "[" + all.size() + "]", item)));
        }
        return all;
    }

    /** The same, each read as a text. */
    <T> List<T> texts(String name, int most, Function<String, T> kind) {
        List<T> all = new ArrayList<>();
        for (Tree item : row(name, most)) {
            Fields one = new Fields(path, Map.of(name, item));
            all.add(one.as(name, kind));
        }
        return all;
    }

    /** Nothing else may be there. */
    void end() {
        if (taken.size() < all.size()) {
            throw no(all.keySet().stream().filter(name -> !taken.contains(name)).findFirst().orElseThrow(), "unknown name");
        }
    }
}
