package orca.wire.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.core.resource.Names;

/** A document of names and values, each with the line it stands on; line 0 where there is none. */
public sealed interface Tree {
    /** The deepest nesting that is read. */
    int MOST_DEPTH = 32;

    int line();

    /** Names and values, in the order of the document. */
    record Branch(int line, Map<String, Tree> fields) implements Tree {
        public Branch {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /** Values in a row. */
    record Row(int line, List<Tree> items) implements Tree {
        public Row {
            items = List.copyOf(items);
        }
    }

    /** Words. */
    record Text(int line, String value) implements Tree {}

    /** A number, as it was written. */
    record Number(int line, String value) implements Tree {}

    /** Yes or no. */
    record Flag(int line, boolean value) implements Tree {}

    /** A name without a value. */
    record Nothing(int line) implements Tree {}

    /** What {@code this} is, for messages. */
    default String kind() {
        return switch (this) {
            case Branch branch -> "names and values";
            case Row row -> "a list";
            case Text text -> Names.quoted(text.value());
            case Number number -> number.value();
            case Flag flag -> Boolean.toString(flag.value());
            case Nothing nothing -> "nothing";
        };
    }

    /** Why a document could not be read: one sentence, and where. */
    final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int line;

        Malformed(int line, String message) {
            super(message);
            this.line = line;
        }

        public int line() {
            return line;
        }
    }

    /**
     * The one document in {@code json}.
     *
     * @throws Malformed when it is none, or more than one, or nests deeper than {@link #MOST_DEPTH}
     */
    static Tree parse(String json) {
        try (JsonParser in = Json.FACTORY.createParser(json)) {
            return parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, from any parser that speaks in these tokens. */
    static Tree parse(JsonParser in) {
        try {
            if (in.nextToken() == null) {
                return new Nothing(1);
            }
            Tree tree = value(in, 0);
            if (in.nextToken() != null) {
                throw new Malformed(in.currentTokenLocation().getLineNr(), "there is more after the end of the document");
            }
            return tree;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new Malformed(line, e.getOriginalMessage().lines().findFirst().orElse("not readable"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tree value(JsonParser in, int depth) throws IOException {
        int line = in.currentTokenLocation().getLineNr();
        if (depth > MOST_DEPTH) {
            throw new Malformed(line, "nested deeper than " + MOST_DEPTH);
        }
        return switch (in.currentToken()) {
            case START_OBJECT -> branch(in, line, depth);
            case START_ARRAY -> {
                List<Tree> items = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(in, depth + 1));
                }
                yield new Row(line, items);
            }
            case VALUE_STRING -> new Text(line, in.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Number(line, in.getText());
            case VALUE_TRUE -> new Flag(line, true);
            case VALUE_FALSE -> new Flag(line, false);
            case VALUE_NULL -> new Nothing(line);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new Malformed(line, "not readable at " + in.currentToken());
        };
    }

    private static Branch branch(JsonParser in, int line, int depth) throws IOException {
        Map<String, Tree> fields = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            int nameLine = in.currentTokenLocation().getLineNr();
            in.nextToken();
            // A block begins below its name, but people look for the name.
            Tree value = atLine(value(in, depth + 1), nameLine);
            if (fields.put(name, value) != null) {
                throw new Malformed(nameLine, Names.quoted(name) + " stands there twice");
            }
        }
        return new Branch(line, fields);
    }

    private static Tree atLine(Tree tree, int line) {
        return switch (tree) {
            case Branch branch -> new Branch(line, branch.fields());
            case Row row -> new Row(line, row.items());
            case Text text -> text;
            case Number number -> number;
            case Flag flag -> flag;
            case Nothing nothing -> new Nothing(line);
        };
    }

    /** This document as JSON, in one line. */
    default String toJson() {
        return Json.write(this, false);
    }

    /** This document as JSON for people. */
    default String toPrettyJson() {
        return Json.write(this, true);
    }

    /** The bytes of it. */
    final class Json {
        private static final JsonFactory FACTORY = new JsonFactory();

        private Json() {}

        private static String write(Tree tree, boolean pretty) {
            StringWriter text = new StringWriter();
            try (JsonGenerator out = FACTORY.createGenerator(text)) {
                if (pretty) {
                    out.useDefaultPrettyPrinter();
                }
                write(tree, out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return text.toString();
        }

        private static void write(Tree tree, JsonGenerator out) throws IOException {
            switch (tree) {
                case Branch branch -> {
                    out.writeStartObject();
                    for (Map.Entry<String, Tree> field : branch.fields().entrySet()) {
                        out.writeFieldName(field.getKey());
                        write(field.getValue(), out);
                    }
                    out.writeEndObject();
                }
                case Row row -> {
                    out.writeStartArray();
                    for (Tree item : row.items()) {
                        write(item, out);
                    }
                    out.writeEndArray();
                }
                case Text text -> out.writeString(text.value());
                case Number number -> out.writeNumber(number.value());
                case Flag flag -> out.writeBoolean(flag.value());
                case Nothing nothing -> out.writeNull();
            }
        }
    }
}
