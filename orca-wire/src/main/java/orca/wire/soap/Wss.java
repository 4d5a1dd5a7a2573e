package orca.wire.soap;

import orca.wire.call.Operation;

/** The names that the specifications give. */
final class Wss {
    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String WSA = "http://www.w3.org/2005/08/addressing";
    static final String ANONYMOUS = WSA + "/anonymous";
    private static final String OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    static final String WSSE = OASIS + "wssecurity-secext-1.0.xsd";
    static final String WSU = OASIS + "wssecurity-utility-1.0.xsd";
    static final String BASE64 = OASIS + "soap-message-security-1.0#Base64Binary";
    static final String X509 = OASIS + "x509-token-profile-1.0#X509v3";
    static final String DS = "http://www.w3.org/2000/09/xmldsig#";
    static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
    static final String SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";

    /** What a fault's action is. */
    static final String REFUSED = XmlTree.NAMESPACE + ":refused";
    private static final String REPLY = "Reply";

    private Wss() {}

    static String action(Operation operation) {
        return XmlTree.NAMESPACE + ":" + operation.word();
    }

    /** The name of the element that answers {@code operation}. */
    static String reply(Operation operation) {
        return operation.word() + REPLY;
    }

    static String replyAction(Operation operation) {
        return action(operation) + REPLY;
    }
}
