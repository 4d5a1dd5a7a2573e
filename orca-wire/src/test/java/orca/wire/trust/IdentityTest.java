package orca.wire.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import orca.core.contract.Principal;
import orca.core.contract.Seal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    private static final byte[] TEXT = "three units until noon\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private final Seals seals = new Seals();

    private static KeyPair pair(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static KeyPair curve(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", KeyKind.PROVIDER);
        generator.initialize(new ECGenParameterSpec(name));
        return generator.generateKeyPair();
    }

    @Test
    void everyGoodKindHasACertificateThatItSignedAndThatCarriesItsKey() throws Exception {
        for (Identity one : List.of(Identity.generate(), Identity.of(curve("secp384r1")), Identity.of(pair("RSA", 2048)),
                Identity.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair()))) {
            X509Certificate certificate = one.certificate(List.of("localhost", "127.0.0.1", "::1"));
            assertThat(KnownKey.read(certificate.getPublicKey().getEncoded()).principal()).isEqualTo(one.principal());
            certificate.verify(certificate.getPublicKey(), KeyKind.PROVIDER);
            assertThat(certificate.getSubjectAlternativeNames()).hasSize(3);
            assertThat(one.certificate(List.of())).as("made again, the same").isEqualTo(one.certificate(List.of()));
            assertThat(one.keyStore(List.of()).getKey(Identity.ALIAS, Identity.PASSWORD.toCharArray())).isNotNull();
        }
    }

    @Test
    void everyGoodKindSealsAndIsKnownByTheHashOfItsKey() throws Exception {
        List<Identity> all = List.of(Identity.generate(), Identity.of(curve("secp384r1")), Identity.of(pair("RSA", 2048)),
                Identity.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair()));
        assertThat(all).extracting(i -> i.known().kind())
                .containsExactly(KeyKind.P256, KeyKind.P384, KeyKind.RSA, KeyKind.ED25519);
        for (Identity one : all) {
            Seal seal = one.seal(TEXT);
            assertThat(one.principal()).isEqualTo(new Principal(KnownKey.digest(Base64.getDecoder().decode(seal.key()))));
            assertThat(seals.flaw(one.principal(), TEXT, seal)).isEmpty();
            assertThat(seals.flaw(one.principal(), TEXT, one.seal(TEXT))).as("sealed again").isEmpty();
            byte[] other = TEXT.clone();
            other[0]++;
            assertThat(seals.flaw(one.principal(), other, seal))
                    .contains("the signature does not fit: the text or the signature was changed");
            assertThat(seals.flaw(new Principal("ab".repeat(32)), TEXT, seal).orElseThrow())
                    .startsWith("it must be signed by " + "ab".repeat(32));
        }
    }

    @Test
    void weakAndStrangeKeysAreRefused() throws Exception {
        assertThatThrownBy(() -> Identity.of(pair("RSA", 1024))).isInstanceOf(InvalidKeyException.class)
                .hasMessage("key: RSA must have 2048 to 8192 bits, has 1024");
        assertThatThrownBy(() -> Identity.of(pair("DSA", 2048))).isInstanceOf(InvalidKeyException.class)
                .hasMessageStartingWith("key: must be one of [P256, P384, ED25519, RSA], has algorithm");
        assertThatThrownBy(() -> Identity.of(curve("secp256k1"))).isInstanceOf(InvalidKeyException.class)
                .hasMessage("key: must be on the named curve P-256 or P-384");
        assertThatThrownBy(() -> KnownKey.read("not base64!")).hasMessage("key: is not base64");
        assertThatThrownBy(() -> KnownKey.read("AAAA")).hasMessage("key: is no SubjectPublicKeyInfo");
        assertThatThrownBy(() -> KnownKey.read(new byte[0])).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void aKeyThatIsWrittenOtherwiseIsNotASecondPrincipal() throws Exception {
        KeyPair pair = curve("secp256r1");
        byte[] usual = pair.getPublic().getEncoded();
        byte[] compressed = compressed(usual);
        assertThatThrownBy(() -> KnownKey.read(compressed)).isInstanceOf(InvalidKeyException.class)
                .hasMessageStartingWith("key: ");
        byte[] longer = Arrays.copyOf(usual, usual.length + 1);
        assertThatThrownBy(() -> KnownKey.read(longer)).isInstanceOf(InvalidKeyException.class);
        String spaced = Base64.getEncoder().encodeToString(usual);
        assertThatThrownBy(() -> KnownKey.read(spaced.replace("=", ""))).isInstanceOf(InvalidKeyException.class);
    }

    /** The same point with its first coordinate alone. */
    private static byte[] compressed(byte[] usual) {
        byte[] point = new byte[33];
        point[0] = (byte) (2 + (usual[usual.length - 1] & 1));
        System.arraycopy(usual, usual.length - 64, point, 1, 32);
        byte[] head = Arrays.copyOf(usual, usual.length - 65);
        byte[] all = Arrays.copyOf(head, head.length + 33);
        System.arraycopy(point, 0, all, head.length, 33);
        all[1] = (byte) (all[1] - 32); // the sequence
        all[head.length - 2] = (byte) (all[head.length - 2] - 32); // the bit string
        return all;
    }

    @Test
    void aKeyFileIsItsOwnersAloneAndIsNeverOverwritten() throws Exception {
        Path file = folder.resolve("site.key");
        Identity identity = Identity.generate();
        identity.write(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        Identity again = Identity.read(file);
        assertThat(again.principal()).isEqualTo(identity.principal());
        assertThat(seals.flaw(identity.principal(), TEXT, again.seal(TEXT))).isEmpty();
        assertThat(again.toString()).isEqualTo(identity.principal().value());
        assertThatThrownBy(() -> Identity.generate().write(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Identity.read(file).principal()).isEqualTo(identity.principal());

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> Identity.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("only its owner may read it (chmod 600)");
    }

    @Test
    void halvesThatDoNotBelongTogetherAreRefused() throws Exception {
        Path file = folder.resolve("mixed.key");
        Identity.generate().write(file);
        Path other = folder.resolve("other.key");
        Identity.generate().write(other);
        String secret = Files.readString(file).split("-----BEGIN PUBLIC KEY-----")[0];
        String shown = "-----BEGIN PUBLIC KEY-----" + Files.readString(other).split("-----BEGIN PUBLIC KEY-----")[1];
        Files.writeString(file, secret + shown);
        assertThatThrownBy(() -> Identity.read(file)).hasMessageContaining("does not belong to the public key");
        Files.writeString(file, secret);
        assertThatThrownBy(() -> Identity.read(file)).hasMessageContaining("must hold one 'PUBLIC KEY', holds 0");
        Files.writeString(file, "x".repeat(100_000));
        assertThatThrownBy(() -> Identity.read(file)).hasMessageContaining("is larger than");
    }

    /** What OpenSSL makes of our files and we of its; it is on every Debian. */
    @Test
    void opensslMakesTheSameOfThem() throws Exception {
        Path key = folder.resolve("site.key");
        Identity identity = Identity.generate();
        identity.write(key);
        Files.write(folder.resolve("text"), TEXT);
        Files.write(folder.resolve("signature"), Base64.getDecoder().decode(identity.seal(TEXT).signature()));
        assertThat(shell("openssl pkey -in site.key -pubout -out public.pem"
                + " && openssl dgst -sha256 -verify public.pem -signature signature text"
                + " && openssl pkey -pubin -in public.pem -outform DER | sha256sum"))
                .contains("Verified OK").contains(identity.principal().value());

        assertThat(shell("umask 077; openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out own.key"
                + " && openssl pkey -in own.key -pubout >> own.key && openssl dgst -sha256 -sign own.key -out own.signature text"
                + " && echo made")).contains("made");
        Identity own = Identity.read(folder.resolve("own.key"));
        Seal theirs = new Seal(own.known().encoded(),
                Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("own.signature"))));
        assertThat(seals.flaw(own.principal(), TEXT, theirs)).isEmpty();
    }

    private String shell(String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
