package orca.wire.paper;

import static orca.wire.paper.Contracts.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.paper.Paper;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;
import org.junit.jupiter.api.Test;

class ProofCheckTest {
    private static final DelegationId POOL = new DelegationId("pool");
    private static final Term LATER = Term.of(HOUR.end(), Duration.ofHours(1));

    private final Contracts by = new Contracts();
    private final ProofCheck check = new ProofCheck(new Seals());

    private SealedPaper pool(long revision, long units, Principal holder) {
        return sealed(by.site, Paper.of(new Delegation(POOL, revision, by.site.principal(), holder, TYPE,
                Amounts.of(units, units * 1000), Amounts.of(1000), DAY, 100, PropertyList.NONE), Optional.empty()));
    }

    /** A ticket of the broker's on {@code on}. */
    private SealedChain promise(SealedPaper on, Identity signer, String name, long units, Term term) {
        Ticket ticket = new Ticket(new ReservationId(name), 1, by.broker.principal(), by.guest.principal(), POOL, VM, units, 1,
                Amounts.of(500), Assurance.RESERVED, term, PropertyList.NONE);
        return new SealedChain(List.of(on, sealed(signer, Paper.of(ticket, on.digest()))));
    }

    private OversellingProof proof(SealedChain... chains) {
        return new OversellingProof(by.site.principal(), POOL, List.of(chains));
    }

    private String why(OversellingProof proof) {
        return check.check(proof) instanceof ProofCheck.Verdict.Void(String why) ? why : "it is proved";
    }

    /** Ten units, and eleven promised from the second hour on. */
    private OversellingProof good() {
        SealedPaper pool = pool(1, 10, by.broker.principal());
        return proof(promise(pool, by.broker, "a", 6, Term.of(HOUR.start(), Duration.ofHours(2))),
                promise(pool, by.broker, "b", 4, HOUR), promise(pool, by.broker, "c", 5, LATER));
    }

    @Test
    void whatIsTooMuchIsProvedWithInstantSumAndLimit() throws Exception {
        OversellingProof made = good();
        OversellingProof read = OversellingProof.fromFile(made.toFile());
        assertThat(read).isEqualTo(made);
        assertThat(check.check(read)).isInstanceOfSatisfying(ProofCheck.Verdict.Proved.class, proved -> {
            assertThat(proved.accused()).isEqualTo(by.broker.principal());
            assertThat(proved.at()).isEqualTo(LATER.start());
            assertThat(proved.measures()).containsExactly("units", "cpu");
            assertThat(proved.promised()).containsExactly(11L, 5500L);
            assertThat(proved.limits()).containsExactly(10L, 10_000L);
            assertThat(proved.tickets()).extracting(t -> t.reservation().value()).containsExactly("a", "c");
        });
    }

    @Test
    void oneUnitFewerOrOneHourLaterProvesNothing() {
        SealedPaper pool = pool(1, 10, by.broker.principal());
        String enough = "at no instant are these tickets more than the delegation allows";
        assertThat(why(proof(promise(pool, by.broker, "a", 6, HOUR), promise(pool, by.broker, "b", 5, HOUR))))
                .isEqualTo("it is proved");
        assertThat(why(proof(promise(pool, by.broker, "a", 6, HOUR), promise(pool, by.broker, "b", 4, HOUR)))).isEqualTo(enough);
        assertThat(why(proof(promise(pool, by.broker, "a", 6, HOUR), promise(pool, by.broker, "b", 5, LATER)))).isEqualTo(enough);
    }

    @Test
    void onlyTicketsOfTheAccusedOnThatDelegationAndEachOnceCount() {
        SealedPaper pool = pool(1, 10, by.broker.principal());
        SealedChain six = promise(pool, by.broker, "a", 6, HOUR);
        assertThat(why(proof(six, six))).isEqualTo("chain 2: it is for the same reservation as chain 1, and only the newest"
                + " ticket of a reservation counts");
        assertThat(why(proof(six, promise(pool, by.guest, "b", 6, HOUR)))).isEqualTo("chain 2, paper 2: it must be signed by "
                + by.broker.principal() + ", the key is " + by.guest.principal() + "'s");
        assertThat(why(new OversellingProof(by.site.principal(), new DelegationId("other"), List.of(six))))
                .isEqualTo("chain 1: it does not stand on delegation other of " + by.site.principal());
        assertThat(why(proof(new SealedChain(List.of(pool))))).isEqualTo("chain 1: it has no ticket");
    }

    @Test
    void theLargerOfTwoRevisionsIsTheMeasureAndTwoOfOneAreTheSitesDoing() {
        SealedPaper large = pool(1, 10, by.broker.principal());
        SealedPaper small = pool(2, 5, by.broker.principal());
        assertThat(why(proof(promise(large, by.broker, "a", 5, HOUR), promise(small, by.broker, "b", 5, HOUR))))
                .startsWith("at no instant");
        assertThat(why(proof(promise(large, by.broker, "a", 6, HOUR), promise(small, by.broker, "b", 5, HOUR))))
                .isEqualTo("it is proved");
        assertThat(why(proof(promise(large, by.broker, "a", 6, HOUR),
                promise(pool(1, 5, by.broker.principal()), by.broker, "b", 5, HOUR))))
                .isEqualTo("chain 2: there are two delegations of revision 1, which is its issuer's doing");
    }

    @Test
    void everyChangedByteOfAnySignedTextMakesItVoid() {
        OversellingProof good = good();
        Random dice = new Random(3);
        for (int c = 0; c < good.chains().size(); c++) {
            List<SealedPaper> papers = good.chains().get(c).papers();
            for (int p = 0; p < papers.size(); p++) {
                for (int at = 0; at < papers.get(p).text().length(); at += 1 + dice.nextInt(4)) {
                    String text = papers.get(p).text();
                    String changed = text.substring(0, at) + (char) (text.charAt(at) ^ (1 << dice.nextInt(5)))
                            + text.substring(at + 1);
                    List<SealedPaper> others = new ArrayList<>(papers);
                    others.set(p, new SealedPaper(changed, papers.get(p).seal()));
                    List<SealedChain> chains = new ArrayList<>(good.chains());
                    chains.set(c, new SealedChain(others));
                    assertThat(why(proof(chains.toArray(SealedChain[]::new))))
                            .startsWith("chain " + (c + 1) + ", paper " + (p + 1));
                }
            }
        }
    }

    @Test
    void changedUnitsTermOrSignatureIsNamed() {
        OversellingProof good = good();
        for (String[] change : new String[][] {{"<units>5<", "<units>9<"}, {"<end>2027-01-15T10", "<end>2027-01-15T11"}}) {
            SealedPaper ticket = good.chains().get(2).papers().get(1);
            SealedPaper changed = new SealedPaper(ticket.text().replace(change[0], change[1]), ticket.seal());
            assertThat(changed).isNotEqualTo(ticket);
            assertThat(why(proof(good.chains().get(0), good.chains().get(1),
                    new SealedChain(List.of(good.chains().get(2).papers().get(0), changed)))))
                    .isEqualTo("chain 3, paper 2: the signature does not fit: the text or the signature was changed");
        }
        SealedPaper ticket = good.chains().get(2).papers().get(1);
        SealedPaper resealed = new SealedPaper(ticket.text(), good.chains().get(1).papers().get(1).seal());
        assertThat(why(proof(good.chains().get(0), new SealedChain(List.of(good.chains().get(2).papers().get(0), resealed)))))
                .isEqualTo("chain 2, paper 2: the signature does not fit: the text or the signature was changed");
    }

    // ---- what the accused answers

    /** The guest gives up a ticket of {@link #good} or {@link #strict}. */
    private Relinquishment given(String name, long revision, Term term, Optional<Relinquishment.Kept> kept) {
        return new Relinquishment(new ReservationId(name), revision, by.broker.principal(), by.guest.principal(), POOL,
                term.start(), kept, Optional.empty());
    }

    private Relinquishment given(String name) {
        return given(name, 1, HOUR, Optional.empty());
    }

    private static SealedPaper signed(Identity signer, Relinquishment paper) {
        return sealed(signer, Paper.of(paper));
    }

    private void stands(SealedPaper answer, String why) {
        assertThat(check.check(good(), List.of(answer))).isInstanceOfSatisfying(ProofCheck.Verdict.Proved.class,
                proved -> assertThat(proved.answers()).containsExactly("answer 1: " + why));
    }

    @Test
    void whatItsHolderSignedToHaveGivenBackDoesNotCount() {
        assertThat(check.check(good(), List.of(signed(by.guest, given("a"))))).isEqualTo(new ProofCheck.Verdict.Void(
                "the accused answers: without what was given back these tickets are at no instant more than the delegation"
                        + " allows; answer 1: " + by.guest.principal() + " gave back all of a until revision 1"));
        assertThat(check.check(good(), List.of(signed(by.guest, given("a", 7, HOUR, Optional.empty())))))
                .as("and all older ones").isInstanceOf(ProofCheck.Verdict.Void.class);
    }

    @Test
    void whatIsKeptCounts() {
        for (long kept : new long[] {5, 6, 60}) {
            SealedPaper answer = signed(by.guest, given("a", 1, HOUR,
                    Optional.of(new Relinquishment.Kept(kept, Amounts.of(500), LATER.end()))));
            assertThat(check.check(good(), List.of(answer)) instanceof ProofCheck.Verdict.Void).as("%s", kept)
                    .isEqualTo(kept == 5);
        }
        SealedPaper shorter = signed(by.guest, given("a", 1, HOUR,
                Optional.of(new Relinquishment.Kept(6, Amounts.of(500), HOUR.end()))));
        assertThat(check.check(good(), List.of(shorter))).as("the second hour is given back")
                .isInstanceOf(ProofCheck.Verdict.Void.class);
        SealedPaper otherSort = signed(by.guest, given("a", 1, HOUR,
                Optional.of(new Relinquishment.Kept(1, Amounts.of(1, 1), HOUR.end()))));
        stands(otherSort, by.guest.principal() + " gave back some of a until revision 1, which changes nothing here");
    }

    @Test
    void whatIsAboutAnotherTicketChangesNothing() {
        String nothing = ", which changes nothing here";
        stands(signed(by.guest, given("b")), by.guest.principal() + " gave back all of b until revision 1");
        stands(signed(by.guest, given("x")), by.guest.principal() + " gave back all of x until revision 1" + nothing);
        stands(signed(by.guest, given("a", 1, LATER, Optional.empty())),
                by.guest.principal() + " gave back all of a until revision 1" + nothing);
        Relinquishment a = given("a");
        stands(signed(by.guest, new Relinquishment(a.reservation(), 1, by.small.principal(), a.holder(), POOL, a.start(),
                Optional.empty(), Optional.empty())), by.guest.principal() + " gave back all of a until revision 1" + nothing);
        stands(signed(by.small, new Relinquishment(a.reservation(), 1, a.issuer(), by.small.principal(), POOL, a.start(),
                Optional.empty(), Optional.empty())), by.small.principal() + " gave back all of a until revision 1" + nothing);
    }

    @Test
    void anOlderRevisionDoesNotGiveUpANewerOne() {
        SealedPaper pool = pool(1, 10, by.broker.principal());
        Ticket third = new Ticket(new ReservationId("a"), 3, by.broker.principal(), by.guest.principal(), POOL, VM, 6, 1,
                Amounts.of(500), Assurance.RESERVED, HOUR, PropertyList.NONE);
        OversellingProof proof = proof(new SealedChain(List.of(pool, sealed(by.broker, Paper.of(third, pool.digest())))),
                promise(pool, by.broker, "b", 5, HOUR));
        assertThat(check.check(proof, List.of(signed(by.guest, given("a", 2, HOUR, Optional.empty())))))
                .isInstanceOf(ProofCheck.Verdict.Proved.class);
        assertThat(check.check(proof, List.of(signed(by.guest, given("a", 3, HOUR, Optional.empty())))))
                .isInstanceOf(ProofCheck.Verdict.Void.class);
    }

    @Test
    void anAnswerThatItsHolderDidNotSignOrThatWasChangedInAnyByteDoesNotHelp() {
        stands(signed(by.broker, given("a")), "it must be signed by " + by.guest.principal() + ", the key is "
                + by.broker.principal() + "'s");
        stands(good().chains().getFirst().papers().getLast(), "it is no relinquishment");
        SealedPaper good = signed(by.guest, given("b"));
        SealedPaper pleaded = new SealedPaper(good.text().replace(">b<", ">a<"), good.seal());
        stands(pleaded, "the signature does not fit: the text or the signature was changed");
        SealedPaper whole = signed(by.guest, given("a"));
        for (int at = 0; at < whole.text().length(); at++) {
            for (int bit = 0; bit < 7; bit++) {
                String changed = whole.text().substring(0, at) + (char) (whole.text().charAt(at) ^ (1 << bit))
                        + whole.text().substring(at + 1);
                assertThat(check.check(good(), List.of(new SealedPaper(changed, whole.seal()))))
                        .as("%s", changed).isInstanceOf(ProofCheck.Verdict.Proved.class);
            }
        }
    }

    @Test
    void severalAnswersCountTogetherAndEachOnce() {
        SealedPaper pool = pool(1, 10, by.broker.principal());
        OversellingProof proof = proof(promise(pool, by.broker, "a", 9, HOUR), promise(pool, by.broker, "b", 9, HOUR),
                promise(pool, by.broker, "c", 9, HOUR));
        SealedPaper a = signed(by.guest, given("a"));
        SealedPaper b = signed(by.guest, given("b"));
        assertThat(check.check(proof, List.of(a, a))).isInstanceOfSatisfying(ProofCheck.Verdict.Proved.class, proved -> {
            assertThat(proved.promised()).containsExactly(18L, 9000L);
            assertThat(proved.answers()).last().asString().endsWith(", which changes nothing here");
        });
        assertThat(check.check(proof, List.of(a, b))).isInstanceOf(ProofCheck.Verdict.Void.class);
    }

    @Test
    void aFileThatIsNoProofSaysWhy() {
        String file = good().toFile();
        assertThatThrownBy(() -> OversellingProof.fromFile("")).hasMessage("proof: must begin with the block ORCA OVERSELLING");
        assertThatThrownBy(() -> OversellingProof.fromFile(good().chains().get(0).toFile()))
                .hasMessage("proof: must begin with the block ORCA OVERSELLING");
        int cut = file.lastIndexOf("-----BEGIN ORCA CONTRACT");
        assertThatThrownBy(() -> OversellingProof.fromFile(file.substring(0, cut)))
                .hasMessageEndingWith("ends before 'ORCA CONTRACT'");
        assertThatThrownBy(() -> OversellingProof.fromFile(file + file.substring(cut)))
                .hasMessage("proof: there is more after the last chain");
        assertThatThrownBy(() -> new OversellingProof(by.site.principal(), POOL, List.of()))
                .hasMessage("proof.chains: must be 1 to 1000, got 0");
    }
}
