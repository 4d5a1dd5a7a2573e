package orca.wire.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.xml.ws.Dispatch;
import jakarta.xml.ws.Service;
import jakarta.xml.ws.soap.AddressingFeature;
import jakarta.xml.ws.soap.SOAPFaultException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.security.KeyStore;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.CallbackHandler;
import javax.xml.namespace.QName;
import javax.xml.transform.Source;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import orca.wire.call.CallRefused;
import orca.wire.call.Door;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;
import org.apache.cxf.endpoint.Client;
import org.apache.cxf.jaxws.DispatchImpl;
import org.apache.cxf.ws.security.SecurityConstants;
import org.apache.cxf.ws.security.wss4j.WSS4JInInterceptor;
import org.apache.cxf.ws.security.wss4j.WSS4JOutInterceptor;
import org.apache.wss4j.common.ConfigurationConstants;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.ext.WSPasswordCallback;
import org.junit.jupiter.api.Test;

/** A client by CXF and WSS4J as they come, which reads the WSDL, signs what it is told to and checks what is signed. */
class CxfClientTest {
    private static final String IN = "{Element}";

    private static Merlin crypto(KeyStore store) {
        Merlin crypto = new Merlin();
        crypto.setKeyStore(store);
        return crypto;
    }

    private static Map<String, Object> signing(Identity guest, SignatureKind kind) {
        CallbackHandler password = callbacks -> ((WSPasswordCallback) callbacks[0]).setPassword(Identity.PASSWORD);
        StringBuilder parts = new StringBuilder(IN + "{" + Wss.SOAP + "}Body;" + IN + "{" + Wss.WSU + "}Timestamp");
        for (String header : List.of("To", "Action", "MessageID", "ReplyTo")) {
            parts.append(";" + IN + "{" + Wss.WSA + "}").append(header);
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(ConfigurationConstants.ACTION, "Timestamp Signature");
        properties.put(ConfigurationConstants.SIGNATURE_USER, Identity.ALIAS);
        properties.put(ConfigurationConstants.PW_CALLBACK_REF, password);
        properties.put(ConfigurationConstants.SIG_PROP_REF_ID, "own");
        properties.put("own", crypto(guest.keyStore(List.of())));
        properties.put(ConfigurationConstants.SIG_KEY_ID, "DirectReference");
        properties.put(ConfigurationConstants.SIG_ALGO, kind.uri());
        properties.put(ConfigurationConstants.SIG_DIGEST_ALGO, Wss.SHA256);
        properties.put(ConfigurationConstants.SIGNATURE_PARTS, parts.toString());
        return properties;
    }

    private static Map<String, Object> checking(Identity site) throws Exception {
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("site", site.certificate(List.of()));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(ConfigurationConstants.ACTION, "Timestamp Signature");
        properties.put(ConfigurationConstants.SIG_VER_PROP_REF_ID, "known");
        properties.put("known", crypto(known));
        return properties;
    }

    private static String call(Dispatch<Source> dispatch, String payload) throws Exception {
        StringWriter out = new StringWriter();
        TransformerFactory.newDefaultInstance().newTransformer().transform(
                dispatch.invoke(new StreamSource(new StringReader(payload))), new StreamResult(out));
        return out.toString();
    }

    @Test
    void cxfCallsWithEitherKindOfKey() throws Exception {
        Identity site = Identity.generate();
        Door door = (caller, operation, body) -> {
            if (operation == Operation.REDEEM) {
                throw new CallRefused(CallRefused.Kind.BUSY, "too many wait");
            }
            return new Tree.Branch(0, Map.of("caller", new Tree.Text(0, caller.principal().value()), "said",
                    body.fields().get("word")));
        };
        try (Endpoint endpoint = new Endpoint(site, door, SoapSettings.USUAL, Clock.systemUTC())) {
            for (SignatureKind kind : List.of(SignatureKind.P256, SignatureKind.RSA)) {
                Identity guest = kind == SignatureKind.RSA ? Keys.identity(Keys.rsa(2048)) : Identity.generate();
                Service service = Service.create(URI.create(endpoint.address() + "?wsdl").toURL(),
                        new QName(XmlTree.NAMESPACE, "ActorService"));
                for (String word : List.of("query", "redeem")) {
                    Dispatch<Source> dispatch = service.createDispatch(new QName(XmlTree.NAMESPACE, "ActorPort"), Source.class,
                            Service.Mode.PAYLOAD, new AddressingFeature());
                    dispatch.getRequestContext().put(Dispatch.SOAPACTION_USE_PROPERTY, true);
                    dispatch.getRequestContext().put(Dispatch.SOAPACTION_URI_PROPERTY, "urn:orca:wire:" + word);
                    dispatch.getRequestContext().put(SecurityConstants.ENABLE_TIMESTAMP_CACHE, "false");
                    Client client = ((DispatchImpl<?>) dispatch).getClient();
                    client.getOutInterceptors().add(new WSS4JOutInterceptor(signing(guest, kind)));
                    client.getInInterceptors().add(new WSS4JInInterceptor(checking(site)));
                    client.getInFaultInterceptors().add(new WSS4JInInterceptor(checking(site)));
                    String payload = "<o:" + word + " xmlns:o=\"urn:orca:wire\"><o:word>hello</o:word></o:" + word + ">";
                    if (word.equals("query")) {
                        assertThat(call(dispatch, payload)).contains("<caller>" + guest.principal() + "</caller>")
                                .contains("<said>hello</said>");
                    } else {
                        assertThatThrownBy(() -> call(dispatch, payload)).isInstanceOf(SOAPFaultException.class)
                                .hasMessage("too many wait");
                    }
                }
            }
        }
    }
}
