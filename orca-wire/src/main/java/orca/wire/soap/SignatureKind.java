package orca.wire.soap;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Optional;
import orca.wire.trust.KnownKey;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;

/**
 * How XML names the signatures of each kind of key, and how it writes them. A key has one algorithm, so whoever sends a
 * signature has no say in how it is checked. ECDSA's two numbers stand side by side in XML (XML-DSig 1.1, section 6.4.3) and in
 * an ASN.1 sequence in seals.
 */
enum SignatureKind {
    P256("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", 32),
    P384("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", 48),
    ED25519("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519", 0),
    RSA("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", 0);

    private static final int P256_BITS = 256;

    private final String uri;
    private final int numberBytes;

    SignatureKind(String uri, int numberBytes) {
        this.uri = uri;
        this.numberBytes = numberBytes;
    }

    static SignatureKind of(KnownKey known) {
        PublicKey key = known.key();
        if (key instanceof ECPublicKey curve) {
            return curve.getParams().getCurve().getField().getFieldSize() == P256_BITS ? P256 : P384;
        }
        return key.getAlgorithm().equals("RSA") ? RSA : ED25519;
    }

    String uri() {
        return uri;
    }

    /** A seal's signature as XML has it. */
    byte[] toXml(byte[] sealed) {
        if (numberBytes == 0) {
            return sealed;
        }
        try {
            ASN1Sequence numbers = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(sealed));
            byte[] out = new byte[2 * numberBytes];
            for (int i = 0; i < 2; i++) {
                byte[] number = ASN1Integer.getInstance(numbers.getObjectAt(i)).getPositiveValue().toByteArray();
                int length = Math.min(number.length, numberBytes);
                System.arraycopy(number, number.length - length, out, (i + 1) * numberBytes - length, length);
            }
            return out;
        } catch (IOException e) {
            throw new IllegalStateException("our own signature is no ASN.1", e);
        }
    }

    /** XML's as a seal has it; empty when it does not have the length of one. */
    Optional<byte[]> toSealed(byte[] xml) {
        if (numberBytes == 0) {
            return Optional.of(xml);
        }
        if (xml.length != 2 * numberBytes) {
            return Optional.empty();
        }
        ASN1EncodableVector numbers = new ASN1EncodableVector(2);
        numbers.add(new ASN1Integer(new BigInteger(1, Arrays.copyOf(xml, numberBytes))));
        numbers.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(xml, numberBytes, xml.length))));
        try {
            return Optional.of(new DERSequence(numbers).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("two numbers cannot be written", e);
        }
    }
}
