package orca.wire.soap;

import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import orca.core.resource.Names;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.trust.Speaker;

/**
 * What one actor takes from envelopes, however they came: who signed all of one, that it is for this actor, that it is fresh and
 * was not heard before, and what it calls. Safe for use by many threads.
 */
public final class Hearing {
    private final Set<String> addresses;
    private final SoapSettings settings;
    private final Clock clock;
    private final EnvelopeReader reader;
    private final Freshness freshness;

    private Hearing(Set<String> addresses, SoapSettings settings, Clock clock, EnvelopeReader reader) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("addresses: must be at least one");
        }
        this.addresses = Collections.unmodifiableSet(new LinkedHashSet<>(addresses));
        this.settings = settings;
        this.clock = clock;
        this.reader = reader;
        this.freshness = new Freshness(settings, clock);
    }

    /**
     * Of an actor that hears what is made from now on.
     *
     * @param addresses the URLs under which it is called, of which a caller names one
     */
    public Hearing(Set<String> addresses, SoapSettings settings, Clock clock) {
        this(addresses, settings, clock, new TwoReaders());
    }

    /** A call that is proved. */
    public record Call(Speaker caller, Operation operation, Tree.Branch body) {}

    /** The same as it is after a restart: it has forgotten what was heard, and hears nothing that was made before. */
    public Hearing again() {
        return new Hearing(addresses, settings, clock, reader);
    }

    /** Another actor's, which need not look at the certificates again that this one has seen. */
    public Hearing at(Set<String> others) {
        return new Hearing(others, settings, clock, reader);
    }

    Set<String> addresses() {
        return addresses;
    }

    /**
     * Takes an envelope.
     *
     * @throws CallRefused when it proves nothing, is not for this actor, not fresh, was heard before, or calls nothing
     */
    public Call hear(byte[] envelope) throws CallRefused, InterruptedException {
        Proof proof = prove(envelope);
        admit(proof, false);
        return call(proof);
    }

    /** Who it says has signed it, where that costs next to nothing to find; nothing is checked. */
    Optional<Speaker> claimed(byte[] envelope) {
        return reader.claimed(envelope);
    }

    /** What it proves, which costs most of the time that hearing takes. */
    Proof prove(byte[] envelope) throws CallRefused {
        return reader.read(envelope);
    }

    /**
     * Returns when it may be heard, this once.
     *
     * @param stranger whether nothing is known of who signed it
     * @throws CallRefused when it may not, so that it may still be heard later
     */
    void admit(Proof proof, boolean stranger) throws CallRefused, InterruptedException {
        if (!addresses.contains(proof.to())) {
            throw new CallRefused(CallRefused.Kind.UNPROVED, "To: this is not " + Names.quoted(proof.to()));
        }
        if (proof.relatesTo().isPresent()) {
            throw new CallRefused(CallRefused.Kind.MALFORMED, "RelatesTo: belongs into answers only");
        }
        freshness.admit(proof, stranger);
    }

    /** What it calls. @throws CallRefused when it calls nothing that there is */
    static Call call(Proof proof) throws CallRefused {
        XmlReading.Content content;
        try {
            content = proof.content();
        } catch (XmlReading.Unreadable e) {
            throw new CallRefused(CallRefused.Kind.MALFORMED, e.getMessage());
        }
        Operation operation = content.namespace().equals(XmlTree.NAMESPACE)
                ? Operation.of(content.name()).orElse(null) : null;
        if (operation == null) {
            throw new CallRefused(CallRefused.Kind.UNKNOWN, "body: there is no operation " + Names.quoted(content.name()));
        }
        if (!proof.action().equals(Wss.action(operation))) {
            throw new CallRefused(CallRefused.Kind.MALFORMED, "Action: must be " + Wss.action(operation)
                    + " for this body, is " + Names.quoted(proof.action()));
        }
        return new Call(proof.sender(), operation, content.fields());
    }
}
