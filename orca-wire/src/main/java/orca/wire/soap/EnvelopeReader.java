package orca.wire.soap;

import orca.wire.call.CallRefused;

/** Checks envelopes. Safe for use by many threads. */
interface EnvelopeReader {
    /**
     * What {@code envelope} proves.
     *
     * @throws CallRefused when it proves nothing, or is no envelope
     */
    Proof read(byte[] envelope) throws CallRefused;
}
