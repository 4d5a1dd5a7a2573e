package orca.wire.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import orca.core.contract.Principal;
import orca.wire.trust.Identity;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS 1.2 and 1.3 in which both sides prove which key they have. */
public final class MutualTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    /** What the good kinds of key sign handshakes with; SHA-1 is not among them. */
    private static final String[] SIGNATURES = {"ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ed25519",
        "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512", "rsa_pkcs1_sha256", "rsa_pkcs1_sha384"};
    private static final String CALLER = "orca.caller";

    private MutualTls() {}

    /**
     * Where {@code server} is called by TLS, HTTP/1.1 inside. Whoever shows no key that is good enough does not get in; whoever
     * does is {@link #caller}.
     *
     * @param own whose key the server shows
     * @param hosts names and addresses in its certificate, for callers that look at them
     * @param host the address to listen at
     * @param port 0 for any that is free
     */
    public static ServerConnector connector(Server server, Identity own, List<String> hosts, String host, int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.addCustomizer(new SecureRequestCustomizer(false)); // callers pin keys; names are nobody's proof
        ServerConnector connector = new ServerConnector(server, 1, 1,
                new SslConnectionFactory(new ServerSide(context(own, hosts, Optional.empty())), "http/1.1"),
                new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        return connector;
    }

    /** What a client speaks with: shows {@code own}'s key, and believes nobody but {@code peer}. */
    public static SSLContext client(Identity own, Principal peer) {
        return context(own, List.of(), Optional.of(peer));
    }

    /** The same for libraries that know socket factories only. */
    public static SSLSocketFactory clientSockets(Identity own, Principal peer) {
        return new ClientSockets(client(own, peer).getSocketFactory(), clientParameters());
    }

    /** How a client speaks. */
    public static SSLParameters clientParameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(PROTOCOLS.clone());
        parameters.setSignatureSchemes(SIGNATURES.clone());
        return parameters;
    }

    /** Who calls; empty when the call did not come by such a connection. */
    public static Optional<Principal> caller(Request request) {
        EndPoint.SslSessionData data = request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
        return data == null || data.sslSession() == null ? Optional.empty() : caller(data.sslSession());
    }

    private static Optional<Principal> caller(SSLSession session) {
        if (session.getValue(CALLER) instanceof Principal known) {
            return Optional.of(known);
        }
        try {
            if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
                Principal principal = OwnCertificates.key(certificate).principal();
                session.putValue(CALLER, principal);
                return Optional.of(principal);
            }
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            return Optional.empty(); // it showed none, or none that counts
        }
        return Optional.empty();
    }

    private static SSLContext context(Identity own, List<String> hosts, Optional<Principal> expected) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(ofTheJdk(own.keyStore(hosts)), Identity.PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {new OwnCertificates(expected)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot speak TLS with the key of " + own, e);
        }
    }

    /** The same key and certificate in the JDK's own classes, which call Ed25519 otherwise than those of other libraries. */
    private static KeyStore ofTheJdk(KeyStore store) throws GeneralSecurityException {
        char[] password = Identity.PASSWORD.toCharArray();
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(store.getCertificate(Identity.ALIAS).getEncoded()));
        store.setKeyEntry(Identity.ALIAS, store.getKey(Identity.ALIAS, password), password, new Certificate[] {certificate});
        return store;
    }

    /** Asks every caller for its key. */
    private static final class ServerSide extends SslContextFactory.Server {
        ServerSide(SSLContext context) {
            setSslContext(context);
            setNeedClientAuth(true);
            setIncludeProtocols(PROTOCOLS.clone());
            setRenegotiationAllowed(false);
            setEndpointIdentificationAlgorithm(null);
        }

        @Override
        public SSLParameters customize(SSLParameters parameters) {
            SSLParameters customized = super.customize(parameters);
            customized.setSignatureSchemes(SIGNATURES.clone());
            return customized;
        }
    }
}
