package orca.authority.state;

import java.util.List;
import java.util.Objects;
import orca.core.contract.Stamp;
import orca.core.lease.UnitId;
import orca.core.protocol.Message;
import orca.core.resource.PropertyList;

/**
 * What a holder said last of its lease.
 *
 * @param open whether it wants it
 * @param revision of the ticket it showed; 0 when it showed none
 * @param properties for the site's policy and handlers
 * @param victims which units to give up first
 * @param seen the newest view it has seen
 */
public record Heard(Stamp stamp, boolean open, long revision, PropertyList properties, List<UnitId> victims, Stamp seen) {
    /** Before the holder said anything. */
    public static final Heard NOTHING = new Heard(Stamp.NONE, false, 0, PropertyList.NONE, List.of(), Stamp.NONE);

    public Heard {
        Objects.requireNonNull(stamp, "stamp");
        Objects.requireNonNull(properties, "properties");
        victims = List.copyOf(victims);
        Objects.requireNonNull(seen, "seen");
    }

    static Heard of(Message.LeaseDemand demand, Stamp seenBefore) {
        Stamp seen = demand.seen().isAfter(seenBefore) ? demand.seen() : seenBefore;
        return new Heard(demand.stamp(), demand.open(), demand.chain().map(c -> c.ticket().revision()).orElse(0L),
                demand.properties(), demand.victims(), seen);
    }

    Heard seeing(Stamp newest) {
        return new Heard(stamp, open, revision, properties, victims, newest);
    }

    /** Without what only matters while the lease lives. */
    Heard entombed() {
        return new Heard(stamp, open, revision, PropertyList.NONE, List.of(), seen);
    }
}
