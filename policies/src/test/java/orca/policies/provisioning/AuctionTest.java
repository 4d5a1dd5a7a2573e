package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.core.contract.Principal;
import orca.core.policy.PolicyState;
import orca.core.policy.ProvisioningPolicy;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.testkit.ProvisioningPolicyContract;
import org.junit.jupiter.api.Test;

class AuctionTest extends ProvisioningPolicyContract {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration NOW = Duration.ZERO;
    private static final Duration DAY = Duration.ofHours(24);
    private static final PropertyList BUDGET = PropertyList.NONE.with("budget", 100);

    @Override
    protected ProvisioningPolicy policy() {
        return new Auction();
    }

    private static Instant at(String time) {
        return Instant.parse("2030-01-01T" + time + ":00Z");
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        Bazaar market = new Bazaar(1, BUDGET).asks("a", "a1", 5, 1, HOUR, DAY).asks("b", "b1", 3, 1, HOUR, DAY)
                .asks("c", "c1", 2, 1, HOUR, DAY).ask().until(at("10:02"));

        assertThat(market.said).containsEntry("a1", "for 3 credits, 3 for each unit and hour; 97 of 100 are left")
                .containsEntry("b1", "waits: higher bids come before its own; a bid of 6 for each unit and hour would win now");
        assertThat(market.until(at("11:03")).said)
                .containsEntry("b1", "for 2 credits, 2 for each unit and hour; 98 of 100 are left");
    }

    @Test
    void whoCannotWaitWinsAgainstLowerBidsThatWait() {
        Bazaar market = new Bazaar(1, BUDGET).asks("a", "patient", 5, 1, HOUR, DAY).ask().asks("b", "low", 4, 1, HOUR, NOW)
                .asks("c", "high", 6, 1, HOUR, NOW).ask();

        assertThat(market.said.get("high")).startsWith("for 5 credits");
        assertThat(market.said.get("low")).startsWith("refused: 1 units of 'tag' are not free")
                .endsWith("; a bid of 7 for each unit and hour would win now");
    }

    @Test
    void theBidThatARefusalNamesWouldHaveWon() {
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            Bazaar market = crowd(dice);
            market.asks("late", "late", 0, 3, HOUR, NOW).ask();
            String said = market.said.get("late");
            if (said.contains("a bid of ")) {
                long price = Long.parseLong(said.replaceAll(".*a bid of ([0-9]+) .*", "$1"));
                Bazaar better = crowd(new SplittableRandom(seed));
                better.asks("late", "late", price, 3, HOUR, NOW).ask();
                assertThat(better.said.get("late")).as("seed %s", seed).startsWith("for ");
                Bazaar less = crowd(new SplittableRandom(seed));
                less.asks("late", "late", price - 1, 3, HOUR, NOW).ask();
                assertThat(less.said.get("late")).as("seed %s, one less", seed).startsWith("refused");
            }
        }
    }

    private static Bazaar crowd(SplittableRandom dice) {
        Bazaar market = new Bazaar(6, PropertyList.NONE.with("budget", 1000));
        for (int i = 0; i < 6; i++) {
            market.asks("h" + i, "r" + i, dice.nextInt(1, 20), dice.nextInt(1, 5), HOUR, NOW);
        }
        return market;
    }

    @Test
    void anExtensionIsABidForWhatItAdds() {
        Bazaar market = new Bazaar(1, BUDGET.with("reserve", 2)).asks("a", "a1", 5, 1, HOUR, NOW).ask();
        assertThat(market.spendable("a", 100)).as("nobody else bid: the reserve").isEqualTo(98);
        market.now = at("10:30");
        market.changes("a1", 5, 1, at("12:00")).ask();
        assertThat(market.spendable("a", 100)).as("an hour more").isEqualTo(96);

        market.asks("b", "b1", 4, 1, HOUR, DAY).ask().changes("a1", 3, 1, at("13:00")).ask();
        assertThat(market.said.get("a1")).startsWith("refused").endsWith("; a bid of 5 for each unit and hour would win now");
        assertThat(market.changes("a1", 5, 1, at("13:00")).ask().said.get("a1")).startsWith("for 4 credits");
    }

    @Test
    void whatWasCommittedIsSpendableAgainARechargeTimeLater() {
        Bazaar market = new Bazaar(10, BUDGET.with("reserve", 10)).asks("a", "a1", 10, 10, HOUR, NOW).ask();
        assertThat(market.spendable("a", 100)).isZero();
        market.now = at("10:30");
        market.asks("a", "hasty", 10, 1, HOUR, NOW).asks("a", "patient", 10, 1, HOUR, DAY).asks("a", "dear", 10, 11, HOUR, DAY)
                .ask();

        assertThat(market.said).containsEntry("hasty", "refused: its bid of 10 for each unit and hour is 10 credits; "
                + "0 of 100 are spendable, enough at 2030-01-01T11:00:00Z").hasEntrySatisfying("patient",
                        said -> assertThat(said).startsWith("waits: its bid of 10"));
        assertThat(market.said.get("dear")).as("there never are so many").startsWith("refused: 11 units");
        market.until(at("11:00"));
        assertThat(market.sales).extracting(Bazaar.Sale::name).containsExactly("a1", "patient");
    }

    @Test
    void whoHasNotEnoughForAllGetsAsManyAsItCanPayIfThatIsEnough() {
        Bazaar market = new Bazaar(20, BUDGET.with("reserve", 10))
                .asks("a", "a1", 20, 3, HOUR, NOW, PropertyList.NONE.with("bid", 10)).ask();

        assertThat(market.sales).extracting(Bazaar.Sale::units).containsExactly(10L);
    }

    @Test
    void bidsThatAreNoneAreRefusedByName() {
        Bazaar market = new Bazaar(5, BUDGET.with("reserve", 2))
                .asks("a", "words", 1, 1, HOUR, NOW, PropertyList.of("bid", "much"))
                .asks("a", "below", -1, 1, HOUR, NOW).asks("a", "huge", Auction.HIGHEST + 1, 1, HOUR, NOW)
                .asks("a", "low", 1, 1, HOUR, NOW).asks("a", "none", 1, 1, HOUR, NOW, PropertyList.NONE).ask();

        String rule = "refused: demand.properties.bid: must be a whole number of credits per unit and hour, from 0 to 1000000000";
        assertThat(market.said).containsEntry("words", rule + ", got 'much'").containsEntry("below", rule + ", got '-1'")
                .containsEntry("huge", rule + ", got '1000000001'").containsEntry("low",
                        "refused: demand.properties.bid: must be at least 2 credits per unit and hour here, got 1");
        assertThat(market.said.get("none")).startsWith("refused: demand.properties.bid: must be at least 2");
    }

    @Test
    void theLargestBidForTheLargestDemandOverflowsNothing() {
        Bazaar market = new Bazaar(10_000, PropertyList.NONE.with("budget", Auction.RICHEST))
                .asks("a", "a1", Auction.HIGHEST, 10_000, Duration.ofHours(70), NOW).ask();

        assertThat(market.said.get("a1")).startsWith(
                "refused: its bid of 1000000000 for each unit and hour is 700000000000000 credits");
        assertThat(Credits.cost(Auction.HIGHEST, Duration.ofMillis(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    }

    /** Credits are conserved, and what is committed is what was paid within a recharge time, whatever came to nothing. */
    @Test
    void overManyMarketsCreditsAreConservedAndNobodySpendsOrHasMoreThanItsBudget() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            Bazaar market = new Bazaar(4, BUDGET.with("budgets", "b=40").with("reserve", dice.nextInt(3))
                    .with("recharge", new PropertyValue.Span(Duration.ofMinutes(20))));
            market.mishaps = Optional.of(dice.split());
            for (int minute = 0; minute < 60; minute += 2) {
                if (dice.nextInt(3) < 2) {
                    String holder = List.of("a", "b", "c").get(dice.nextInt(3));
                    int units = dice.nextInt(1, 5);
                    market.asks(holder, "r" + minute, units, dice.nextInt(1, units + 1), Duration.ofMinutes(dice.nextInt(1, 60)),
                            Duration.ofMinutes(dice.nextInt(3) * 10), PropertyList.NONE.with("bid", dice.nextInt(30)));
                }
                market.now = market.now.plusSeconds(120);
                market.ask();
                assertConserved(market, "seed " + seed + ", minute " + minute);
            }
        }
    }

    private static void assertConserved(Bazaar market, String when) {
        for (Auction.Purse purse : market.purses()) {
            if (purse.spendable() + purse.committed() != purse.issued() || purse.spendable() < 0) {
                throw new AssertionError(when + ": " + purse);
            }
        }
        for (String holder : List.of("a", "b", "c")) {
            long budget = holder.equals("b") ? 40 : 100;
            long paid = market.sales.stream().filter(s -> s.holder().equals(holder))
                    .filter(s -> s.at().plus(Duration.ofMinutes(20)).isAfter(market.now)).mapToLong(Bazaar.Sale::credits).sum();
            if (market.spendable(holder, budget) > budget - paid) {
                throw new AssertionError(when + ": " + holder + " paid " + paid + " within a recharge time and can spend "
                        + market.spendable(holder, budget));
            }
        }
    }

    @Test
    void whatWasCommittedForNothingIsGivenBackAtTheNextQuestion() {
        Bazaar market = new Bazaar(1, BUDGET.with("reserve", 10)).asks("a", "a1", 10, 1, HOUR, NOW);
        market.mishaps = Optional.of(() -> 0L); // always the worst
        market.ask().ask().ask();

        assertThat(market.sales).isEmpty();
        assertThat(market.spendable("a", 100)).as("ten for the last grant, none for those before").isEqualTo(90);
    }

    /** The others bid all they have, always; it bids more than all their credits could pay for all units all the time. */
    @Test
    void nobodyStarves() {
        for (int seed = 0; seed < 3; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            Bazaar market = new Bazaar(2, BUDGET);
            int made = 0;
            // Three others with 100 each hour: 150 for each unit and hour at most. Two bids of 50 are all of its own.
            for (int minute = 0; minute < 400; minute++) {
                for (String other : List.of("x", "y", "z")) {
                    if (market.waiting.values().stream().noneMatch(b -> b.key().holder().value().equals(other))) {
                        market.asks(other, other + made++, dice.nextInt(200, 2000), 1, Duration.ofMinutes(dice.nextInt(3, 30)),
                                DAY);
                    }
                }
                if (market.waiting.values().stream().noneMatch(b -> b.key().holder().value().equals("steady"))) {
                    market.asks("steady", "s" + made++, 160, 1, Duration.ofMinutes(30), DAY);
                }
                market.now = market.now.plusSeconds(60);
                market.ask();
            }
            List<Instant> won = market.sales.stream().filter(s -> s.holder().equals("steady")).map(Bazaar.Sale::at).toList();
            Instant last = TEN;
            for (Instant each : won) {
                assertThat(Duration.between(last, each)).as("seed %s: %s", seed, won)
                        .isLessThanOrEqualTo(Duration.ofMinutes(60 + 60 + 30 + 2));
                last = each;
            }
            assertThat(won).as("seed %s", seed).hasSizeGreaterThan(2);
        }
    }

    @Test
    void whatItRemembersIsBoundedAndWhoComesLastIsToldSo() {
        Bazaar market = new Bazaar(9_000, BUDGET.with("reserve", 1).with("recharge", new PropertyValue.Span(DAY)));
        for (int round = 0; round < 15; round++) {
            for (int i = 0; i < 450; i++) {
                market.asks(Integer.toHexString(0x10000000 + i).repeat(8), "r" + round + "-" + i, 1, 1, HOUR, NOW);
            }
            market.now = market.now.plusSeconds(61);
            market.ask();
        }

        assertThat(market.purses().size()).isEqualTo(Credits.MOST_ACCOUNTS);
        assertThat(market.state.orElseThrow().text()).hasSizeLessThan(PolicyState.MAX_TEXT);
        assertThat(market.said.get("r0-449")).isEqualTo("refused: the market keeps 400 accounts, and all are in use");
        market.purses().forEach(p -> assertThat(p.spendable() + p.committed()).isEqualTo(p.issued()));
        market.now = market.now.plus(Duration.ofHours(28));
        assertThat(market.asks("late", "late", 1, 1, HOUR, NOW).ask().said.get("late")).startsWith("for 1 credits");
    }

    @Test
    void aSmallerBudgetIsTakenInWhenItIsSpendableAgain() {
        Bazaar market = new Bazaar(10, BUDGET.with("reserve", 10)).asks("a", "a1", 10, 10, HOUR, NOW).ask();
        Bazaar smaller = new Bazaar(10, PropertyList.NONE.with("budget", 30));
        smaller.state = market.state;
        smaller.asks("a", "free", 0, 1, HOUR, NOW).asks("a", "dear", 1, 1, HOUR, NOW).ask();

        assertThat(smaller.purses()).containsExactly(new Auction.Purse(new Principal("a"), 30, -70, 100));
        assertThat(smaller.said.get("dear")).startsWith("refused: its bid of 1");
        assertThat(smaller.sales).extracting(Bazaar.Sale::name).containsExactly("free");
    }

    /** A configuration file and a command have words and whole numbers only. */
    @Test
    void theSettingsOfItsPageAreTaken() {
        PropertyList page = PropertyList.of("budgets", "9c1f03ab=5000").with("budget", 1000).with("recharge", "4h")
                .with("round", "1m").with("reserve", 1);
        assertThatCode(() -> new Auction().configure(page)).doesNotThrowAnyException();
        assertThatCode(() -> new Auction().configure(page.with("recharge", "PT4H"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> new Auction().configure(page.with("round", "5h")))
                .hasMessage("auction.round: must be at most auction.recharge, PT4H, got PT5H");
        assertThatThrownBy(() -> new Auction().configure(page.with("recharge", "soon"))).hasMessage(
                "auction.recharge: must be a length of time such as 90s or 1h30m, from 1 second to 365 days, got soon");
    }

    @Test
    void settingsThatAreNoneAreRefusedByName() {
        assertThatThrownBy(() -> new Auction().configure(PropertyList.of("budget", "much")))
                .hasMessage("auction.budget: must be a whole number from 0 to 1000000000000, got much");
        PropertyList slow = PropertyList.NONE.with("round", new PropertyValue.Span(Duration.ofHours(2)));
        assertThatThrownBy(() -> new Auction().configure(slow))
                .hasMessage("auction.round: must be at most auction.recharge, PT1H, got PT2H");
        assertThatThrownBy(() -> new Auction().configure(PropertyList.of("budgets", "a=-1")))
                .hasMessage("auction.budgets.a: must be from 0 to 1000000000000, got -1");
        assertThatThrownBy(() -> new Auction().configure(PropertyList.NONE.with("coins", 1))).hasMessage(
                "auction.coins: not a setting; there are [budget, budgets, recharge, round, reserve, usual, bank]");
    }
}
