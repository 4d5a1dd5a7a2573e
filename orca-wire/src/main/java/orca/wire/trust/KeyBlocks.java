package orca.wire.trust;

import java.security.InvalidKeyException;
import java.util.Base64;
import java.util.List;
import orca.core.contract.Principal;
import orca.core.contract.Seal;

/** The blocks in which a seal stands in a file, and the check of what it seals. */
final class KeyBlocks {
    static final String KEY = "PUBLIC KEY";
    static final String SIGNATURE = "ORCA SIGNATURE";

    private KeyBlocks() {}

    /** The two blocks of a seal by a first key. */
    static String of(Seal seal) {
        return Pem.block(KEY, Base64.getDecoder().decode(seal.key()))
                + Pem.block(SIGNATURE, Base64.getDecoder().decode(seal.signature()));
    }

    static Seal seal(Pem.Block key, Pem.Block signature) {
        return seal(key, signature, Lineage.NONE);
    }

    static Seal seal(Pem.Block key, Pem.Block signature, Lineage lineage) {
        return new Seal(Base64.getEncoder().encodeToString(key.bytes()),
                Base64.getEncoder().encodeToString(signature.bytes()), lineage.toString());
    }

    /** Whose seal it says it is. @throws IllegalArgumentException when its lineage does not hold */
    static Speaker speaker(Seal seal) {
        return new Speaker(known(seal), Lineage.parse(seal.lineage()));
    }

    /** @throws TrustException unless the blocks are those, in that order */
    static void labels(String what, List<Pem.Block> blocks, String... labels) throws TrustException {
        List<String> found = blocks.stream().map(Pem.Block::label).toList();
        if (!found.equals(List.of(labels))) {
            throw new TrustException("must be " + String.join(", ", labels) + " in turn, has "
                    + (found.isEmpty() ? "no block; is this the file of a " + what + "?" : String.join(", ", found)));
        }
    }

    /** The key that a seal was made with. @throws IllegalArgumentException when it is not good enough */
    static KnownKey known(Seal seal) {
        try {
            return KnownKey.read(seal.key());
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The hash of the key that a seal was made with, which was looked at before. */
    static Principal principal(Seal seal) {
        return new Principal(KnownKey.digest(Base64.getDecoder().decode(seal.key())));
    }

    /** @throws IllegalArgumentException unless {@code seal} is {@code key}'s, on {@code statement} */
    static void check(KnownKey key, Statement statement, Seal seal) {
        byte[] signature;
        try {
            signature = Base64.getDecoder().decode(seal.signature());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("signature: is not base64", e);
        }
        if (!Base64.getEncoder().encodeToString(signature).equals(seal.signature())) {
            throw new IllegalArgumentException("signature: is not base64 as it is usually written");
        }
        if (!key.signed(statement.bytes(), signature)) {
            throw new IllegalArgumentException("the signature does not fit: the text or the signature was changed");
        }
    }
}
