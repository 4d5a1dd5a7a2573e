package orca.wire.paper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.paper.Paper;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.wire.trust.Identity;

/** A site, two brokers and a guest with their keys, and what they promise each other. The smaller broker has its third key. */
public final class Contracts {
    public static final Term DAY = Term.of(Instant.parse("2027-01-15T00:00:00Z"), Duration.ofDays(1));
    public static final Term HOUR = Term.of(Instant.parse("2027-01-15T08:00:00Z"), Duration.ofHours(1));
    public static final TypeName VM = new TypeName("vm");
    public static final ResourceType TYPE = new ResourceType(VM, List.of(new Dimension("cpu", "milli-cores")), Turnaround.NONE);

    public final Identity site = Identity.generate();
    public final Identity broker = Identity.generate();
    public final Identity small;
    public final Identity guest = Identity.generate();

    public Contracts() {
        this(Identity.generate().succeededBy(Identity.generate(), DAY.start()).succeededBy(Identity.generate(), DAY.start()));
    }

    /** @param small the smaller broker */
    public Contracts(Identity small) {
        this.small = small;
    }

    static SealedPaper sealed(Identity by, String text) {
        return new SealedPaper(text, by.seal(text.getBytes(StandardCharsets.UTF_8)));
    }

    public Delegation delegation(Principal from, Principal to, long units, Amounts largest, Term term) {
        return new Delegation(new DelegationId("pool"), 1, from, to, TYPE, Amounts.of(units, units * 1000), largest, term, 100,
                PropertyList.NONE);
    }

    public Ticket ticket(long units, Amounts sliver, Term term) {
        return new Ticket(new ReservationId("web"), 3, small.principal(), guest.principal(), new DelegationId("pool"), VM, units,
                1, sliver, Assurance.RESERVED, term, PropertyList.of("note", "a < b & c\r\n").with("cpus", 4)
                        .with("fast", new PropertyValue.Flag(true)).with("from", new PropertyValue.Moment(term.start()))
                        .with("lasts", new PropertyValue.Span(Duration.ofHours(2))));
    }

    public Lease lease(long revision, long units, Term term) {
        List<LeasedUnit> all = new ArrayList<>();
        for (int i = 1; i <= units; i++) {
            all.add(new LeasedUnit(new UnitId("u" + i), "h1", Amounts.of(500), UnitState.READY,
                    PropertyList.of("address", "10.0.0." + i)));
        }
        return new Lease(
                new ReservationId("web"), revision, site.principal(), guest.principal(), VM, Assurance.RESERVED, term, all);
    }

    /** The guest gives up the ticket of {@link #whole}, revision 3, or keeps {@code units} of it. */
    SealedPaper relinquishment(Optional<Long> units) {
        return sealed(guest, Paper.of(new Relinquishment(new ReservationId("web"), 3, small.principal(), guest.principal(),
                new DelegationId("pool"), HOUR.start(),
                units.map(u -> new Relinquishment.Kept(u, Amounts.of(500), HOUR.end())), Optional.empty())));
    }

    SealedPaper root() {
        return sealed(site, Paper.of(delegation(site.principal(), broker.principal(), 10, Amounts.of(1000), DAY),
                Optional.empty()));
    }

    SealedPaper sub(SealedPaper on) {
        return sealed(broker, Paper.of(delegation(broker.principal(), small.principal(), 5, Amounts.of(500), DAY),
                Optional.of(on.digest())));
    }

    SealedPaper ticket(SealedPaper on) {
        return sealed(small, Paper.of(ticket(3, Amounts.of(500), HOUR), on.digest()));
    }

    /** Four papers: site to broker, broker to smaller broker, ticket, lease. */
    SealedChain whole() {
        SealedPaper root = root();
        SealedPaper sub = sub(root);
        SealedPaper ticket = ticket(sub);
        return new SealedChain(List.of(root, sub, ticket, sealed(site, Paper.of(lease(3, 2, HOUR)))));
    }
}
