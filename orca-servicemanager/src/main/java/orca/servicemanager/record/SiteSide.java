package orca.servicemanager.record;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Principal;
import orca.core.contract.Seal;
import orca.core.contract.Stamp;
import orca.core.lease.Lease;
import orca.core.lease.UnitId;
import orca.core.ticket.TicketChain;

/**
 * What a reservation and its authority said to each other last; the fields as in {@link BrokerSide}.
 *
 * @param authority who it is; absent while nothing was said
 * @param chain the ticket that was redeemed last
 * @param victims the units to be given up first, as the newest demand names them
 * @param lease what the authority bound
 * @param seal the authority's on the lease, when it came from elsewhere
 */
public record SiteSide(
        Optional<Principal> authority,
        Stamp stamp,
        boolean open,
        Optional<TicketChain> chain,
        List<UnitId> victims,
        Stamp shown,
        Stamp seen,
        long heard,
        Optional<Answer> answer,
        Optional<Lease> lease,
        Optional<Seal> seal,
        boolean over) {
    /** Nothing was said yet. */
    public static final SiteSide NONE = new SiteSide(
            Optional.empty(), Stamp.NONE, true, Optional.empty(), List.of(), Stamp.NONE, Stamp.NONE, 0, Optional.empty(),
            Optional.empty(), Optional.empty(), false);

    public SiteSide {
        Objects.requireNonNull(authority, "site.authority");
        Objects.requireNonNull(stamp, "site.stamp");
        Objects.requireNonNull(chain, "site.chain");
        victims = List.copyOf(victims);
        Objects.requireNonNull(shown, "site.shown");
        Objects.requireNonNull(seen, "site.seen");
        Objects.requireNonNull(answer, "site.answer");
        Objects.requireNonNull(lease, "site.lease");
        Objects.requireNonNull(seal, "site.seal");
        if (authority.isPresent() == stamp.equals(Stamp.NONE)) {
            throw new IllegalArgumentException("site.authority: must be there once something was said to it, and not before");
        }
    }

    /** A ticket is redeemed. */
    public SiteSide redeeming(long epoch, TicketChain newest, List<UnitId> givenUp) {
        return new SiteSide(Optional.of(newest.root().issuer()), stamp.next(epoch), true, Optional.of(newest), givenUp, seen,
                seen, heard, Optional.empty(), lease, seal, over);
    }

    /** Everything is given up. */
    public SiteSide closing(long epoch) {
        return new SiteSide(
                authority, stamp.next(epoch), false, chain, victims, seen, seen, heard, Optional.empty(), lease, seal, over);
    }

    /** The same is demanded again under a stamp above {@code known}, one that an earlier life of this actor used. */
    public SiteSide above(long epoch, Stamp known) {
        return new SiteSide(
                authority, known.next(epoch), open, chain, victims, seen, seen, heard, Optional.empty(), lease, seal, over);
    }

    /** A newer view came. */
    public SiteSide viewed(Stamp view, long notice, Optional<Answer> newAnswer, Optional<Lease> newLease,
            Optional<Seal> newSeal, boolean isOver) {
        return new SiteSide(authority, stamp, open, chain, victims, shown, view, Math.max(heard, notice), newAnswer,
                newLease.or(() -> lease), newLease.isPresent() ? newSeal : seal, isOver);
    }

    /** The ticket that was redeemed last is known by the site's word alone. */
    public SiteSide holding(TicketChain newest) {
        return new SiteSide(
                authority, stamp, open, Optional.of(newest), victims, shown, seen, heard, answer, lease, seal, over);
    }

    /** Without what an ended reservation needs no more; the ticket stays, for a demand that is repeated must not change. */
    public SiteSide stripped() {
        return new SiteSide(authority, stamp, open, chain, victims, shown, seen, heard, answer, Optional.empty(),
                Optional.empty(), over);
    }

    /** Whether anything was ever said to an authority. */
    public boolean spoken() {
        return authority.isPresent();
    }
}
