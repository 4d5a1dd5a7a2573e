package orca.wire.trust;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.contract.Seal;
import orca.core.resource.Names;

/**
 * Somebody says what it calls itself, what it is and where it can be called, and signs that. It proves that whoever wrote it has
 * the key, and nothing more: whether the key belongs to whom one thinks is for people to find out, by telephone.
 *
 * @param name what it calls itself; others may call it otherwise
 * @param seal its own; with the keys that it had before
 */
public record Introduction(String name, Role role, List<Endpoint> endpoints, Seal seal) {
    /** The most endpoints. */
    public static final int MOST_ENDPOINTS = 8;
    private static final String KIND = "orca introduction 1";
    private static final String LABEL = "ORCA INTRODUCTION";
    /** In a file, before any successions. */
    private static final int BLOCKS = 3;

    public Introduction {
        Names.check("introduction.name", name);
        Objects.requireNonNull(role, "introduction.role");
        endpoints = List.copyOf(endpoints);
        Objects.requireNonNull(seal, "introduction.seal");
        if (endpoints.size() > MOST_ENDPOINTS) {
            throw new IllegalArgumentException("introduction.endpoints: at most " + MOST_ENDPOINTS + ", got "
                    + endpoints.size());
        }
        KnownKey key = KeyBlocks.speaker(seal).key();
        KeyBlocks.check(key, statement(key.principal(), name, role, endpoints), seal);
    }

    /** Of itself. */
    public static Introduction of(Identity identity, String name, Role role, List<Endpoint> endpoints) {
        Names.check("introduction.name", name);
        return new Introduction(name, role, endpoints,
                identity.seal(statement(identity.known().principal(), name, role, endpoints).bytes()));
    }

    private static Statement statement(Principal key, String name, Role role, List<Endpoint> endpoints) {
        Statement statement = new Statement(KIND).with("key", key).with("name", name).with("role", role.word());
        endpoints.forEach(endpoint -> statement.with("endpoint", endpoint));
        return statement;
    }

    /** Who it is, and with which key, whose hash its owner reads out over the telephone. */
    public Speaker speaker() {
        return KeyBlocks.speaker(seal);
    }

    /** The text of a file: what is said, the key and its signature, and any successions of keys. */
    public String toFile() {
        return Pem.block(LABEL, statement(speaker().key().principal(), name, role, endpoints).bytes()) + KeyBlocks.of(seal)
                + speaker().lineage().toFile();
    }

    /** @throws TrustException when {@code text} is not the text of such a file, or its signature does not fit */
    public static Introduction read(String text) throws TrustException {
        try {
            List<Pem.Block> blocks = Pem.read(text).blocks();
            List<Pem.Block> own = blocks.subList(0, Math.min(BLOCKS, blocks.size()));
            KeyBlocks.labels("introduction", own, LABEL, KeyBlocks.KEY, KeyBlocks.SIGNATURE);
            Lineage lineage = blocks.size() == BLOCKS ? Lineage.NONE : Lineage.read(blocks.subList(BLOCKS, blocks.size()));
            byte[] said = blocks.get(0).bytes();
            Statement statement = Statement.read(KIND, said);
            List<Endpoint> endpoints = new ArrayList<>();
            statement.all("endpoint").forEach(endpoint -> endpoints.add(Endpoint.parse(endpoint)));
            Introduction read = new Introduction(statement.one("name"), Role.of(statement.one("role")), endpoints,
                    KeyBlocks.seal(blocks.get(1), blocks.get(2), lineage));
            if (!statement(read.speaker().key().principal(), read.name, read.role, endpoints).text().equals(statement.text())) {
                throw new TrustException("the text has a line that is not written as usual");
            }
            return read;
        } catch (IllegalArgumentException | TrustException e) {
            throw new TrustException("introduction: " + e.getMessage(), e);
        }
    }

    /** The key alone, of a file that holds one key and perhaps an introduction. */
    public static KnownKey key(String text) throws TrustException {
        try {
            return KnownKey.read(isOne(text) ? Base64.getDecoder().decode(read(text).seal.key())
                    : Pem.read(text).one(KeyBlocks.KEY));
        } catch (InvalidKeyException | IllegalArgumentException e) {
            throw new TrustException("key: " + e.getMessage().replaceFirst("^key: ", ""), e);
        }
    }

    /** Whether {@code text} has the look of an introduction. */
    public static boolean isOne(String text) {
        return text.contains("-----BEGIN " + LABEL + "-----");
    }

    /** The key as others write it, for OpenSSL and its like. */
    public String keyBlock() {
        return Pem.block(KeyBlocks.KEY, Base64.getDecoder().decode(seal.key()));
    }
}
