package orca.nodeagent.talk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.core.resource.Names;
import orca.wire.text.Notation;
import orca.wire.text.RecordForm;
import orca.wire.text.Tree;

/** What may be said to an agent. Each is a call {@code order} with the kind and one JSON document, and so is its answer. */
public enum Kind {
    /** An authority's: {@link Asked}; the answer is {@link Progress}. */
    RUN,
    /** An authority's, how an action goes on: {@link Poll}; the answer is {@link Progress}. */
    POLL,
    /** An authority's, that nobody wants an action's outcome any more: {@link Poll}; the answer is {@link Progress}. */
    CANCEL,
    /** Anybody's who is known: {@link Nothing}; the answer is {@link StatusView},
            in which an authority sees its own units only. */
    STATUS,
    /** An authority's that has nothing here any more and gives no more orders: {@link Nothing}, and so is the answer. */
    DISMISS,
    /** An operator's: {@link Nothing}; the clock is right now. The answer is {@link StatusView}. */
    ACCEPT_CLOCK,
    /** An operator's, some bytes of a package: {@link Part}; the answer is {@link Received}. */
    DRIVER_PART,
    /** An operator's, to install the package with that digest: {@link Named}; the answer is {@link DriverRows}. */
    DRIVER_INSTALL,
    /** An operator's, which drivers there are: {@link Nothing}; the answer is {@link DriverRows}. */
    DRIVER_LIST,
    /** An operator's, that the version before serves again: {@link Named}; the answer is {@link DriverRows}. */
    DRIVER_ROLLBACK,
    /** An operator's, to take a driver away: {@link Named}; the answer is {@link DriverRows}. */
    DRIVER_REMOVE;

    private static final String KIND = "kind";
    private static final String CONTENT = "content";

    /** No content. */
    public record Nothing() {}

    /** A driver by its name, or a package by its digest. */
    public record Named(String name) {}

    /**
     * Bytes of a package.
     *
     * @param digest SHA-256 of the whole package, in hexadecimal digits
     * @param offset where these belong
     * @param bytes in base64
     */
    public record Part(String digest, long offset, String bytes) {}

    /** How many bytes of a package have come; the next part begins there. */
    public record Received(long have) {}

    /** The drivers of an agent. */
    public record DriverRows(List<StatusView.DriverRow> drivers) {}

    /** The body that says {@code content}. */
    public Tree.Branch body(Record content) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        fields.put(KIND, new Tree.Text(0, Notation.word(this)));
        fields.put(CONTENT, new Tree.Text(0, RecordForm.json(content)));
        return new Tree.Branch(0, fields);
    }

    /** @throws IllegalArgumentException when a body says none of them */
    public static Kind of(Tree.Branch body) {
        if (body.fields().size() != 2) {
            throw new IllegalArgumentException("order: must have kind and content, got " + body.fields().keySet());
        }
        String word = text(body, KIND);
        for (Kind kind : values()) {
            if (Notation.word(kind).equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("order.kind: there is no " + Names.quoted(word));
    }

    /** The content of a body. @throws IllegalArgumentException when it is none of that type */
    public static <T extends Record> T content(Tree.Branch body, Class<T> type) {
        try {
            return RecordForm.readJson(type, text(body, CONTENT));
        } catch (RecordForm.Flawed e) {
            throw new IllegalArgumentException("order.content: " + e.getMessage(), e);
        }
    }

    private static String text(Tree.Branch body, String name) {
        if (body.fields().get(name) instanceof Tree.Text text) {
            return text.value();
        }
        throw new IllegalArgumentException("order." + name + ": must be one text");
    }
}
