package orca.wire.paper;

import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import orca.core.paper.Paper;
import orca.core.resource.Names;
import orca.wire.text.ClosedXml;

/**
 * Walks over the elements of a paper in order. Lenient about what a writer could have written otherwise, since a paper that
 * is not written exactly as papers are is refused afterwards; strict about everything that costs memory or time.
 */
final class Elements {
    private final XMLStreamReader in;

    private Elements(XMLStreamReader in) {
        this.in = in;
    }

    /** At the root element. */
    static Elements of(String text) throws PaperException {
        if (text.length() > Paper.MAX_LENGTH) {
            throw new PaperException("paper: at most " + Paper.MAX_LENGTH + " characters, got " + text.length());
        }
        try {
            Elements elements = new Elements(ClosedXml.reader(text));
            elements.forward();
            String namespace = elements.in.getNamespaceURI();
            String version = elements.in.getAttributeValue(null, "version");
            if (!Paper.NAMESPACE.equals(namespace) || !Integer.toString(Paper.VERSION).equals(version)) {
                throw elements.no("must be in namespace " + Paper.NAMESPACE + " and version " + Paper.VERSION);
            }
            return elements;
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    private static PaperException broken(XMLStreamException e) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
        return new PaperException("paper, line " + line + ": is not well-formed", e);
    }

    PaperException no(String what) {
        return new PaperException("paper, line " + in.getLocation().getLineNumber() + ": " + what);
    }

    /** The name of the element that begins here; empty where one ends. */
    Optional<String> name() {
        return in.getEventType() == XMLStreamConstants.START_ELEMENT ? Optional.of(in.getLocalName()) : Optional.empty();
    }

    boolean at(String name) {
        return name().filter(name::equals).isPresent();
    }

    /** Goes inside the element {@code name}, which must begin here. */
    void enter(String name) throws PaperException {
        require(name);
        forward();
    }

    /** Goes behind the end of the element that ends here. */
    void leave() throws PaperException {
        if (in.getEventType() != XMLStreamConstants.END_ELEMENT) {
            throw no("unexpected element " + Names.quoted(in.getLocalName()));
        }
        forward();
    }

    /** The text of the element {@code name}, which must begin here; goes behind it. */
    String leaf(String name) throws PaperException {
        require(name);
        try {
            String text = in.getElementText();
            forward();
            return text;
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    /** The attribute {@code name} of the element that begins here. */
    String attribute(String name) throws PaperException {
        String value = in.getAttributeValue(null, name);
        if (value == null) {
            throw no("element '" + in.getLocalName() + "' needs the attribute '" + name + "'");
        }
        return value;
    }

    private void require(String name) throws PaperException {
        if (!at(name)) {
            throw no("element '" + name + "' is due" + name().map(n -> ", found " + Names.quoted(n)).orElse(""));
        }
    }

    private void forward() throws PaperException {
        try {
            while (in.hasNext()) {
                switch (in.next()) {
                    case XMLStreamConstants.START_ELEMENT, XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
                        return;
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE -> {
                        if (!in.isWhiteSpace()) {
                            throw no("text between elements");
                        }
                    }
                    default -> throw no("only elements and text belong into a paper");
                }
            }
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }
}
