package orca.simulator.yardstick;

import jakarta.xml.ws.Dispatch;
import jakarta.xml.ws.Provider;
import jakarta.xml.ws.Service;
import jakarta.xml.ws.ServiceMode;
import jakarta.xml.ws.WebServiceProvider;
import jakarta.xml.ws.soap.AddressingFeature;
import jakarta.xml.ws.soap.SOAPBinding;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.security.auth.callback.CallbackHandler;
import javax.xml.namespace.QName;
import javax.xml.transform.Source;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import orca.testkit.FreePort;
import orca.wire.trust.Identity;
import org.apache.cxf.endpoint.Client;
import org.apache.cxf.jaxws.DispatchImpl;
import org.apache.cxf.jaxws.EndpointImpl;
import org.apache.cxf.ws.addressing.WSAddressingFeature;
import org.apache.cxf.ws.security.SecurityConstants;
import org.apache.cxf.ws.security.wss4j.WSS4JInInterceptor;
import org.apache.cxf.ws.security.wss4j.WSS4JOutInterceptor;
import org.apache.wss4j.common.ConfigurationConstants;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.ext.WSPasswordCallback;

/**
 * Calls per second that CXF and WSS4J make as they come, both ends in this process, over loopback: the client signs body,
 * timestamp and addressing with a P-256 key, the server checks that and signs what it gives back, the client checks it. Memories
 * of what was heard before are off, and nobody does anything but echo a word.
 *
 * <pre>
 *   Echo WARM_UP SECONDS AT_ONCE...   prints a line for each number at once: the number, and calls per second
 * </pre>
 */
public final class Echo {
    private static final String NAMESPACE = "urn:orca:echo";
    private static final String WSU =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String WSA = "http://www.w3.org/2005/08/addressing";
    private static final String ECDSA = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
    private static final String SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    private static final String WORD = "<e:echo xmlns:e=\"" + NAMESPACE + "\"><e:word>hello</e:word></e:echo>";

    private Echo() {}

    /** Says what it was told. */
    @WebServiceProvider(targetNamespace = NAMESPACE, serviceName = "EchoService", portName = "EchoPort")
    @ServiceMode(Service.Mode.PAYLOAD)
    public static final class Wall implements Provider<Source> {
        @Override
        public Source invoke(Source request) {
            return new StreamSource(new StringReader(text(request)));
        }
    }

    private static String text(Source source) {
        try {
            StringWriter out = new StringWriter();
            TransformerFactory.newDefaultInstance().newTransformer().transform(source, new StreamResult(out));
            return out.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("what came cannot be read", e);
        }
    }

    public static void main(String[] args)
            throws GeneralSecurityException, IOException, InterruptedException, ExecutionException {
        long warmUp = Long.parseLong(args[0]);
        long seconds = Long.parseLong(args[1]);
        Identity server = Identity.generate();
        Identity client = Identity.generate();
        String address = "http://127.0.0.1:" + FreePort.take() + "/echo";
        EndpointImpl endpoint = new EndpointImpl(new Wall());
        try {
            endpoint.getFeatures().add(new WSAddressingFeature());
            endpoint.getInInterceptors().add(new WSS4JInInterceptor(checking(client)));
            endpoint.getOutInterceptors().add(new WSS4JOutInterceptor(signing(server, List.of("To", "Action", "MessageID",
                    "RelatesTo"))));
            endpoint.setProperties(forgetful());
            endpoint.publish(address);
            for (String atOnce : List.of(args).subList(2, args.length)) {
                List<Dispatch<Source>> callers = new ArrayList<>();
                for (int i = Integer.parseInt(atOnce); i > 0; i--) {
                    callers.add(caller(address, client, server));
                }
                run(callers, warmUp);
                System.out.printf(Locale.ROOT, "%s %.1f%n", atOnce, run(callers, seconds));
            }
        } finally {
            endpoint.stop();
        }
        System.exit(0); // the threads of CXF's client go on otherwise
    }

    /** Calls per second of all callers together. */
    private static double run(List<Dispatch<Source>> callers, long seconds) throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        try (ExecutorService pool = Executors.newFixedThreadPool(callers.size())) {
            List<Future<Long>> counts = new ArrayList<>();
            for (Dispatch<Source> caller : callers) {
                counts.add(pool.submit(() -> {
                    long done = 0;
                    for (; System.nanoTime() < end; done++) {
                        if (!text(caller.invoke(new StreamSource(new StringReader(WORD)))).contains(">hello<")) {
                            throw new IllegalStateException("it echoes something else");
                        }
                    }
                    return done;
                }));
            }
            long done = 0;
            for (Future<Long> count : counts) {
                done += count.get();
            }
            return done * 1e9 / (System.nanoTime() - begin);
        }
    }

    private static Map<String, Object> forgetful() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(SecurityConstants.ENABLE_TIMESTAMP_CACHE, "false");
        properties.put(SecurityConstants.ENABLE_NONCE_CACHE, "false");
        return properties;
    }

    private static Dispatch<Source> caller(String address, Identity own, Identity server)
            throws GeneralSecurityException, IOException {
        Service service = Service.create(new QName(NAMESPACE, "EchoService"));
        QName port = new QName(NAMESPACE, "EchoPort");
        service.addPort(port, SOAPBinding.SOAP11HTTP_BINDING, address);
        Dispatch<Source> dispatch = service.createDispatch(port, Source.class, Service.Mode.PAYLOAD, new AddressingFeature());
        dispatch.getRequestContext().putAll(forgetful());
        Client client = ((DispatchImpl<?>) dispatch).getClient();
        client.getOutInterceptors().add(new WSS4JOutInterceptor(signing(own, List.of("To", "Action", "MessageID", "ReplyTo"))));
        client.getInInterceptors().add(new WSS4JInInterceptor(checking(server)));
        return dispatch;
    }

    private static Merlin crypto(KeyStore store) {
        Merlin crypto = new Merlin();
        crypto.setKeyStore(store);
        return crypto;
    }

    private static Map<String, Object> signing(Identity own, List<String> headers) {
        CallbackHandler password = callbacks -> ((WSPasswordCallback) callbacks[0]).setPassword(Identity.PASSWORD);
        StringBuilder parts = new StringBuilder("{Element}{" + SOAP + "}Body;{Element}{" + WSU + "}Timestamp");
        headers.forEach(header -> parts.append(";{Element}{").append(WSA).append('}').append(header));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(ConfigurationConstants.ACTION, "Timestamp Signature");
        properties.put(ConfigurationConstants.SIGNATURE_USER, Identity.ALIAS);
        properties.put(ConfigurationConstants.PW_CALLBACK_REF, password);
        properties.put(ConfigurationConstants.SIG_PROP_REF_ID, "own");
        properties.put("own", crypto(own.keyStore(List.of())));
        properties.put(ConfigurationConstants.SIG_KEY_ID, "DirectReference");
        properties.put(ConfigurationConstants.SIG_ALGO, ECDSA);
        properties.put(ConfigurationConstants.SIG_DIGEST_ALGO, SHA256);
        properties.put(ConfigurationConstants.SIGNATURE_PARTS, parts.toString());
        return properties;
    }

    private static Map<String, Object> checking(Identity peer) throws GeneralSecurityException, IOException {
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("peer", peer.certificate(List.of()));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(ConfigurationConstants.ACTION, "Timestamp Signature");
        properties.put(ConfigurationConstants.SIG_VER_PROP_REF_ID, "known");
        properties.put("known", crypto(known));
        return properties;
    }
}
