package orca.cli.verb;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.ReservationId;
import orca.core.paper.Paper;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.wire.paper.OversellingProof;
import orca.wire.paper.SealedChain;
import orca.wire.paper.SealedPaper;
import orca.wire.trust.Identity;

/** What a site, a broker and a guest sign. */
final class Deals {
    static final Term DAY = new Term(Instant.parse("2026-11-21T00:00:00Z"), Instant.parse("2026-11-22T00:00:00Z"));
    /** Around noon, when all is typed. */
    static final Term AROUND = new Term(Instant.parse("2026-11-21T11:00:00Z"), Instant.parse("2026-11-21T14:00:00Z"));
    static final Term BEFORE = new Term(Instant.parse("2026-11-21T08:00:00Z"), Instant.parse("2026-11-21T09:30:00Z"));
    private static final TypeName VM = new TypeName("vm");
    private static final DelegationId POOL = new DelegationId("pool");

    final Identity site = Identity.generate();
    final Identity broker = Identity.generate();
    final Identity guest = Identity.generate();

    private static SealedPaper sealed(Identity by, String text) {
        return new SealedPaper(text, by.seal(text.getBytes(StandardCharsets.UTF_8)));
    }

    SealedPaper delegation() {
        return sealed(site, Paper.of(new Delegation(POOL, 1, site.principal(), broker.principal(),
                new ResourceType(VM, List.of(new Dimension("cpu", "milli-cores")), Turnaround.NONE), Amounts.of(8, 8000),
                Amounts.of(2000), DAY, 100, PropertyList.NONE), Optional.empty()));
    }

    SealedChain ticket(String name, long units, Term term) {
        SealedPaper on = delegation();
        return new SealedChain(List.of(on, sealed(broker, Paper.of(new Ticket(new ReservationId(name), 2, broker.principal(),
                guest.principal(), POOL, VM, units, 1, Amounts.of(500), Assurance.RESERVED, term, PropertyList.NONE),
                on.digest()))));
    }

    /** The guest gives up {@code name} until {@code revision}, as the one of the three says who signs. */
    SealedChain relinquishment(String name, long revision, Optional<Long> kept, Identity signer) {
        return new SealedChain(List.of(sealed(signer, Paper.of(new Relinquishment(new ReservationId(name), revision,
                broker.principal(), guest.principal(), POOL, AROUND.start(),
                kept.map(units -> new Relinquishment.Kept(units, Amounts.of(500), AROUND.end())), Optional.empty())))));
    }

    OversellingProof proof(long first, long second) {
        return new OversellingProof(site.principal(), POOL, List.of(ticket("a", first, AROUND), ticket("b", second, AROUND)));
    }
}
