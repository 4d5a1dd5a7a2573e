package orca.wire.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;

/**
 * TLS 1.2 and 1.3 in which both sides prove which key they have, and the side that calls. It needs no library but the JDK, for
 * commands are started without any other.
 */
public final class PinnedTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    /** What the good kinds of key sign handshakes with; SHA-1 is not among them. */
    private static final String[] SIGNATURES = {"ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ed25519",
        "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512", "rsa_pkcs1_sha256", "rsa_pkcs1_sha384"};

    private PinnedTls() {}

    static String[] protocols() {
        return PROTOCOLS.clone();
    }

    static String[] signatures() {
        return SIGNATURES.clone();
    }

    /** What a client speaks with: shows {@code own}'s key, and believes nobody but {@code peer}. */
    public static SSLContext client(Identity own, Expected peer) {
        return context(own, List.of(), Optional.of(peer));
    }

    /** The same for libraries that know socket factories only. */
    public static SSLSocketFactory clientSockets(Identity own, Expected peer) {
        return new ClientSockets(client(own, peer).getSocketFactory(), clientParameters());
    }

    /** How a client speaks. */
    public static SSLParameters clientParameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(protocols());
        parameters.setSignatureSchemes(signatures());
        return parameters;
    }

    static SSLContext context(Identity own, List<String> hosts, Optional<Expected> expected) {
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
}
