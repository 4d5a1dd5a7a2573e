package orca.runtime.management;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import orca.authority.Authority;
import orca.authority.state.ProofImage;
import orca.broker.Broker;
import orca.broker.ledger.ClaimImage;
import orca.core.contract.Principal;
import orca.core.lease.Lease;
import orca.core.resource.Names;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.TicketChain;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.HostedActor;
import orca.servicemanager.ServiceManager;
import orca.wire.management.PaperView;
import orca.wire.management.Problem;
import orca.wire.paper.OversellingProof;
import orca.wire.paper.SealedChain;
import orca.wire.paper.SealedPaper;
import orca.wire.paper.Sealing;

/** Hands out contracts as papers with their seals: what came from elsewhere as it came, what was issued here sealed now. */
final class Notary {
    private final Actors actors;
    private final Finder finder;
    private final Sealing sealing;

    Notary(Actors actors, Finder finder) {
        this.actors = actors;
        this.finder = finder;
        this.sealing = new Sealing(actors.directory()::identity);
    }

    /** A ticket with what it stands on, and the lease if the actor has one that binds it. */
    private record Held(HostedActor actor, TicketChain chain, Optional<SealedLease> lease) {}

    private record SealedLease(Lease lease, Optional<orca.core.contract.Seal> seal) {}

    /** The papers of the contract {@code id}: the guest's before the site's before the broker's, for that knows the most. */
    PaperView contract(String id, Optional<String> actor, Optional<String> holder) {
        actor.ifPresent(finder::known);
        Optional<Principal> whose = holder.map(this::holder);
        List<Held> held = new ArrayList<>();
        for (HostedActor.Role role : List.of(HostedActor.Role.SERVICE_MANAGER, HostedActor.Role.AUTHORITY,
                HostedActor.Role.BROKER)) {
            actors.in(role).stream().filter(a -> actor.isEmpty() || actor.get().equals(a.name()))
                    .flatMap(a -> held(a, id).stream())
                    .filter(h -> whose.isEmpty() || isOf(h, whose.get())).forEach(held::add);
        }
        if (held.isEmpty()) {
            throw new ApiException(Problem.Kind.UNKNOWN, "nobody here has a ticket '" + id + "'");
        }
        Held best = held.get(0);
        if (held.stream().filter(h -> h.actor().role() == best.actor().role()).count() > 1) {
            throw ApiException.field("actor", "actor: there are several tickets '" + id + "' here; say with whom, of "
                    + String.join(", ", held.stream().map(h -> h.actor().name()).distinct().toList()) + ", or the holder, of "
                    + holders(held.stream().map(h -> h.chain().ticket().holder())));
        }
        try {
            List<SealedPaper> papers = new ArrayList<>(sealing.papers(best.chain()).papers());
            if (best.lease().isPresent()) {
                papers.add(sealing.paper(best.lease().get().lease(), best.lease().get().seal()));
            }
            return new PaperView(best.actor().name(), new SealedChain(papers).toFile());
        } catch (Sealing.Unsealable e) {
            throw unsealable(e);
        }
    }

    private static List<Held> held(HostedActor hosted, String id) {
        return switch (hosted.role()) {
            case SERVICE_MANAGER -> hosted.read(ServiceManager.class, (actor, now) -> actor.reservations().stream()
                    .filter(r -> r.id().value().equals(id) && r.chain().isPresent())
                    .map(r -> new Held(hosted, r.chain().get(), r.site().lease()
                            .filter(l -> l.ticketRevision() == r.chain().get().ticket().revision())
                            .map(l -> new SealedLease(l, r.site().seal())))).toList());
            case AUTHORITY -> hosted.read(Authority.class, (actor, now) -> actor.leases().stream().map(l -> l.image())
                    .filter(l -> l.key().id().value().equals(id) && l.newest().isPresent())
                    .map(l -> new Held(hosted, l.newest().get(), Optional.empty())).toList());
            case BROKER -> hosted.read(Broker.class, (actor, now) -> Stream.concat(actor.tickets().stream()
                    .filter(t -> t.key().id().value().equals(id)).flatMap(t -> actor.chain(t.key()).stream()),
                    actor.claims().stream().filter(c -> c.subject().id().value().equals(id)).map(ClaimImage::chain))
                    .map(chain -> new Held(hosted, chain, Optional.empty())).toList());
        };
    }

    /** Who has a ticket; of what a market was paid it is the payer that tells one from another. */
    private static boolean isOf(Held held, Principal whose) {
        boolean paid = held.chain().ticket().holder().equals(held.actor().principal());
        return whose.equals(paid ? held.chain().ticket().issuer() : held.chain().ticket().holder());
    }

    /** What the holder of the reservation {@code id} signed last to give some of it back: a broker's copy before a site's. */
    PaperView relinquishment(String id, Optional<String> actor, Optional<String> holder) {
        actor.ifPresent(finder::known);
        Optional<Principal> whose = holder.map(this::holder);
        for (HostedActor.Role role : List.of(HostedActor.Role.BROKER, HostedActor.Role.AUTHORITY)) {
            List<Given> given = actors.in(role).stream().filter(a -> actor.isEmpty() || actor.get().equals(a.name()))
                    .flatMap(a -> given(a, id).stream().map(paper -> new Given(a.name(), paper)))
                    .filter(g -> whose.isEmpty() || whose.get().equals(g.paper().holder())).toList();
            if (given.size() > 1) {
                throw ApiException.field("actor", "actor: several holders gave back a '" + id + "' here; say to whom, of "
                        + String.join(", ", given.stream().map(Given::actor).distinct().toList()) + ", or the holder, of "
                        + holders(given.stream().map(g -> g.paper().holder())));
            }
            if (given.size() == 1) {
                try {
                    return new PaperView(given.get(0).actor(),
                            new SealedChain(List.of(sealing.paper(given.get(0).paper()))).toFile());
                } catch (Sealing.Unsealable e) {
                    throw unsealable(e);
                }
            }
        }
        throw new ApiException(Problem.Kind.UNKNOWN, "nobody here has a paper by which '" + id + "' was given back");
    }

    private Principal holder(String name) {
        return actors.directory().find(name).orElseThrow(() -> ApiException.field("holder",
                "holder: nobody is known here as " + Names.quoted(name) + "; say the whole hash"));
    }

    private static String holders(Stream<Principal> all) {
        return String.join(", ", all.map(Principal::value).distinct().toList());
    }

    private record Given(String actor, Relinquishment paper) {}

    private static List<Relinquishment> given(HostedActor hosted, String id) {
        return switch (hosted.role()) {
            case BROKER -> hosted.read(Broker.class, (broker, now) -> broker.tickets().stream()
                    .filter(t -> t.key().id().value().equals(id)).flatMap(t -> t.relinquishment().stream()).toList());
            case AUTHORITY -> hosted.read(Authority.class, (authority, now) -> authority.site().standings().stream()
                    .flatMap(List::stream).filter(s -> s.id().key().id().value().equals(id))
                    .flatMap(s -> s.relinquishment().stream()).toList());
            case SERVICE_MANAGER -> List.of();
        };
    }

    /** The newest proof that a delegation of that id was oversold. */
    PaperView proof(String id, Optional<String> actor) {
        HostedActor site = finder.of(HostedActor.Role.AUTHORITY, actor);
        ProofImage proof = site.read(Authority.class, (authority, now) -> List.copyOf(authority.proofs())).stream()
                .filter(p -> p.delegation().value().equals(id)).findFirst()
                .orElseThrow(() -> new ApiException(Problem.Kind.UNKNOWN,
                        "'" + site.name() + "' has no proof that a delegation '" + id + "' was oversold"));
        try {
            List<SealedChain> chains = new ArrayList<>();
            for (TicketChain chain : proof.tickets()) {
                chains.add(sealing.papers(chain));
            }
            return new PaperView(site.name(), new OversellingProof(proof.issuer(), proof.delegation(), chains).toFile());
        } catch (Sealing.Unsealable e) {
            throw unsealable(e);
        }
    }

    private ApiException unsealable(Sealing.Unsealable e) {
        return new ApiException(Problem.Kind.CONFLICT, actors.directory().keyed() ? e.getMessage()
                : "the actors of this container have no keys, so nothing of theirs is sealed; 'wire' in its file gives them"
                        + " some");
    }
}
