package orca.wire.protocol;

import static orca.wire.paper.Contracts.DAY;
import static orca.wire.paper.Contracts.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import orca.core.contract.Alternative;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Notice;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.paper.Paper;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.Demand;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.Contracts;
import orca.wire.paper.SealedChain;
import orca.wire.paper.Sealing;
import orca.wire.protocol.MessageForm.Kind;
import orca.wire.text.Retained;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;
import org.junit.jupiter.api.Test;

class MessageFormTest {
    private static final ReservationId WEB = new ReservationId("web");
    private static final Stamp STAMP = new Stamp(1, 7);

    private final Contracts by = new Contracts();
    private final Sealing sealing = new Sealing(who ->
            Stream.of(by.site, by.broker, by.small, by.guest).filter(i -> i.principal().equals(who)).findFirst());
    final MessageForm form = new MessageForm(sealing, new ChainCheck(new Seals()));

    private final DelegationChain rights = DelegationChain.of(
            by.delegation(by.site.principal(), by.broker.principal(), 10, Amounts.of(1000), DAY))
            .with(by.delegation(by.broker.principal(), by.small.principal(), 5, Amounts.of(500), DAY));
    private final TicketChain chain = new TicketChain(rights, by.ticket(3, Amounts.of(500), HOUR));

    private final Demand demand = new Demand(Contracts.VM, 3, 1, Amounts.of(500), HOUR, HOUR.end(),
            Optional.of(DAY.end()), Assurance.BEST_EFFORT, Optional.of(by.site.principal()),
            PropertyList.of("note", "a < b & c\r\n").with("cpus", 4));
    /** Two units of the ticket's three. */
    private final Demand less = new Demand(Contracts.VM, 2, 1, Amounts.of(500), HOUR, HOUR.start(), Optional.empty(),
            Assurance.RESERVED, Optional.empty(), chain.ticket().properties());
    private final Demand placed = less.staying(Optional.of(Amounts.of(0, 1, 1)));
    private final List<Notice> notices = List.of(new Notice(1, HOUR.start(), "it rained"), new Notice(2, HOUR.end(), ""));
    private final Refusal refusal = new Refusal(Refusal.Kind.INSUFFICIENT, "too much",
            Optional.of(new Alternative(Optional.of(HOUR.end()), 2)));

    /** One of every kind, and of every sort of answer. */
    List<Message> all() {
        return List.of(
                new Message.TicketDemand(WEB, STAMP, true, demand, Stamp.NONE),
                new Message.TicketDemand(WEB, STAMP, false, demand, STAMP, Relinquishment.with(false, demand, chain.ticket())),
                new Message.TicketDemand(WEB, STAMP, true, less, STAMP, Relinquishment.with(true, less, chain.ticket())),
                new Message.TicketDemand(WEB, STAMP, true, placed, STAMP, Relinquishment.with(true, placed, chain.ticket())),
                new Message.TicketView(WEB, STAMP, new Stamp(2, 9), TicketState.TICKETED, new Answer.Granted(5, 3, "no more"),
                        Optional.of(chain), notices, true),
                new Message.TicketView(WEB, STAMP, STAMP, TicketState.REFUSED, new Answer.Refused(refusal),
                        Optional.empty(), List.of(), false),
                new Message.TicketView(WEB, STAMP, STAMP, TicketState.REQUESTED,
                        new Answer.Pending("the policy", Optional.of(HOUR.start())), Optional.empty(), List.of(), false),
                new Message.LeaseDemand(WEB, STAMP, true, Optional.of(chain), PropertyList.of("image", "x"),
                        List.of(new UnitId("u1"), new UnitId("u2")), Stamp.NONE),
                new Message.LeaseDemand(WEB, STAMP, false, Optional.empty(), PropertyList.NONE, List.of(), STAMP),
                new Message.LeaseView(WEB, STAMP, STAMP, LeaseState.ACTIVE, new Answer.Granted(2, 2, ""),
                        Optional.of(by.lease(3, 2, HOUR)), notices, false),
                new Message.LeaseView(WEB, STAMP, STAMP, LeaseState.CLOSED, new Answer.Ended("over"), Optional.empty(),
                        List.of(), true),
                new Message.DelegationOffer(rights, STAMP, false, "we need it"),
                new Message.DelegationView(new DelegationId("pool"), STAMP, DelegationState.REFUSED, 4, Optional.of(refusal)),
                new Message.TicketStanding(new ContractKey(by.guest.principal(), WEB), chain.rights(), STAMP,
                        Optional.of(chain), true, "so"),
                new Message.TicketStanding(new ContractKey(by.guest.principal(), WEB), chain.rights(), STAMP,
                        Optional.empty(), false, "", Relinquishment.with(false, demand, chain.ticket())),
                new Message.StandingView(new ContractKey(by.guest.principal(), WEB), STAMP, true),
                new Message.TicketDemand(WEB, STAMP, true, demand, STAMP, Optional.empty(), Optional.of(chain)),
                new Message.TicketDemand(WEB, STAMP, true, demand, STAMP, Optional.empty(), Optional.empty(),
                        Optional.of(chain)));
    }

    /** The same message with all seals that it got on its way taken off. */
    private static Message unsealed(Message message) {
        return switch (message) {
            case Message.TicketView m -> new Message.TicketView(m.id(), m.stamp(), m.answers(), m.state(), m.answer(),
                    m.chain().map(MessageFormTest::unsealed), m.notices(), m.urgent());
            case Message.LeaseDemand m -> new Message.LeaseDemand(m.id(), m.stamp(), m.open(),
                    m.chain().map(MessageFormTest::unsealed), m.properties(), m.victims(), m.seen());
            case Message.LeaseView m -> new Message.LeaseView(m.id(), m.stamp(), m.answers(), m.state(), m.answer(), m.lease(),
                    m.notices(), m.urgent());
            case Message.DelegationOffer m -> new Message.DelegationOffer(
                    new DelegationChain(m.chain().links(), List.of()), m.stamp(), m.open(), m.reason());
            case Message.TicketStanding m -> new Message.TicketStanding(m.key(),
                    new DelegationChain(m.rights().links(), List.of()), m.stamp(),
                    m.holds().map(MessageFormTest::unsealed), m.revoked(), m.reason(), unsealedPaper(m.relinquishment()));
            case Message.TicketDemand m -> new Message.TicketDemand(
                    m.id(), m.stamp(), m.open(), m.demand(), m.seen(), unsealedPaper(m.relinquishment()),
                    m.claim().map(MessageFormTest::unsealed), m.held().map(MessageFormTest::unsealed));
            case Message.DelegationView m -> m;
            case Message.StandingView m -> m;
        };
    }

    private static Optional<Relinquishment> unsealedPaper(Optional<Relinquishment> paper) {
        return paper.map(p -> new Relinquishment(p.reservation(), p.revision(), p.issuer(), p.holder(), p.delegation(), p.start(),
                p.kept(), Optional.empty()));
    }

    private static TicketChain unsealed(TicketChain chain) {
        return new TicketChain(new DelegationChain(chain.links(), List.of()), chain.ticket());
    }

    @Test
    void whatIsWrittenIsReadAgainWithItsSeals() throws Exception {
        for (Message message : all()) {
            Message read = form.read(Kind.of(message), form.write(message));
            assertThat(unsealed(read)).isEqualTo(message);
            assertThat(form.read(Kind.of(read), form.write(read))).as("sealed once, it stays so").isEqualTo(read);
        }
    }

    @Test
    void whatWasSealedElsewhereIsPassedOnWithoutAnyKey() throws Exception {
        MessageForm keyless = new MessageForm(new Sealing(who -> Optional.empty()), new ChainCheck(new Seals()));
        for (Message message : all()) {
            Message read = keyless.read(Kind.of(message), form.write(message));
            assertThat(keyless.write(read)).isEqualTo(form.write(message));
        }
        assertThatThrownBy(() -> keyless.write(all().get(1))).isInstanceOf(Sealing.Unsealable.class);
        assertThatThrownBy(() -> keyless.write(all().get(4))).isInstanceOf(Sealing.Unsealable.class);
    }

    @Test
    void whatAHolderGivesUpIsItsOwnWordAndAboutTheDemandItGoesWith() throws Exception {
        Relinquishment mine = Relinquishment.with(false, demand, chain.ticket()).orElseThrow();
        Tree.Branch good = form.write(new Message.TicketDemand(WEB, STAMP, false, demand, STAMP, Optional.of(mine)));
        Tree.Branch kept = form.write(new Message.TicketDemand(WEB, STAMP, true, less, STAMP,
                Relinquishment.with(true, less, chain.ticket())));
        refuses(with(kept, "relinquishment", good.fields().get("relinquishment")),
                "demand.relinquishment: must keep what the demand is for, and nothing when it is not open");
        refuses(with(good, "id", new Tree.Text(0, "db")), "demand.relinquishment: must be about db, is about web");
        refuses(with(good, "relinquishment", ContractForm.write(sealing.paper(by.lease(3, 2, HOUR), Optional.empty()))),
                "ticketDemand.relinquishment: it is no relinquishment");
        Relinquishment forged = mine.sealed(by.broker.seal(Paper.of(mine).getBytes(StandardCharsets.UTF_8)));
        refuses(with(good, "relinquishment", ContractForm.write(sealing.paper(forged))), "ticketDemand.relinquishment: it must be"
                + " signed by " + by.guest.principal() + ", the key is " + by.broker.principal() + "'s");
        assertThatThrownBy(() -> new Message.TicketStanding(new ContractKey(by.broker.principal(), WEB), rights, STAMP,
                Optional.empty(), false, "", Optional.of(mine))).hasMessageStartingWith("standing.relinquishment: must be about");
    }

    @Test
    void whatIsPaidEndsWithATicketAndHolds() throws Exception {
        Tree.Branch good = form.write(new Message.TicketDemand(WEB, STAMP, true, demand, STAMP, Optional.empty(),
                Optional.of(chain)));
        refuses(with(good, "claim", whole(rights)),
                "ticketDemand.claim: must end with a ticket");
        Tree.Branch bad = (Tree.Branch) good.fields().get("claim");
        Tree.Row papers = (Tree.Row) bad.fields().get("paper");
        Tree.Branch alone = with(bad, "paper", new Tree.Row(0, papers.items().subList(1, papers.items().size())));
        assertThatThrownBy(() -> form.read(Kind.TICKET_DEMAND, with(good, "claim", alone)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("ticketDemand.claim.paper[0]: ");
    }

    /** A ticket that is shown is a paper like any other: forged, cut short, too wide or too long it is refused by the border. */
    @Test
    void whatIsShownIsATicketWithAllThatItStandsOn() throws Exception {
        Tree.Branch good = form.write(new Message.TicketDemand(WEB, STAMP, true, demand, STAMP, Optional.empty(),
                Optional.empty(), Optional.of(chain)));
        assertThat(((Message.TicketDemand) form.read(Kind.TICKET_DEMAND, good)).held().map(MessageFormTest::unsealed))
                .contains(chain);
        refuses(with(good, "held", whole(rights)), "ticketDemand.held: must end with a ticket");
        Tree.Branch held = (Tree.Branch) good.fields().get("held");
        List<Tree> papers = ((Tree.Row) held.fields().get("paper")).items();
        Tree.Branch forged = with((Tree.Branch) papers.get(2), "signature", ((Tree.Branch) papers.get(1)).fields()
                .get("signature"));
        refusesShown(good, held, List.of(papers.get(0), papers.get(1), forged), "ticketDemand.held.paper[2]: the signature");
        refusesShown(good, held, papers.subList(1, 3), "ticketDemand.held.paper[0]: ");
        refusesShown(good, held, Collections.nCopies(SealedChain.MAX_PAPERS + 1, papers.get(2)), "ticketDemand.held.paper: ");
        TicketChain wide = new TicketChain(rights, by.ticket(6, Amounts.of(500), HOUR));
        refuses(with(good, "held", whole(wide)),
                "ticketDemand.held.paper[2]: is larger than its delegation");
        TicketChain longer = new TicketChain(rights, by.ticket(3, Amounts.of(500),
                new Term(DAY.start(), DAY.end().plus(Duration.ofDays(1)))));
        assertThatThrownBy(() -> form.read(Kind.TICKET_DEMAND, with(good, "held", whole(longer))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ticketDemand.held.paper[2]: outlasts its delegation");
    }

    private void refusesShown(Tree.Branch good, Tree.Branch held, List<Tree> papers, String why) {
        assertThatThrownBy(() -> form.read(Kind.TICKET_DEMAND, with(good, "held", with(held, "paper", new Tree.Row(0, papers)))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(why);
    }

    private Tree.Branch whole(DelegationChain chain) throws Sealing.Unsealable {
        return PaperShelf.none().chain(sealing.papers(chain), 0);
    }

    private Tree.Branch whole(TicketChain chain) throws Sealing.Unsealable {
        return PaperShelf.none().chain(sealing.papers(chain), 0);
    }

    private void refuses(Tree.Branch demanded, String why) {
        assertThatThrownBy(() -> form.read(Kind.TICKET_DEMAND, demanded)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }

    static Tree.Branch with(Tree.Branch body, String name, Tree value) {
        Map<String, Tree> fields = new LinkedHashMap<>(body.fields());
        fields.put(name, value);
        return new Tree.Branch(0, fields);
    }

    /** What was given up in a process that the holder has left since, and was never sealed, is told without the paper. */
    @Test
    void aStandingLeavesWithoutAPaperThatNobodyCanSealAnyMore() throws Exception {
        MessageForm without = new MessageForm(new Sealing(who -> Stream.of(by.site, by.broker, by.small)
                .filter(i -> i.principal().equals(who)).findFirst()), new ChainCheck(new Seals()));
        Message standing = new Message.TicketStanding(new ContractKey(by.guest.principal(), WEB), rights, STAMP,
                Optional.empty(), false, "", Relinquishment.with(false, demand, chain.ticket()));
        assertThat(without.write(standing).fields()).containsKey("rights").doesNotContainKey("relinquishment");
        assertThat(form.write(standing).fields()).containsKey("relinquishment");
    }

    @Test
    void aStrangersLeaveOutsAreFilledIn() {
        Map<String, Tree> least = new LinkedHashMap<>();
        least.put("type", new Tree.Text(0, "vm"));
        least.put("units", new Tree.Text(0, " 2 "));
        least.put("sliver", new Tree.Text(0, "500"));
        least.put("start", new Tree.Text(0, "2027-01-15T09:00:00+01:00"));
        least.put("end", new Tree.Text(0, "2027-01-15T09:00:00Z"));
        Demand read = ContractForm.demand(Fields.of("demand", new Tree.Branch(0, least)));
        assertThat(read).isEqualTo(new Demand(Contracts.VM, 2, 2, Amounts.of(500), HOUR, HOUR.start(), Optional.empty(),
                Assurance.RESERVED, Optional.empty(), PropertyList.NONE));
    }

    /** Every message with one field left out, doubled, or of another kind; and with one that nobody knows. */
    @Test
    void everyFieldThatIsMissingOrWrongIsNamed() throws Exception {
        int refused = 0;
        for (Message message : all()) {
            Tree.Branch good = form.write(message);
            for (String name : good.fields().keySet()) {
                if (!List.of("chain", "property", "victim", "notice", "lease", "refusal", "relinquishment", "claim", "held")
                        .contains(name)) {
                    Map<String, Tree> less = new LinkedHashMap<>(good.fields());
                    less.remove(name);
                    assertThatThrownBy(() -> form.read(Kind.of(message), new Tree.Branch(0, less)))
                            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(name + ": must be given");
                    refused++;
                }
                Map<String, Tree> other = new LinkedHashMap<>(good.fields());
                other.put(name, new Tree.Row(0, List.of(new Tree.Row(0, List.of()))));
                assertThatThrownBy(() -> form.read(Kind.of(message), new Tree.Branch(0, other)))
                        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(name);
            }
            Map<String, Tree> more = new LinkedHashMap<>(good.fields());
            more.put("colour", new Tree.Text(0, "red"));
            assertThatThrownBy(() -> form.read(Kind.of(message), new Tree.Branch(0, more)))
                    .hasMessage(Kind.of(message).word() + ".colour: unknown name");
        }
        assertThat(refused).isGreaterThan(40);
    }

    @Test
    void aChainThatDoesNotHoldIsRefusedWithItsFirstBadLink() throws Exception {
        Tree.Branch good = form.write(all().get(4));
        Tree.Branch papers = (Tree.Branch) good.fields().get("chain");
        List<Tree> row = new ArrayList<>(((Tree.Row) papers.fields().get("paper")).items());
        Map<String, Tree> second = new LinkedHashMap<>(((Tree.Branch) row.get(1)).fields());
        second.put("signature", ((Tree.Branch) row.get(0)).fields().get("signature"));
        row.set(1, new Tree.Branch(0, second));
        Map<String, Tree> bad = new LinkedHashMap<>(good.fields());
        bad.put("chain", new Tree.Branch(0, Map.of("paper", new Tree.Row(0, row))));
        assertThatThrownBy(() -> form.read(Kind.TICKET_VIEW, new Tree.Branch(0, bad)))
                .hasMessageStartingWith("ticketView.chain.paper[1]: the signature does not fit");

        TicketChain wide = new TicketChain(rights, by.ticket(6, Amounts.of(500), HOUR));
        assertThatThrownBy(() -> form.read(Kind.LEASE_DEMAND, form.write(new Message.LeaseDemand(WEB, STAMP, true,
                Optional.of(wide), PropertyList.NONE, List.of(), STAMP))))
                .hasMessage("leaseDemand.chain.paper[2]: is larger than its delegation");
    }

    @Test
    void oneBadMessageOfManyCostsTheOthersNothing() throws Exception {
        Identity nobody = Identity.generate();
        Message strange = new Message.DelegationOffer(DelegationChain.of(
                by.delegation(nobody.principal(), by.broker.principal(), 1, Amounts.of(1), DAY)), STAMP, true, "");
        List<Message> many = new ArrayList<>(all());
        many.add(strange);
        MessageForm.Bundle bundle = form.writeAll(many);
        assertThat(bundle.kept()).containsOnlyKeys(strange);
        assertThat(form.writeShared(List.of(strange)).body().fields()).isEmpty();
        Map<String, Tree> body = new LinkedHashMap<>(bundle.body().fields());
        body.put("standingView", new Tree.Row(0, List.of(new Tree.Branch(0, Map.of()), bundle.body().fields()
                .get("standingView") instanceof Tree.Row row ? row.items().get(0) : new Tree.Nothing(0))));
        MessageForm.Parcel parcel = form.readAll(new Tree.Branch(0, body));
        assertThat(parcel.messages().stream().map(MessageFormTest::unsealed).toList())
                .containsExactlyInAnyOrderElementsOf(all());
        assertThat(parcel.unread()).extracting(MessageForm.Unread::where).containsExactly("standingView[0]");
    }

    @Test
    void nothingButRefusalsComesOfAnyChange() throws Exception {
        Random dice = new Random(20300101);
        int rounds = Integer.getInteger("orca.fuzz", 20_000) / 10;
        List<Message> messages = all();
        Retained memory = new Retained(rounds);
        for (int i = 0; i < rounds; i++) {
            Message message = messages.get(dice.nextInt(messages.size()));
            Tree changed = change(form.write(message), dice);
            try {
                Message read = form.read(Kind.of(message), changed);
                form.write(read);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
            memory.next();
        }
        memory.hasNotGrown();
    }

    private static Tree change(Tree tree, Random dice) {
        return switch (tree) {
            case Tree.Branch branch when !branch.fields().isEmpty() -> {
                List<String> names = List.copyOf(branch.fields().keySet());
                String name = names.get(dice.nextInt(names.size()));
                Map<String, Tree> fields = new LinkedHashMap<>(branch.fields());
                fields.put(name, change(fields.get(name), dice));
                yield new Tree.Branch(0, fields);
            }
            case Tree.Row row when !row.items().isEmpty() -> {
                List<Tree> items = new ArrayList<>(row.items());
                int at = dice.nextInt(items.size());
                items.set(at, change(items.get(at), dice));
                yield new Tree.Row(0, items);
            }
            default -> switch (dice.nextInt(6)) {
                case 0 -> new Tree.Text(0, "");
                case 1 -> new Tree.Text(0, "9".repeat(dice.nextInt(30)));
                case 2 -> new Tree.Text(0, Instant.MAX.toString());
                case 3 -> new Tree.Branch(0, Map.of("x", new Tree.Nothing(0)));
                case 4 -> new Tree.Number(0, Long.toString(dice.nextLong()));
                default -> new Tree.Text(0, new Principal("a1").value() + (char) dice.nextInt(0x1_0000));
            };
        };
    }
}
