package orca.wire.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;

/** Signatures that are made and checked in native code are those that Bouncy Castle makes and checks. */
class NativeCurvesTest {
    private static final byte[] TEXT = "three units until noon\n".getBytes(StandardCharsets.UTF_8);
    private static final long SEED = 20;
    private static final int MUTATIONS = 400;
    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", KeyKind.PROVIDER);
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static byte[] signed(Signature by) throws GeneralSecurityException {
        by.update(TEXT);
        return by.sign();
    }

    private static boolean holds(Signature check, byte[] signature) {
        try {
            check.update(TEXT);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean portable(KeyKind kind, PublicKey key, byte[] signature) throws GeneralSecurityException {
        Signature check = Signature.getInstance(kind.checking(), KeyKind.PROVIDER);
        check.initVerify(key);
        return holds(check, signature);
    }

    @Test
    void onMachinesOfTheUsualKindThereIsNativeCode() {
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        assertThat(NativeCurves.provider().isPresent()).as(machine)
                .isEqualTo(List.of("Linux amd64", "Linux aarch64").contains(machine));
    }

    @Test
    void eachHoldsWhatTheOtherSigned() throws Exception {
        for (String curve : List.of("secp256r1", "secp384r1")) {
            KeyPair pair = pair(curve);
            KnownKey known = KnownKey.read(pair.getPublic().getEncoded());
            PrivateKey pen = known.kind().forSigning(pair.getPrivate());
            byte[] swift = signed(known.kind().swift(pen));
            byte[] steady = signed(known.kind().steady(pair.getPrivate()));
            assertThat(known.signed(TEXT, swift)).isTrue();
            assertThat(known.signed(TEXT, steady)).isTrue();
            assertThat(portable(known.kind(), pair.getPublic(), swift)).isTrue();
            assertThat(signed(known.kind().steady(pair.getPrivate()))).as("the same again").isEqualTo(steady);
        }
    }

    /** What is no signature in any strict reader's eyes: other encodings of a good one, and numbers that none can have. */
    private static List<byte[]> bent(byte[] good) throws Exception {
        ASN1Sequence two = ASN1Sequence.getInstance(good);
        BigInteger r = ASN1Integer.getInstance(two.getObjectAt(0)).getValue();
        BigInteger s = ASN1Integer.getInstance(two.getObjectAt(1)).getValue();
        List<byte[]> bent = new ArrayList<>();
        for (BigInteger[] each : new BigInteger[][] {{r, BigInteger.ZERO}, {BigInteger.ZERO, s}, {r.negate(), s},
                {r, s.negate()}, {r.add(P256_ORDER), s}, {r, s.add(P256_ORDER)}, {P256_ORDER, s}, {s, r},
                {r, P256_ORDER.subtract(s)}}) {
            bent.add(new DERSequence(new ASN1Integer[] {new ASN1Integer(each[0]), new ASN1Integer(each[1])})
                    .getEncoded(ASN1Encoding.DER));
        }
        byte[] tail = java.util.Arrays.copyOf(good, good.length + 1);
        bent.add(tail);
        byte[] longLength = new byte[good.length + 1];
        longLength[0] = good[0];
        longLength[1] = (byte) 0x81;
        System.arraycopy(good, 1, longLength, 2, good.length - 1);
        bent.add(longLength);
        bent.add(new byte[0]);
        return bent;
    }

    @Test
    void bothJudgeAlikeWhatIsNoneOrOnlyLooksLikeOne() throws Exception {
        KeyPair pair = pair("secp256r1");
        KnownKey known = KnownKey.read(pair.getPublic().getEncoded());
        byte[] good = signed(known.kind().steady(pair.getPrivate()));
        List<byte[]> tried = bent(good);
        Random dice = new Random(SEED);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] one = good.clone();
            one[dice.nextInt(one.length)] ^= (byte) (1 << dice.nextInt(8));
            tried.add(one);
        }
        int held = 0;
        for (byte[] one : tried) {
            boolean here = known.signed(TEXT, one);
            assertThat(here).as("%s", java.util.HexFormat.of().formatHex(one))
                    .isEqualTo(portable(known.kind(), pair.getPublic(), one));
            held += here ? 1 : 0;
        }
        assertThat(held).as("its twin with the other sign of s, as everywhere").isEqualTo(1);
    }

    @Test
    void aKeyOfASeedSealsTheSameTextAlwaysInTheSameWay() {
        SecureRandom dice = new SecureRandom() {
            private static final long serialVersionUID = 1;
            private final Random seeded = new Random(SEED);

            @Override
            public void nextBytes(byte[] bytes) {
                seeded.nextBytes(bytes);
            }
        };
        Identity one = Identity.generate(dice);
        assertThat(one.seal(TEXT)).isEqualTo(one.seal(TEXT));
    }
}
