package orca.authority.state;

import java.util.Objects;
import java.util.Optional;
import orca.core.calendar.Calendar;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.protocol.HostAgent;
import orca.core.resource.Amounts;
import orca.core.resource.Pieces;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;

/**
 * A host of the inventory.
 *
 * @param capacity as a load: units first
 * @param properties inherited by each of its units
 * @param open whether new units may be placed on it
 * @param tight whether it once became smaller than what it has to carry, so that it may be overcommitted without a fault
 * @param room the number of this change among all by which room came free
 * @param drained why its units are to live elsewhere, while an operator drains it
 * @param agent its own, if it joined the site; else a handler's settings may name one
 */
public record HostImage(
        String name, TypeName type, Amounts capacity, PropertyList properties, boolean open, boolean tight, long room,
        Optional<String> drained, Cause cause, Optional<HostAgent> agent)
        implements AuthorityRecord {
    /** What {@link SiteSubject#kind} says of it. */
    public static final String KIND = "host";

    public HostImage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(capacity, "capacity");
        Objects.requireNonNull(properties, "properties");
        Objects.requireNonNull(drained, "drained");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(agent, "agent");
    }

    /** One that has not joined: the operator said that it is there. */
    public HostImage(String name, TypeName type, Amounts capacity, PropertyList properties, boolean open, boolean tight,
            long room,
            Optional<String> drained, Cause cause) {
        this(name, type, capacity, properties, open, tight, room, drained, cause, Optional.empty());
    }

    /** Whether new units may be placed on it now. */
    public boolean takes() {
        return open && drained.isEmpty();
    }

    /** The same host, drained or not. */
    public HostImage drained(Optional<String> why, long freed, Cause newCause) {
        return new HostImage(name, type, capacity, properties, open, tight, freed, why, newCause, agent);
    }

    /** Its capacity, with an entry for each of its {@link Pieces}. */
    public Amounts whole() {
        return Pieces.of(properties).map(p -> p.capacity(capacity)).orElse(capacity);
    }

    /** What a unit of {@code sliver} would have of its host: the host's properties, and which pieces. Empty: there is no room. */
    public Optional<PropertyList> given(Amounts sliver, Calendar calendar, Term occupied) {
        Optional<PropertyList> chosen = Pieces.of(properties).isEmpty() ? Optional.of(PropertyList.NONE)
                : Pieces.of(properties).flatMap(p -> p.choose(sliver, calendar.capacity(), calendar.free(occupied)));
        return chosen.map(properties::overlaid).filter(p -> calendar.fits(Pieces.load(sliver.load(1), p), occupied));
    }

    @Override
    public Subject subject() {
        return new SiteSubject(KIND, name);
    }
}
