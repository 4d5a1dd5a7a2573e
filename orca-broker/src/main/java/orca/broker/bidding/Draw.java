package orca.broker.bidding;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.broker.ledger.Booking;
import orca.broker.ledger.Holding;
import orca.broker.ledger.HoldingKey;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.TicketImage;
import orca.core.calendar.Calendar;
import orca.core.calendar.Holders;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningView;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.time.Term;

/** The calendars as the grants of one plan use them up, one after another, and whether each grant holds. */
final class Draw {
    private final Ledger ledger;
    private final Map<HoldingKey, Calendar> left = new LinkedHashMap<>();

    Draw(Ledger ledger) {
        this.ledger = ledger;
    }

    /** What a check of a grant says. */
    sealed interface Claim {}

    /** It can be issued, and books this. */
    record Holds(HoldingKey holding, List<Booking> bookings) implements Claim {}

    /** It cannot, for this reason. */
    record Fails(String why) implements Claim {}

    /** Checks {@code grant} against the demand, the delegation and what the grants before left, and takes it from that. */
    Claim claim(ProvisioningPlan.Grant grant, TicketImage image, Instant now) {
        Demand demand = image.demand().orElseThrow();
        Optional<String> outside = outside(grant, demand, image);
        if (outside.isPresent()) {
            return new Fails(outside.get());
        }
        Optional<Holding> found = ledger.selling(grant.delegation());
        if (found.isEmpty()) {
            return new Fails("a delegation that cannot be drawn from, '" + grant.delegation() + "'");
        }
        Holding holding = found.get();
        HoldingKey key = holding.image().key();
        if (!holding.image().delegation().type().name().equals(demand.type())
                || demand.site().filter(s -> !s.equals(holding.image().site())).isPresent()
                || image.holding().isPresent() && image.ticket().isPresent() && !image.holding().get().equals(key)) {
            return new Fails("delegation '" + grant.delegation()
                    + "', which is of another type or site, or not that of the ticket");
        }
        if (grant.term().endedAt(now)) {
            return new Fails("a term that is over, " + grant.term());
        }
        return fit(grant, demand, image, holding, now);
    }

    private static Optional<String> outside(ProvisioningPlan.Grant grant, Demand demand, TicketImage image) {
        if (grant.units() < demand.minUnits() || grant.units() > demand.units()) {
            return Optional.of(grant.units() + " units where " + demand.minUnits() + " to " + demand.units() + " were asked for");
        }
        boolean late = grant.term().start().isBefore(demand.term().start()) || grant.term().start().isAfter(demand.lastStart());
        if (late || !grant.term().length().equals(demand.term().length())) {
            return Optional.of(grant.term() + " where " + demand.term() + " was asked for, starting at " + demand.lastStart()
                    + " at the latest");
        }
        if (image.ticket().filter(t -> !t.term().start().equals(grant.term().start())).isPresent()) {
            return Optional.of(grant.term() + ", which moves the start of a ticket");
        }
        return Optional.empty();
    }

    private Claim fit(ProvisioningPlan.Grant grant, Demand demand, TicketImage image, Holding holding, Instant now) {
        HoldingKey key = holding.image().key();
        Calendar calendar = left.getOrDefault(key, holding.calendar());
        for (Booking own : image.ticket().isPresent() ? image.bookings() : List.<Booking>of()) {
            calendar = calendar.release(own.load(), own.term());
        }
        Optional<Bins.Kept> kept = image.ticket().flatMap(ticket -> ticket.bins().map(bins -> Bins.Kept.of(bins,
                Bins.left(bins, demand.units(), demand.stays()), ticket.sliver(), demand.sliver(), image.lingers())));
        Optional<Amounts> load = new ProvisioningView.Source(holding.image().delegation(), holding.image().site(), calendar,
                Holders.NONE, Optional.empty(), kept)
                .load(demand.sliver(), grant.units(), grant.term());
        if (load.isEmpty()) {
            return new Fails(grant.units() + " units throughout " + grant.term() + " from '" + grant.delegation()
                    + "', where they do not fit");
        }
        Term occupied = holding.image().delegation().type().turnaround().occupied(grant.term());
        Booking booking = new Booking(load.get(), occupied);
        List<Booking> bookings = image.ticket().isPresent()
                ? Booking.covering(image.bookings(), booking, now)
                : List.of(booking);
        for (Booking each : bookings) {
            if (!calendar.fits(each.load(), each.term())) {
                return new Fails(grant.units() + " units beside what the site has not given back yet");
            }
            calendar = calendar.commit(each.load(), each.term());
        }
        left.put(key, calendar);
        return new Holds(key, bookings);
    }
}
