package orca.wire.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import orca.wire.trust.Identity;
import orca.wire.trust.Speaker;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The side that is called, of the TLS that {@link PinnedTls} speaks. */
public final class MutualTls {
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
                new SslConnectionFactory(new ServerSide(PinnedTls.context(own, hosts, Optional.empty())), "http/1.1"),
                new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        return connector;
    }

    /** Who calls; empty when the call did not come by such a connection. */
    public static Optional<Speaker> caller(Request request) {
        EndPoint.SslSessionData data = request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
        return data == null || data.sslSession() == null ? Optional.empty() : caller(data.sslSession());
    }

    private static Optional<Speaker> caller(SSLSession session) {
        if (session.getValue(CALLER) instanceof Speaker known) {
            return Optional.of(known);
        }
        try {
            if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
                Speaker speaker = OwnCertificates.speaker(certificate);
                session.putValue(CALLER, speaker);
                return Optional.of(speaker);
            }
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            return Optional.empty(); // it showed none, or none that counts
        }
        return Optional.empty();
    }

    /** Asks every caller for its key. */
    private static final class ServerSide extends SslContextFactory.Server {
        ServerSide(SSLContext context) {
            setSslContext(context);
            setNeedClientAuth(true);
            setIncludeProtocols(PinnedTls.protocols());
            setRenegotiationAllowed(false);
            setEndpointIdentificationAlgorithm(null);
        }

        @Override
        public SSLParameters customize(SSLParameters parameters) {
            SSLParameters customized = super.customize(parameters);
            customized.setSignatureSchemes(PinnedTls.signatures());
            return customized;
        }
    }
}
