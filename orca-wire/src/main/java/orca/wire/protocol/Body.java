package orca.wire.protocol;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Stamp;
import orca.core.resource.Amounts;
import orca.wire.text.Notation;
import orca.wire.text.Tree;

/** The names and values of one body while it is written, in order. */
final class Body {
    private final Map<String, Tree> fields = new LinkedHashMap<>();

    Body text(String name, Object value) {
        fields.put(name, new Tree.Text(0, value.toString()));
        return this;
    }

    Body maybe(String name, Optional<?> value) {
        value.ifPresent(v -> text(name, v));
        return this;
    }

    Body whole(String name, long value) {
        fields.put(name, new Tree.Number(0, Long.toString(value)));
        return this;
    }

    Body flag(String name, boolean value) {
        fields.put(name, new Tree.Flag(0, value));
        return this;
    }

    Body word(String name, Enum<?> value) {
        return text(name, Notation.word(value));
    }

    Body stamp(String name, Stamp value) {
        return text(name, value);
    }

    Body instant(String name, Instant value) {
        return text(name, value);
    }

    Body amounts(String name, Amounts value) {
        return text(name, words(value));
    }

    /** With spaces between. */
    static String words(Amounts value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.size(); i++) {
            text.append(i == 0 ? "" : " ").append(value.get(i));
        }
        return text.toString();
    }

    Body in(String name, Tree.Branch value) {
        fields.put(name, value);
        return this;
    }

    /** Nothing for an empty row. */
    Body row(String name, List<? extends Tree> values) {
        if (!values.isEmpty()) {
            fields.put(name, new Tree.Row(0, List.copyOf(values)));
        }
        return this;
    }

    Tree.Branch done() {
        return new Tree.Branch(0, fields);
    }
}
