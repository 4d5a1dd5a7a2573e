package orca.wire.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.Principal;
import orca.core.contract.Seal;

/**
 * Somebody's own key pair: what it signs with, and what it is known by. The private key never shows itself; in a file it is
 * PKCS#8 in PEM beside its public key, for its owner's eyes only.
 */
public final class Identity {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int MAX_FILE_BYTES = 64 * 1024;
    /** Its name in a key store. */
    public static final String ALIAS = "own";
    /** What a key store asks for; it never leaves the memory, so this keeps nothing from anybody. */
    public static final String PASSWORD = "in memory";

    private final Hand hand;
    private final KnownKey known;
    private final Lineage lineage;

    /**
     * What it signs with.
     *
     * @param secret as it is kept
     * @param pen as it signs seals; empty where the same text must always get the same seal
     */
    private record Hand(PrivateKey secret, Optional<PrivateKey> pen) {}

    private Identity(Hand hand, KnownKey known, Lineage lineage) {
        this.hand = hand;
        this.known = known;
        this.lineage = new Speaker(known, lineage).lineage();
    }

    /** A new one of the usual kind, P-256. */
    public static Identity generate() {
        try {
            return of(pair(new SecureRandom()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key", e);
        }
    }

    /**
     * One from given random numbers, which seals the same text always in the same way: for simulations, where everything comes
     * of a seed. Whoever knows the numbers has the key.
     */
    public static Identity generate(SecureRandom random) {
        try {
            Identity one = of(pair(random));
            return new Identity(new Hand(one.hand.secret, Optional.empty()), one.known, one.lineage);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key", e);
        }
    }

    private static KeyPair pair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", KeyKind.PROVIDER);
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    /** @throws InvalidKeyException when the key is not good enough, or the two do not belong together */
    static Identity of(KeyPair pair) throws InvalidKeyException {
        KnownKey known = KnownKey.read(pair.getPublic().getEncoded());
        Identity identity = new Identity(new Hand(pair.getPrivate(), Optional.of(pen(known.kind(), pair.getPrivate()))), known,
                Lineage.NONE);
        byte[] probe = known.encoded().getBytes(StandardCharsets.UTF_8);
        if (!known.signed(probe, identity.sign(probe)) || !known.signed(probe, identity.signSteadily(probe))) {
            throw new InvalidKeyException("key: the private key does not belong to the public key");
        }
        return identity;
    }

    private static PrivateKey pen(KeyKind kind, PrivateKey secret) throws InvalidKeyException {
        try {
            return kind.forSigning(secret);
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("key: the private key cannot be read", e);
        }
    }

    /** Who it is: the hash of its first key. */
    public Principal principal() {
        return lineage.origin(known.principal());
    }

    /** The key that it signs with. */
    public KnownKey known() {
        return known;
    }

    /** How it came to that key. */
    public Lineage lineage() {
        return lineage;
    }

    /** As others see it. */
    public Speaker speaker() {
        return new Speaker(known, lineage);
    }

    /**
     * The same somebody with another key.
     *
     * @param fresh the key; nobody else's
     * @param at from when on, in whole seconds
     * @throws IllegalArgumentException when it had {@value Lineage#MOST_STEPS} keys before, or {@code fresh} has some already
     */
    public Identity succeededBy(Identity fresh, Instant at) {
        if (!fresh.lineage.steps().isEmpty()) {
            throw new IllegalArgumentException("succession: the new key has successions of its own");
        }
        return new Identity(fresh.hand, fresh.known, lineage.with(Succession.of(this, fresh, at)));
    }

    /** Seals a text. */
    public Seal seal(byte[] text) {
        return new Seal(known.encoded(), Base64.getEncoder().encodeToString(sign(text)), lineage.toString());
    }

    /** Seals a text about keys, which speaks of this key and not of whom it stands for. */
    Seal plainSeal(byte[] text) {
        return new Seal(known.encoded(), Base64.getEncoder().encodeToString(sign(text)));
    }

    /**
     * Its key in a certificate that it signed itself.
     *
     * @param hosts names and addresses under which it is called, for programs that look at them; may be empty
     */
    public X509Certificate certificate(List<String> hosts) {
        return Certificates.of(this, hosts);
    }

    /** The key and its certificate, under the alias {@link #ALIAS}, for libraries that sign or speak TLS with it. */
    public KeyStore keyStore(List<String> hosts) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, hand.secret, PASSWORD.toCharArray(), new Certificate[] {certificate(hosts)});
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a key store", e);
        }
    }

    private byte[] sign(byte[] text) {
        try {
            return hand.pen.isEmpty() ? signSteadily(text) : signed(known.kind().swift(hand.pen.get()), text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with " + known.kind(), e);
        }
    }

    /** The same for the same text, always: for what is made anew and must be alike. */
    byte[] signSteadily(byte[] text) {
        try {
            return signed(known.kind().steady(hand.secret), text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with " + known.kind(), e);
        }
    }

    private static byte[] signed(Signature signature, byte[] text) throws SignatureException {
        signature.update(text);
        return signature.sign();
    }

    /**
     * Reads a file that {@link #write} made, or OpenSSL: a PRIVATE KEY and its PUBLIC KEY. A file beside it with the same name
     * but for its ending, {@code .succession}, says which keys came before.
     *
     * @throws IOException when it cannot be read, others may read it, or it holds something else
     */
    public static Identity read(Path file) throws IOException {
        if (Files.getFileAttributeView(file, PosixFileAttributeView.class) != null) {
            Set<PosixFilePermission> open = Files.getPosixFilePermissions(file);
            open.removeAll(OWNER_ONLY);
            if (!open.isEmpty()) {
                throw new IOException("key file " + file + ": only its owner may read it (chmod 600), now also "
                        + PosixFilePermissions.toString(open).replace("-", "") + " for others");
            }
        }
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException("key file " + file + ": is larger than " + MAX_FILE_BYTES + " bytes, so it is none");
        }
        Pem pem = Pem.read(Files.readString(file));
        try {
            KnownKey known = KnownKey.read(pem.one("PUBLIC KEY"));
            PrivateKey secret = known.kind().factory().generatePrivate(new PKCS8EncodedKeySpec(pem.one("PRIVATE KEY")));
            Identity alone = of(new KeyPair(known.key(), secret));
            return new Identity(alone.hand, alone.known, lineage(succession(file)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("key file " + file + ": " + e.getMessage(), e);
        }
    }

    /** The file that says which keys came before the one in {@code key}. */
    public static Path succession(Path key) {
        return key.resolveSibling(key.getFileName().toString().replaceFirst("[.]key$", "") + ".succession");
    }

    private static Lineage lineage(Path file) throws IOException {
        try {
            return Files.exists(file) ? Lineage.read(Files.readString(file)) : Lineage.NONE;
        } catch (TrustException e) {
            throw new IOException("file " + file + ": " + e.getMessage(), e);
        }
    }

    /** Writes a new file, durable when this returns. @throws FileAlreadyExistsException when there is one */
    public void write(Path file) throws IOException {
        String text = Pem.block("PRIVATE KEY", hand.secret.getEncoded())
                + Pem.block("PUBLIC KEY", Base64.getDecoder().decode(known.encoded()));
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        var only = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel out = posix ? FileChannel.open(file, fresh, only) : FileChannel.open(file, fresh)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    /** Who it is; never the secret. */
    @Override
    public String toString() {
        return principal().toString();
    }
}
