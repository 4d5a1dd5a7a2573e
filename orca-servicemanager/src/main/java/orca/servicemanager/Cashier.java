package orca.servicemanager;

import java.time.Instant;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.ReservationId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.servicemanager.record.PurseImage;
import orca.servicemanager.record.ReservationImage;

/**
 * Pays for demands that say so: writes a claim on the guest's credits, made out to the broker that is asked. It promises no
 * credit to two at a time; that is all there is to an honest purse. A claim goes with each repeat of the demand, and is never
 * written twice for it.
 */
final class Cashier {
    private final GuestSettings settings;
    private final long epoch;

    Cashier(GuestSettings settings, long epoch) {
        this.settings = settings;
        this.epoch = epoch;
    }

    /** The image, whose demand was just made, with a notice if what it says that it pays is not there. */
    ReservationImage pay(Draft draft, ReservationImage image, Instant now) {
        Demand demand = image.broker().said();
        Optional<Long> amount = demand.properties().whole(Purse.PROPERTY).filter(credits -> credits > 0);
        if (amount.isEmpty() || image.chain().filter(held -> !wantsMore(demand, held.ticket())).isPresent()) {
            return image;
        }
        PurseImage purse = draft.purse();
        Optional<DelegationChain> credits = settings.purse().credits();
        Term term = Term.of(Term.grain(now), settings.purse().lasts());
        Optional<String> flaw = credits.isEmpty() ? Optional.of("there is no purse")
                : flaw(credits.get().last(), purse, amount.get(), term, now);
        if (flaw.isPresent()) {
            return image.noticed(now, "nothing is paid, for " + flaw.get());
        }
        Delegation own = credits.get().last();
        Ticket claim = new Ticket(new ReservationId("pay." + epoch + "." + (purse.count() + 1)), 1, settings.self(),
                image.purpose().broker(), own.id(), own.type().name(), 1, 1, Amounts.of(amount.get()), Assurance.RESERVED, term,
                PropertyList.NONE);
        draft.put(purse.paying(new PurseImage.Payment(image.id(), claim), now));
        return image;
    }

    /**
     * What was paid lately may be forgotten: no claim that was written before now lasts longer than one that is written now, so
     * whatever seems to be left is taken for spent as long as that.
     */
    void lost(Draft draft, Instant now) {
        PurseImage purse = draft.purse();
        Optional<Delegation> own = settings.purse().credits().map(DelegationChain::last);
        long left = settings.purse().budget() - purse.spent(now);
        if (own.isPresent() && left > 0) {
            ReservationId none = new ReservationId("lost." + epoch);
            draft.put(purse.paying(new PurseImage.Payment(none, new Ticket(none, 1, settings.self(), settings.self(),
                    own.get().id(), own.get().type().name(), 1, 1, Amounts.of(left), Assurance.RESERVED,
                    Term.of(Term.grain(now), settings.purse().lasts()), PropertyList.NONE)), now));
        }
    }

    private static boolean wantsMore(Demand demand, Ticket held) {
        return demand.units() > held.units() || demand.term().end().isAfter(held.term().end())
                || !demand.sliver().fitsIn(held.sliver());
    }

    private Optional<String> flaw(Delegation own, PurseImage purse, long amount, Term term, Instant now) {
        long budget = settings.purse().budget();
        long free = budget - purse.spent(now);
        if (amount > free || amount > own.largest().get(0)) {
            return Optional.of(Math.min(free, own.largest().get(0)) + " credits of " + budget
                    + " are there, and it pays " + amount);
        }
        if (!own.term().contains(term)) {
            return Optional.of("its credits are good throughout " + own.term() + ", and a claim is for " + term);
        }
        int most = (int) Math.min(PurseImage.MOST, own.promisable().get(0));
        return purse.live(now).size() < most ? Optional.empty()
                : Optional.of("there are " + most + " payments, and none is over");
    }

    /** What goes with a demand for {@code image}: the newest claim that was written for it. */
    static Optional<TicketChain> claim(GuestSettings settings, GuestState state, ReservationImage image) {
        return settings.purse().credits().filter(credits -> image.broker().open()).flatMap(credits ->
                state.purse().last(image.id(), image.purpose().broker()).filter(claim -> claim.delegation()
                        .equals(credits.last().id())).map(claim -> new TicketChain(credits, claim)));
    }
}
