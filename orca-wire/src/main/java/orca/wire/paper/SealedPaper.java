package orca.wire.paper;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.ListIterator;
import java.util.Objects;
import orca.core.contract.Seal;
import orca.wire.trust.KnownKey;
import orca.wire.trust.Pem;

/**
 * A paper's exact text with its seal, neither of them checked. It remembers its digest: many chains of one body may stand on one
 * paper, and a short name for a long paper must not cost more than the paper.
 */
public final class SealedPaper {
    private static final String PAPER = "ORCA CONTRACT";
    private static final String KEY = "PUBLIC KEY";
    private static final String SIGNATURE = "ORCA SIGNATURE";
    private static final String LINEAGE = "ORCA LINEAGE";

    private final String text;
    private final Seal seal;
    /** Soft, and written by whoever comes first: all would write the same. */
    private String digest;

    /** @param text as it was signed */
    public SealedPaper(String text, Seal seal) {
        this.text = Objects.requireNonNull(text, "paper.text");
        this.seal = Objects.requireNonNull(seal, "paper.seal");
    }

    /** As it was signed. */
    public String text() {
        return text;
    }

    public Seal seal() {
        return seal;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof SealedPaper paper && text.equals(paper.text) && seal.equals(paper.seal);
    }

    @Override
    public int hashCode() {
        return 31 * text.hashCode() + seal.hashCode();
    }

    @Override
    public String toString() {
        return "paper of " + text.length() + " characters, sealed by " + seal;
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
        String known = digest;
        if (known == null) {
            known = KnownKey.digest(bytes());
            digest = known;
        }
        return known;
    }
}
