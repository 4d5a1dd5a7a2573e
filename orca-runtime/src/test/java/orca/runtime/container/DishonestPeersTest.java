package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import orca.broker.Broker;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseState;
import orca.core.paper.Paper;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.OversellingProof;
import orca.wire.paper.ProofCheck;
import orca.wire.paper.SealedChain;
import orca.wire.paper.SealedPaper;
import orca.wire.paper.Sealing;
import orca.wire.protocol.ContractQuestion;
import orca.wire.protocol.MessageForm;
import orca.wire.protocol.MessageForm.Kind;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.text.Tree;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What holders of good keys may try at a site whose broker, or whose guests, do not keep to what they promised. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class DishonestPeersTest {
    private static final String POOL = "duke-market-licence";

    @TempDir
    private Path folder;

    private final Identity guest = Identity.generate();
    private Village village;
    private MessageForm form;
    private DelegationChain rights;

    @BeforeEach
    void settle() throws Exception {
        village = new Village(folder).startAll();
        // Whoever holds the broker's key can seal any ticket.
        form = new MessageForm(new Sealing(who -> Stream.of(village.key("market"), guest)
                .filter(key -> key.principal().equals(who)).findFirst()), new ChainCheck(new Seals()));
        rights = village.container("market").actors().named("market").orElseThrow().read(Broker.class, (broker, now) ->
                broker.holdings().stream().map(h -> h.image().chain()).filter(c -> c.last().id().value().equals(POOL)).toList())
                .get(0);
    }

    @AfterEach
    void leave() {
        village.close();
    }

    private static Term hour() {
        return Term.of(Term.grain(Instant.now()), Duration.ofHours(1));
    }

    private TicketChain ticket(String id, Principal holder, long units, Term term, DelegationChain on) {
        return new TicketChain(on, new Ticket(new ReservationId(id), 1, village.key("market").principal(), holder,
                on.last().id(), new TypeName("licence"), units, units, Amounts.EMPTY, Assurance.RESERVED, term,
                PropertyList.NONE));
    }

    /** What the site answers to who redeems {@code chain} with the key {@code by}. */
    private Message.LeaseView redeem(Identity by, String id, TicketChain chain) throws Exception {
        Message demand = new Message.LeaseDemand(new ReservationId(id), new Stamp(1, 1), true, Optional.of(chain),
                PropertyList.NONE, List.of(), Stamp.NONE);
        return (Message.LeaseView) form.read(Kind.LEASE_VIEW, call(by, Operation.REDEEM, form.write(demand)));
    }

    /** The same, once the site has done what it takes, which may take longer than it keeps a caller waiting. */
    private Message.LeaseView active(Identity by, String id, TicketChain chain) throws Exception {
        Message.LeaseView view = answered(by, id, chain);
        assertThat(view.state()).isEqualTo(LeaseState.ACTIVE);
        return view;
    }

    /** The same, once the site has answered for good, which may take longer than it keeps a caller waiting. */
    private Message.LeaseView answered(Identity by, String id, TicketChain chain) throws Exception {
        long deadline = System.nanoTime() + Village.PATIENCE.toNanos();
        while (true) {
            try {
                Message.LeaseView view = redeem(by, id, chain);
                if (!(view.answer() instanceof Answer.Pending)) {
                    return view;
                }
            } catch (CallRefused e) {
                assertThat(e.kind()).as(e.getMessage()).isEqualTo(CallRefused.Kind.BUSY);
            }
            assertThat(System.nanoTime() - deadline).as("the site answers").isNegative();
        }
    }

    private Tree.Branch call(Identity by, Operation operation, Tree.Branch body) throws Exception {
        try (SoapLine line = new SoapLine(URI.create(village.url("duke")), Expected.of(village.key("duke").principal()), by,
                SoapSettings.USUAL, Clock.systemUTC())) {
            return line.call(operation, body);
        }
    }

    private static Refusal refusal(Message.LeaseView view) {
        assertThat(view.answer()).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) view.answer()).refusal();
    }

    @Test
    void aTicketFromItsBrokerOpensTheSiteToAGuestThatNobodyThereHasMet() throws Exception {
        TicketChain chain = ticket("a", guest.principal(), 2, hour(), rights);
        Message.LeaseView view = active(guest, "a", chain);
        assertThat(view.lease().orElseThrow().units()).hasSize(2);
        assertThat(view.seal().orElseThrow().key()).isEqualTo(village.key("duke").known().encoded());
        Message.LeaseView again = active(guest, "a", chain);
        assertThat(again.lease().orElseThrow().units()).as("shown twice, it is the same lease").isEqualTo(
                view.lease().get().units());
    }

    @Test
    void whatABrokerSellsTwiceIsRefusedAndTheProofHoldsAnywhere() throws Exception {
        active(guest, "a", ticket("a", guest.principal(), 2, hour(), rights));
        Message.LeaseView view = answered(guest, "b", ticket("b", guest.principal(), 2, hour(), rights));
        assertThat(refusal(view).reason()).contains("more than delegation " + POOL);
        ManagementClient site = village.client("duke");
        OversellingProof proof = OversellingProof.fromFile(site.proof(POOL, Optional.empty()).file());
        ProofCheck.Verdict verdict = new ProofCheck(new Seals()).check(proof);
        assertThat(verdict).isInstanceOf(ProofCheck.Verdict.Proved.class);
        assertThat(((ProofCheck.Verdict.Proved) verdict).accused()).isEqualTo(village.key("market").principal());
    }

    @Test
    void aTicketIsGoodForItsHolderOnly() throws Exception {
        TicketChain lost = ticket("a", village.key("lab").principal(), 1, hour(), rights);
        assertThat(refusal(answered(guest, "a", lost)).reason()).startsWith("ticket.holder: the ticket is for a of ");
        TicketChain own = ticket("a", guest.principal(), 1, hour(), rights);
        assertThat(refusal(answered(guest, "b", own)).reason()).startsWith("ticket.holder: the ticket is for a of ");
    }

    @Test
    void aTicketIsGoodInItsTermOnly() throws Exception {
        Term past = Term.of(rights.last().term().start(), Duration.ofMillis(10));
        assertThat(refusal(answered(guest, "a", ticket("a", guest.principal(), 1, past, rights))).reason())
                .startsWith("ticket.term: is over");
        Term later = Term.of(Term.grain(Instant.now().plusSeconds(3600)), Duration.ofHours(1));
        Message.LeaseView early = redeem(guest, "b", ticket("b", guest.principal(), 1, later, rights));
        assertThat(early.lease().map(l -> l.term()).orElse(later)).as("bound for then, not before").isEqualTo(later);
        assertThat(village.client("duke").units(Filter.LIVE).items()).noneMatch(u -> u.state().equals("ready"));
    }

    @Test
    void aChainOfOnesOwnMakingOpensNothing() throws Exception {
        Delegation root = rights.last();
        Delegation own = new Delegation(root.id(), 1, guest.principal(), village.key("market").principal(), root.type(),
                root.capacity(), root.largest(), root.term(), 100, PropertyList.NONE);
        assertThat(refusal(answered(guest, "a", ticket("a", guest.principal(), 1, hour(), DelegationChain.of(own)))).reason())
                .contains("not of this site");
        Delegation forged = new Delegation(root.id(), root.revision(), root.issuer(), root.holder(), root.type(),
                Amounts.of(1_000_000), root.largest(), root.term(), 100, root.properties());
        assertThatThrownBy(() -> redeem(guest, "b", ticket("b", guest.principal(), 1, hour(),
                new DelegationChain(List.of(forged), rights.seals())))).isInstanceOf(CallRefused.class)
                .hasMessageContaining("chain.paper[0]").hasMessageContaining("signature does not fit");
    }

    /** The market's own word to the site, or a liar's with its key: {@code holds} holds, and this is what the guest signed. */
    private void standing(String id, Optional<TicketChain> holds, Optional<Relinquishment> paper) throws Exception {
        Message standing = new Message.TicketStanding(new ContractKey(guest.principal(), new ReservationId(id)), rights,
                new Stamp(1, 1), holds, false, "resold", paper);
        MessageForm.Bundle bundle = form.writeAll(List.of(standing));
        assertThat(MessageForm.receipt(call(village.key("market"), Operation.EXCHANGE, bundle.body())).taken()).isEqualTo(1);
    }

    @Test
    void whatAGuestSignedAwayIsRefusedThoughItsBrokerSaysThatItHolds() throws Exception {
        TicketChain sold = ticket("a", guest.principal(), 2, hour(), rights);
        Optional<Relinquishment> paper = Optional.of(new Relinquishment(new ReservationId("a"), 1,
                village.key("market").principal(), guest.principal(), rights.last().id(), sold.ticket().term().start(),
                Optional.empty(), Optional.empty()));
        standing("a", Optional.of(sold), paper);
        assertThat(refusal(answered(guest, "a", sold)).reason())
                .contains("its ticket was given up, as its holder signed: resold");
        active(guest, "b", ticket("b", guest.principal(), 2, hour(), rights));

        Relinquishment forged = paper.get().sealed(village.key("market").seal(
                Paper.of(paper.get()).getBytes(StandardCharsets.UTF_8)));
        MessageForm.Bundle lie = form.writeAll(List.of(new Message.TicketStanding(new ContractKey(guest.principal(),
                new ReservationId("a")), rights, new Stamp(1, 2), Optional.empty(), false, "", Optional.of(forged))));
        assertThat(MessageForm.receipt(call(village.key("market"), Operation.EXCHANGE, lie.body())).unread()).singleElement()
                .satisfies(no -> assertThat(no.why()).contains("relinquishment: it must be signed by " + guest.principal()));
    }

    @Test
    void whatALaboratoryGivesBackIsAPaperAtItsBrokerThatClearsIt() throws Exception {
        village.client("lab").request(Laboratory.request(
                "{\"wishes\": [{\"id\": \"r1\", \"type\": \"licence\", \"units\": 2, \"length\": \"1h\"}]}"));
        village.until("r1", "active");
        SealedChain kept = SealedChain.fromFile(village.client("lab").contract("r1", Optional.empty()).file());
        SealedChain ticket = new SealedChain(kept.papers().subList(0, 2));
        assertThatThrownBy(() -> village.client("market").relinquishment("r1", Optional.empty()))
                .hasMessageContaining("nobody here has a paper by which 'r1' was given back");
        village.client("lab").close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
        village.until("r1", "closed");
        SealedPaper answer = SealedChain.fromFile(village.client("market").relinquishment("r1", Optional.empty()).file())
                .papers().getFirst();
        assertThat(answer.seal().key()).isEqualTo(village.key("lab").known().encoded());

        // Somebody shows what the laboratory once had beside what was sold after it.
        SealedChain sold = new Sealing(who -> Optional.of(village.key("market")))
                .papers(ticket("b", guest.principal(), 2, hour(), rights));
        OversellingProof proof = new OversellingProof(village.key("duke").principal(), rights.root().id(), List.of(ticket, sold));
        ProofCheck check = new ProofCheck(new Seals());
        assertThat(check.check(proof)).isInstanceOf(ProofCheck.Verdict.Proved.class);
        assertThat(check.check(proof, List.of(answer))).isInstanceOf(ProofCheck.Verdict.Void.class);
    }

    @Test
    void nobodyLearnsOrEndsAnothersLease() throws Exception {
        village.client("lab").request(Laboratory.request(
                "{\"wishes\": [{\"id\": \"r1\", \"type\": \"licence\", \"length\": \"1h\"}]}"));
        village.until("r1", "active");
        Tree.Branch question = new ContractQuestion(true, new ReservationId("r1")).write();
        assertThatThrownBy(() -> call(guest, Operation.QUERY, question)).isInstanceOf(CallRefused.class)
                .hasMessageContaining("there is no lease 'r1' of yours here");
        assertThat(call(village.key("lab"), Operation.QUERY, question).fields()).containsKey("lease");
        Message close = new Message.LeaseDemand(new ReservationId("r1"), new Stamp(9, 9), false, Optional.empty(),
                PropertyList.NONE, List.of(), Stamp.NONE);
        call(guest, Operation.CLOSE, form.write(close));
        assertThat(village.client("duke").leases(Filter.LIVE).items()).singleElement()
                .satisfies(l -> assertThat(l.state()).isEqualTo("active"));
    }

    @Test
    void aContractIsHandedOutAsAFileThatHoldsAnywhere() throws Exception {
        village.client("lab").request(Laboratory.request(
                "{\"wishes\": [{\"id\": \"r1\", \"type\": \"licence\", \"length\": \"1h\"}]}"));
        village.until("r1", "active");
        for (String name : List.of("lab", "market", "duke")) {
            SealedChain chain = SealedChain.fromFile(village.client(name).contract("r1", Optional.empty()).file());
            ChainCheck.Report report = new ChainCheck(new Seals()).check(chain);
            assertThat(report.broken()).as(name).isEmpty();
            assertThat(report.chain().orElseThrow().root().issuer()).isEqualTo(village.key("duke").principal());
            assertThat(chain.papers()).as(name).hasSize(name.equals("lab") ? 3 : 2);
        }
        assertThatThrownBy(() -> village.client("lab").contract("nobody", Optional.empty()))
                .isInstanceOf(ManagementClient.Refused.class).hasMessageContaining("nobody here has a ticket 'nobody'");

        redeem(guest, "r1", ticket("r1", guest.principal(), 1, hour(), rights));
        assertThatThrownBy(() -> village.client("duke").contract("r1", Optional.empty()))
                .hasMessageContaining("there are several tickets 'r1' here").hasMessageContaining(guest.principal().value());
        for (Identity holder : List.of(guest, village.key("lab"))) {
            SealedChain one = SealedChain.fromFile(village.client("duke")
                    .contract("r1", Optional.empty(), Optional.of(holder.principal().value())).file());
            assertThat(new ChainCheck(new Seals()).check(one).chain().orElseThrow().ticket().holder())
                    .isEqualTo(holder.principal());
        }
        assertThatThrownBy(() -> village.client("duke").contract("r1", Optional.empty(), Optional.of("nobody")))
                .hasMessageContaining("holder: nobody is known here as 'nobody'");
    }
}
