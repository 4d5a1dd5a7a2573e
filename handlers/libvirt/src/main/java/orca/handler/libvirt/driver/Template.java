package orca.handler.libvirt.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.resource.Names;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/**
 * A machine as the hypervisor wants it described, with gaps. {@code ${name}} in a text or an attribute stands for a value; an
 * element with the attribute {@code if} of the namespace {@link #NAMESPACE} is there only when the value that it names is not
 * empty. A value is put in after the text was read, so that no value can add an element.
 */
final class Template {
    /** The namespace of the attribute {@code if}. */
    static final String NAMESPACE = "urn:orca:template:1";

    private static final Pattern GAP = Pattern.compile("\\$\\{([^}]*)}");
    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    private final String name;
    private final String text;

    /**
     * A template that is not looked at yet.
     *
     * @param name for what has to be said about it
     * @param text all of it
     */
    Template(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /**
     * The machine with its values.
     *
     * @throws IllegalArgumentException where the template is no description, or asks for what there is not
     */
    Document fill(Map<String, String> values) {
        Document document = read();
        fill(document.getDocumentElement(), new TreeMap<>(values));
        return document;
    }

    private Document read() {
        Document document;
        try {
            document = Xml.read(text);
        } catch (IOException wrong) {
            throw new IllegalArgumentException("template " + name + ": " + wrong.getMessage(), wrong);
        }
        if (!Xml.local(document.getDocumentElement()).equals("domain")) {
            throw new IllegalArgumentException("template " + name + ": must be a domain, got "
                    + Names.quoted(document.getDocumentElement().getTagName()));
        }
        return document;
    }

    private void fill(Element element, Map<String, String> values) {
        for (Attr attribute : attributes(element)) {
            if (NAMESPACE.equals(attribute.getNamespaceURI())) {
                element.removeAttributeNode(attribute);
            } else if (XMLNS.equals(attribute.getNamespaceURI()) && NAMESPACE.equals(attribute.getValue())) {
                element.removeAttributeNode(attribute);
            } else {
                attribute.setValue(filled(attribute.getValue(), values));
            }
        }
        Node next;
        for (Node node = element.getFirstChild(); node != null; node = next) {
            next = node.getNextSibling();
            switch (node) {
                case Element child -> {
                    if (wanted(child, values)) {
                        fill(child, values);
                    } else {
                        element.removeChild(child);
                    }
                }
                case Text words -> words.setData(filled(words.getData(), values));
                default -> element.removeChild(node);
            }
        }
    }

    private static List<Attr> attributes(Element element) {
        List<Attr> attributes = new ArrayList<>();
        NamedNodeMap all = element.getAttributes();
        for (int i = 0; i < all.getLength(); i++) {
            attributes.add((Attr) all.item(i));
        }
        return attributes;
    }

    private boolean wanted(Element element, Map<String, String> values) {
        return !element.hasAttributeNS(NAMESPACE, "if") || !value(element.getAttributeNS(NAMESPACE, "if"), values).isEmpty();
    }

    private String filled(String words, Map<String, String> values) {
        Matcher gap = GAP.matcher(words);
        StringBuilder filled = new StringBuilder();
        while (gap.find()) {
            gap.appendReplacement(filled, Matcher.quoteReplacement(value(gap.group(1), values)));
        }
        return gap.appendTail(filled).toString();
    }

    private String value(String asked, Map<String, String> values) {
        String value = values.get(asked);
        if (value == null) {
            throw new IllegalArgumentException("template " + name + ": asks for " + Names.quoted(asked)
                    + ", and there are only " + new TreeSet<>(values.keySet()));
        }
        return value;
    }
}
