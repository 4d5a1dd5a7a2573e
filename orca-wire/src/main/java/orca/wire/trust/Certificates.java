package orca.wire.trust;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/**
 * Keys in certificates, where a protocol wants one. They carry a key and how its owner came to it, and nothing else: nobody but
 * its owner signs one, and whoever reads one takes these out and looks no further. A key has one certificate for the same
 * names, byte for byte.
 */
final class Certificates {
    /** Before anything was signed here. */
    private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    /** RFC 5280, section 4.1.2.5: never. */
    private static final Instant UNTIL = Instant.parse("9999-12-31T23:59:59Z");
    /** An extension of our own: the key's lineage, as text. Whoever does not know it may pass over it. */
    private static final ASN1ObjectIdentifier LINEAGE =
            new ASN1ObjectIdentifier("2.25.214938207195526190164275846011904170321");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private Certificates() {}

    static X509Certificate of(Identity identity, List<String> hosts) {
        KnownKey known = identity.known();
        byte[] key = Base64.getDecoder().decode(known.encoded());
        X500Name name = new X500Name("CN=" + known.principal());
        BigInteger serial = new BigInteger(1, known.principal().value().substring(0, 16).getBytes(StandardCharsets.US_ASCII));
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name, serial, Date.from(FROM), Date.from(UNTIL), name, SubjectPublicKeyInfo.getInstance(key));
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            if (!hosts.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(hosts.stream()
                        .map(host -> new GeneralName(
                                ADDRESS.matcher(host).matches() ? GeneralName.iPAddress : GeneralName.dNSName, host))
                        .toArray(GeneralName[]::new)));
            }
            if (!identity.lineage().steps().isEmpty()) {
                builder.addExtension(LINEAGE, false, new DERUTF8String(identity.lineage().toString()));
            }
            return new JcaX509CertificateConverter().setProvider(KeyKind.PROVIDER).getCertificate(
                    builder.build(new Signer(identity)));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a certificate for " + known.principal(), e);
        }
    }

    /** The lineage in a certificate, as a line; empty when it has none. @throws IllegalArgumentException when it is no text */
    static String lineage(Certificate certificate) {
        Extensions extensions = certificate.getTBSCertificate().getExtensions();
        Extension lineage = extensions == null ? null : extensions.getExtension(LINEAGE);
        return lineage == null ? "" : ASN1UTF8String.getInstance(lineage.getParsedValue()).getString();
    }

    /** Has the identity sign. */
    private static final class Signer implements ContentSigner {
        private final Identity identity;
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();

        Signer(Identity identity) {
            this.identity = identity;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new DefaultSignatureAlgorithmIdentifierFinder().find(identity.known().kind().checking());
        }

        @Override
        public OutputStream getOutputStream() {
            return text;
        }

        @Override
        public byte[] getSignature() {
            return identity.signSteadily(text.toByteArray());
        }
    }
}
