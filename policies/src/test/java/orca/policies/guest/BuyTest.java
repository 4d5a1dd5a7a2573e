package orca.policies.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.LeasedUnit;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.GuestView.Holding;
import orca.core.policy.PolicyState;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.testkit.GuestControllerContract;
import org.junit.jupiter.api.Test;

class BuyTest extends GuestControllerContract {
    private static final PropertyList SETTINGS = PropertyList.of("broker", "east").with("type", "vm").with("length", "1h")
            .with("count", 2L).with("budget", 100L);

    @Override
    protected GuestController controller() {
        return made(ModelSlice.settings("broker0").with("count", 3L).with("budget", 1000L));
    }

    private static GuestController made(PropertyList settings) {
        Buy controller = new Buy();
        controller.configure(settings);
        return controller;
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(GuestController.class)).anyMatch(found -> found.name().equals("buy"));
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        Stall stall = new Stall(SETTINGS, () -> 4).play(Duration.ofMinutes(30));

        assertThat(stall.bids).startsWith(1L, 1L, 2L, 2L, 3L, 3L, 4L, 4L);
        assertThat(stall.inUse()).isEqualTo(2);
        assertThat(stall.memory()).as("after two wins").startsWith("3 ");
    }

    @Test
    void whatIsLostIsBidForHigherAndWhatIsWonLower() {
        long[] price = {20};
        Stall stall = new Stall(SETTINGS.with("budget", 1000L).with("least", 5L), () -> price[0]).play(Duration.ofHours(4));
        assertThat(stall.inUse()).isEqualTo(2);
        assertThat(stall.bids.get(stall.bids.size() - 1)).isBetween(14L, 30L);
        price[0] = 50;
        stall.play(Duration.ofHours(4));
        assertThat(stall.inUse()).isEqualTo(2);
        price[0] = 1;
        stall.play(Duration.ofHours(40));
        assertThat(stall.bids.get(stall.bids.size() - 1)).as("as low as it may").isEqualTo(5);
    }

    @Test
    void whatTheBudgetDoesNotCoverIsNotAskedForAndItsLeaseEnds() {
        Stall stall = new Stall(SETTINGS.with("least", 60L).with("most", 60L), () -> 0).play(Duration.ofMinutes(20));
        assertThat(stall.inUse()).as("100 is enough for one at 60").isEqualTo(1);
        assertThat(stall.bids).containsExactly(60L);
        stall.play(Duration.ofHours(6));
        assertThat(stall.inUse()).as("it comes back and is bought again").isEqualTo(1);
    }

    @Test
    void whoPaysByClaimsPaysWhatIsNotThereAndNeverMoreThanItsBudget() {
        PropertyList claims = SETTINGS.with("lasts", "2h").with("least", 5L);
        Stall stall = new Stall(claims, () -> 5).play(Duration.ofMinutes(30));
        assertThat(stall.inUse()).isEqualTo(2);
        assertThat(stall.paid).extracting(p -> p.value).as("one for each unit").containsExactly(5L, 5L);
        stall.play(Duration.ofHours(30));
        assertThat(stall.inUse()).isEqualTo(2);
        assertThat(stall.poor).as("bids that the market could not take").isZero();

        long[] price = {5};
        SplittableRandom dice = new SplittableRandom(7);
        Stall wild = new Stall(claims, () -> price[0]);
        for (int hour = 0; hour < 60; hour++) {
            price[0] = dice.nextLong(1, 40);
            wild.play(Duration.ofHours(1));
        }
        assertThat(wild.poor).isZero();
        assertThat(wild.paid).hasSizeGreaterThan(20);
    }

    @Test
    void claimsMustLastLongerThanTheyBuy() {
        assertThatThrownBy(() -> made(SETTINGS.with("lasts", "1h"))).hasMessage(
                "buy.lasts: must be more than recharge and patience together, got PT1H");
    }

    @Test
    void itNeverBidsMoreThanItsMost() {
        Stall stall = new Stall(SETTINGS.with("most", 7L), () -> 9).play(Duration.ofHours(2));

        assertThat(stall.bids).allMatch(bid -> bid <= 7).contains(7L);
        assertThat(stall.inUse()).isZero();
    }

    /** The market's price goes up and down at random; what was committed within a recharge time is never more than the budget. */
    @Test
    void whateverPricesDoItNeverCommitsMoreThanItsBudget() {
        for (int seed = 0; seed < 10; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            long[] price = {10};
            Stall stall = new Stall(SETTINGS.with("count", 4L).with("budget", dice.nextLong(40, 400)), () -> price[0]);
            for (int hour = 0; hour < 8; hour++) {
                price[0] = Math.max(0, price[0] + dice.nextInt(-15, 20));
                stall.play(Duration.ofMinutes(30 + dice.nextInt(60)));
            }
            assertThat(stall.won).as("seed %s", seed).isNotEmpty();
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedByName() {
        assertThatThrownBy(() -> made(SETTINGS.with("budget", 0L))).hasMessageContaining("buy.budget: must be");
        assertThatThrownBy(() -> made(SETTINGS.with("least", 5L).with("most", 4L))).hasMessageContaining("buy.most: must be");
        assertThatThrownBy(() -> made(SETTINGS.with("ahead", "1h"))).hasMessageContaining("buy.ahead: must be less");
        assertThatThrownBy(() -> made(SETTINGS.with("coins", 1L))).hasMessageContaining("buy.coins: not a setting");
    }

    /** A market with a price, a minute from a bid to its answer, and the controller made anew for each question. */
    private static final class Stall {
        private final PropertyList settings;
        private final LongSupplier price;
        private final Map<String, Holding> holdings = new LinkedHashMap<>();
        private final Map<String, Instant> answers = new LinkedHashMap<>();
        private final List<Long> bids = new ArrayList<>();
        private final Map<Instant, Long> won = new LinkedHashMap<>();
        private final List<Paid> paid = new ArrayList<>();
        private int poor;
        private Optional<PolicyState> state = Optional.empty();
        private Instant now = ModelSlice.NOON;

        Stall(PropertyList settings, LongSupplier price) {
            this.settings = settings;
            this.price = price;
        }

        /** A claim as the market has it. */
        private static final class Paid {
            private final Instant end;
            private final long value;
            private long left;

            Paid(Instant end, long value) {
                this.end = end;
                this.value = value;
                this.left = value;
            }
        }

        /** Whether so much is there of claims of which an hour is left, where it pays by claims; it is gone then. */
        private boolean spends(long cost) {
            if (settings.get("lasts").isEmpty()) {
                return true;
            }
            List<Paid> good = paid.stream().filter(p -> !p.end.isBefore(now.plus(Duration.ofHours(1)))).toList();
            if (good.stream().mapToLong(p -> p.left).sum() < cost) {
                poor++;
                return false;
            }
            long open = cost;
            for (Paid each : good) {
                long part = Math.min(open, each.left);
                each.left -= part;
                open -= part;
            }
            return true;
        }

        String memory() {
            return state.orElseThrow().text();
        }

        long inUse() {
            return holdings.values().stream().filter(h -> h.state() == ReservationState.ACTIVE).count();
        }

        Stall play(Duration length) {
            for (Instant end = now.plus(length); now.isBefore(end); now = now.plusSeconds(30)) {
                holdings.values().removeIf(h -> h.term().filter(t -> t.endedAt(now)).isPresent());
                answers.entrySet().stream().filter(e -> !e.getValue().isAfter(now)).map(Map.Entry::getKey).toList()
                        .forEach(this::answer);
                GuestPlan plan = made(settings).propose(
                        new GuestView(now, "web", List.copyOf(holdings.values()), List.of(), state), Budget.UNLIMITED);
                state = plan.state().or(() -> state);
                plan.moves().forEach(this::take);
                long budget = settings.whole("budget").orElseThrow();
                long committed = won.entrySet().stream().filter(e -> e.getKey().plus(Duration.ofHours(1)).isAfter(now))
                        .mapToLong(Map.Entry::getValue).sum();
                if (committed > budget) {
                    throw new AssertionError(now + ": " + committed + " of " + budget + " are committed: " + won);
                }
            }
            return this;
        }

        private void take(Command.Guest move) {
            switch (move) {
                case Command.Request request -> request.wishes().forEach(wish -> ask(wish.id().orElseThrow(), wish.demand(),
                        Optional.empty()));
                case Command.Change change -> {
                    Holding before = holdings.get(change.id().value());
                    Demand demand = before.demand().with(
                            before.demand().properties().without(change.dropped()).overlaid(change.set()));
                    ask(change.id(), demand.with(1, 1, demand.sliver(), demand.term().endingAt(change.end().orElseThrow())),
                            before.term());
                }
                case Command.Close close -> holdings.remove(close.id().value());
            }
        }

        private void ask(ReservationId id, Demand demand, Optional<Term> term) {
            bids.add(demand.properties().whole("bid").orElseThrow());
            demand.properties().whole("pay").ifPresent(credits ->
                    paid.add(new Paid(now.plusSeconds(2).plus(settings.span("lasts").orElseThrow()), credits)));
            long out = paid.stream().filter(p -> p.end.isAfter(now)).mapToLong(p -> p.value).sum();
            assertThat(out).as("what its purse has promised").isLessThanOrEqualTo(settings.whole("budget").orElseThrow());
            put(id, demand, term, term.isEmpty() ? ReservationState.TICKETING : ReservationState.EXTENDING_TICKET);
            answers.put(id.value(), now.plusSeconds(60));
        }

        private void answer(String id) {
            answers.remove(id);
            Holding holding = holdings.get(id);
            if (holding == null) {
                return;
            }
            long bid = holding.demand().properties().whole("bid").orElseThrow();
            Duration length = Duration.between(holding.term().map(Term::end).orElse(holding.demand().term().start()),
                    holding.demand().term().end());
            if (bid >= price.getAsLong() && spends(Math.ceilDiv(price.getAsLong() * length.toMillis(), 3_600_000L))) {
                won.merge(now, Math.ceilDiv(bid * length.toMillis(), 3_600_000L), Long::sum);
                put(holding.id(), holding.demand(), Optional.of(holding.demand().term()), ReservationState.ACTIVE);
            } else if (holding.term().isPresent()) {
                put(holding.id(), holding.demand(), holding.term(), ReservationState.ACTIVE);
            } else {
                holdings.remove(id);
            }
        }

        private void put(ReservationId id, Demand demand, Optional<Term> term, ReservationState state) {
            holdings.put(id.value(), new Holding(id, new Principal("east"), state, demand, term, term.isEmpty() ? List.of()
                    : List.of(new LeasedUnit(new UnitId(id.value() + "-u"), "host", Amounts.EMPTY, UnitState.READY,
                            PropertyList.NONE)), ""));
        }
    }
}
