package orca.wire.soap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import orca.core.resource.Names;
import orca.wire.call.CallRefused;
import orca.wire.text.ClosedXml;
import orca.wire.text.PlainInstant;
import orca.wire.text.Tree;
import orca.wire.trust.KnownKey;
import orca.wire.trust.Speaker;
import org.apache.wss4j.common.crypto.AlgorithmSuite;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.crypto.WSProviderConfig;
import org.apache.wss4j.common.ext.WSSecurityException;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.WSDataRef;
import org.apache.wss4j.dom.engine.WSSConfig;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.engine.WSSecurityEngineResult;
import org.apache.wss4j.dom.handler.RequestData;
import org.apache.wss4j.dom.handler.WSHandlerResult;
import org.apache.wss4j.dom.validate.Validator;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.exceptions.XMLSecurityException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Checks everybody's envelopes by WSS4J: any prefixes, any order within the security header, any white space. */
final class WssReader implements EnvelopeReader {
    /** Envelope, Body and its element stand above the fields. */
    private static final int MOST_DEPTH = Tree.MOST_DEPTH + 4;

    private final Tokens tokens;
    private final DocumentBuilderFactory documents;
    private final WSSConfig config;
    private final Merlin crypto;
    private final AlgorithmSuite suite = new AlgorithmSuite();

    WssReader(Tokens tokens) {
        this.tokens = tokens;
        // Without that it would put Bouncy Castle among the providers of the whole process.
        WSProviderConfig.init(true, false, false);
        config = WSSConfig.getNewInstance();
        // Whom a key belongs to and what time it is are asked elsewhere.
        Validator none = (credential, data) -> credential;
        config.setValidator(WSConstants.SIGNATURE, none);
        config.setValidator(WSConstants.TIMESTAMP, none);
        config.setValidator(WSConstants.BINARY_TOKEN, none);
        crypto = new Merlin();
        suite.addC14nAlgorithm(Wss.EXCLUSIVE);
        suite.addTransformAlgorithm(Wss.EXCLUSIVE);
        suite.addDigestAlgorithm(Wss.SHA256);
        for (SignatureKind kind : SignatureKind.values()) {
            suite.addSignatureMethod(kind.uri());
        }
        suite.setMaximumAsymmetricKeyLength(8192);
        documents = DocumentBuilderFactory.newDefaultNSInstance();
        try {
            documents.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            documents.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            documents.setAttribute("jdk.xml.maxElementDepth", Integer.toString(MOST_DEPTH));
            for (String limit : ClosedXml.ENTITY_LIMITS) {
                documents.setAttribute(limit, "0");
            }
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be closed to DTDs", e);
        }
        documents.setXIncludeAware(false);
        documents.setExpandEntityReferences(false);
        documents.setCoalescing(true);
    }

    @Override
    public Proof read(byte[] envelope) throws CallRefused {
        Document document = parse(envelope);
        EnvelopeShape shape = EnvelopeShape.of(document);
        Speaker speaker = tokens.speaker(shape.token());
        KnownKey key = speaker.key();
        String due = SignatureKind.of(key).uri();
        if (!due.equals(shape.method())) {
            throw unproved("SignatureMethod: must be " + due + " for this key, is " + Names.quoted(shape.method()));
        }
        check(shape, key);
        if (shape.token().chars().noneMatch(c -> c <= ' ')) { // as our own are; others would only push them out
            tokens.confirm(shape.token(), speaker);
        }
        return new Proof(speaker, shape.address("To"), shape.address("Action"), shape.address("MessageID"),
                shape.has("RelatesTo") ? Optional.of(shape.address("RelatesTo")) : Optional.empty(),
                instant("Created", shape.time(0)), instant("Expires", shape.time(1)), canonical(shape.body()),
                Optional.empty());
    }

    private Document parse(byte[] envelope) throws CallRefused {
        try {
            DocumentBuilder builder;
            synchronized (documents) {
                builder = documents.newDocumentBuilder();
            }
            builder.setErrorHandler(new Silent());
            return builder.parse(new ByteArrayInputStream(envelope));
        } catch (SAXException | IOException e) {
            String why = Optional.ofNullable(e.getMessage()).orElse("").contains("DOCTYPE") ? "has a DTD" : "is not well-formed"
                    + " XML, or nested deeper than " + MOST_DEPTH;
            throw new CallRefused(CallRefused.Kind.MALFORMED, "Envelope: " + why);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("no XML parser", e);
        }
    }

    private void check(EnvelopeShape shape, KnownKey key) throws CallRefused {
        RequestData data = new RequestData();
        data.setWssConfig(config);
        data.setSigVerCrypto(crypto);
        data.setAlgorithmSuite(suite);
        data.setDisableBSPEnforcement(true); // our own rules are narrower
        WSSecurityEngine engine = new WSSecurityEngine();
        engine.setWssConfig(config);
        try {
            WSHandlerResult result = engine.processSecurityHeader(shape.security(), data);
            List<WSSecurityEngineResult> signatures = result == null ? List.of()
                    : result.getActionResults().getOrDefault(WSConstants.SIGN, List.of());
            if (signatures.size() != 1) {
                throw unproved("Signature: must be one");
            }
            confirm(shape, key, signatures.getFirst());
        } catch (WSSecurityException e) {
            throw unproved("Signature: does not fit: the message was changed, or it is not by the key in its token");
        }
    }

    /** That WSS4J looked at the same elements and the same key as we did. */
    private static void confirm(EnvelopeShape shape, KnownKey key, WSSecurityEngineResult signature) throws CallRefused {
        Map<Element, Boolean> left = new IdentityHashMap<>();
        shape.parts().forEach(part -> left.put(part, true));
        if (signature.get(WSSecurityEngineResult.TAG_DATA_REF_URIS) instanceof List<?> references) {
            references.forEach(reference -> left.remove(((WSDataRef) reference).getProtectedElement()));
        }
        if (!left.isEmpty()) {
            throw unproved(left.keySet().iterator().next().getLocalName() + ": is not what was signed");
        }
        boolean same = signature.get(WSSecurityEngineResult.TAG_X509_CERTIFICATE) instanceof X509Certificate certificate
                && KnownKey.digest(certificate.getPublicKey().getEncoded()).equals(key.principal().value());
        if (!same) {
            throw unproved("BinarySecurityToken: its key is written in an unusual way");
        }
    }

    private static byte[] canonical(Element body) throws CallRefused {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Canonicalizer.getInstance(Canonicalizer.ALGO_ID_C14N_EXCL_OMIT_COMMENTS).canonicalizeSubtree(body, out);
        } catch (XMLSecurityException e) {
            throw new CallRefused(CallRefused.Kind.MALFORMED, "Body: has no canonical form");
        }
        return out.toByteArray();
    }

    static Instant instant(String field, String text) throws CallRefused {
        try {
            return PlainInstant.of(text).orElseGet(() -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw unproved(field + ": must be a time such as 2026-01-31T12:00:00.000Z, is " + Names.quoted(text));
        }
    }

    private static CallRefused unproved(String reason) {
        return new CallRefused(CallRefused.Kind.UNPROVED, reason);
    }

    /** Says nothing where the parser would print. */
    private static final class Silent implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {
            // Not worth a refusal.
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
