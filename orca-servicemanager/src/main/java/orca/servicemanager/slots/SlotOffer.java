package orca.servicemanager.slots;

import java.util.List;
import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.time.Term;

/**
 * A way to have some or all of what was asked for.
 *
 * @param kind what is special about it
 * @param term as long as what was asked for
 * @param parts a reservation each, the largest first
 */
public record SlotOffer(Kind kind, Term term, List<Part> parts) {
    /** What is special about an offer. */
    public enum Kind {
        /** All units in one reservation. */
        WHOLE,
        /** All units, a part from each of several; earlier than any broker has all of them. */
        SPLIT,
        /** Fewer units, earlier than all of them can be had, or because all of them cannot. */
        FEWER
    }

    /** One reservation of an offer. */
    public record Part(Principal broker, Principal site, long units) {
        public Part {
            Objects.requireNonNull(broker, "part.broker");
            Objects.requireNonNull(site, "part.site");
            if (units < 1) {
                throw new IllegalArgumentException("part.units: must be 1 or more, got " + units);
            }
        }
    }

    public SlotOffer {
        Objects.requireNonNull(kind, "offer.kind");
        Objects.requireNonNull(term, "offer.term");
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("offer.parts: must be 1 or more");
        }
    }

    public long units() {
        return parts.stream().mapToLong(Part::units).sum();
    }
}
