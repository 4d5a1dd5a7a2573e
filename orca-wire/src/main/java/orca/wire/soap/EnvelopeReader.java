package orca.wire.soap;

import java.util.Optional;
import orca.wire.call.CallRefused;
import orca.wire.trust.Speaker;

/** Checks envelopes. Safe for use by many threads. */
interface EnvelopeReader {
    /**
     * What {@code envelope} proves.
     *
     * @throws CallRefused when it proves nothing, or is no envelope
     */
    Proof read(byte[] envelope) throws CallRefused;

    /** Who {@code envelope} says has signed it, where that costs next to nothing to find; nothing is checked. */
    default Optional<Speaker> claimed(byte[] envelope) {
        return Optional.empty();
    }
}
