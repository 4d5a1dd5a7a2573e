package orca.policies.guest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.ReservationId;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.GuestView.Holding;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.policies.settings.Given;

/**
 * Keeps a number of units by bidding for them in a market, and spends no more than its budget.
 *
 * <p><b>Goals.</b> There are {@code count} units as long as they can be had for {@code most} each hour and the budget lasts; they
 * cost no more than need be.
 *
 * <p><b>Constraints.</b> At no instant are its bids of the last {@code recharge} for what it won, and for what it waits for,
 * together more than {@code budget}. A bid is from {@code least} to {@code most}. One unit is one reservation.
 *
 * <p><b>Settings.</b> Those of {@code keep-count}; and
 * <ul>
 *   <li>{@code budget}: credits, must be given; {@code recharge}: when a credit that was spent is there again (1 hour)
 *   <li>{@code least}, {@code most}: bounds of its bid, in credits per unit and hour (1; the budget)
 *   <li>{@code step}: by how many percent it bids more when it lost (25)
 *   <li>{@code patience}: how much later than at once a unit may come (2 minutes)
 *   <li>{@code ahead}: how long before its end a lease is bid for again (a quarter of its length)
 *   <li>{@code lasts}: for how long a claim of the guest's purse is the market's; if it is given, it pays by claims
 * </ul>
 *
 * <p><b>Algorithm.</b> It begins with the least bid. What it asks for, and each extension, is bid for at the present one. When
 * one is refused the bid is raised by a step, and after {@code retry} it tries again. When two in a row were won it is lowered
 * by half a step. What would go beyond the budget is not asked for until enough has come back; a lease that cannot be paid for
 * ends. Who pays by claims adds one to a bid for what is not there of those before; what they are for comes back when they are
 * over, and they buy as long as a {@code recharge} is left of them.
 *
 * <p><b>State.</b> Its bid, wins in a row, when it lost last, what it has committed, and what it paid by claims.
 *
 * <p><b>Example.</b> {@code count: 2, budget: 100, length: 1h}: it bids 1 for each. Refused, it bids 2 a minute later, then 3,
 * then 4, and so on until it wins; after two wins it bids a little less.
 */
public final class Buy implements GuestController {
    /** The most units that it buys. */
    public static final long MOST = 100;

    private static final List<String> OWN =
            List.of("count", "budget", "recharge", "least", "most", "step", "patience", "ahead", "lasts");
    private static final long RICHEST = 1_000_000_000_000L;
    private static final long HIGHEST = 1_000_000_000L;
    /** How much later than it thinks a claim may be written. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private Optional<Settings> settings = Optional.empty();

    private record Settings(Wants wants, long count, long budget, Duration recharge, long least, long most, long step,
            Duration patience, Duration ahead, Optional<Duration> lasts) {
        /** When what is spent now can be spent again. */
        Duration back() {
            return lasts.orElse(recharge);
        }

        long more(long bid) {
            return Math.min(most, bid + Math.max(1, bid * step / 100));
        }

        long less(long bid) {
            return Math.max(least, bid - Math.max(1, bid * step / 200));
        }

        /** What so long costs at most. */
        static long cost(long bid, Duration length) {
            long hour = Duration.ofHours(1).toMillis();
            long whole = length.toMillis() / hour;
            long part = Math.ceilDiv(bid * (length.toMillis() % hour), hour);
            return whole > (Long.MAX_VALUE - part) / Math.max(1, bid) ? Long.MAX_VALUE : bid * whole + part;
        }
    }

    @Override
    public String name() {
        return "buy";
    }

    @Override
    public void configure(PropertyList given) {
        Given read = new Given(name(), given);
        read.onlyAndHandedOn(Wants.and(OWN));
        Wants wants = Wants.of(read);
        long budget = read.whole("budget", 1, RICHEST, Optional.empty());
        long least = read.whole("least", 0, HIGHEST, Optional.of(1L));
        long most = read.whole("most", least, HIGHEST, Optional.of(Math.max(least, Math.min(HIGHEST, budget))));
        Duration ahead = read.span("ahead", wants.length().dividedBy(4));
        if (ahead.compareTo(wants.length()) >= 0) {
            throw read.no("ahead", "must be less than the length, got " + ahead);
        }
        Duration recharge = read.span("recharge", Duration.ofHours(1));
        Duration patience = read.span("patience", Duration.ofMinutes(2));
        Optional<Duration> lasts = given.get("lasts").map(value -> read.span("lasts", recharge));
        if (lasts.filter(l -> l.compareTo(recharge.plus(patience)) <= 0).isPresent()) {
            throw read.no("lasts", "must be more than recharge and patience together, got " + lasts.get());
        }
        settings = Optional.of(new Settings(wants, read.whole("count", 0, MOST, Optional.empty()), budget, recharge, least,
                most, read.whole("step", 1, 1_000, Optional.of(25L)),
                patience, ahead, lasts));
    }

    @Override
    public GuestPlan propose(GuestView view, Budget budget) {
        if (settings.isEmpty() || budget.spent()) {
            return new GuestPlan(view.slice(), List.of(), Optional.empty());
        }
        Settings set = settings.get();
        Purse before = Purse.of(name(), view.state()).orElseGet(() -> Purse.fresh(set.least()));
        Round round = new Round(set, view, before);
        List<Command.Guest> moves = round.moves();
        Purse after = round.purse();
        return new GuestPlan(view.slice(), moves,
                after.equals(before) && view.state().isPresent() ? Optional.empty() : Optional.of(after.state(name())));
    }

    /** One look at the slice. */
    private static final class Round {
        private final Settings set;
        private final GuestView view;
        private final Instant now;
        private final Map<String, Holding> held = new LinkedHashMap<>();
        private final Map<String, Purse.Purchase> purchases = new LinkedHashMap<>();
        private final List<Purse.Deposit> deposits = new ArrayList<>();
        private long bid;
        private int wins;
        private Instant lostAt;

        Round(Settings set, GuestView view, Purse before) {
            this.set = set;
            this.view = view;
            this.now = Term.grain(view.now());
            this.bid = Math.min(set.most(), Math.max(set.least(), before.bid()));
            this.wins = before.wins();
            this.lostAt = before.lostAt();
            view.holdings().stream().filter(h -> h.demand().type().equals(set.wants().type()))
                    .forEach(h -> held.put(h.id().value(), h));
            before.deposits().stream().filter(d -> d.at().plus(set.back()).plus(SLACK).isAfter(now)).forEach(deposits::add);
            learn(before);
        }

        Purse purse() {
            return new Purse(bid, wins, lostAt, List.copyOf(purchases.values()), deposits);
        }

        /** What became of what it bid for. */
        private void learn(Purse before) {
            boolean lost = false;
            for (Purse.Purchase each : before.purchases()) {
                Holding holding = held.get(each.id());
                Optional<Term> term = Optional.ofNullable(holding).flatMap(Holding::term);
                if (each.won()) {
                    if (each.back().isAfter(now)) {
                        purchases.put(each.key(), each);
                    }
                } else if (term.filter(t -> !t.end().isBefore(each.end())).isPresent()) {
                    Purse.Purchase won = each.won(now.plus(set.back()));
                    purchases.put(won.key(), won);
                    wins++;
                } else if (holding != null && isOpen(holding, term)) {
                    purchases.put(each.key(), each);
                } else {
                    lost = true;
                }
            }
            if (lost) {
                bid = set.more(bid);
                wins = 0;
                lostAt = now;
            } else if (wins >= 2) {
                bid = set.less(bid);
                wins = 0;
            }
        }

        /** Whether the broker has not answered yet. */
        private static boolean isOpen(Holding holding, Optional<Term> term) {
            return term.isEmpty() || holding.state() != ReservationState.ACTIVE && Fleet.isUsed(holding.state());
        }

        private boolean isPending(String id) {
            return purchases.values().stream().anyMatch(each -> each.id().equals(id) && !each.won());
        }

        List<Command.Guest> moves() {
            Fleet fleet = new Fleet(set.wants(), view);
            if (fleet.all() > set.count()) {
                return fleet.towards(set.count(), Fleet.Pace.FRESH).moves();
            }
            List<Command.Guest> moves = new ArrayList<>();
            if (lostAt.isAfter(Instant.EPOCH) && now.isBefore(lostAt.plus(set.wants().retry()))) {
                return moves;
            }
            held.values().forEach(holding -> extension(holding).ifPresent(moves::add));
            List<Command.Wish> wishes = new ArrayList<>();
            for (long missing = set.count() - fleet.all(); missing > 0; missing--) {
                wish().ifPresent(wishes::add);
            }
            if (!wishes.isEmpty()) {
                moves.add(new Command.Request(Optional.empty(), view.slice(), wishes, false, Optional.empty()));
            }
            return moves;
        }

        /** Commits what so long costs at the present bid, if it is there, and says what is bid and paid. */
        private Optional<PropertyList> commit(String id, Duration length, Instant end) {
            long cost = Settings.cost(bid, length);
            long committed = purchases.values().stream().mapToLong(Purse.Purchase::cost).sum();
            Optional<Long> paid = set.lasts().isEmpty() ? Optional.of(0L) : Optional.of(Math.max(0, cost - there()))
                    .filter(more -> more <= set.budget() - deposits.stream().mapToLong(Purse.Deposit::credits).sum()
                            && (more == 0 || deposits.size() < Purse.MOST_DEPOSITS));
            if (cost > set.budget() - committed || purchases.size() >= Purse.MOST_PURCHASES || paid.isEmpty()) {
                return Optional.empty();
            }
            Purse.Purchase purchase = new Purse.Purchase(id, cost, end, Instant.EPOCH);
            purchases.put(purchase.key(), purchase);
            PropertyList words = PropertyList.NONE.with("bid", bid);
            if (paid.get() == 0) {
                return Optional.of(words);
            }
            deposits.add(new Purse.Deposit(paid.get(), now));
            return Optional.of(words.with("pay", paid.get()));
        }

        /**
         * What the market has of it that buys still, when this bid is decided at the latest: claims that last long enough, less
         * what was bid since the first of them.
         */
        private long there() {
            List<Purse.Deposit> good = deposits.stream().filter(d -> !d.at().plus(set.back()).minus(set.recharge())
                    .isBefore(now.plus(set.patience()))).toList();
            Instant since = good.stream().map(Purse.Deposit::at).min(Instant::compareTo).orElse(now);
            long spent = purchases.values().stream().filter(p -> !p.won() || !p.back().minus(set.back()).isBefore(since))
                    .mapToLong(Purse.Purchase::cost).sum();
            return Math.max(0, good.stream().mapToLong(Purse.Deposit::credits).sum() - spent);
        }

        private Optional<Command.Guest> extension(Holding holding) {
            Optional<Term> term = holding.term().filter(t -> holding.state() == ReservationState.ACTIVE
                    && !t.end().isAfter(now.plus(set.ahead())) && t.end().isAfter(now) && !isPending(holding.id().value()));
            Instant until = Term.grain(set.wants().until());
            Optional<Instant> end = term.map(Term::end).filter(until::isAfter).map(at -> at.plus(set.wants().length()))
                    .map(at -> at.isAfter(until) ? until : at);
            return end.flatMap(longer -> commit(holding.id().value(),
                    Duration.between(term.get().end(), longer).multipliedBy(Math.max(1, holding.demand().units())), longer))
                    .map(words -> new Command.Change(Optional.empty(), holding.id(), end, Optional.empty(), Optional.empty(),
                            Optional.empty(), List.of(), words, words.get("pay").isPresent() ? List.of() : List.of("pay")));
        }

        private Optional<Command.Wish> wish() {
            String id = "buy-" + Integer.toString(view.slice().hashCode() & Integer.MAX_VALUE, 36) + "-"
                    + Long.toString(now.toEpochMilli(), 36) + "-" + purchases.size();
            return set.wants().demand(now).flatMap(plain -> commit(id, plain.term().length(), plain.term().end()).map(words -> {
                Instant latest = now.plus(set.patience());
                Instant last = Term.LATEST.minus(plain.term().length());
                Demand demand = new Demand(plain.type(), 1, 1, plain.sliver(), plain.term(), latest.isAfter(last) ? last : latest,
                        Optional.empty(), plain.assurance(), Optional.empty(),
                        plain.properties().overlaid(words));
                return new Command.Wish(Optional.of(new ReservationId(id)), set.wants().brokers().get(0), demand,
                        Optional.empty(), List.of(), List.of());
            }));
        }
    }
}
