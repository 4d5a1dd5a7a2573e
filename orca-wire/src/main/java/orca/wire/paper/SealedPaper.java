package orca.wire.paper;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.ListIterator;
import java.util.Objects;
import orca.core.contract.Seal;
import orca.wire.trust.KnownKey;
import orca.wire.trust.Pem;

/**
 * A paper's exact text with its seal, neither of them checked.
 *
 * @param text as it was signed
 */
public record SealedPaper(String text, Seal seal) {
    private static final String PAPER = "ORCA CONTRACT";
    private static final String KEY = "PUBLIC KEY";
    private static final String SIGNATURE = "ORCA SIGNATURE";
    private static final String LINEAGE = "ORCA LINEAGE";

    public SealedPaper {
        Objects.requireNonNull(text, "paper.text");
        Objects.requireNonNull(seal, "paper.seal");
    }

    public byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As blocks of a file: the text, the key, the signature, and how the key succeeded others, if it did. */
    String toFile() {
        String three = Pem.block(PAPER, bytes()) + Pem.block(KEY, Base64.getDecoder().decode(seal.key()))
                + Pem.block(SIGNATURE, Base64.getDecoder().decode(seal.signature()));
        return seal.lineage().isEmpty() ? three : three + Pem.block(LINEAGE, seal.lineage().getBytes(StandardCharsets.US_ASCII));
    }

    /** The next blocks of a file. @throws PaperException when they are others */
    static SealedPaper read(ListIterator<Pem.Block> in) throws PaperException {
        String text = new String(block(in, PAPER), StandardCharsets.UTF_8);
        String key = Base64.getEncoder().encodeToString(block(in, KEY));
        String signature = Base64.getEncoder().encodeToString(block(in, SIGNATURE));
        String lineage = "";
        if (in.hasNext()) {
            Pem.Block next = in.next();
            if (next.label().equals(LINEAGE)) {
                lineage = new String(next.bytes(), StandardCharsets.US_ASCII);
            } else {
                in.previous(); // another paper's
            }
        }
        return new SealedPaper(text, new Seal(key, signature, lineage));
    }

    private static byte[] block(ListIterator<Pem.Block> in, String label) throws PaperException {
        if (!in.hasNext()) {
            throw new PaperException("chain: must be " + PAPER + ", " + KEY + ", " + SIGNATURE + " in turn, ends before '" + label
                    + "'");
        }
        Pem.Block block = in.next();
        if (!block.label().equals(label)) {
            throw new PaperException("chain: '" + label + "' is due, found '" + block.label() + "'");
        }
        return block.bytes();
    }

    /** The digest by which the next paper in a chain names this one. */
    public String digest() {
        return KnownKey.digest(bytes());
    }
}
