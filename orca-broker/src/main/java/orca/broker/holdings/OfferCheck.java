package orca.broker.holdings;

import java.time.Instant;
import java.util.Optional;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.Holding;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.TicketImage;
import orca.core.calendar.Calendar;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Refusal.Kind;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.time.Term;

/** Why a delegation, or a renewed revision of one, cannot be taken. */
final class OfferCheck {
    private final Principal self;
    private final Ledger ledger;

    OfferCheck(Principal self, Ledger ledger) {
        this.self = self;
        this.ledger = ledger;
    }

    Optional<Refusal> objection(Optional<Holding> held, DelegationChain chain, Instant now) {
        Delegation offer = chain.last();
        Optional<String> wide = chain.widening();
        if (wide.isPresent()) {
            return no(Kind.NEVER, "delegation.chain: " + wide.get());
        }
        Optional<Principal> twice = chain.loop();
        if (twice.isPresent()) {
            return no(Kind.NEVER, "delegation.chain: has passed through the hands of " + twice.get() + " twice");
        }
        if (!offer.holder().equals(self)) {
            return no(Kind.NEVER, "delegation.holder: must be " + self + ", got " + offer.holder());
        }
        if (offer.term().endedAt(now)) {
            return no(Kind.LATE, "delegation.term: is over, " + offer.term());
        }
        if (held.filter(h -> !chain.follows(h.image().chain())).isPresent()) {
            return no(Kind.NEVER, "delegation.chain: a delegation keeps what it stands on");
        }
        if (held.isPresent()) {
            return renewal(held.get(), offer, now);
        }
        return ledger.selling(offer.id()).isPresent()
                ? no(Kind.CONFLICT, "delegation.id: another site's delegation is called '" + offer.id() + "' here already")
                : Optional.empty();
    }

    private Optional<Refusal> renewal(Holding held, Delegation offer, Instant now) {
        Delegation old = held.image().delegation();
        if (offer.equals(old)) {
            return Optional.empty();
        }
        if (offer.revision() <= old.revision()) {
            return no(Kind.CONFLICT, "delegation.revision: must be above " + old.revision() + ", got " + offer.revision());
        }
        if (!offer.type().name().equals(old.type().name()) || !offer.type().dimensions().equals(old.type().dimensions())) {
            return no(Kind.NEVER, "delegation.type: a delegation keeps its type and dimensions, got " + offer.type());
        }
        if (offer.bins().size() != old.bins().size()) {
            return no(Kind.NEVER, "delegation.bins: a delegation keeps its bins, of which it has " + old.bins().size() + ", got "
                    + offer.bins().size());
        }
        if (ledger.tickets().stream().noneMatch(image -> stands(image, held, now))
                && ledger.grants().stream().noneMatch(grant -> stands(grant, held, now))) {
            return Optional.empty();
        }
        if (!offer.type().turnaround().equals(old.type().turnaround())) {
            return no(Kind.NOT_NOW, "delegation.type: the turnaround cannot change under live tickets and parts that were "
                    + "given, of which there are " + (held.live() + held.given()));
        }
        return promised(held, offer, now);
    }

    private Optional<Refusal> promised(Holding held, Delegation offer, Instant now) {
        Term window = offer.type().turnaround().occupied(offer.term());
        for (TicketImage image : ledger.tickets()) {
            if (stands(image, held, now) && !inside(image, offer, window, now)) {
                return no(Kind.NOT_NOW, "delegation: the ticket " + image.key() + " does not lie inside it any more");
            }
        }
        for (GrantImage grant : ledger.grants()) {
            if (stands(grant, held, now) && !inside(grant, offer, window, now)) {
                return no(Kind.NOT_NOW, "delegation: the part " + grant.id() + ", given to " + grant.holder()
                        + ", does not lie inside it any more");
            }
        }
        Calendar calendar = held.calendar().forgetBefore(now).withCapacity(offer.promisable(), window);
        return calendar.peak(window).fitsIn(calendar.capacity())
                ? Optional.empty()
                : no(Kind.NOT_NOW, "delegation.capacity: " + calendar.peak(window) + " are promised at once, got "
                        + offer.promisable());
    }

    /** Whether a ticket takes anything: it is live, or it is over and the site may still hold what an older revision had. */
    private static boolean stands(TicketImage image, Holding held, Instant now) {
        return image.holding().filter(held.image().key()::equals).isPresent()
                && (image.live() || image.bookings().stream().anyMatch(b -> !b.term().endedAt(now)));
    }

    /** The same of a part that was given: it is, or what it had is not free yet. */
    private static boolean stands(GrantImage grant, Holding held, Instant now) {
        return grant.holding().equals(held.image().key()) && grant.bookings().stream().anyMatch(b -> !b.term().endedAt(now));
    }

    private static boolean inside(GrantImage grant, Delegation offer, Term window, Instant now) {
        boolean terms = !grant.open() || inside(grant.current().last(), offer) && inside(grant.newest().last(), offer);
        return terms && grant.bookings().stream().allMatch(b -> b.term().endedAt(now) || window.contains(b.term()));
    }

    private static boolean inside(Delegation part, Delegation offer) {
        return offer.term().contains(part.term()) && part.largest().fitsIn(offer.largest());
    }

    private static boolean inside(TicketImage image, Delegation offer, Term window, Instant now) {
        return image.ticket().filter(t -> !offer.term().contains(t.term()) || !t.sliver().fitsIn(offer.largest())).isEmpty()
                && image.bookings().stream().allMatch(b -> b.term().endedAt(now) || window.contains(b.term()));
    }

    private static Optional<Refusal> no(Kind kind, String reason) {
        return Optional.of(Refusal.of(kind, reason));
    }
}
