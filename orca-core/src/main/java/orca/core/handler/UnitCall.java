package orca.core.handler;

import java.util.Objects;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;

/**
 * One call of a handler: everything it may know.
 *
 * @param unit the unit; together with {@code action} and {@code attempt} it names this call, and a call that is repeated
 *     under the same name must have the same outcome
 * @param action what to do
 * @param attempt 1 for the first try of this action on this unit, growing with each retry
 * @param type the unit's type
 * @param host where the unit lives, as the site's inventory calls it
 * @param sliver the unit's share along each dimension of its type
 * @param term when the unit is leased; a node may tear down by itself after its end and grace
 * @param properties of the inventory, the request and, for later actions, what earlier actions returned
 * @param epoch of the actor's life that makes the call: grows when it is restored or taken over, so that a node can tell a caller
 *     that was superseded; 0 where nobody counts
 */
public record UnitCall(
        UnitId unit, Action action, int attempt, TypeName type, String host, Amounts sliver, Term term, PropertyList properties,
        long epoch) {
    public UnitCall {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(sliver, "sliver");
        Objects.requireNonNull(term, "term");
        Objects.requireNonNull(properties, "properties");
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt: must be 1 or more, got " + attempt);
        }
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch: must not be negative, got " + epoch);
        }
    }

    /** A call by somebody who counts no epochs. */
    public UnitCall(UnitId unit, Action action, int attempt, TypeName type, String host, Amounts sliver, Term term,
            PropertyList properties) {
        this(unit, action, attempt, type, host, sliver, term, properties, 0);
    }
}
