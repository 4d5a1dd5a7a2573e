package orca.wire.soap;

import java.util.Optional;
import orca.wire.call.CallRefused;
import orca.wire.trust.Speaker;

/** Our own form fast, everybody else's by WSS4J, which also has the word on whatever is refused. */
final class TwoReaders implements EnvelopeReader {
    private final OwnFormReader own;
    private final WssReader wss;

    TwoReaders() {
        Tokens tokens = new Tokens();
        this.own = new OwnFormReader(tokens);
        this.wss = new WssReader(tokens);
    }

    @Override
    public Proof read(byte[] envelope) throws CallRefused {
        Optional<Proof> proof = own.read(envelope);
        return proof.isPresent() ? proof.get() : wss.read(envelope);
    }

    @Override
    public Optional<Speaker> claimed(byte[] envelope) {
        return own.claimed(envelope);
    }
}
