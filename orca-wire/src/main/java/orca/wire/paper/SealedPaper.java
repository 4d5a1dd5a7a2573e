package orca.wire.paper;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import orca.core.contract.Seal;
import orca.wire.trust.KnownKey;

/**
 * A paper's exact text with its seal, neither of them checked.
 *
 * @param text as it was signed
 */
public record SealedPaper(String text, Seal seal) {
    public SealedPaper {
        Objects.requireNonNull(text, "paper.text");
        Objects.requireNonNull(seal, "paper.seal");
    }

    public byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The digest by which the next paper in a chain names this one. */
    public String digest() {
        return KnownKey.digest(bytes());
    }
}
