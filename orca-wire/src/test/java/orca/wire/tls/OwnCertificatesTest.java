package orca.wire.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Which certificates are let in, whatever the other side's library would have shown. */
class OwnCertificatesTest {
    private final OwnCertificates anybody = new OwnCertificates(Optional.empty());

    private static KeyPair pair(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** Long over, which means nothing here. */
    private static X509Certificate[] chain(KeyPair pair, KeyPair signer, String algorithm) throws Exception {
        X500Name name = new X500Name("CN=a stranger");
        return new X509Certificate[] {new JcaX509CertificateConverter().getCertificate(new JcaX509v3CertificateBuilder(name,
                BigInteger.TEN, Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                Date.from(Instant.parse("2021-01-01T00:00:00Z")), name,
                pair.getPublic()).build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())))};
    }

    private void refused(X509Certificate[] chain, String why) {
        assertThatThrownBy(() -> anybody.checkClientTrusted(chain, "any")).isInstanceOf(CertificateException.class)
                .hasMessageStartingWith(why);
        assertThatThrownBy(() -> anybody.checkServerTrusted(chain, "any")).isInstanceOf(CertificateException.class)
                .hasMessageStartingWith(why);
    }

    @Test
    void anyGoodKeyThatSignedItsCertificateIsLetIn() throws Exception {
        for (KeyPair pair : List.of(pair("EC", 256), pair("EC", 384), pair("RSA", 2048))) {
            String algorithm = pair.getPublic().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            assertThatCode(() -> anybody.checkClientTrusted(chain(pair, pair, algorithm), "any")).doesNotThrowAnyException();
        }
        X509Certificate[] own = {Identity.generate().certificate(List.of())};
        assertThatCode(() -> anybody.checkServerTrusted(own, "any")).doesNotThrowAnyException();
    }

    @Test
    void weakKeysOthersSignaturesAndOldHashesAreRefused() throws Exception {
        KeyPair weak = pair("RSA", 1024);
        KeyPair good = pair("RSA", 2048);
        KeyPair curve = pair("EC", 521);
        refused(chain(weak, weak, "SHA256withRSA"), "certificate: key: RSA must have 2048 to 8192 bits, has 1024");
        refused(chain(curve, curve, "SHA256withECDSA"), "certificate: key: must be on the named curve");
        refused(chain(good, pair("RSA", 2048), "SHA256withRSA"), "certificate: must be signed by its own key");
        refused(chain(good, good, "SHA1withRSA"), "certificate: is signed with SHA1WITHRSA");
        refused(chain(good, good, "MD5withRSA"), "certificate: is signed with MD5WITHRSA");
        refused(new X509Certificate[0], "certificate: must be shown");
    }

    @Test
    void whereOneIsExpectedNobodyElseIsBelieved() {
        Identity peer = Identity.generate();
        OwnCertificates only = new OwnCertificates(Optional.of(Expected.of(peer.principal())));
        assertThatCode(() -> only.checkServerTrusted(new X509Certificate[] {peer.certificate(List.of())}, "any"))
                .doesNotThrowAnyException();
        Identity other = Identity.generate();
        assertThatThrownBy(() -> only.checkServerTrusted(new X509Certificate[] {other.certificate(List.of())}, "any"))
                .hasMessage("certificate: has somebody else's key: it is " + other.principal() + " instead of "
                        + peer.principal());
    }
}
