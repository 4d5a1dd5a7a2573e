package orca.wire.soap;

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
 * Reads what {@link XmlTree} writes, and whatever else means the same. The bytes were bounded before; here are bounded depth and
 * kinds of content: elements in our namespace without attributes, and text at their ends. No DTD, so no entities.
 */
final class XmlReading {
    /** What a body holds: the name of its one element, and the fields of it. */
    record Content(String namespace, String name, Tree.Branch fields) {}

    /** Why it cannot be read: one sentence. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }

    private final XMLStreamReader in;
    /** Null until it is known; then all elements must be in it. */
    private String namespace;

    private XmlReading(XMLStreamReader in) {
        this.in = in;
    }

    /** The content of a soap:Body, which has one element. A fault's own elements have no namespace; those are read too. */
    static Content body(byte[] body) throws Unreadable {
        try {
            XMLStreamReader in = ClosedXml.reader(body);
            XmlReading reading = new XmlReading(in);
            reading.toElement();
            if (reading.toElement() == XMLStreamConstants.END_ELEMENT) {
                throw new Unreadable("body: is empty");
            }
            reading.namespace = in.getNamespaceURI();
            String name = in.getLocalName();
            Tree value = reading.element(0);
            if (reading.toElement() != XMLStreamConstants.END_ELEMENT) {
                throw new Unreadable("body: must have one element, has also " + Names.quoted(in.getLocalName()));
            }
            Content content = new Content(Optional.ofNullable(reading.namespace).orElse(""), XmlNames.read(name), branch(value));
            in.close();
            return content;
        } catch (XMLStreamException e) {
            throw new Unreadable("body: is not well-formed");
        }
    }

    private static Tree.Branch branch(Tree value) throws Unreadable {
        return switch (value) {
            case Tree.Branch branch -> branch;
            case Tree.Text text when text.value().isBlank() -> new Tree.Branch(0, Map.of());
            case Tree.Text text -> throw new Unreadable("body: must have fields, has " + text.kind());
            case Tree.Row row -> throw new IllegalStateException("an element is no row");
            case Tree.Number number -> throw new IllegalStateException("XML has no numbers");
            case Tree.Flag flag -> throw new IllegalStateException("XML has no flags");
            case Tree.Nothing nothing -> throw new IllegalStateException("an element is something");
        };
    }

    /** To the next begin or end of an element; other text than white space has no place on the way. */
    private int toElement() throws XMLStreamException, Unreadable {
        while (true) {
            int event = in.next();
            switch (event) {
                case XMLStreamConstants.START_ELEMENT, XMLStreamConstants.END_ELEMENT -> {
                    return event;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE, XMLStreamConstants.CDATA -> {
                    if (!in.getText().isBlank()) {
                        throw new Unreadable("body: text between elements");
                    }
                }
                default -> throw new Unreadable("body: only elements and text belong into it");
            }
        }
    }

    /** The element that begins here; ends at its end. */
    private Tree element(int depth) throws XMLStreamException, Unreadable {
        check(depth);
        int line = in.getLocation().getLineNumber();
        Map<String, List<Tree>> fields = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    String name = XmlNames.read(in.getLocalName());
                    fields.computeIfAbsent(name, n -> new ArrayList<>()).add(element(depth + 1));
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (fields.isEmpty()) {
                        return new Tree.Text(line, text.toString());
                    }
                    if (!text.toString().isBlank()) {
                        throw new Unreadable(in.getLocalName() + ": text beside elements");
                    }
                    return branch(line, fields);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE, XMLStreamConstants.CDATA ->
                        text.append(in.getText());
                default -> throw new Unreadable(in.getEventType() == XMLStreamConstants.DTD ? "body: no DTD belongs into it"
                        : "body: only elements and text belong into it");
            }
        }
    }

    private void check(int depth) throws Unreadable {
        if (depth > Tree.MOST_DEPTH) {
            throw new Unreadable("body: nested deeper than " + Tree.MOST_DEPTH);
        }
        if (in.getAttributeCount() > 0) {
            throw new Unreadable(Names.quoted(in.getLocalName()) + ": has no attributes, got "
                    + Names.quoted(in.getAttributeLocalName(0)));
        }
        boolean ours = XmlTree.NAMESPACE.equals(in.getNamespaceURI());
        boolean faults = Wss.SOAP.equals(namespace) && in.getNamespaceURI() == null;
        if (depth > 0 && !ours && !faults) {
            throw new Unreadable(Names.quoted(in.getLocalName()) + ": must be in namespace " + XmlTree.NAMESPACE);
        }
    }

    private static Tree.Branch branch(int line, Map<String, List<Tree>> fields) {
        Map<String, Tree> values = new LinkedHashMap<>();
        fields.forEach((name, items) ->
                values.put(name, items.size() == 1 ? items.getFirst() : new Tree.Row(line, items)));
        return new Tree.Branch(line, values);
    }
}
