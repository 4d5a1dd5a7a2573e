package orca.handler.libvirt.driver;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Text to elements and back, without any way out of the text: no document type, no entity, no include. */
final class Xml {
    private static final ErrorHandler STRICT = new ErrorHandler() {
        @Override
        public void warning(SAXParseException thrown) throws SAXException {
            throw thrown;
        }

        @Override
        public void error(SAXParseException thrown) throws SAXException {
            throw thrown;
        }

        @Override
        public void fatalError(SAXParseException thrown) throws SAXException {
            throw thrown;
        }
    };

    private Xml() {}

    /** The document that {@code text} is; an {@link IOException} says where it is none. */
    static Document read(String text) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setNamespaceAware(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(STRICT);
            return builder.parse(new InputSource(new StringReader(text)));
        } catch (SAXParseException wrong) {
            throw new IOException("line " + wrong.getLineNumber() + ": " + wrong.getMessage(), wrong);
        } catch (SAXException wrong) {
            throw new IOException(wrong.getMessage(), wrong);
        } catch (ParserConfigurationException missing) {
            throw new IllegalStateException("every Java has an XML parser", missing);
        }
    }

    static String write(Node node) {
        try {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(node), new StreamResult(text));
            return text.toString();
        } catch (TransformerException broken) {
            throw new IllegalStateException("an element cannot be written", broken);
        }
    }

    /** The elements directly in {@code parent} with that local name. */
    static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && name.equals(local(element))) {
                found.add(element);
            }
        }
        return found;
    }

    /** The first element on a path of local names below {@code parent}. */
    static Optional<Element> at(Element parent, String... path) {
        Element here = parent;
        for (String name : path) {
            List<Element> found = children(here, name);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            here = found.get(0);
        }
        return Optional.of(here);
    }

    /** The element at that path, made where it is missing. */
    static Element make(Element parent, String... path) {
        Element here = parent;
        for (String name : path) {
            List<Element> found = children(here, name);
            if (found.isEmpty()) {
                Element fresh = parent.getOwnerDocument().createElement(name);
                here.appendChild(fresh);
                here = fresh;
            } else {
                here = found.get(0);
            }
        }
        return here;
    }

    static String local(Element element) {
        return element.getLocalName() == null ? element.getTagName() : element.getLocalName();
    }
}
