package orca.policies.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Told;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/**
 * One look at all that is asked for, the highest bid first.
 *
 * <ol>
 *   <li>Who cannot wait wins what is free beside what higher bids took, or is refused; so does who holds a ticket and wants more.
 *   <li>Who can wait takes its place as early as it is free. If that is now, and the round is over in which it came, it wins.
 *       Otherwise its place is held: a lower bid cannot take it, however pressing. There are {@link #MOST_PLACES} such places.
 *   <li>Who cannot pay its bid takes nothing.
 * </ol>
 * Then the price is known, and the winners commit it.
 */
final class AuctionRound {
    /** The most demands that are looked at; of more, those with the highest bids. */
    static final int MOST_LOOKED_AT = 4_096;
    /** The most places that are held for those who wait. */
    static final int MOST_PLACES = 256;

    private final ProvisioningView view;
    private final Auction.Rules rules;
    private final Credits credits;
    private final Sheet sheet;
    private final Map<Principal, Long> reserved = new LinkedHashMap<>();
    /** Who gets an account by what it won in this round. */
    private final Set<Principal> fresh = new LinkedHashSet<>();
    private final List<Taken> taken = new ArrayList<>();
    private final List<Win> wins = new ArrayList<>();
    private final List<Bid> losers = new ArrayList<>();
    private final List<Choice> choices = new ArrayList<>();
    private int places;

    /** Somebody took something of a sheet that was {@code before}. */
    private record Taken(Sheet before, TypeName type, long bid) {}

    private record Win(Bid bid, Sheet.Offer offer) {}

    AuctionRound(ProvisioningView view, Auction.Rules rules, Credits credits) {
        this.view = view;
        this.rules = rules;
        this.credits = credits;
        this.sheet = new Sheet(view);
    }

    Credits credits() {
        return credits;
    }

    List<Choice> choices() {
        return choices;
    }

    /** False if the budget was spent before all were looked at; nothing is decided then. */
    boolean run(Budget budget) {
        Map<ContractKey, Bid> asked = new LinkedHashMap<>();
        view.bids().forEach(bid -> asked.put(bid.key(), bid));
        view.line().forEach(bid -> asked.put(bid.key(), bid));
        credits.settle(asked, view.claims(), rules.bank(), view.now());
        List<Bid> valid = new ArrayList<>();
        for (Bid bid : asked.values()) {
            objection(bid).ifPresentOrElse(no -> choices.add(new ProvisioningPlan.Refuse(bid.key(), no)), () -> valid.add(bid));
        }
        List<Bid> order = valid.stream().sorted(Comparator.comparingLong((Bid bid) -> price(bid)).reversed()
                .thenComparing(bid -> bid.current().isEmpty())).toList();
        for (Bid bid : order.subList(0, Math.min(order.size(), MOST_LOOKED_AT))) {
            if (budget.spent()) {
                return false;
            }
            look(bid);
        }
        order.stream().skip(MOST_LOOKED_AT).forEach(this::pass);
        losers.forEach(this::lose);
        wins.forEach(this::pay);
        return !budget.spent();
    }

    // ---- bids

    private long price(Bid bid) {
        return bid.demand().properties().get(Auction.PROPERTY)
                .map(value -> value instanceof PropertyValue.Whole(long number) ? number : -1L).orElse(rules.usual());
    }

    private Optional<Refusal> objection(Bid bid) {
        String field = "demand.properties." + Auction.PROPERTY + ": must be ";
        long price = price(bid);
        if (price < 0 || price > Auction.HIGHEST) {
            return Optional.of(Refusal.of(Refusal.Kind.NEVER, field + "a whole number of credits per unit and hour, from 0 to "
                    + Auction.HIGHEST + ", got '" + bid.demand().properties().text(Auction.PROPERTY).orElse("") + "'"));
        }
        if (price < rules.reserve()) {
            return Optional.of(Refusal.of(Refusal.Kind.DENIED, field + "at least " + rules.reserve()
                    + " credits per unit and hour here, got " + price));
        }
        return Optional.empty();
    }

    /**
     * What {@code units} throughout {@code term} come to, at so much for each unit and hour. Who holds a ticket pays for what is
     * more than that from now on.
     */
    private long cost(Bid bid, long price, long units, Term term) {
        long more = bid.current()
                .map(ticket -> units * ahead(term).toMillis() - ticket.units() * ahead(ticket.term()).toMillis())
                .orElseGet(() -> units * term.length().toMillis());
        return more <= 0 ? 0 : Credits.cost(price, Duration.ofMillis(more));
    }

    private Duration ahead(Term term) {
        Instant from = term.start().isBefore(sheet.soonest()) ? sheet.soonest() : term.start();
        return from.isBefore(term.end()) ? Duration.between(from, term.end()) : Duration.ZERO;
    }

    private long left(Principal holder) {
        return credits.spendable(holder) - reserved.getOrDefault(holder, 0L);
    }

    private boolean admits(Principal holder) {
        return credits.has(holder) || fresh.contains(holder) || credits.size() + fresh.size() < Credits.MOST_ACCOUNTS;
    }

    /** The same with no more units than its holder can pay for; empty if that is less than the least. */
    private Optional<Bid> affordable(Bid bid) {
        Demand demand = bid.demand();
        long most = Math.max(0, left(bid.key().holder()));
        long low = demand.minUnits() - 1;
        long high = demand.units();
        while (low < high) {
            long units = low + (high - low + 1) / 2;
            if (cost(bid, price(bid), units, demand.term()) <= most) {
                low = units;
            } else {
                high = units - 1;
            }
        }
        boolean free = cost(bid, price(bid), demand.minUnits(), demand.term()) == 0;
        if (low < demand.minUnits() || !free && !admits(bid.key().holder())) {
            return Optional.empty();
        }
        Demand fewer = low == demand.units() ? demand : new Demand(demand.type(), low, demand.minUnits(), demand.sliver(),
                demand.term(), demand.latestStart(), demand.deadline(), demand.assurance(), demand.site(), demand.properties());
        return Optional.of(new Bid(bid.key(), fewer, bid.current(), bid.since(), bid.approved(), bid.told(),
                bid.lingers()));
    }

    // ---- looking

    /** So many bid more that it was not looked at. */
    private void pass(Bid bid) {
        if (bid.current().isEmpty() && bid.demand().deferrable()) {
            wait(bid, Optional.empty(), Optional.empty(), () -> MOST_LOOKED_AT + " bid more");
        } else {
            losers.add(bid);
        }
    }

    private void look(Bid bid) {
        Demand demand = bid.demand();
        boolean patient = isPatient(bid);
        if (bid.current().isEmpty() && bid.told().isEmpty() && demand.deferrable() && !sheet.couldEver(bid)) {
            choices.add(sheet.refuse(bid));
        } else if (patient && sheet.firstStart(bid).isAfter(sheet.soonest())) {
            Instant start = demand.term().start();
            wait(bid, Optional.of(start), Optional.of(start), () -> "its time has not come");
        } else if (affordable(bid).isEmpty()) {
            poor(bid, patient);
        } else if (patient) {
            stand(bid, affordable(bid).get());
        } else {
            Bid paid = affordable(bid).get();
            sheet.best(paid).ifPresentOrElse(offer -> win(paid, offer), () -> losers.add(bid));
        }
    }

    /** Who can wait takes the earliest place. */
    private void stand(Bid bid, Bid paid) {
        Optional<Sheet.Offer> offer = places < MOST_PLACES ? sheet.best(paid) : Optional.empty();
        boolean now = offer.filter(o -> !o.term().start().isAfter(sheet.soonest())).isPresent();
        if (now && isDue(bid)) {
            win(paid, offer.get());
            return;
        }
        offer.ifPresent(place -> {
            take(paid, place);
            places++;
        });
        if (now) {
            wait(bid, Optional.of(ends(bid)), Optional.of(ends(bid)), () -> "its round ends then");
        } else {
            losers.add(bid);
            Optional<Instant> start = offer.map(place -> place.term().start());
            wait(bid, start, start, () -> "higher bids come before its own" + would(bid));
        }
    }

    /** Whether it can wait for the end of its round at least. */
    private boolean isPatient(Bid bid) {
        return bid.current().isEmpty() && bid.demand().deferrable()
                && (isDue(bid) || !ends(bid).isAfter(bid.demand().lastStart()));
    }

    private boolean isDue(Bid bid) {
        return !ends(bid).isAfter(view.now());
    }

    /** The end of the round in which it came. */
    private Instant ends(Bid bid) {
        long round = rules.round().toMillis();
        return Instant.ofEpochMilli((Math.floorDiv(bid.since().toEpochMilli(), round) + 1) * round);
    }

    private void win(Bid bid, Sheet.Offer offer) {
        long most = cost(bid, price(bid), offer.units(), offer.term());
        reserved.merge(bid.key().holder(), most, Long::sum);
        if (most > 0 && !credits.has(bid.key().holder())) {
            fresh.add(bid.key().holder());
        }
        take(bid, offer);
        wins.add(new Win(bid, offer));
    }

    private void take(Bid bid, Sheet.Offer offer) {
        taken.add(new Taken(sheet.copy(), bid.demand().type(), price(bid)));
        sheet.take(bid, offer);
    }

    private void poor(Bid bid, boolean patient) {
        Principal holder = bid.key().holder();
        Demand demand = bid.demand();
        long cost = cost(bid, price(bid), demand.minUnits(), demand.term());
        Optional<Instant> rich = credits.affords(holder, cost, view.now())
                .map(at -> at.isAfter(view.now()) ? at : view.now().plus(rules.round()));
        if (!admits(holder)) {
            choices.add(new ProvisioningPlan.Refuse(bid.key(), Refusal.of(Refusal.Kind.NOT_NOW,
                    "the market keeps " + Credits.MOST_ACCOUNTS + " accounts, and all are in use")));
            return;
        }
        String reason = "its bid of " + price(bid) + " for each unit and hour is " + cost + " credits; "
                + Math.max(0, left(holder)) + " of " + credits.budget(holder) + " are spendable"
                + rich.map(at -> ", enough at " + at).orElse("") + credits.objection(holder);
        if (patient && rich.filter(at -> !at.isAfter(demand.lastStart())).isPresent()) {
            wait(bid, Optional.empty(), rich, () -> reason);
        } else {
            choices.add(new ProvisioningPlan.Refuse(bid.key(), Refusal.of(Refusal.Kind.DENIED, reason)));
        }
    }

    /** What it is told already is not said again, unless its time is over. */
    private void wait(Bid bid, Optional<Instant> estimate, Optional<Instant> again, Supplier<String> reason) {
        Optional<Told> told = bid.told();
        boolean over = told.flatMap(Told::again).filter(at -> !at.isAfter(view.now())).isPresent();
        boolean same = told.filter(t -> t.estimate().equals(estimate) && t.again().equals(again)).isPresent();
        if (told.isEmpty() || over || !same) {
            choices.add(new ProvisioningPlan.Wait(bid.key(), estimate, again, reason.get()));
        }
    }

    // ---- prices

    /** Who can wait was answered already. */
    private void lose(Bid bid) {
        if (isPatient(bid) || !(sheet.refuse(bid) instanceof ProvisioningPlan.Refuse(var key, Refusal no))) {
            return;
        }
        choices.add(new ProvisioningPlan.Refuse(key, new Refusal(no.kind(), no.reason() + would(bid), no.alternative())));
    }

    /** The bid with which it would have won: just above the lowest of those that leave it no room. */
    private String would(Bid bid) {
        List<Taken> higher = taken.stream().filter(t -> t.type().equals(bid.demand().type())).toList();
        int fits = -1;
        int not = higher.size();
        while (not - fits > 1) {
            int middle = (fits + not) / 2;
            if (wins(higher.get(middle).before(), bid)) {
                fits = middle;
            } else {
                not = middle;
            }
        }
        if (fits < 0) {
            return higher.isEmpty() ? "" : "; no bid would win that, others hold it";
        }
        return "; a bid of " + (higher.get(fits).bid() + 1) + " for each unit and hour would win now";
    }

    private boolean wins(Sheet before, Bid bid) {
        return before.best(bid).filter(offer -> bid.current().isPresent() || !bid.demand().deferrable()
                || !offer.term().start().isAfter(before.soonest())).isPresent();
    }

    private void pay(Win win) {
        TypeName type = win.bid().demand().type();
        long highest = losers.stream().filter(bid -> bid.demand().type().equals(type)).mapToLong(this::price).max().orElse(0);
        long price = Math.min(price(win.bid()), Math.max(rules.reserve(), highest));
        long cost = cost(win.bid(), price, win.offer().units(), win.offer().term());
        List<String> claims = credits.commit(win.bid(), cost);
        Principal holder = win.bid().key().holder();
        choices.add(new ProvisioningPlan.Grant(win.bid().key(), win.offer().source().delegation().id(), win.offer().units(),
                win.offer().term(), Auction.terms(cost, price) + "; "
                        + credits.spendable(holder) + " of " + credits.budget(holder) + " are left"
                        + (claims.isEmpty() ? "" : "; by " + String.join(", ", claims))));
    }
}
