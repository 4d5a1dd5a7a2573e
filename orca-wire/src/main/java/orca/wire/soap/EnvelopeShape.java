package orca.wire.soap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import orca.core.resource.Names;
import orca.wire.call.CallRefused;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * An envelope that has nothing but what belongs into it, each thing once and at its place, and whose one signature refers to all
 * of it. A library that checks signatures says that <i>something</i> was signed, which whoever wraps an old message in a new one
 * can also arrange; so the parts are found here by where they stand, and it is looked up afterwards that just these were signed.
 *
 * <p>Whether the signature fits is not looked at here.
 */
final class EnvelopeShape {
    /** Elements of WS-Addressing that a message may have; a missing one of the first three is refused. */
    private static final List<String> NEEDED = List.of("To", "Action", "MessageID");
    private static final Set<String> ADDRESSING = Set.of("To", "Action", "MessageID", "RelatesTo", "ReplyTo", "FaultTo", "From");

    private final Map<String, Element> ids = new HashMap<>();
    private final Map<String, Element> addressing = new LinkedHashMap<>();
    private Element security;
    private Element token;
    private Element timestamp;
    private Element signature;
    private List<Element> times;
    private String method;
    private final Element body;

    private EnvelopeShape(Document document) throws CallRefused {
        Element envelope = document.getDocumentElement();
        if (!is(envelope, Wss.SOAP, "Envelope")) {
            throw malformed("Envelope: must be SOAP 1.1");
        }
        look(document);
        List<Element> halves = children(envelope);
        if (halves.size() != 2 || !is(halves.get(0), Wss.SOAP, "Header") || !is(halves.get(1), Wss.SOAP, "Body")) {
            throw malformed("Envelope: must have one Header and one Body");
        }
        body = halves.get(1);
        headers(halves.get(0));
        security();
    }

    static EnvelopeShape of(Document document) throws CallRefused {
        EnvelopeShape shape = new EnvelopeShape(document);
        shape.checkTimes();
        shape.checkReferences();
        return shape;
    }

    Element security() throws CallRefused {
        if (security == null) {
            throw unproved("Security: the header is missing");
        }
        return security;
    }

    Element body() {
        return body;
    }

    /** The certificate, in base64. */
    String token() {
        return token.getTextContent();
    }

    /** The algorithm of the signature. */
    String method() {
        return method;
    }

    /** The words of an element of WS-Addressing, empty where there is none. */
    String address(String name) {
        Element element = addressing.get(name);
        return element == null ? "" : element.getTextContent();
    }

    boolean has(String name) {
        return addressing.containsKey(name);
    }

    /** One of Created and Expires. */
    String time(int index) {
        return times.get(index).getTextContent();
    }

    private void checkTimes() throws CallRefused {
        times = children(timestamp);
        if (times.size() != 2 || !is(times.get(0), Wss.WSU, "Created") || !is(times.get(1), Wss.WSU, "Expires")) {
            throw unproved("Timestamp: must have Created and Expires");
        }
        for (Element time : times) {
            plain(time);
        }
    }

    /** What must be signed. */
    List<Element> parts() {
        List<Element> parts = new ArrayList<>(addressing.values());
        parts.add(timestamp);
        parts.add(body);
        return parts;
    }

    /** Looks at every node: no comments and instructions, which signatures pass over, and no id twice. */
    private void look(Node node) throws CallRefused {
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            switch (child.getNodeType()) {
                case Node.TEXT_NODE, Node.CDATA_SECTION_NODE -> { }
                case Node.ELEMENT_NODE -> {
                    ids((Element) child);
                    look(child);
                }
                default -> throw malformed("Envelope: only elements and text belong into it");
            }
        }
    }

    private void ids(Element element) throws CallRefused {
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            if (attribute.getLocalName().equalsIgnoreCase("id") && ids.put(attribute.getValue(), element) != null) {
                throw unproved("Id " + Names.quoted(attribute.getValue()) + ": stands there twice");
            }
        }
    }

    private void headers(Element header) throws CallRefused {
        for (Element element : children(header)) {
            String name = element.getLocalName();
            boolean first;
            if (is(element, Wss.WSSE, "Security")) {
                first = security == null;
                security = element;
            } else if (Wss.WSA.equals(element.getNamespaceURI()) && ADDRESSING.contains(name)) {
                first = addressing.put(name, element) == null;
            } else {
                throw malformed("Header: " + Names.quoted(name) + " is not known here");
            }
            if (!first) {
                throw unproved("Header: " + Names.quoted(name) + " stands there twice");
            }
        }
        for (String name : NEEDED) {
            if (!addressing.containsKey(name)) {
                throw unproved("Header: " + name + " is missing");
            }
        }
        for (String name : List.of("To", "Action", "MessageID", "RelatesTo")) {
            if (addressing.containsKey(name) && !children(addressing.get(name)).isEmpty()) {
                throw malformed(name + ": must be text alone");
            }
        }
        if (address("MessageID").isEmpty() || address("MessageID").length() > Proof.MAX_ID) {
            throw malformed("MessageID: must have 1 to " + Proof.MAX_ID + " characters");
        }
        for (String name : List.of("ReplyTo", "FaultTo")) {
            if (addressing.containsKey(name) && children(addressing.get(name)).stream()
                    .noneMatch(child -> is(child, Wss.WSA, "Address") && child.getTextContent().equals(Wss.ANONYMOUS))) {
                throw malformed(name + ": must be " + Wss.ANONYMOUS + ", answers go nowhere else");
            }
        }
        readSecurity();
    }

    private void readSecurity() throws CallRefused {
        Element header = security();
        if (header.hasAttributeNS(Wss.SOAP, "actor")) {
            throw malformed("Security: is for another actor");
        }
        for (Element element : children(header)) {
            boolean first;
            if (is(element, Wss.WSSE, "BinarySecurityToken")) {
                first = token == null;
                token = element;
            } else if (is(element, Wss.WSU, "Timestamp")) {
                first = timestamp == null;
                timestamp = element;
            } else if (is(element, Wss.DS, "Signature")) {
                first = signature == null;
                signature = element;
            } else {
                throw malformed("Security: " + Names.quoted(element.getLocalName()) + " is not known here");
            }
            if (!first) {
                throw unproved("Security: " + Names.quoted(element.getLocalName()) + " stands there twice");
            }
        }
        if (token == null || timestamp == null || signature == null) {
            throw unproved("Security: must have BinarySecurityToken, Timestamp and Signature");
        }
        plain(token);
        if (!Wss.X509.equals(token.getAttribute("ValueType"))
                || !Wss.BASE64.equals(token.getAttribute("EncodingType"))) {
            throw unproved("BinarySecurityToken: must be one X.509 certificate in base64");
        }
    }

    private void checkReferences() throws CallRefused {
        List<Element> inside = children(signature);
        if (inside.size() != 3 || !is(inside.get(0), Wss.DS, "SignedInfo") || !is(inside.get(1), Wss.DS, "SignatureValue")
                || !is(inside.get(2), Wss.DS, "KeyInfo")) {
            throw unproved("Signature: must have SignedInfo, SignatureValue and KeyInfo and nothing else");
        }
        plain(inside.get(1));
        checkKeyInfo(inside.get(2));
        List<Element> info = children(inside.get(0));
        if (info.size() < 2 || !is(info.get(0), Wss.DS, "CanonicalizationMethod")
                || !is(info.get(1), Wss.DS, "SignatureMethod")) {
            throw unproved("SignedInfo: must have CanonicalizationMethod and SignatureMethod");
        }
        exclusive(info.get(0));
        empty(info.get(1));
        method = info.get(1).getAttribute("Algorithm");
        List<Element> left = parts();
        boolean tokenToo = false;
        for (Element reference : info.subList(2, info.size())) {
            Element signed = signed(reference);
            if (signed == token && !tokenToo) {
                tokenToo = true; // it may be signed; it proves itself
            } else if (!left.remove(signed)) {
                throw unproved("Reference: " + Names.quoted(signed.getLocalName())
                        + " is signed where it does not belong, or twice");
            }
        }
        if (!left.isEmpty()) {
            throw unproved(left.getFirst().getLocalName() + ": is not signed");
        }
    }

    private void checkKeyInfo(Element keyInfo) throws CallRefused {
        List<Element> references = children(keyInfo);
        if (references.size() == 1 && is(references.getFirst(), Wss.WSSE, "SecurityTokenReference")) {
            List<Element> one = children(references.getFirst());
            if (one.size() == 1 && is(one.getFirst(), Wss.WSSE, "Reference")
                    && ids.get(local(one.getFirst().getAttribute("URI"))) == token) {
                empty(one.getFirst());
                return;
            }
        }
        throw unproved("KeyInfo: must refer to the BinarySecurityToken");
    }

    private Element signed(Element reference) throws CallRefused {
        List<Element> inside = children(reference);
        if (!is(reference, Wss.DS, "Reference") || inside.size() != 3 || !is(inside.get(0), Wss.DS, "Transforms")
                || !is(inside.get(1), Wss.DS, "DigestMethod") || !is(inside.get(2), Wss.DS, "DigestValue")) {
            throw unproved("Reference: must have Transforms, DigestMethod and DigestValue");
        }
        List<Element> transforms = children(inside.get(0));
        if (transforms.size() != 1 || !is(transforms.getFirst(), Wss.DS, "Transform")) {
            throw unproved("Transforms: must be one");
        }
        exclusive(transforms.getFirst());
        empty(inside.get(1));
        plain(inside.get(2));
        if (!Wss.SHA256.equals(inside.get(1).getAttribute("Algorithm"))) {
            throw unproved("DigestMethod: must be " + Wss.SHA256);
        }
        Element signed = ids.get(local(reference.getAttribute("URI")));
        if (signed == null) {
            throw unproved("Reference: " + Names.quoted(reference.getAttribute("URI")) + " is not there");
        }
        return signed;
    }

    /** The id that a reference within the document names; one that nothing has when it is no such reference. */
    private static String local(String uri) {
        return uri.length() > 1 && uri.charAt(0) == '#' ? uri.substring(1) : "";
    }

    private static void exclusive(Element method) throws CallRefused {
        if (!Wss.EXCLUSIVE.equals(method.getAttribute("Algorithm"))) {
            throw unproved(method.getLocalName() + ": must be " + Wss.EXCLUSIVE);
        }
        for (Element child : children(method)) {
            if (!is(child, Wss.EXCLUSIVE, "InclusiveNamespaces")) {
                throw unproved(method.getLocalName() + ": has more than namespaces");
            }
        }
    }

    /** The elements in {@code parent}, beside which there may be white space only. */
    private static List<Element> children(Element parent) throws CallRefused {
        List<Element> found = new ArrayList<>();
        String text = "";
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                found.add(element);
            } else if (!child.getTextContent().isBlank()) {
                text = child.getTextContent();
            }
        }
        if (!found.isEmpty() && !text.isEmpty()) {
            throw malformed(parent.getLocalName() + ": text beside elements");
        }
        return found;
    }

    /** Refuses an element that is not text alone; libraries take that for granted. */
    private static void plain(Element element) throws CallRefused {
        if (!children(element).isEmpty() || element.getTextContent().isBlank()) {
            throw unproved(element.getLocalName() + ": must be text alone");
        }
    }

    private static void empty(Element element) throws CallRefused {
        if (element.hasChildNodes()) {
            throw unproved(element.getLocalName() + ": must be empty");
        }
    }

    private static boolean is(Element element, String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    private static CallRefused unproved(String reason) {
        return new CallRefused(CallRefused.Kind.UNPROVED, reason);
    }

    private static CallRefused malformed(String reason) {
        return new CallRefused(CallRefused.Kind.MALFORMED, reason);
    }
}
