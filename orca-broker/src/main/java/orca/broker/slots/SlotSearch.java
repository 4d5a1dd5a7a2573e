package orca.broker.slots;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import orca.broker.ledger.Holding;
import orca.core.calendar.Calendar;
import orca.core.calendar.Openings;
import orca.core.contract.Principal;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningView.Source;
import orca.core.resource.Amounts;
import orca.core.slot.Slot;
import orca.core.slot.SlotAnswer;
import orca.core.slot.SlotQuestion;
import orca.core.ticket.Delegation;
import orca.core.time.Term;

/**
 * Finds when so many units would be free.
 *
 * <p>Each delegation that suits is a <em>stock</em>. In a stock it climbs: the earliest start for the fewest units that are
 * worth telling, as many as are free from there, then the earliest start for more than that, and so on, in at most
 * {@link #STEPS} steps, until all units are there or no more can be had. So each slot of a stock begins later than the one
 * before and has more units; nothing in between is better at both by more than the width of a step.
 *
 * <p>The calendars are values, and nothing is written. Cost: some thirty searches for each stock at most, each of which goes on
 * from where the one before ended; it stops between two of them when its budget is spent, and says so.
 */
public final class SlotSearch {
    /** The most slots that one stock gives. */
    static final int STEPS = 8;

    private final SlotQuestion question;
    private final Budget budget;

    private SlotSearch(SlotQuestion question, Budget budget) {
        this.question = question;
        this.budget = budget;
    }

    /** One delegation, as far as the question goes. */
    private record Stock(int number, Delegation delegation, Principal site, Calendar calendar) {
        boolean binned() {
            return !delegation.bins().isEmpty();
        }

        Source source() {
            return new Source(delegation, site, calendar);
        }
    }

    /**
     * Answers {@code question} as things stand in {@code holdings}.
     *
     * @param now what is before it is not offered
     * @param budget after which it answers with what it has found
     */
    public static SlotAnswer answer(SlotQuestion question, List<Holding> holdings, Instant now, Budget budget) {
        return new SlotSearch(question, budget).answer(holdings, now);
    }

    private SlotAnswer answer(List<Holding> holdings, Instant now) {
        List<Stock> stocks = new ArrayList<>();
        boolean typed = false;
        for (Holding holding : holdings) {
            Delegation delegation = holding.image().delegation();
            boolean ofType = holding.image().sells() && delegation.type().name().equals(question.type());
            typed |= ofType;
            if (ofType && question.site().filter(site -> !site.equals(holding.image().site())).isEmpty()
                    && stocks.size() < SlotAnswer.MOST_STOCKS) {
                stocks.add(new Stock(stocks.size() + 1, delegation, holding.image().site(), holding.calendar()));
            }
        }
        if (stocks.isEmpty()) {
            return SlotAnswer.none(typed ? "nothing of " + question.type() + " from that site is held here"
                    : "nothing of the type " + question.type() + " is held here");
        }
        return slots(stocks, now);
    }

    private SlotAnswer slots(List<Stock> stocks, Instant now) {
        List<Slot> all = new ArrayList<>();
        String reason = "";
        for (Stock stock : stocks) {
            Optional<String> no = objection(stock);
            reason = no.orElse(reason);
            if (no.isEmpty()) {
                all.addAll(climb(stock, now));
            }
        }
        List<Slot> best = best(all);
        if (budget.spent()) {
            reason = "the time was up before all of it was looked at";
        } else if (best.size() < all.size()) {
            reason = (all.size() - best.size()) + " more were found";
        } else if (!best.isEmpty()) {
            reason = "";
        } else if (reason.isEmpty()) {
            reason = "no " + question.least() + " of that size are free for " + question.length() + " in a row before "
                    + question.before();
        }
        return new SlotAnswer(best, reason);
    }

    /** Why nothing can be had from a stock whenever it is. */
    private Optional<String> objection(Stock stock) {
        Amounts sliver = question.sliver();
        if (!stock.delegation.type().measures(sliver)) {
            return Optional.of("sliver: must have " + stock.delegation.type().dimensions().size()
                    + " numbers, one for each dimension of " + question.type() + ", got " + sliver.size());
        }
        return sliver.fitsIn(stock.delegation.largest()) ? Optional.empty()
                : Optional.of("sliver: one unit may have at most " + stock.delegation.largest() + ", got " + sliver);
    }

    private List<Slot> climb(Stock stock, Instant now) {
        List<Slot> found = new ArrayList<>();
        Instant from = now.isAfter(question.from()) ? now : question.from();
        long wanted = question.least();
        long have = 0;
        long beyond = question.units() + 1; // so many cannot be had, at any start from here on
        while (wanted < beyond && found.size() < STEPS && !budget.spent()) {
            Optional<Term> opening = opening(stock, wanted, from);
            if (opening.isEmpty()) {
                beyond = wanted;
                wanted = have == 0 ? wanted : have + Math.max(1, (beyond - have) / 2);
                continue;
            }
            from = opening.get().start();
            have = Math.max(wanted, most(stock, from));
            Term whole = have == wanted ? opening.get() : opening(stock, have, from).orElse(opening.get());
            found.add(new Slot(stock.number, stock.site, have, question.sliver(), whole));
            int left = Math.max(1, STEPS - found.size());
            wanted = have + Math.max(1, (beyond - 1 - have) / left);
        }
        return found;
    }

    /** The first stretch with room for so many, from which a ticket of the asked length would hold. */
    private Optional<Term> opening(Stock stock, long units, Instant from) {
        Term given = stock.delegation.term();
        Duration turnaround = stock.delegation.type().turnaround().total();
        Instant end = given.end().isBefore(question.before()) ? given.end() : question.before();
        Instant first = from.isBefore(given.start()) ? given.start() : from;
        Instant last = end.minus(question.length());
        if (last.isBefore(first) || !admits(stock, units)) {
            return Optional.empty();
        }
        if (stock.binned()) {
            // How long the room lasts beyond that depends on the bin, and is not said.
            return stock.source().earliestStart(question.sliver(), units, question.length(), first, last)
                    .map(start -> Term.of(start, question.length()));
        }
        return Openings.first(stock.calendar, question.sliver().load(units), question.length().plus(turnaround), first, last)
                .map(free -> new Term(free.start(), earlier(free.end().minus(turnaround), end)));
    }

    private long most(Stock stock, Instant start) {
        Term term = stock.delegation.type().turnaround().occupied(Term.of(start, question.length()));
        return stock.binned() ? stock.source().most(question.sliver(), question.units(), Term.of(start, question.length()))
                : stock.calendar.largestQuantity(question.sliver(), term, question.units());
    }

    /** Whether so much could ever be there; only then can a load be computed without growing beyond all numbers. */
    private boolean admits(Stock stock, long units) {
        Amounts most = stock.calendar.capacity();
        boolean admits = units <= most.get(0);
        for (int d = 0; admits && d < question.sliver().size(); d++) {
            admits = question.sliver().get(d) <= most.get(d + 1) / units;
        }
        return admits;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** As many as were asked for: those with most units, of these the earliest. */
    private List<Slot> best(List<Slot> all) {
        List<Slot> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparing(Slot::units).reversed().thenComparing(slot -> slot.term().start())
                .thenComparing(Slot::stock));
        if (sorted.size() <= question.most()) {
            return sorted;
        }
        // The earliest of all stays, however few units it has: it is what somebody in a hurry looks for.
        Slot earliest = sorted.stream().min(Comparator.comparing((Slot slot) -> slot.term().start())
                .thenComparing(Comparator.comparing(Slot::units).reversed())).orElseThrow();
        List<Slot> best = new ArrayList<>(sorted.subList(0, question.most()));
        if (!best.contains(earliest)) {
            best.set(best.size() - 1, earliest);
        }
        return best;
    }
}
