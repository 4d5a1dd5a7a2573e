package orca.wire.paper;

import static orca.wire.paper.Contracts.DAY;
import static orca.wire.paper.Contracts.sealed;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.paper.Paper;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;
import org.junit.jupiter.api.Test;

/**
 * Credits as claims (ADR 55), with nothing but papers that there are: a bank delegates credits, spending them is a ticket to the
 * market for a recharge time, passing them on is a part of the delegation, and spending them twice is overselling.
 */
class CreditClaimsTest {
    private static final ResourceType CREDIT = new ResourceType(new TypeName("credit"), List.of(), Turnaround.NONE);
    private static final Instant EIGHT = DAY.start().plus(Duration.ofHours(8));
    private static final Duration RECHARGE = Duration.ofHours(1);

    private final Identity bank = Identity.generate();
    private final Identity ada = Identity.generate();
    private final Identity bob = Identity.generate();
    private final Identity east = Identity.generate();
    private final Identity west = Identity.generate();
    private final SealedPaper budget = credits(bank, ada.principal(), "ada", 100, Optional.empty());
    private final Audit audit = new Audit(new ChainCheck(new Seals()), new ProofCheck(new Seals()));

    private static SealedPaper credits(Identity from, Principal to, String name, long units, Optional<SealedPaper> of) {
        return sealed(from, Paper.of(new Delegation(new DelegationId(name), 1, from.principal(), to, CREDIT, Amounts.of(units),
                Amounts.EMPTY, DAY, 100, PropertyList.NONE), of.map(SealedPaper::digest)));
    }

    /** {@code payer} pays {@code market}: the claim is the market's until the credits are the payer's again. */
    private static SealedChain pays(Identity payer, Identity market, String what, long units, Instant at, SealedPaper... of) {
        SealedPaper last = of[of.length - 1];
        String id = of.length == 1 ? "ada" : "bob";
        Ticket ticket = new Ticket(new ReservationId(what), 1, payer.principal(), market.principal(), new DelegationId(id),
                CREDIT.name(), units, units, Amounts.EMPTY, Assurance.RESERVED, Term.of(at, RECHARGE), PropertyList.NONE);
        List<SealedPaper> all = new ArrayList<>(List.of(of));
        all.add(sealed(payer, Paper.of(ticket, last.digest())));
        return new SealedChain(all);
    }

    @Test
    void whatWasSpentIsSpendableAgainWhenItsTermIsOver() {
        assertThat(audit.oversold(List.of(pays(ada, east, "first", 60, EIGHT, budget),
                pays(ada, west, "second", 40, EIGHT, budget),
                pays(ada, east, "third", 100, EIGHT.plus(RECHARGE), budget)))).isEmpty();
    }

    @Test
    void spendingTwiceIsProvedByTheClaimsOfTwoMarketsThatNeverSpoke() throws Exception {
        SealedChain honest = pays(ada, east, "first", 60, EIGHT, budget);
        SealedChain twice = pays(ada, west, "second", 60, EIGHT.plusSeconds(600), budget);
        SealedChain later = pays(ada, west, "third", 60, EIGHT.plus(RECHARGE).plusSeconds(600), budget);

        List<OversellingProof> found = audit.oversold(List.of(honest, later, twice));
        assertThat(found).hasSize(1);
        OversellingProof proof = OversellingProof.fromFile(found.get(0).toFile());
        assertThat(new ProofCheck(new Seals()).check(proof)).isInstanceOfSatisfying(ProofCheck.Verdict.Proved.class, proved -> {
            assertThat(proved.accused()).isEqualTo(ada.principal());
            assertThat(proved.at()).isEqualTo(EIGHT.plusSeconds(600));
            assertThat(proved.promised()).containsExactly(120L);
            assertThat(proved.limits()).containsExactly(100L);
            assertThat(proved.tickets()).extracting(t -> t.reservation().value()).containsExactly("first", "second");
        });
    }

    @Test
    void creditsAreTransferableAndWhoSpendsMoreThanItWasGivenIsNamedAndNobodyElse() {
        SealedPaper gift = credits(ada, bob.principal(), "bob", 30, Optional.of(budget));
        SealedChain good = pays(bob, east, "b1", 30, EIGHT, budget, gift);
        assertThat(audit.oversold(List.of(good, pays(ada, west, "a1", 70, EIGHT, budget)))).isEmpty();

        SealedChain more = pays(bob, west, "b2", 1, EIGHT, budget, gift);
        assertThat(accused(good, more)).containsExactly(bob.principal());
        assertThat(accused(good, pays(ada, west, "a1", 71, EIGHT, budget)))
                .as("who gave a part away and spends it still").containsExactly(ada.principal());
    }

    private List<Principal> accused(SealedChain... claims) {
        return audit.oversold(List.of(claims)).stream().map(new ProofCheck(new Seals())::check)
                .map(verdict -> ((ProofCheck.Verdict.Proved) verdict).accused()).toList();
    }

    @Test
    void whatNobodyWasGivenIsNoClaim() {
        SealedPaper forged = credits(ada, ada.principal(), "ada", 1_000, Optional.empty());
        SealedChain own = pays(ada, east, "own", 900, EIGHT, forged);
        assertThat(new ChainCheck(new Seals()).check(own).rights().map(r -> r.links().get(0).issuer()))
                .as("its first paper is not the bank's, which the market sees").contains(ada.principal());
        assertThat(new ChainCheck(new Seals()).check(pays(bob, east, "stolen", 1, EIGHT, budget)).broken())
                .as("signed by another than whom it was given to").contains(1);
        assertThat(new ChainCheck(new Seals()).check(pays(ada, east, "large", 101, EIGHT, budget)).broken())
                .as("more than there is at all").contains(1);
        assertThat(audit.oversold(List.of(pays(bob, east, "x", 100, EIGHT, budget), pays(bob, west, "y", 100, EIGHT, budget))))
                .as("what others make up in her name accuses nobody").isEmpty();
    }
}
