package orca.simulator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.authority.Authority;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.broker.Broker;
import orca.broker.ledger.BrokerSettings;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseState;
import orca.core.paper.Paper;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.assignment.BestFit;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.OversellingProof;
import orca.wire.paper.ProofCheck;
import orca.wire.paper.SealedChain;
import orca.wire.paper.SealedPaper;
import orca.wire.paper.Sealing;
import orca.wire.protocol.MessageForm;
import orca.wire.protocol.MessageForm.Kind;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;
import org.junit.jupiter.api.Test;

/**
 * A broker that did nothing wrong, before a site that forgot what it was told. Each message goes as it does between processes:
 * written with its sender's key alone, and read by who checks it.
 */
class LostStandingTest {
    private static final Instant NOON = Instant.parse("2027-01-15T12:00:00Z");
    private static final TypeName LICENCE = new TypeName("licence");
    private static final Demand BOTH = new Demand(LICENCE, 2, 2, Amounts.EMPTY, Term.of(NOON, Duration.ofHours(1)), NOON,
            Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE);

    private final Identity siteKey = Identity.generate();
    private final Identity brokerKey = Identity.generate();
    private final Identity first = Identity.generate();
    private final Identity second = Identity.generate();
    private final AuthoritySettings settings = AuthoritySettings.usual(siteKey.principal());
    private final Stage site = Stage.of(() -> new Authority(settings, AuthorityTables.STANDARD, 1), NOON)
            .answeredBy(new BestFit());
    private final Stage broker = Stage.of(() -> new Broker(BrokerSettings.usual(brokerKey.principal())), NOON)
            .answeredBy(new FirstComeCalendar());

    private static MessageForm form(Identity by) {
        return new MessageForm(new Sealing(who -> Optional.of(by).filter(key -> key.principal().equals(who))),
                new ChainCheck(new Seals()));
    }

    private static void carry(Identity from, Message message, Stage to) throws Exception {
        to.arrive(from.principal(), form(from).read(Kind.of(message), form(from).write(message)));
    }

    private TicketChain buy(Identity guest, String id) throws Exception {
        carry(guest, new Message.TicketDemand(new ReservationId(id), new Stamp(1, 1), true, BOTH, Stamp.NONE), broker);
        Message.TicketView view = broker.last(Message.TicketView.class);
        assertThat(view.answer()).isInstanceOf(Answer.Granted.class);
        return ((Message.TicketView) form(brokerKey).read(Kind.TICKET_VIEW, form(brokerKey).write(view))).chain().orElseThrow();
    }

    private LeaseState redeem(Identity guest, TicketChain chain) throws Exception {
        ReservationId id = chain.ticket().reservation();
        carry(guest, new Message.LeaseDemand(id, new Stamp(1, 1), true, Optional.of(chain), PropertyList.NONE, List.of(),
                Stamp.NONE), site);
        site.endAll();
        return ((Authority) site.actor()).site().lease(new ContractKey(guest.principal(), id)).orElseThrow().image().state();
    }

    /** The broker holds two units of the site's. */
    private void furnish() throws Exception {
        site.order(new Command.DefineType(new ResourceType(LICENCE, List.of(), Turnaround.NONE), "none"));
        site.order(new Command.SetHost("shelf", LICENCE, Amounts.of(2), PropertyList.NONE, true));
        site.order(new Command.Delegate(Optional.empty(), brokerKey.principal(), LICENCE, Amounts.of(2), Amounts.EMPTY,
                Term.of(NOON, Duration.ofDays(1)), 100, PropertyList.NONE));
        carry(siteKey, site.last(Message.DelegationOffer.class), broker);
        carry(brokerKey, broker.last(Message.DelegationView.class), site);
    }

    /** The first guest gives back what it bought, the site hears of it, and the broker sells it to the second. */
    private TicketChain resold(TicketChain old) throws Exception {
        carry(first, new Message.TicketDemand(old.ticket().reservation(), new Stamp(1, 2), false, BOTH, Stamp.NONE,
                Relinquishment.with(false, BOTH, old.ticket())), broker);
        carry(brokerKey, broker.last(Message.TicketStanding.class), site);
        assertThat(site.last(Message.StandingView.class).freed()).isTrue();
        carry(siteKey, site.last(Message.StandingView.class), broker);
        return buy(second, "b");
    }

    private OversellingProof proof() throws Exception {
        Sealing sealing = new Sealing(who -> Optional.of(siteKey).filter(key -> key.principal().equals(who)));
        List<SealedChain> chains = new ArrayList<>();
        var proof = ((Authority) site.actor()).proofs().iterator().next();
        for (TicketChain chain : proof.tickets()) {
            chains.add(sealing.papers(chain));
        }
        return OversellingProof.fromFile(new OversellingProof(proof.issuer(), proof.delegation(), chains).toFile());
    }

    private static SealedPaper signed(Identity by, Relinquishment paper) {
        String text = Paper.of(paper);
        return new SealedPaper(text, by.seal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aSiteThatKnowsWhatWasGivenBackRefusesItWithThatReason() throws Exception {
        furnish();
        TicketChain old = buy(first, "a");
        TicketChain sold = resold(old);
        assertThat(redeem(first, old)).isEqualTo(LeaseState.CLOSED);
        assertThat(site.last(Message.LeaseView.class).answer()).isInstanceOfSatisfying(Answer.Refused.class, refused ->
                assertThat(refused.refusal().reason()).contains("its ticket was given up: given up by its holder"));
        assertThat(redeem(second, sold)).isEqualTo(LeaseState.ACTIVE);
        assertThat(((Authority) site.actor()).proofs()).isEmpty();
    }

    @Test
    void aBrokerWhoseStandingWasLostIsAccusedAndClearedByWhatTheHolderSigned() throws Exception {
        furnish();
        TicketChain old = buy(first, "a");
        int known = site.journal().size();
        TicketChain sold = resold(old);
        assertThat(site.journal().size()).isGreaterThan(known);
        site.restartWithout(site.journal().size() - known, () -> new Authority(settings, AuthorityTables.STANDARD, 2));

        assertThat(redeem(first, old)).as("by its own copy, though it gave it back").isEqualTo(LeaseState.ACTIVE);
        assertThat(redeem(second, sold)).isEqualTo(LeaseState.REFUSED);
        ProofCheck check = new ProofCheck(new Seals());
        assertThat(check.check(proof())).isInstanceOfSatisfying(ProofCheck.Verdict.Proved.class,
                proved -> assertThat(proved.accused()).isEqualTo(brokerKey.principal()));

        Relinquishment kept = ((Broker) broker.actor()).ticket(new ContractKey(first.principal(), new ReservationId("a")))
                .orElseThrow().relinquishment().orElseThrow();
        SealedPaper answer = new Sealing(who -> Optional.empty()).paper(kept);
        assertThat(check.check(proof(), List.of(answer))).isInstanceOfSatisfying(ProofCheck.Verdict.Void.class, empty ->
                assertThat(empty.why()).startsWith("the accused answers: ")
                        .endsWith("answer 1: " + first.principal() + " gave back all of a until revision 1"));

        Relinquishment others = Relinquishment.with(false, BOTH, sold.ticket()).orElseThrow();
        for (SealedPaper no : List.of(signed(brokerKey, kept), signed(second, kept), signed(first, others),
                new SealedPaper(answer.text().replace(">a<", ">b<"), answer.seal()))) {
            assertThat(check.check(proof(), List.of(no))).isInstanceOf(ProofCheck.Verdict.Proved.class);
        }
    }

    @Test
    void whatIsResoldBeforeItIsFreeIsRefusedAndProvesNothingAgainstTheBroker() throws Exception {
        furnish();
        TicketChain old = buy(first, "a");
        assertThat(redeem(first, old)).isEqualTo(LeaseState.ACTIVE);
        carry(first, new Message.TicketDemand(old.ticket().reservation(), new Stamp(1, 2), false, BOTH, Stamp.NONE,
                Relinquishment.with(false, BOTH, old.ticket())), broker);
        Message.TicketStanding standing = broker.last(Message.TicketStanding.class);
        carry(brokerKey, standing, site);
        assertThat(site.last(Message.StandingView.class).freed()).as("its unit is torn down first").isFalse();
        carry(siteKey, site.last(Message.StandingView.class), broker);
        carry(brokerKey, broker.last(Message.TicketStanding.class), site); // now with what the holder signed
        // An eager broker believes it is free.
        broker.arrive(siteKey.principal(), new Message.StandingView(standing.key(), standing.stamp(), true));
        TicketChain sold = buy(second, "b");

        carry(second, new Message.LeaseDemand(new ReservationId("b"), new Stamp(1, 1), true, Optional.of(sold),
                PropertyList.NONE, List.of(), Stamp.NONE), site);
        assertThat(site.last(Message.LeaseView.class).answer()).isInstanceOfSatisfying(Answer.Refused.class, refused ->
                assertThat(refused.refusal().reason()).contains("what was given back", "is not free yet"));
        assertThat(((Authority) site.actor()).proofs()).isEmpty();
        site.endAll();
        carry(second, new Message.LeaseDemand(new ReservationId("b"), new Stamp(1, 2), true, Optional.of(sold),
                PropertyList.NONE, List.of(), Stamp.NONE), site);
        site.endAll();
        assertThat(site.last(Message.LeaseView.class).state()).isEqualTo(LeaseState.ACTIVE);
    }
}
