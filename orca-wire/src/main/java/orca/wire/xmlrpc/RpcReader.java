package orca.wire.xmlrpc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import orca.core.resource.Names;
import orca.wire.text.ClosedXml;
import orca.wire.text.Tree;

/**
 * Reads messages. Closed to DTDs, entities and processing instructions; attributes have no place; depth and number of values are
 * bounded, and so is the length by whoever calls.
 */
final class RpcReader {
    /** The most values of a message. */
    static final int MOST_VALUES = 500_000;
    private final XMLStreamReader in;
    private int values;

    /** A message that is not what it should be; says what and why. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }

    /** A call. */
    record Call(String method, Tree.Branch body) {}

    private RpcReader(XMLStreamReader in) {
        this.in = in;
    }

    static Call call(byte[] message) throws Unreadable {
        try {
            RpcReader reader = open(message);
            reader.enter("methodCall");
            String method = reader.leaf("methodName");
            Tree body = reader.parameter();
            reader.leave(); // methodCall
            reader.end();
            return new Call(method, branch(body, "the parameter"));
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    /** What was answered. */
    sealed interface Reply {
        record Answer(Tree.Branch body) implements Reply {}

        record Fault(String code, String reason) implements Reply {}
    }

    static Reply reply(byte[] message) throws Unreadable {
        try {
            RpcReader reader = open(message);
            reader.enter("methodResponse");
            if (!reader.at("fault")) {
                Tree body = reader.parameter();
                reader.leave(); // methodResponse
                reader.end();
                return new Reply.Answer(branch(body, "the answer"));
            }
            reader.enter("fault");
            Tree.Branch fault = branch(reader.value(0), "the fault");
            reader.leave(); // fault
            reader.leave(); // methodResponse
            reader.end();
            return new Reply.Fault(word(fault, "faultCode"), word(fault, "faultString"));
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    private static String word(Tree.Branch fault, String name) throws Unreadable {
        Tree value = fault.fields().getOrDefault(name, new Tree.Nothing(0));
        return switch (value) {
            case Tree.Text text -> text.value();
            case Tree.Number number -> number.value();
            case Tree.Branch other -> throw new Unreadable(name + ": must be one value, got " + other.kind());
            case Tree.Row other -> throw new Unreadable(name + ": must be one value, got " + other.kind());
            case Tree.Flag other -> throw new Unreadable(name + ": must be a number or words, got " + other.kind());
            case Tree.Nothing other -> throw new Unreadable(name + ": must be given");
        };
    }

    private static Tree.Branch branch(Tree tree, String what) throws Unreadable {
        if (tree instanceof Tree.Branch branch) {
            return branch;
        }
        throw new Unreadable(what + ": must be a struct, got " + tree.kind());
    }

    private static RpcReader open(byte[] message) throws Unreadable, XMLStreamException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
        } catch (CharacterCodingException e) {
            throw new Unreadable("message: must be UTF-8");
        }
        RpcReader reader = new RpcReader(ClosedXml.reader(text));
        reader.forward();
        return reader;
    }

    private static Unreadable broken(XMLStreamException e) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
        return new Unreadable("message, line " + line + ": is not well-formed");
    }

    private Unreadable no(String what) {
        return new Unreadable("message, line " + in.getLocation().getLineNumber() + ": " + what);
    }

    private boolean at(String name) {
        return in.getEventType() == XMLStreamConstants.START_ELEMENT && in.getLocalName().equals(name);
    }

    /** To the next begin or end of an element. */
    private void forward() throws XMLStreamException, Unreadable {
        while (true) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    bare();
                    return;
                }
                case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
                    return;
                }
                case XMLStreamConstants.COMMENT -> { }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE, XMLStreamConstants.CDATA -> {
                    if (!in.getText().isBlank()) {
                        throw no("text between elements");
                    }
                }
                case XMLStreamConstants.DTD -> throw no("no DTD belongs into it");
                default -> throw no("only elements and text belong into it");
            }
        }
    }

    private void bare() throws Unreadable {
        if (in.getAttributeCount() > 0) {
            throw no("no attributes belong into it");
        }
    }

    private void enter(String name) throws XMLStreamException, Unreadable {
        if (!at(name)) {
            throw no("element '" + name + "' is due" + (in.hasName() ? ", found " + Names.quoted(in.getLocalName()) : ""));
        }
        forward();
    }

    private void leave() throws XMLStreamException, Unreadable {
        if (in.getEventType() != XMLStreamConstants.END_ELEMENT) {
            throw no("unexpected " + (in.hasName() ? "element " + Names.quoted(in.getLocalName()) : "end"));
        }
        forward();
    }

    private void end() throws Unreadable {
        if (in.getEventType() != XMLStreamConstants.END_DOCUMENT) {
            throw no("there is more after its end");
        }
    }

    /** The text of the element {@code name} that is due; goes behind it. */
    private String leaf(String name) throws XMLStreamException, Unreadable {
        if (!at(name)) {
            throw no("element '" + name + "' is due" + (in.hasName() ? ", found " + Names.quoted(in.getLocalName()) : ""));
        }
        String text = text();
        forward();
        return text;
    }

    /** The text up to the end of the element at hand, in which nothing else may stand. */
    private String text() throws XMLStreamException, Unreadable {
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (in.next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE, XMLStreamConstants.CDATA ->
                        text.append(in.getText());
                case XMLStreamConstants.COMMENT -> { }
                case XMLStreamConstants.END_ELEMENT -> {
                    return text.toString();
                }
                default -> throw no("only text belongs here");
            }
        }
    }

    private Tree parameter() throws XMLStreamException, Unreadable {
        enter("params");
        enter("param");
        Tree value = value(0);
        leave(); // param
        leave(); // params
        return value;
    }

    /** The value that is due; goes behind it. */
    private Tree value(int depth) throws XMLStreamException, Unreadable {
        if (!at("value")) {
            throw no("element 'value' is due" + (in.hasName() ? ", found " + Names.quoted(in.getLocalName()) : ""));
        }
        if (depth > Tree.MOST_DEPTH) {
            throw no("nested deeper than " + Tree.MOST_DEPTH);
        }
        if (++values > MOST_VALUES) {
            throw no("more than " + MOST_VALUES + " values");
        }
        int line = in.getLocation().getLineNumber();
        StringBuilder words = new StringBuilder();
        while (true) {
            switch (in.next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE, XMLStreamConstants.CDATA ->
                        words.append(in.getText());
                case XMLStreamConstants.COMMENT -> { }
                case XMLStreamConstants.END_ELEMENT -> {
                    forward();
                    return new Tree.Text(line, words.toString());
                }
                case XMLStreamConstants.START_ELEMENT -> {
                    bare();
                    if (!words.toString().isBlank()) {
                        throw no("text beside an element");
                    }
                    Tree value = typed(depth, line);
                    leave(); // value
                    return value;
                }
                default -> throw no("only elements and text belong into it");
            }
        }
    }

    /** The value in the element that says its type; goes behind it. */
    private Tree typed(int depth, int line) throws XMLStreamException, Unreadable {
        String type = in.getLocalName();
        if (type.equals("struct")) {
            return struct(depth, line);
        }
        if (type.equals("array")) {
            return array(depth, line);
        }
        String text = text();
        Optional<Tree> value = RpcValues.read(type, text, line);
        if (value.isEmpty()) {
            throw no(Names.quoted(text) + " is no " + Names.quoted(type));
        }
        forward();
        return value.get();
    }

    private Tree struct(int depth, int line) throws XMLStreamException, Unreadable {
        Map<String, Tree> fields = new LinkedHashMap<>();
        forward();
        while (at("member")) {
            forward();
            String name = leaf("name");
            if (fields.put(name, value(depth + 1)) != null) {
                throw no(Names.quoted(name) + " stands there twice");
            }
            leave(); // member
        }
        leave(); // struct
        return new Tree.Branch(line, fields);
    }

    private Tree array(int depth, int line) throws XMLStreamException, Unreadable {
        List<Tree> items = new ArrayList<>();
        forward();
        enter("data");
        while (at("value")) {
            items.add(value(depth + 1));
        }
        leave(); // data
        leave(); // array
        return new Tree.Row(line, items);
    }
}
