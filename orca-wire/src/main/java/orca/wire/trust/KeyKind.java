package orca.wire.trust;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The kinds of key that are good enough, each with the one signature algorithm that goes with it: whoever sends a signature
 * has no say in how it is checked.
 */
enum KeyKind {
    /** The usual kind. */
    P256("EC", "SHA256withECDDSA", "SHA256withECDSA"),
    P384("EC", "SHA384withECDDSA", "SHA384withECDSA"),
    ED25519("Ed25519", "Ed25519", "Ed25519"),
    /** Of 2048 to 8192 bits. */
    RSA("RSA", "SHA256withRSA", "SHA256withRSA");

    /** Several times as fast at curves as the JDK's, which is faster at RSA. */
    static final Provider PROVIDER = new BouncyCastleProvider();
    /** Several times as fast again at the curves P-256 and P-384, where there is native code for this machine (ADR 22). */
    private static final Optional<Provider> NATIVE = NativeCurves.provider();
    /** RFC 8410. */
    private static final ASN1ObjectIdentifier ED25519_NAME = new ASN1ObjectIdentifier("1.3.101.112");
    static final int LEAST_RSA_BITS = 2048;
    static final int MOST_RSA_BITS = 8192;

    private final String keys;
    private final String signing;
    private final String checking;

    KeyKind(String keys, String signing, String checking) {
        this.keys = keys;
        this.signing = signing;
        this.checking = checking;
    }

    /** Its usual name. */
    String shown() {
        return switch (this) {
            case P256 -> "P-256";
            case P384 -> "P-384";
            case ED25519 -> "Ed25519";
            case RSA -> "RSA";
        };
    }

    String checking() {
        return checking;
    }

    /** Native code where it is at hand and knows this kind. */
    private Optional<Provider> swift() {
        return this == P256 || this == P384 ? NATIVE : Optional.empty();
    }

    /** Ready to check signatures by {@code key}, which {@link #read} gave. */
    Signature check(PublicKey key) throws GeneralSecurityException {
        Signature check = this == RSA ? Signature.getInstance(checking)
                : Signature.getInstance(checking, swift().orElse(PROVIDER));
        check.initVerify(key);
        return check;
    }

    /** Ready to sign; the same text by the same key in the same way whenever it is asked (for curves, RFC 6979). */
    Signature steady(PrivateKey key) throws GeneralSecurityException {
        Signature sign = this == RSA ? Signature.getInstance(signing) : Signature.getInstance(signing, PROVIDER);
        sign.initSign(key);
        return sign;
    }

    /** Ready to sign as soon as can be; a text that is signed again may get another signature, which is as good. */
    Signature swift(PrivateKey key) throws GeneralSecurityException {
        if (swift().isEmpty()) {
            return steady(key);
        }
        Signature sign = Signature.getInstance(checking, swift().get());
        sign.initSign(key);
        return sign;
    }

    /** The key in the form that {@link #swift(PrivateKey)} takes, so that it is not made anew for each signature. */
    PrivateKey forSigning(PrivateKey key) throws GeneralSecurityException {
        return swift().isEmpty() ? key
                : KeyFactory.getInstance(keys, swift().get()).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }

    KeyFactory factory() {
        try {
            return this == RSA ? KeyFactory.getInstance(keys) : KeyFactory.getInstance(keys, PROVIDER);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no key factory for " + keys, e);
        }
    }

    /** The kind of a public key. @throws InvalidKeyException for a kind that is not good enough, saying why */
    static KeyKind of(byte[] encoded) throws InvalidKeyException {
        try {
            AlgorithmIdentifier algorithm = SubjectPublicKeyInfo.getInstance(encoded).getAlgorithm();
            ASN1ObjectIdentifier name = algorithm.getAlgorithm();
            if (name.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
                return curve(algorithm);
            }
            if (name.equals(ED25519_NAME)) {
                return ED25519;
            }
            if (name.equals(PKCSObjectIdentifiers.rsaEncryption)) {
                return RSA;
            }
            throw new InvalidKeyException("key: must be one of " + List.of(values()) + ", has algorithm " + name);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new InvalidKeyException("key: is no SubjectPublicKeyInfo", e);
        }
    }

    private static KeyKind curve(AlgorithmIdentifier algorithm) throws InvalidKeyException {
        if (algorithm.getParameters() instanceof ASN1ObjectIdentifier curve) {
            if (curve.equals(SECObjectIdentifiers.secp256r1)) {
                return P256;
            }
            if (curve.equals(SECObjectIdentifiers.secp384r1)) {
                return P384;
            }
        }
        throw new InvalidKeyException("key: must be on the named curve P-256 or P-384");
    }

    /** The key in {@code encoded}, which must be written in the one way that this kind's keys are: one key, one hash. */
    PublicKey read(byte[] encoded) throws InvalidKeyException {
        try {
            PublicKey key = factory().generatePublic(new X509EncodedKeySpec(encoded));
            if (key instanceof RSAPublicKey rsa) {
                int bits = rsa.getModulus().bitLength();
                if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
                    throw new InvalidKeyException(
                            "key: RSA must have " + LEAST_RSA_BITS + " to " + MOST_RSA_BITS + " bits, has " + bits);
                }
            }
            byte[] again = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getEncoded("DER");
            if (!Arrays.equals(again, encoded)) {
                throw new InvalidKeyException("key: is not written in the usual way (DER, points uncompressed)");
            }
            return forChecks(key);
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException | IllegalStateException e) {
            throw new InvalidKeyException("key: cannot be read: " + e.getMessage(), e);
        }
    }

    /** The same key in the form that is checked with, so that it is not made anew for each signature. */
    private PublicKey forChecks(PublicKey key) throws GeneralSecurityException {
        return swift().isEmpty() ? key
                : KeyFactory.getInstance(keys, swift().get()).generatePublic(new X509EncodedKeySpec(key.getEncoded()));
    }
}
