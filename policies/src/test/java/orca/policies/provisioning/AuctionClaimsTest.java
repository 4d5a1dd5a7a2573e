package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import org.junit.jupiter.api.Test;

/** A market that is paid by claims on credits of a bank. */
class AuctionClaimsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Dimension CREDITS = new Dimension("credits", "credits");
    private static final PropertyList SETTINGS = PropertyList.NONE.with("budget", 0).with("bank", "bank").with("reserve", 10);

    private static TicketChain claim(
            String bank, List<Dimension> dimensions, String payer, String name, long credits, Term term) {
        ResourceType type = new ResourceType(new TypeName("credit"), dimensions, Turnaround.NONE);
        Amounts sliver = dimensions.size() == 1 ? Amounts.of(credits) : Amounts.zero(dimensions.size());
        Delegation budget = new Delegation(new DelegationId("budget"), 1, new Principal(bank), new Principal(payer), type,
                sliver.load(1).plus(sliver.load(1)), sliver, new Term(Term.EARLIEST, Term.LATEST), 100, PropertyList.NONE);
        return new TicketChain(DelegationChain.of(budget), new Ticket(new ReservationId(name), 1, new Principal(payer), BROKER,
                budget.id(), type.name(), 1, 1, sliver, Assurance.RESERVED, term, PropertyList.NONE));
    }

    private static TicketChain claim(String payer, String name, long credits, Instant at, Duration lasts) {
        return claim("bank", List.of(CREDITS), payer, name, credits, Term.of(at, lasts));
    }

    private static Map<String, Long> left(Bazaar bazaar) {
        Map<String, Long> left = new LinkedHashMap<>();
        bazaar.state.map(Auction::deposits).orElse(List.of()).forEach(d -> left.put(d.claim().value(), d.left()));
        return left;
    }

    @Test
    void whoHasNoAccountBuysWithAClaimAndTheRestOfItWithTheNextBid() {
        Bazaar bazaar = new Bazaar(2, SETTINGS);
        bazaar.asks("ada", "a", 30, 1, HOUR, Duration.ZERO).ask();
        assertThat(bazaar.said.get("a")).startsWith("refused: its bid of 30 for each unit and hour is 30 credits; 0 of 0 are");

        bazaar.claims.add(claim("ada", "pay1", 45, TEN, Duration.ofMinutes(90)));
        bazaar.asks("ada", "a", 30, 1, HOUR, Duration.ZERO).ask();
        assertThat(bazaar.said.get("a")).isEqualTo("for 10 credits, 10 for each unit and hour; 35 of 45 are left; by pay1");
        assertThat(left(bazaar)).isEqualTo(Map.of("pay1", 35L));
        bazaar.asks("ada", "b", 30, 1, HOUR, Duration.ZERO).ask();
        assertThat(bazaar.said.get("b")).isEqualTo("for 10 credits, 10 for each unit and hour; 25 of 45 are left; by pay1");
        assertThat(bazaar.purses()).as("nothing is owed to an account").isEmpty();
    }

    @Test
    void aClaimIsCreditedOnceHoweverOftenItIsShown() {
        Bazaar bazaar = new Bazaar(20, SETTINGS);
        bazaar.claims.add(claim("ada", "pay1", 25, TEN, Duration.ofMinutes(90)));
        for (int i = 0; i < 6; i++) {
            bazaar.asks("ada", "a" + i, 10, 1, HOUR, Duration.ZERO).ask();
            bazaar.now = bazaar.now.plusSeconds(60);
        }
        assertThat(bazaar.tickets).hasSize(2);
        assertThat(left(bazaar)).isEqualTo(Map.of("pay1", 5L));
    }

    @Test
    void aClaimBuysAsLongAsARechargeTimeIsLeftOfItAndIsForgottenWhenItIsOver() {
        Bazaar bazaar = new Bazaar(20, SETTINGS);
        bazaar.claims.add(claim("ada", "pay1", 100, TEN, Duration.ofMinutes(90)));
        bazaar.asks("ada", "a", 10, 1, HOUR, Duration.ZERO).ask();
        bazaar.now = TEN.plus(Duration.ofMinutes(30));
        bazaar.asks("ada", "b", 10, 1, HOUR, Duration.ZERO).ask();
        bazaar.now = bazaar.now.plusMillis(1);
        bazaar.asks("ada", "c", 10, 1, HOUR, Duration.ZERO).ask();
        assertThat(bazaar.tickets).containsOnlyKeys("a", "b");
        assertThat(left(bazaar)).isEqualTo(Map.of("pay1", 80L));
        bazaar.now = TEN.plus(Duration.ofMinutes(90));
        bazaar.asks("ada", "d", 10, 1, HOUR, Duration.ZERO).ask();
        assertThat(left(bazaar)).isEmpty();
        assertThat(bazaar.tickets).containsOnlyKeys("a", "b");
    }

    @Test
    void whatCannotBeTakenIsToldToWhoPaid() {
        Map<TicketChain, String> flaws = new LinkedHashMap<>();
        Term good = Term.of(TEN, Duration.ofMinutes(90));
        flaws.put(claim("forger", List.of(CREDITS), "ada", "x", 9, good), "its bank is forger, and bank is trusted here");
        flaws.put(claim("bank", List.of(), "ada", "x", 9, good), "credits have one dimension");
        flaws.put(claim("bank", List.of(CREDITS), "ada", "x", 9, Term.of(TEN.plusSeconds(6), Duration.ofHours(2))),
                "it begins at " + TEN.plusSeconds(6));
        flaws.put(claim("bank", List.of(CREDITS), "ada", "x", 9, Term.of(TEN, Duration.ofMinutes(59))),
                "less than PT1H are left of it");
        flaws.forEach((claim, flaw) -> {
            Bazaar bazaar = new Bazaar(2, SETTINGS);
            bazaar.claims.add(claim);
            bazaar.asks("ada", "a", 10, 1, HOUR, Duration.ZERO).ask();
            assertThat(bazaar.said.get("a")).endsWith("; its claim 'x' does not count: " + flaw);
            assertThat(left(bazaar)).isEmpty();
        });
        Bazaar none = new Bazaar(2, PropertyList.NONE.with("budget", 0).with("reserve", 10));
        none.claims.add(claim("ada", "x", 90, TEN, Duration.ofMinutes(90)));
        none.asks("ada", "a", 10, 1, HOUR, Duration.ZERO).ask();
        assertThat(none.said.get("a")).endsWith("its claim 'x' does not count: this market takes none");
        assertThatThrownBy(() -> new Auction().configure(PropertyList.of("bank", "The Bank")))
                .hasMessageStartingWith("auction.bank: must be the bank's principal; ");
    }

    @Test
    void claimsGoBeforeTheAccountTheFirstToEndFirst() {
        Bazaar bazaar = new Bazaar(20, SETTINGS.with("budget", 10));
        bazaar.claims.add(claim("ada", "late", 10, TEN, Duration.ofMinutes(95)));
        bazaar.claims.add(claim("ada", "early", 10, TEN, Duration.ofMinutes(90)));
        bazaar.asks("ada", "a", 15, 1, HOUR, Duration.ZERO).ask();
        assertThat(left(bazaar)).isEqualTo(Map.of("early", 0L, "late", 10L));
        bazaar.asks("ada", "b", 15, 2, HOUR, Duration.ZERO).ask();
        assertThat(left(bazaar)).as("30 is what it bids, 20 what it has").isEqualTo(Map.of("early", 0L, "late", 10L));
        bazaar.asks("ada", "c", 10, 2, HOUR, Duration.ZERO).ask();
        assertThat(left(bazaar)).isEqualTo(Map.of("early", 0L, "late", 0L));
        assertThat(bazaar.purses()).singleElement().satisfies(p -> assertThat(p.committed()).isEqualTo(10));
    }

    @Test
    void whatWasGrantedInVainIsInTheClaimAgain() {
        Bazaar bazaar = new Bazaar(2, SETTINGS.with("budget", 4));
        bazaar.mishaps = Optional.of(new Random(1) {
            private static final long serialVersionUID = 1;

            @Override
            public int nextInt(int bound) {
                return 0;
            }
        });
        bazaar.claims.add(claim("ada", "pay1", 8, TEN, Duration.ofMinutes(90)));
        bazaar.asks("ada", "a", 10, 1, HOUR, Duration.ZERO).ask();
        assertThat(bazaar.tickets).isEmpty();
        assertThat(left(bazaar)).isEqualTo(Map.of("pay1", 0L));
        bazaar.mishaps = Optional.empty();
        bazaar.ask();
        assertThat(bazaar.tickets).containsOnlyKeys("a");
        assertThat(left(bazaar)).isEqualTo(Map.of("pay1", 0L));
        assertThat(bazaar.purses()).singleElement().satisfies(p -> assertThat(p.spendable()).isEqualTo(2));
    }

    /** Without what comes to nothing: what a holder was said to pay is what is gone of its claims, to the last credit. */
    @Test
    void overManyMarketsCreditsAreConserved() {
        for (int seed = 1; seed <= 200; seed++) {
            Random dice = new Random(seed);
            Bazaar bazaar = new Bazaar(3, SETTINGS.with("usual", 20));
            Map<String, Long> gone = new LinkedHashMap<>();
            for (int step = 0; step < 40; step++) {
                String holder = "h" + dice.nextInt(3);
                if (dice.nextInt(3) == 0) {
                    bazaar.claims.add(claim(holder, "pay" + step, 1 + dice.nextInt(60), bazaar.now,
                            Duration.ofMinutes(50 + dice.nextInt(80))));
                }
                Map<String, Long> before = left(bazaar);
                long sales = bazaar.sales.stream().mapToLong(Bazaar.Sale::credits).sum();
                bazaar.asks(holder, "r" + step, 10 + dice.nextInt(30), 1 + dice.nextInt(2),
                        Duration.ofMinutes(10 + dice.nextInt(90)), Duration.ofMinutes(dice.nextInt(20))).ask();
                long paid = bazaar.sales.stream().mapToLong(Bazaar.Sale::credits).sum() - sales;
                long drawn = bazaar.state.map(Auction::deposits).orElse(List.of()).stream()
                        .mapToLong(d -> before.getOrDefault(d.claim().value(), d.value()) - d.left()).sum();
                assertThat(paid).as("seed " + seed + " step " + step).isEqualTo(drawn);
                bazaar.state.map(Auction::deposits).orElse(List.of()).forEach(d -> {
                    assertThat(d.left()).isBetween(0L, d.value());
                    long spent = d.value() - d.left();
                    assertThat(spent).as("never less").isGreaterThanOrEqualTo(gone.getOrDefault(d.claim().value(), 0L));
                    gone.put(d.claim().value(), spent);
                });
                bazaar.now = bazaar.now.plusSeconds(dice.nextInt(900));
            }
            assertThat(bazaar.purses()).isEmpty();
        }
    }
}
