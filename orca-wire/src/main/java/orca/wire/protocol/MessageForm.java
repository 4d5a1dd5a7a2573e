package orca.wire.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.Lease;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.protocol.Message;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.Demand;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.wire.call.CallRefused;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.PaperReader.Said;
import orca.wire.paper.SealedChain;
import orca.wire.paper.Sealing;
import orca.wire.text.Tree;

/**
 * Messages as bodies, and bodies as messages. What is written is sealed, and what is read was checked: its papers hold, each for
 * itself and all together. Safe for use by many threads.
 */
public final class MessageForm {
    private final Sealing sealing;
    private final ChainCheck check;

    public MessageForm(Sealing sealing, ChainCheck check) {
        this.sealing = sealing;
        this.check = check;
    }

    /** What a message is called on the wire. */
    public enum Kind {
        TICKET_DEMAND("ticketDemand"),
        TICKET_VIEW("ticketView"),
        LEASE_DEMAND("leaseDemand"),
        LEASE_VIEW("leaseView"),
        DELEGATION_OFFER("delegationOffer"),
        DELEGATION_VIEW("delegationView"),
        TICKET_STANDING("ticketStanding"),
        STANDING_VIEW("standingView");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** The {@code index}-th of its kind, from 0, in a body of many. */
        public String place(int index) {
            return word + "[" + index + "]";
        }

        public static Kind of(Message message) {
            return switch (message) {
                case Message.TicketDemand m -> TICKET_DEMAND;
                case Message.TicketView m -> TICKET_VIEW;
                case Message.LeaseDemand m -> LEASE_DEMAND;
                case Message.LeaseView m -> LEASE_VIEW;
                case Message.DelegationOffer m -> DELEGATION_OFFER;
                case Message.DelegationView m -> DELEGATION_VIEW;
                case Message.TicketStanding m -> TICKET_STANDING;
                case Message.StandingView m -> STANDING_VIEW;
            };
        }
    }

    /** @throws Sealing.Unsealable when a contract in it cannot leave */
    public Tree.Branch write(Message message) throws Sealing.Unsealable {
        return write(message, PaperShelf.none());
    }

    private Tree.Branch write(Message message, PaperShelf shelf) throws Sealing.Unsealable {
        return switch (message) {
            case Message.TicketDemand m -> {
                Body body = new Body().text("id", m.id()).stamp("stamp", m.stamp()).flag("open", m.open())
                        .in("demand", ContractForm.write(m.demand())).stamp("seen", m.seen());
                if (m.relinquishment().isPresent()) {
                    body.in("relinquishment", ContractForm.write(sealing.paper(m.relinquishment().get())));
                }
                chain(body, "claim", m.claim(), shelf);
                chain(body, "held", m.held(), shelf);
                yield body.done();
            }
            case Message.TicketView m -> {
                Body body = new Body().text("id", m.id()).stamp("stamp", m.stamp()).stamp("answers", m.answers())
                        .word("state", m.state()).in("answer", ContractForm.write(m.answer()));
                chain(body, "chain", m.chain(), shelf);
                yield body.row("notice", ContractForm.notices(m.notices())).flag("urgent", m.urgent()).done();
            }
            case Message.LeaseDemand m -> {
                Body body = new Body().text("id", m.id()).stamp("stamp", m.stamp()).flag("open", m.open());
                chain(body, "chain", m.chain(), shelf);
                yield body.row("property", ContractForm.properties(m.properties()))
                        .row("victim", m.victims().stream().map(v -> new Tree.Text(0, v.value())).toList())
                        .stamp("seen", m.seen()).done();
            }
            case Message.LeaseView m -> {
                Body body = new Body().text("id", m.id()).stamp("stamp", m.stamp()).stamp("answers", m.answers())
                        .word("state", m.state()).in("answer", ContractForm.write(m.answer()));
                if (m.lease().isPresent() && inForce(m.state())) {
                    body.in("lease", ContractForm.write(sealing.paper(m.lease().get(), m.seal())));
                }
                yield body.row("notice", ContractForm.notices(m.notices())).flag("urgent", m.urgent()).done();
            }
            case Message.DelegationOffer m -> new Body().in("chain", rights(m.chain(), shelf))
                    .stamp("stamp", m.stamp()).flag("open", m.open()).text("reason", m.reason()).done();
            case Message.DelegationView m -> {
                Body body = new Body().text("id", m.id()).stamp("answers", m.answers()).word("state", m.state())
                        .whole("live", m.live());
                m.refusal().ifPresent(r -> body.in("refusal", ContractForm.write(r)));
                yield body.done();
            }
            case Message.TicketStanding m -> {
                Body body = new Body().text("holder", m.key().holder()).text("id", m.key().id())
                        .in("rights", rights(m.rights(), shelf)).stamp("stamp", m.stamp());
                chain(body, "chain", m.holds(), shelf);
                body.flag("revoked", m.revoked()).text("reason", m.reason());
                if (m.relinquishment().isPresent() && sealing.has(m.relinquishment().get())) {
                    body.in("relinquishment", ContractForm.write(sealing.paper(m.relinquishment().get())));
                }
                yield body.done();
            }
            case Message.StandingView m -> new Body().text("holder", m.key().holder()).text("id", m.key().id())
                    .stamp("answers", m.answers()).flag("freed", m.freed()).done();
        };
    }

    /** A lease is signed while it is in force: not before its units are there, and not when they are being taken away. */
    private static boolean inForce(LeaseState state) {
        return switch (state) {
            case ACTIVE, EXTENDING, MODIFYING -> true;
            case UNKNOWN, REQUESTED, PRIMING, CLOSING, FAILED, REFUSED, CLOSED -> false;
        };
    }

    private void chain(Body body, String name, Optional<TicketChain> chain, PaperShelf shelf) throws Sealing.Unsealable {
        if (chain.isPresent()) {
            SealedChain papers = sealing.papers(chain.get());
            body.in(name, shelf.chain(papers, papers.papers().size() - 1));
        }
    }

    private Tree.Branch rights(DelegationChain chain, PaperShelf shelf) throws Sealing.Unsealable {
        return shelf.chain(sealing.papers(chain), chain.links().size());
    }

    /** @throws IllegalArgumentException naming the field and the rule that it breaks */
    public Message read(Kind kind, Tree body) {
        return read(kind, body, ShelvedPapers.NONE);
    }

    private Message read(Kind kind, Tree body, ShelvedPapers shelved) {
        Fields in = Fields.of(kind.word(), body);
        Message message = switch (kind) {
            case TICKET_DEMAND -> new Message.TicketDemand(in.as("id", ReservationId::new), in.stamp("stamp"), in.flag("open"),
                    ContractForm.demand(in.in("demand")), in.stamp("seen"), relinquishment(in), ticket(in, "claim", shelved),
                    ticket(in, "held", shelved));
            case TICKET_VIEW -> new Message.TicketView(in.as("id", ReservationId::new), in.stamp("stamp"), in.stamp("answers"),
                    in.word("state", TicketState.class), ContractForm.answer(in.in("answer")), ticket(in, "chain", shelved),
                    ContractForm.notices(in, "notice"), in.flag("urgent"));
            case LEASE_DEMAND -> new Message.LeaseDemand(in.as("id", ReservationId::new), in.stamp("stamp"), in.flag("open"),
                    ticket(in, "chain", shelved), ContractForm.properties(in, "property"),
                    in.texts("victim", (int) Demand.MOST_UNITS, UnitId::new), in.stamp("seen"));
            case LEASE_VIEW -> leaseView(in);
            case DELEGATION_OFFER -> new Message.DelegationOffer(rights(in, "chain", shelved), in.stamp("stamp"), in.flag("open"),
                    in.text("reason"));
            case DELEGATION_VIEW -> new Message.DelegationView(in.as("id", DelegationId::new), in.stamp("answers"),
                    in.word("state", DelegationState.class), (int) in.whole("live", 0, Integer.MAX_VALUE),
                    in.maybeIn("refusal", ContractForm::refusal));
            case TICKET_STANDING -> new Message.TicketStanding(key(in), rights(in, "rights", shelved), in.stamp("stamp"),
                    ticket(in, "chain", shelved), in.flag("revoked"), in.text("reason"), relinquishment(in));
            case STANDING_VIEW -> new Message.StandingView(key(in), in.stamp("answers"), in.flag("freed"));
        };
        in.end();
        return message;
    }

    private static ContractKey key(Fields in) {
        return new ContractKey(in.as("holder", Principal::new), in.as("id", ReservationId::new));
    }

    private Optional<TicketChain> ticket(Fields in, String name, ShelvedPapers shelved) {
        return in.maybeIn(name, one -> shelved.chain(one, check)).map(papers -> good(in, name, papers).chain()
                .orElseThrow(() -> in.no(name, "must end with a ticket")));
    }

    private Optional<Relinquishment> relinquishment(Fields in) {
        Optional<ChainCheck.Link> link = in.maybeIn("relinquishment", ContractForm::paper).map(check::relinquishment);
        link.flatMap(ChainCheck.Link::flaw).ifPresent(flaw -> {
            throw in.no("relinquishment", flaw);
        });
        return link.map(l -> ((Said.OfRelinquishment) l.said().orElseThrow()).relinquishment().sealed(l.seal()));
    }

    private DelegationChain rights(Fields in, String name, ShelvedPapers shelved) {
        ChainCheck.Report report = good(in, name, shelved.chain(in.in(name), check));
        if (report.chain().isPresent()) {
            throw in.no(name, "must be delegations only");
        }
        return report.rights().orElseThrow(() -> in.no(name, "must be delegations"));
    }

    private ChainCheck.Report good(Fields in, String name, SealedChain papers) {
        ChainCheck.Report report = check.check(papers);
        report.broken().ifPresent(index -> {
            throw in.no(name + ".paper[" + index + "]", report.links().get(index).flaw().orElseThrow());
        });
        if (report.links().get(report.links().size() - 1).said().orElseThrow() instanceof Said.OfLease) {
            throw in.no(name, "must not hold a lease");
        }
        return report;
    }

    private Message.LeaseView leaseView(Fields in) {
        var id = in.as("id", ReservationId::new);
        var stamp = in.stamp("stamp");
        var answers = in.stamp("answers");
        var state = in.word("state", LeaseState.class);
        var answer = ContractForm.answer(in.in("answer"));
        Optional<ChainCheck.Link> link = in.maybeIn("lease", ContractForm::paper).map(check::lease);
        link.flatMap(ChainCheck.Link::flaw).ifPresent(flaw -> {
            throw in.no("lease", flaw);
        });
        Optional<Lease> lease = link.map(l -> ((Said.OfLease) l.said().orElseThrow()).lease());
        return new Message.LeaseView(id, stamp, answers, state, answer, lease, link.map(ChainCheck.Link::seal),
                ContractForm.notices(in, "notice"), in.flag("urgent"));
    }

    /** The most messages in one body. */
    public static final int MOST_MESSAGES = 1024;

    /** What became of writing many: the body, and which could not leave. */
    public record Bundle(Tree.Branch body, Map<Message, String> kept) {}

    /** Many messages in one body, by their kinds; those that cannot leave are left out and told. */
    public Bundle writeAll(List<Message> messages) {
        return writeAll(messages, PaperShelf.none());
    }

    /** The same, with the papers that others stand on in front of all, once. */
    public Bundle writeShared(List<Message> messages) {
        return writeAll(messages, PaperShelf.sharing());
    }

    private Bundle writeAll(List<Message> messages, PaperShelf shelf) {
        Map<Kind, List<Tree>> byKind = new EnumMap<>(Kind.class); // the order that the schema shows
        Map<Message, String> kept = new LinkedHashMap<>();
        for (Message message : messages) {
            try {
                Tree.Branch body = write(message, shelf);
                byKind.computeIfAbsent(Kind.of(message), kind -> new ArrayList<>()).add(body);
            } catch (Sealing.Unsealable e) {
                kept.put(message, e.getMessage());
            }
        }
        Body all = byKind.isEmpty() ? new Body() : new Body().row(PaperShelf.PAPERS, shelf.papers());
        byKind.forEach((kind, row) -> all.row(kind.word(), row));
        return new Bundle(all.done(), kept);
    }

    /**
     * A message of many that could not be read.
     *
     * @param where its kind and its place among those of its kind
     */
    public record Unread(String where, String why) {}

    /**
     * What many messages say, and which of them could not be read: one bad message costs the others nothing.
     *
     * @param where the kind and the place of each message, in the same order
     * @param left the places of those that were not to be read
     */
    public record Parcel(List<Message> messages, List<String> where, List<Unread> unread, List<String> left) {
        public Parcel {
            if (messages.size() != where.size()) {
                throw new IllegalArgumentException("parcel.where: must be one for each message");
            }
        }
    }

    /** @throws IllegalArgumentException when it is no such body at all */
    public Parcel readAll(Tree body) {
        return readAll(body, Optional.empty());
    }

    /**
     * The same, but for demands that are not to be read.
     *
     * @param leaves whether a demand is to be left alone
     */
    public Parcel readAll(Tree body, Predicate<DemandHead> leaves) {
        return readAll(body, Optional.of(leaves));
    }

    private Parcel readAll(Tree body, Optional<Predicate<DemandHead>> leaves) {
        Fields in = Fields.of("body", body);
        ShelvedPapers shelved = ShelvedPapers.of(in);
        List<Message> messages = new ArrayList<>();
        List<String> where = new ArrayList<>();
        List<Unread> unread = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Tree> row = in.row(kind.word(), MOST_MESSAGES);
            for (int i = 0; i < row.size(); i++) {
                try {
                    if (leaves.isPresent() && DemandHead.of(kind, row.get(i)).filter(leaves.get()).isPresent()) {
                        left.add(kind.place(i));
                        continue;
                    }
                    messages.add(read(kind, row.get(i), shelved));
                    where.add(kind.place(i));
                } catch (IllegalArgumentException e) {
                    unread.add(new Unread(kind.place(i), e.getMessage()));
                }
            }
        }
        in.end();
        if (messages.size() + unread.size() + left.size() > MOST_MESSAGES) {
            throw new IllegalArgumentException("body: at most " + MOST_MESSAGES + " messages");
        }
        return new Parcel(messages, where, unread, left);
    }

    /**
     * What came of a parcel.
     *
     * @param taken how many messages were taken
     * @param unread which could not be
     * @param later which could not be for want of room, by kind and place: they may be said again
     * @param after how long to wait before that, when there are such; whole seconds
     */
    public record Receipt(int taken, List<Unread> unread, List<String> later, Duration after) {
        public Receipt {
            unread = List.copyOf(unread);
            later = List.copyOf(later);
            if (after.isNegative() || after.compareTo(CallRefused.LONGEST_AFTER) > 0) {
                throw new IllegalArgumentException("receipt.after: must be 0 to " + CallRefused.LONGEST_AFTER + ", got " + after);
            }
        }

        /** Of one for which there was room for all. */
        public Receipt(int taken, List<Unread> unread) {
            this(taken, unread, List.of(), Duration.ZERO);
        }

        public Tree.Branch write() {
            Body body = new Body().whole("taken", taken).row("refused", unread.stream()
                    .map(one -> new Body().text("which", one.where()).text("why", one.why()).done()).toList());
            if (!later.isEmpty()) {
                body.row("later", later.stream().map(which -> new Tree.Text(0, which)).toList())
                        .whole("after", after.toSeconds());
            }
            return body.done();
        }

        /** Those of {@code messages}, which were sent in this order, that may be said again. */
        public List<Message> later(List<Message> messages) {
            Set<String> places = Set.copyOf(later);
            Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
            return places.isEmpty() ? List.of() : messages.stream().filter(message -> {
                Kind kind = Kind.of(message);
                return places.contains(kind.place(counts.merge(kind, 1, Integer::sum) - 1));
            }).toList();
        }
    }

    /** @throws IllegalArgumentException when it is none */
    public static Receipt receipt(Tree body) {
        Fields in = Fields.of("receipt", body);
        Receipt receipt = new Receipt((int) in.whole("taken", 0, MOST_MESSAGES), in.rowOf("refused", MOST_MESSAGES, one -> {
            Unread unread = new Unread(one.text("which"), one.text("why"));
            one.end();
            return unread;
        }), in.texts("later", MOST_MESSAGES, Function.identity()),
                Duration.ofSeconds(in.maybeWhole("after", 0, CallRefused.LONGEST_AFTER.toSeconds()).orElse(0L)));
        in.end();
        return receipt;
    }
}
