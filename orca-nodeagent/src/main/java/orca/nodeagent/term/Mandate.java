package orca.nodeagent.term;

import java.util.Objects;
import java.util.Optional;
import orca.core.handler.Handler;
import orca.core.handler.UnitCall;
import orca.core.time.Term;

/**
 * By what right an order is given. It travels inside the signed call, so the site has signed the term that it says here; a
 * lease is signed only when its units are there, and cannot come with their setup.
 *
 * @param purpose what it means for the unit
 * @param term when the unit is leased
 * @param epoch of the authority's life; an agent that has heard a higher one takes no lower one
 * @param will what the host does by itself when the term is over; exactly where the purpose is {@link Purpose#HOLD}
 * @param lease for whose lease, as {@link orca.core.handler.Handler#LEASE} says; for the log, and nothing hangs on it
 */
public record Mandate(Purpose purpose, Term term, long epoch, Optional<LastWill> will, Optional<String> lease) {
    /** Of whoever does not say for which lease. */
    public Mandate(Purpose purpose, Term term, long epoch, Optional<LastWill> will) {
        this(purpose, term, epoch, will, Optional.empty());
    }

    /** What an order means for its unit. */
    public enum Purpose {
        /** The unit is the authority's until the end of the term: setup, and every change. */
        HOLD,
        /** Something is done with it or asked about it that changes nobody's claim. */
        LOOK,
        /** It is over: when the order is done, nothing is left and nothing has to be remembered. */
        END
    }

    public Mandate {
        Objects.requireNonNull(purpose, "mandate.purpose");
        Objects.requireNonNull(term, "mandate.term");
        Objects.requireNonNull(will, "mandate.will");
        Objects.requireNonNull(lease, "mandate.lease");
        if (epoch < 0) {
            throw new IllegalArgumentException("mandate.epoch: must not be negative, got " + epoch);
        }
        if (will.isPresent() != (purpose == Purpose.HOLD)) {
            throw new IllegalArgumentException("mandate.will: must be given where a unit is held, and only there");
        }
    }

    /** For what makes or changes the unit of {@code call}. */
    public static Mandate hold(UnitCall call, LastWill will) {
        return new Mandate(Purpose.HOLD, call.term(), call.epoch(), Optional.of(will), call.properties().text(Handler.LEASE));
    }

    /** For what leaves the unit as it is. */
    public static Mandate look(UnitCall call) {
        return new Mandate(Purpose.LOOK, call.term(), call.epoch(), Optional.empty(), call.properties().text(Handler.LEASE));
    }

    /** For what ends it. */
    public static Mandate end(UnitCall call) {
        return new Mandate(Purpose.END, call.term(), call.epoch(), Optional.empty(), call.properties().text(Handler.LEASE));
    }

    /** What the action of {@code call} usually means. */
    public static Mandate of(UnitCall call, LastWill will) {
        return switch (call.action()) {
            case SETUP, MODIFY -> hold(call, will);
            case TEARDOWN -> end(call);
            case PROBE, JOIN, LEAVE -> look(call);
        };
    }
}
