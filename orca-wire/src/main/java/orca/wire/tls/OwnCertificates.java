package orca.wire.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import orca.wire.trust.Expected;
import orca.wire.trust.Speaker;

/**
 * Lets in whoever shows a certificate that its own key signed, if the key is good enough and, where one is expected, the expected
 * one. The handshake then proves that it has the key. Names and dates in certificates mean nothing: a key is pinned, not a
 * certificate. Since this looks at keys itself, the JDK compares no host names.
 */
final class OwnCertificates extends X509ExtendedTrustManager {
    private final Optional<Expected> expected;

    OwnCertificates(Optional<Expected> expected) {
        this.expected = expected;
    }

    /** Who is in the certificate that a peer shows first. @throws CertificateException saying what is wrong with it */
    static Speaker speaker(X509Certificate certificate) throws CertificateException {
        Speaker speaker;
        try {
            speaker = Speaker.of(certificate.getEncoded());
        } catch (InvalidKeyException e) {
            throw new CertificateException("certificate: " + e.getMessage(), e);
        }
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (algorithm.startsWith("MD") || algorithm.startsWith("SHA1") || algorithm.startsWith("SHA-1")) {
            throw new CertificateException("certificate: is signed with " + algorithm + ", which proves nothing");
        }
        try {
            certificate.verify(certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("certificate: must be signed by its own key", e);
        }
        return speaker;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain == null || chain.length == 0) {
            throw new CertificateException("certificate: must be shown");
        }
        Speaker shown = speaker(chain[0]);
        Optional<String> stranger = expected.flatMap(one -> one.objection(shown));
        if (stranger.isPresent()) {
            throw new CertificateException("certificate: has somebody else's key: " + stranger.get());
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    /** None in particular, so that a client shows whatever it has. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
