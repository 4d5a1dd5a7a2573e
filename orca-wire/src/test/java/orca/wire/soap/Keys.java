package orca.wire.soap;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import orca.wire.trust.Identity;
import orca.wire.trust.Pem;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Keys of every kind, good ones and others, by the JDK alone. */
final class Keys {
    private Keys() {}

    static KeyPair curve(String name) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(name));
        return generator.generateKeyPair();
    }

    /** A new P-256 key, where nobody wants to hear of exceptions. */
    static KeyPair known() {
        try {
            return curve("secp256r1");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    static KeyPair edwards() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    /** An identity with these keys, by way of a file as its owner would write one. */
    static Identity identity(KeyPair pair) throws IOException {
        Path file = Files.createTempFile("orca", ".key",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(file, Pem.block("PRIVATE KEY", pair.getPrivate().getEncoded())
                    + Pem.block("PUBLIC KEY", pair.getPublic().getEncoded()));
            return Identity.read(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Any certificate of the key, as a stranger's program would make one. */
    static X509Certificate certificate(KeyPair pair) throws GeneralSecurityException, OperatorCreationException {
        String algorithm = pair.getPublic().getAlgorithm();
        String signing = algorithm.equals("RSA") ? "SHA256withRSA" : algorithm.equals("EC") ? "SHA256withECDSA" : "Ed25519";
        X500Name name = new X500Name("CN=a stranger");
        return new JcaX509CertificateConverter().getCertificate(new JcaX509v3CertificateBuilder(name, BigInteger.TEN,
                Date.from(Instant.parse("2020-01-01T00:00:00Z")), Date.from(Instant.parse("2021-01-01T00:00:00Z")), name,
                pair.getPublic()).build(new JcaContentSignerBuilder(signing).build(pair.getPrivate())));
    }
}
