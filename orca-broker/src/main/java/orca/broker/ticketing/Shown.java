package orca.broker.ticketing;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.broker.ledger.Booking;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.Holding;
import orca.broker.ledger.HoldingKey;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.TicketDraft;
import orca.broker.ledger.TicketGone;
import orca.broker.ledger.TicketImage;
import orca.core.calendar.Calendar;
import orca.core.contract.Answer;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.protocol.Message;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;

/**
 * Takes over tickets that were issued in what is forgotten, and that their holders show. The broker's own seal is on each, so
 * nobody's word is believed; it was checked where the message came in. Only tickets of a life before the newest loss can be
 * forgotten. All others are in the ledger, and count for nothing when they are shown: one that was given up would come back by
 * that.
 */
final class Shown {
    private final BrokerSettings settings;
    private final Ledger ledger;
    private final TicketSteps steps;
    /** Those that are taken over in the same decision and were not known here: how many of each holder. */
    private final Map<Principal, Integer> fresh = new LinkedHashMap<>();
    /** How many of them of which nothing at all was known. */
    private int unknown;
    /** What those that were taken over in the same decision left of the calendars. */
    private final Map<HoldingKey, Calendar> left = new LinkedHashMap<>();
    /** How many that are over were forgotten in the same decision to make room for them. */
    private int forgotten;
    /** Those, and those that were taken over: the ledger has them as they were still. */
    private final Set<ContractKey> touched = new LinkedHashSet<>();

    Shown(BrokerSettings settings, Ledger ledger, TicketSteps steps) {
        this.settings = settings;
        this.ledger = ledger;
        this.steps = steps;
    }

    /** What to make of what is shown. */
    sealed interface Verdict {}

    /**
     * It is in force again as its holder has it.
     *
     * @param forgotten what is over and forgotten early to make room, if it needs any
     */
    record Taken(TicketDraft draft, Optional<TicketGone> forgotten) implements Verdict {}

    /** It cannot be, for this reason, the rest of a sentence about the ticket. */
    record Without(String why) implements Verdict {}

    /** Why what a demand shows is no ticket by this broker to whoever asks; empty when it is, or nothing is shown. */
    Optional<Refusal> flaw(ContractKey key, Message.TicketDemand demand) {
        return demand.held().flatMap(chain -> flaw(key, chain))
                .map(rule -> Refusal.of(Refusal.Kind.NEVER, "demand.held: " + rule));
    }

    private Optional<String> flaw(ContractKey key, TicketChain chain) {
        Ticket ticket = chain.ticket();
        if (!ticket.issuer().equals(settings.self())) {
            return Optional.of("must be by this broker, " + settings.self() + ", is by " + ticket.issuer());
        }
        if (!ticket.holder().equals(key.holder()) || !ticket.reservation().equals(key.id())) {
            return Optional.of("must be ticket " + key + ", is " + new ContractKey(ticket.holder(), ticket.reservation()));
        }
        return chain.widening();
    }

    /** The ticket that is shown, if it is of a life before the newest loss, later than what is known here of it, and not over. */
    Optional<TicketChain> later(ContractKey key, Message.TicketDemand demand, Instant now) {
        return demand.held().filter(chain -> flaw(key, chain).isEmpty())
                .filter(chain -> ledger.losses().isForgotten(chain.ticket(), demand.stamp(), ledger.ticket(key)))
                .filter(chain -> !chain.ticket().term().endedAt(now));
    }

    /**
     * What comes of a ticket that is {@link #later}. No row of the table leads there: it is what was decided once, and is known
     * again. What is taken over by this has less room for the next.
     */
    Verdict verdict(ContractKey key, TicketChain chain, Instant now) {
        Ticket ticket = chain.ticket();
        Optional<TicketImage> known = ledger.ticket(key);
        // Two givers may call what they give the same, one after the other.
        HoldingKey from = new HoldingKey(chain.rights().last().issuer(), ticket.delegation());
        Optional<Holding> holding = ledger.holding(from)
                .filter(held -> held.image().bears() && held.image().chain().follows(chain.rights()));
        if (holding.isEmpty()) {
            return new Without("stands on " + from.id() + " by " + from.giver() + ", which is not held here");
        }
        Optional<String> wide = TicketChain.widening(holding.get().image().delegation(), ticket);
        if (wide.isPresent()) {
            return new Without(wide.get());
        }
        boolean isFresh = known.isEmpty() || known.get().state().isEnd();
        boolean isMore = known.isEmpty() || touched.contains(key);
        boolean full = isMore && ledger.remembered() + unknown - forgotten >= settings.mostRemembered();
        Optional<TicketGone> gone = full ? forgettable(now) : Optional.empty();
        if (isFresh && tooMany(key.holder()) || full && gone.isEmpty()) {
            return new Without("is one more than this broker or one holder may have");
        }
        Verdict verdict = fitted(key, known, ticket, holding.get(), gone, now);
        if (verdict instanceof Taken) {
            fresh.merge(key.holder(), isFresh ? 1 : 0, Integer::sum);
            unknown += isMore ? 1 : 0;
            touched.add(key);
            gone.ifPresent(each -> touched.add(each.key()));
            forgotten += gone.isPresent() ? 1 : 0;
        }
        return verdict;
    }

    /** Whether another ticket is one too many, those counted that were taken over in the same decision. */
    private boolean tooMany(Principal holder) {
        int all = fresh.values().stream().mapToInt(Integer::intValue).sum();
        return ledger.current() + all >= settings.mostTickets()
                || ledger.current(holder) + fresh.getOrDefault(holder, 0) >= settings.mostPerHolder();
    }

    /**
     * What is over and makes room, as it does for whoever asks for the first time: what others gave up must not keep the honest
     * from what they have.
     */
    private Optional<TicketGone> forgettable(Instant now) {
        return ledger.over().filter(image -> !touched.contains(image.key())).findFirst()
                .filter(image -> image.bookedUntil().filter(now::isBefore).isEmpty())
                .flatMap(image -> steps.forget(image, now, "forgotten early to make room"));
    }

    private Verdict fitted(ContractKey key, Optional<TicketImage> known, Ticket ticket, Holding holding,
            Optional<TicketGone> gone, Instant now) {
        HoldingKey from = holding.image().key();
        List<Booking> before = known.filter(image -> image.ticket().isPresent()).map(TicketImage::bookings).orElse(List.of());
        if (!before.isEmpty() && !known.flatMap(TicketImage::holding).equals(Optional.of(from))) {
            return new Without("stands on " + ticket.delegation() + ", and what is known of it on another delegation");
        }
        Calendar calendar = left.getOrDefault(from, holding.calendar()).forgetBefore(now);
        for (Booking own : before) {
            calendar = calendar.release(own.load(), own.term());
        }
        Booking booking = new Booking(ticket.load(),
                holding.image().delegation().type().turnaround().occupied(ticket.term()));
        List<Booking> bookings = before.isEmpty() ? List.of(booking) : Booking.covering(before, booking, now);
        if (bookings.size() > Booking.MOST) {
            return new Without("is one change more than the site may have to confirm");
        }
        for (Booking each : bookings) {
            if (!calendar.fits(each.load(), each.term())) {
                return new Without("finds no room beside what is promised");
            }
            calendar = calendar.commit(each.load(), each.term());
        }
        left.put(from, calendar);
        TicketDraft draft = known.map(TicketImage::edit).orElseGet(() -> TicketDraft.of(key));
        draft.state(TicketState.TICKETED).ticket(Optional.of(ticket), Optional.of(from), bookings)
                .bidding(Optional.empty()).forgetAt(Optional.empty());
        return new Taken(bookings.size() > 1
                ? draft.standing(false, "replaced by revision " + ticket.revision() + ", which is smaller or shorter")
                : draft.settled(), gone);
    }

    /** Whether {@code demand} is what {@code ticket} was issued for. */
    static boolean answers(Ticket ticket, Demand demand) {
        return ticket.type().equals(demand.type()) && ticket.sliver().equals(demand.sliver())
                && ticket.assurance() == demand.assurance() && ticket.properties().equals(demand.properties())
                && ticket.units() >= demand.minUnits() && ticket.units() <= demand.units()
                && ticket.term().length().equals(demand.term().length())
                && !ticket.term().start().isBefore(demand.term().start()) && !ticket.term().start().isAfter(demand.lastStart());
    }

    static Answer granted(Ticket ticket, Demand demand) {
        return new Answer.Granted(demand.units(), ticket.units(), "as its holder shows it, after a loss");
    }
}
