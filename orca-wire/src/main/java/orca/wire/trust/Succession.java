package orca.wire.trust;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.contract.Seal;

/**
 * One key succeeds another: the old key says so, and the new one agrees, so that nobody can make somebody else's key its own.
 * There is no such thing as one that does not hold: what is made or read was checked.
 *
 * @param at from when on the new key speaks, in whole seconds
 * @param byOld the old key's seal
 * @param byNew the new key's seal, on the same text
 */
public record Succession(Instant at, Seal byOld, Seal byNew) {
    private static final String KIND = "orca succession 1";
    private static final String LABEL = "ORCA SUCCESSION";
    /** In a file. */
    static final int BLOCKS = 5;

    public Succession {
        Objects.requireNonNull(at, "succession.at");
        KnownKey old = KeyBlocks.known(Objects.requireNonNull(byOld, "succession.byOld"));
        KnownKey fresh = KeyBlocks.known(Objects.requireNonNull(byNew, "succession.byNew"));
        if (old.principal().equals(fresh.principal())) {
            throw new IllegalArgumentException("succession: a key cannot succeed itself");
        }
        if (!at.equals(at.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("succession.at: must be a whole second, got " + at);
        }
        Statement statement = statement(old.principal(), fresh.principal(), at);
        KeyBlocks.check(old, statement, byOld);
        KeyBlocks.check(fresh, statement, byNew);
    }

    public static Succession of(Identity old, Identity fresh, Instant at) {
        Instant second = at.truncatedTo(ChronoUnit.SECONDS);
        byte[] text = statement(old.known().principal(), fresh.known().principal(), second).bytes();
        return new Succession(second, old.plainSeal(text), fresh.plainSeal(text));
    }

    private static Statement statement(Principal old, Principal fresh, Instant at) {
        return new Statement(KIND).with("old", old).with("new", fresh).with("at", at);
    }

    /** The hash of the key that it was. */
    public Principal old() {
        return KeyBlocks.principal(byOld);
    }

    /** The hash of the key that it is. */
    public Principal fresh() {
        return KeyBlocks.principal(byNew);
    }

    /** The text of a file. */
    public String toFile() {
        return Pem.block(LABEL, statement(old(), fresh(), at).bytes()) + KeyBlocks.of(byOld) + KeyBlocks.of(byNew);
    }

    /** @throws TrustException when {@code text} is not the text of such a file, or one of its signatures does not fit */
    public static Succession read(String text) throws TrustException {
        try {
            return read(Pem.read(text).blocks());
        } catch (IllegalArgumentException e) {
            throw new TrustException("succession: " + e.getMessage(), e);
        }
    }

    static Succession read(List<Pem.Block> blocks) throws TrustException {
        try {
            KeyBlocks.labels("succession", blocks, LABEL, KeyBlocks.KEY, KeyBlocks.SIGNATURE, KeyBlocks.KEY, KeyBlocks.SIGNATURE);
            Statement statement = Statement.read(KIND, blocks.get(0).bytes());
            Succession read = new Succession(Instant.parse(statement.one("at")),
                    KeyBlocks.seal(blocks.get(1), blocks.get(2)), KeyBlocks.seal(blocks.get(3), blocks.get(4)));
            if (!statement(read.old(), read.fresh(), read.at).text().equals(statement.text())) {
                throw new TrustException("the text names other keys than those that signed it");
            }
            return read;
        } catch (IllegalArgumentException | DateTimeParseException | TrustException e) {
            throw new TrustException("succession: " + e.getMessage().replaceFirst("^succession: ", ""), e);
        }
    }
}
