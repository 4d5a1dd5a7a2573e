package orca.core.ticket;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;

/**
 * Everything a guest wants of one reservation. Always whole, never a difference: an extension is the same demand with a
 * later end, a resize one with another number or size (paper 001, section 3.2 for the three flags).
 *
 * @param type what
 * @param units how many, 1 to {@link #MOST_UNITS}
 * @param minUnits how few would do (<em>elastic</em>); equal to {@code units} when nothing less will do
 * @param sliver how large each unit
 * @param term when, if it can start at its start
 * @param latestStart how late it may start instead, with the same length (<em>deferrable</em>); the term's start when not
 * @param deadline when it must be over at the latest, wherever it starts
 * @param assurance how firmly
 * @param site the one authority it must come from, if it matters
 * @param properties for broker, authority and handlers
 * @param stays how many units stay in which bin, where it is for fewer units than a ticket that has bins, see {@link Bins}; no
 *     more than {@code units} together. The broker says which, where its holder does not
 */
public record Demand(
        TypeName type,
        long units,
        long minUnits,
        Amounts sliver,
        Term term,
        Instant latestStart,
        Optional<Instant> deadline,
        Assurance assurance,
        Optional<Principal> site,
        PropertyList properties,
        Optional<Amounts> stays) {
    /** The most units of one reservation. */
    public static final long MOST_UNITS = 10_000;

    public Demand {
        Objects.requireNonNull(type, "demand.type");
        Objects.requireNonNull(sliver, "demand.sliver");
        Objects.requireNonNull(term, "demand.term");
        Objects.requireNonNull(latestStart, "demand.latestStart");
        Objects.requireNonNull(deadline, "demand.deadline");
        Objects.requireNonNull(assurance, "demand.assurance");
        Objects.requireNonNull(site, "demand.site");
        Objects.requireNonNull(properties, "demand.properties");
        Objects.requireNonNull(stays, "demand.stays");
        if (units < 1 || units > MOST_UNITS) {
            throw new IllegalArgumentException("demand.units: must be from 1 to " + MOST_UNITS + ", got " + units);
        }
        if (minUnits < 1 || minUnits > units) {
            throw new IllegalArgumentException("demand.minUnits: must be from 1 to units (" + units + "), got " + minUnits);
        }
        if (latestStart.isBefore(term.start())) {
            throw new IllegalArgumentException(
                    "demand.latestStart: must not be before term.start, got " + latestStart + " for " + term);
        }
        if (latestStart.isAfter(Term.LATEST.minus(term.length()))) {
            throw new IllegalArgumentException("demand.latestStart: the term would end after " + Term.LATEST);
        }
        if (stays.filter(s -> s.size() == 0 || s.size() > Bins.MOST || Bins.sum(s) > units).isPresent()) {
            throw new IllegalArgumentException("demand.stays: must be 1 to " + Bins.MOST + " bins with at most " + units
                    + " units together, got " + stays.get());
        }
        if (deadline.isPresent() && deadline.get().isBefore(term.end())) {
            throw new IllegalArgumentException(
                    "demand.deadline: must not be before term.end, got " + deadline.get() + " for " + term);
        }
    }

    /** One that does not say which of its units stay. */
    public Demand(TypeName type, long units, long minUnits, Amounts sliver, Term term, Instant latestStart,
            Optional<Instant> deadline, Assurance assurance, Optional<Principal> site, PropertyList properties) {
        this(type, units, minUnits, sliver, term, latestStart, deadline, assurance, site, properties, Optional.empty());
    }

    /** The latest start that honours {@link #latestStart} and {@link #deadline} together. */
    public Instant lastStart() {
        return deadline.map(d -> d.minus(term.length())).filter(d -> d.isBefore(latestStart)).orElse(latestStart);
    }

    public boolean elastic() {
        return minUnits < units;
    }

    public boolean deferrable() {
        return lastStart().isAfter(term.start());
    }

    /** The same demand for other units and another term, neither deferrable nor elastic any more than fits them. */
    public Demand with(long newUnits, long newMinUnits, Amounts newSliver, Term newTerm) {
        Instant latest = newTerm.start().isAfter(latestStart) ? newTerm.start() : latestStart;
        Optional<Instant> kept = deadline.filter(d -> !d.isBefore(newTerm.end()));
        return new Demand(type, newUnits, newMinUnits, newSliver, newTerm, latest, kept, assurance, site, properties);
    }

    /** The same demand with other properties. */
    public Demand with(PropertyList newProperties) {
        return newProperties.equals(properties) ? this
                : new Demand(type, units, minUnits, sliver, term, latestStart, deadline, assurance, site, newProperties, stays);
    }

    /** The same demand, of which so many units stay in each bin. */
    public Demand staying(Optional<Amounts> bins) {
        return bins.equals(stays) ? this : new Demand(
                type, units, minUnits, sliver, term, latestStart, deadline, assurance, site, properties, bins);
    }
}
