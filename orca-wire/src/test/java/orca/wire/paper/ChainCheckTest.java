package orca.wire.paper;

import static orca.wire.paper.Contracts.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import orca.core.contract.Seal;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.paper.Paper;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.time.Term;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;
import org.junit.jupiter.api.Test;

class ChainCheckTest {
    private final Contracts by = new Contracts();
    private final ChainCheck check = new ChainCheck(new Seals());

    private String flaw(SealedPaper... papers) {
        ChainCheck.Report report = check.check(new SealedChain(List.of(papers)));
        int broken = report.broken().orElseThrow(() -> new AssertionError("it holds"));
        return broken + ": " + report.links().get(broken).flaw().orElseThrow();
    }

    @Test
    void aChainHoldsAndSaysWhatItPromises() {
        ChainCheck.Report report = check.check(by.whole());
        assertThat(report.broken()).isEmpty();
        assertThat(report.links()).hasSize(4);
        assertThat(report.chain().orElseThrow().ticket()).isEqualTo(by.ticket(3, Amounts.of(500), HOUR));
        assertThat(report.chain().orElseThrow().links()).extracting(Delegation::holder)
                .containsExactly(by.broker.principal(), by.small.principal());
    }

    @Test
    void aKeySealsForTheFirstOneOnlyWithItsLineage() {
        SealedPaper root = by.root();
        SealedPaper sub = by.sub(root);
        SealedPaper ticket = by.ticket(sub);
        Seal seal = ticket.seal();
        assertThat(seal.lineage()).isNotEmpty();
        assertThat(flaw(root, sub, new SealedPaper(ticket.text(), new Seal(seal.key(), seal.signature()))))
                .startsWith("2: it must be signed by " + by.small.principal());
        Identity thief = Identity.generate().succeededBy(Identity.generate(), DAY.start());
        assertThat(flaw(root, sub, sealed(thief, ticket.text()))).startsWith("2: it must be signed by " + by.small.principal());
    }

    @Test
    void aHolderGivesUpByALaterKeyWhatItsFirstOneHeld() {
        SealedPaper first = by.relinquishment(Optional.empty());
        SealedPaper later = sealed(by.guest.succeededBy(Identity.generate(), DAY.start()), first.text());
        assertThat(check.relinquishment(later).flaw()).isEmpty();
        assertThat(check.relinquishment(new SealedPaper(first.text(), new Seal(later.seal().key(), later.seal().signature())))
                .flaw().orElseThrow()).startsWith("it must be signed by " + by.guest.principal());
        assertThat(check.relinquishment(sealed(by.small, first.text())).flaw().orElseThrow())
                .startsWith("it must be signed by " + by.guest.principal());
    }

    @Test
    void itSurvivesItsFile() throws PaperException {
        SealedChain whole = by.whole();
        assertThat(SealedChain.fromFile(whole.toFile())).isEqualTo(whole);
    }

    @Test
    void aLinkThatWidensIsNamed() {
        SealedPaper root = by.root();
        String digest = root.digest();
        Delegation more = by.delegation(by.broker.principal(), by.small.principal(), 11, Amounts.of(500), DAY);
        assertThat(flaw(root, sealed(by.broker, Paper.of(more, Optional.of(digest)))))
                .isEqualTo("1: is larger than the one before");
        Delegation wider = by.delegation(by.broker.principal(), by.small.principal(), 5, Amounts.of(1001), DAY);
        assertThat(flaw(root, sealed(by.broker, Paper.of(wider, Optional.of(digest)))))
                .isEqualTo("1: is larger than the one before");
        Term long1 = Term.of(DAY.start(), Duration.ofDays(2));
        Delegation longer = by.delegation(by.broker.principal(), by.small.principal(), 5, Amounts.of(500), long1);
        assertThat(flaw(root, sealed(by.broker, Paper.of(longer, Optional.of(digest))))).startsWith("1: outlasts the one before");
        SealedPaper sub = by.sub(root);
        assertThat(flaw(root, sub, sealed(by.small, Paper.of(by.ticket(6, Amounts.of(500), HOUR), sub.digest()))))
                .isEqualTo("2: is larger than its delegation");
        assertThat(flaw(root, sub, sealed(by.small, Paper.of(by.ticket(1, Amounts.of(501), HOUR), sub.digest()))))
                .isEqualTo("2: is larger than its delegation");
        assertThat(flaw(root, sub, sealed(by.small, Paper.of(by.ticket(1, Amounts.of(500), long1), sub.digest()))))
                .startsWith("2: outlasts its delegation");
        assertThat(flaw(root, sealed(by.small, Paper.of(by.ticket(1, Amounts.of(500), HOUR), digest))))
                .isEqualTo("1: was issued by " + by.small.principal() + ", not by " + by.broker.principal());
    }

    @Test
    void aLeaseThatIsMoreThanItsTicketIsNamed() {
        SealedPaper root = by.root();
        SealedPaper sub = by.sub(root);
        SealedPaper ticket = by.ticket(sub);
        assertThat(flaw(root, sub, ticket, sealed(by.site, Paper.of(by.lease(3, 4, HOUR)))))
                .isEqualTo("3: is larger than its ticket");
        assertThat(flaw(root, sub, ticket, sealed(by.site, Paper.of(by.lease(2, 1, HOUR)))))
                .isEqualTo("3: binds another ticket");
        assertThat(flaw(root, sub, ticket, sealed(by.site, Paper.of(by.lease(3, 1, DAY)))))
                .startsWith("3: outlasts its ticket");
        assertThat(flaw(root, sub, ticket, sealed(by.broker, Paper.of(by.lease(3, 1, HOUR)))))
                .isEqualTo("3: it must be signed by " + by.site.principal() + ", the key is " + by.broker.principal() + "'s");
    }

    @Test
    void aLeaseNamesUnitsThatAreOnTheirWayOutBeyondItsTicket() {
        SealedPaper root = by.root();
        SealedPaper sub = by.sub(root);
        SealedPaper ticket = by.ticket(sub);
        Lease full = by.lease(3, 3, HOUR);
        for (UnitState state : UnitState.values()) {
            List<LeasedUnit> units = new ArrayList<>(full.units());
            units.add(new LeasedUnit(new UnitId("u9"), "h2", Amounts.of(9_999), state, PropertyList.NONE));
            SealedPaper lease = sealed(by.site, Paper.of(new Lease(full.reservation(), 3, full.issuer(), full.holder(),
                    full.type(), full.assurance(), full.term(), units)));
            boolean holders = Set.of(UnitState.SETUP, UnitState.READY, UnitState.MODIFYING, UnitState.MIGRATING).contains(state);
            assertThat(check.check(new SealedChain(List.of(root, sub, ticket, lease))).links().get(3).flaw()).as(state.toString())
                    .isEqualTo(holders ? Optional.of("is larger than its ticket") : Optional.empty());
        }
    }

    @Test
    void papersOutOfTheirPlaceAreNamed() {
        SealedPaper root = by.root();
        SealedPaper sub = by.sub(root);
        SealedPaper ticket = by.ticket(sub);
        SealedPaper stranger = sealed(by.site,
                Paper.of(by.delegation(by.site.principal(), by.broker.principal(), 9, Amounts.of(1000), DAY), Optional.empty()));
        assertThat(flaw(ticket)).isEqualTo("0: a ticket stands on a delegation");
        assertThat(flaw(stranger, sub)).isEqualTo("1: it does not stand on the paper before it, but on '" + root.digest() + "'");
        assertThat(flaw(sub)).isEqualTo("0: it does not stand on the paper before it, but on '" + root.digest() + "'");
        assertThat(flaw(root, sub, ticket, sub)).isEqualTo("3: a delegation cannot stand on a ticket or a lease");
        assertThat(flaw(root, sub, sealed(by.site, Paper.of(by.lease(3, 1, HOUR)))))
                .isEqualTo("2: a lease stands on a ticket");
    }

    @Test
    void anotherKeyIsNotTheIssuers() {
        Identity thief = Identity.generate();
        assertThat(flaw(sealed(thief, by.root().text())))
                .isEqualTo("0: it must be signed by " + by.site.principal() + ", the key is " + thief.principal() + "'s");
        Seal mixed = new Seal(by.root().seal().key(), sealed(thief, by.root().text()).seal().signature());
        assertThat(flaw(new SealedPaper(by.root().text(), mixed)))
                .isEqualTo("0: the signature does not fit: the text or the signature was changed");
    }

    @Test
    void everyChangedByteOfAPaperOrItsSealIsFound() {
        SealedChain whole = by.whole();
        Random dice = new Random(11);
        for (int i = 0; i < whole.papers().size(); i++) {
            SealedPaper paper = whole.papers().get(i);
            for (int at = 0; at < paper.text().length(); at++) {
                char other = (char) (paper.text().charAt(at) ^ (1 << dice.nextInt(5)));
                String changed = paper.text().substring(0, at) + other + paper.text().substring(at + 1);
                assertBroken(whole, i, new SealedPaper(changed, paper.seal()));
            }
            byte[] signature = Base64.getDecoder().decode(paper.seal().signature());
            for (int at = 0; at < signature.length; at++) {
                byte[] changed = signature.clone();
                changed[at] ^= (byte) (1 << dice.nextInt(8));
                assertBroken(whole, i, new SealedPaper(paper.text(),
                        new Seal(paper.seal().key(), Base64.getEncoder().encodeToString(changed), paper.seal().lineage())));
            }
        }
    }

    private void assertBroken(SealedChain whole, int index, SealedPaper changed) {
        List<SealedPaper> papers = new ArrayList<>(whole.papers());
        papers.set(index, changed);
        assertThat(check.check(new SealedChain(papers)).broken()).as(() -> changed.text()).hasValueSatisfying(
                broken -> assertThat(broken).isBetween(0, index));
    }

    @Test
    void aFileThatIsNoChainSaysWhere() {
        String file = by.whole().toFile();
        assertThatThrownBy(() -> SealedChain.fromFile("")).hasMessage("chain: holds no paper");
        assertThatThrownBy(() -> SealedChain.fromFile("hello\n" + file)).hasMessage("chain: line 1: must be '-----BEGIN ...'");
        assertThatThrownBy(() -> SealedChain.fromFile(file.replace("-----END ORCA SIGNATURE-----\n", "")))
                .hasMessageStartingWith("chain: line ");
        assertThatThrownBy(() -> SealedChain.fromFile(file.replace("BEGIN PUBLIC KEY", "BEGIN RSA KEY")
                .replace("END PUBLIC KEY", "END RSA KEY"))).hasMessage("chain: 'PUBLIC KEY' is due, found 'RSA KEY'");
    }
}
