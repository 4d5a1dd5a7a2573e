package orca.broker.granting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import orca.broker.ledger.Booking;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.Holding;
import orca.broker.ledger.Ledger;
import orca.core.calendar.Calendar;
import orca.core.contract.Alternative;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Refusal.Kind;
import orca.core.protocol.Command;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.time.Term;

/** From which holding a part can be given, or why from none. */
final class GrantCheck {
    private final Principal self;
    private final Ledger ledger;

    GrantCheck(Principal self, Ledger ledger) {
        this.self = self;
        this.ledger = ledger;
    }

    /** What comes of looking. */
    sealed interface Found {}

    /** From here it can be given, in these bins if that has any. */
    record From(Holding holding, List<Amounts> bins) implements Found {}

    /** It cannot be given. */
    record No(Refusal refusal) implements Found {}

    Found look(Command.Delegate command, Optional<GrantImage> before, Instant now) {
        Optional<Refusal> plain = plain(command, before, now);
        if (plain.isPresent()) {
            return new No(plain.get());
        }
        List<Holding> candidates = ledger.holdings().stream()
                .filter(h -> h.image().sells() && h.image().delegation().type().name().equals(command.type()))
                .filter(h -> command.from().isEmpty() || command.from().get().equals(h.image().key().id()))
                .filter(h -> before.isEmpty() || before.get().holding().equals(h.image().key())).toList();
        List<Refusal> all = new ArrayList<>();
        for (Holding holding : candidates) {
            Optional<Refusal> no = objection(command, holding);
            Found found = no.isPresent() ? new No(no.get()) : drawn(command, holding, before);
            switch (found) {
                case From from -> {
                    return from;
                }
                case No(Refusal refusal) -> all.add(refusal);
            }
        }
        return new No(all.isEmpty()
                ? Refusal.of(Kind.UNKNOWN, "delegation.type: no delegation of type '" + command.type() + "'"
                        + command.from().map(id -> " with the id " + id).orElse("")
                        + " is held here that a part could be given of")
                : best(all));
    }

    /** The first that says why, with the best that any has to offer instead. */
    private static Refusal best(List<Refusal> all) {
        Refusal first = all.stream().filter(r -> r.alternative().isPresent()).findFirst().orElse(all.get(0));
        List<Alternative> others = all.stream().map(Refusal::alternative).flatMap(Optional::stream).toList();
        if (others.isEmpty()) {
            return first;
        }
        return new Refusal(first.kind(), first.reason(), Optional.of(new Alternative(
                others.stream().map(Alternative::earliestStart).flatMap(Optional::stream).min(Comparator.naturalOrder()),
                others.stream().mapToLong(Alternative::units).max().orElse(0))));
    }

    /** What is wrong whatever is held. */
    private Optional<Refusal> plain(Command.Delegate command, Optional<GrantImage> before, Instant now) {
        if (command.broker().equals(self)) {
            return no(Kind.NEVER, "delegation.broker: a broker gives nothing to itself");
        }
        if (command.oversubscription() < 100 || command.oversubscription() > Delegation.MOST_OVERSUBSCRIBED) {
            return no(Kind.NEVER, "delegation.oversubscription: must be from 100 to " + Delegation.MOST_OVERSUBSCRIBED
                    + " hundredths, got " + command.oversubscription());
        }
        if (before.isPresent() && (!before.get().holder().equals(command.broker())
                || !before.get().current().last().type().name().equals(command.type())
                || command.from().filter(id -> !id.equals(before.get().holding().id())).isPresent())) {
            return no(Kind.CONFLICT, "delegation: " + before.get().id() + " is another broker's, of another type, or a part of "
                    + "another delegation");
        }
        return command.term().endedAt(now)
                ? no(Kind.LATE, "delegation.term: is over, it ended at " + command.term().end()) : Optional.empty();
    }

    private static Optional<Refusal> objection(Command.Delegate command, Holding holding) {
        DelegationChain chain = holding.image().chain();
        Delegation held = chain.last();
        if (chain.names(command.broker())) {
            return no(Kind.NEVER, "delegation.broker: " + command.broker() + " has given or held what '" + held.id()
                    + "' stands on, and cannot be given a part of it");
        }
        if (chain.links().size() >= DelegationChain.MAX_LINKS) {
            return no(Kind.NEVER, "delegation: '" + held.id() + "' has passed through the most hands that it may, "
                    + DelegationChain.MAX_LINKS);
        }
        if (!held.type().measures(command.largest()) || command.capacity().size() != command.largest().size() + 1
                || command.capacity().get(0) < 1) {
            return no(Kind.NEVER, "delegation.capacity: must be units, at least 1, then the dimensions of " + command.type()
                    + ", and delegation.largest the dimensions alone; got " + command.capacity() + " and " + command.largest());
        }
        if (!command.largest().fitsIn(held.largest())) {
            return no(Kind.NEVER, "delegation.largest: must be within the " + held.largest() + " of '" + held.id() + "', got "
                    + command.largest());
        }
        return held.bins().isEmpty() || command.oversubscription() == 100 ? Optional.empty()
                : no(Kind.NEVER, "delegation.oversubscription: '" + held.id() + "' is promised by host, of which none has more "
                        + "than it has; must be 100");
    }

    /** What a part is drawn from, without what the part that it renews has there. */
    private static Found drawn(Command.Delegate command, Holding holding, Optional<GrantImage> before) {
        Delegation held = holding.image().delegation();
        Calendar calendar = holding.calendar();
        for (Booking own : before.map(GrantImage::bookings).orElse(List.of())) {
            calendar = calendar.release(own.load(), own.term());
        }
        Term booked = held.type().turnaround().occupied(command.term());
        boolean inside = held.term().contains(command.term());
        if (!held.bins().isEmpty()) {
            Found found = inside ? carved(command, holding, before, calendar.free(booked)) : new No(outside(command, held));
            return found instanceof From(Holding from, List<Amounts> bins)
                    ? beside(found, before, calendar, Bins.vector(command.capacity(), bins), booked) : found;
        }
        Amounts wanted = Delegation.promisable(command.capacity(), command.oversubscription());
        if (inside && calendar.fits(wanted, booked)) {
            return beside(new From(holding, List.of()), before, calendar, wanted, booked);
        }
        Instant latest = held.term().end().minus(command.term().length());
        Instant first = command.term().start().isBefore(held.term().start()) ? held.term().start() : command.term().start();
        Optional<Instant> later = wanted.fitsIn(calendar.capacity()) && !first.isAfter(latest)
                ? calendar.earliestStart(wanted, booked.length(), first, latest) : Optional.empty();
        long units = inside ? Math.min(command.capacity().get(0), calendar.free(booked).get(0)) : 0;
        return new No(inside ? lacking(command, held, wanted, calendar.free(booked), new Alternative(later, units))
                : Refusal.insufficient(outside(command, held).reason(), new Alternative(later, units)));
    }

    /** Whether there also is room for the part as it was: until the other broker has answered, either may be what it sells on. */
    private static Found beside(Found found, Optional<GrantImage> before, Calendar rest, Amounts wanted, Term booked) {
        Optional<Booking> both = before.map(grant -> GrantImage.covering(grant.current().last(), wanted, booked));
        return both.filter(b -> !rest.fits(b.load(), b.term())).isEmpty() ? found : new No(Refusal.of(Kind.NOT_NOW,
                "delegation: there is no room for the part as it was and as it would be together, and either may hold until it is"
                        + " answered; change its capacity and its term one after the other"));
    }

    private static Found carved(Command.Delegate command, Holding holding, Optional<GrantImage> before, Amounts free) {
        Delegation held = holding.image().delegation();
        int size = command.capacity().size();
        List<Amounts> room = new ArrayList<>();
        for (int i = 1; i <= held.bins().size(); i++) {
            room.add(Amounts.of(Arrays.copyOfRange(free.toArray(), i * size, (i + 1) * size)));
        }
        List<Amounts> had = before.filter(GrantImage::open).map(grant -> grant.newest().last().bins())
                .orElseGet(() -> Collections.nCopies(room.size(), Amounts.zero(size)));
        Amounts first = Amounts.of(Arrays.copyOf(free.toArray(), size));
        return Bins.carve(command.capacity(), had, room).<Found>map(bins -> new From(holding, bins)).orElseGet(() -> new No(
                lacking(command, held, command.capacity(), first, new Alternative(
                        Optional.empty(), Math.min(command.capacity().get(0), first.get(0))))));
    }

    private static Refusal outside(Command.Delegate command, Delegation held) {
        return Refusal.insufficient("delegation.term: must lie within the " + held.term() + " of '" + held.id() + "', got "
                + command.term(), new Alternative(Optional.empty(), 0));
    }

    private static Refusal lacking(Command.Delegate command, Delegation held, Amounts wanted, Amounts free, Alternative instead) {
        return Refusal.insufficient("delegation.capacity: " + wanted + " is more than the " + free + " of '" + held.id()
                + "' that is not promised throughout " + command.term(), instead);
    }

    private static Optional<Refusal> no(Kind kind, String reason) {
        return Optional.of(Refusal.of(kind, reason));
    }
}
