package orca.broker.ticketing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.Losses;
import orca.broker.ledger.LossImage;
import orca.broker.ledger.StrayImage;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.actor.Loss;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.journal.JournalRecord;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.ticket.TicketState;

/**
 * What a broker does that lost what it decided last. It asks every holder of a ticket that it knows what that holds; it promises
 * nothing, and lets nothing end by time alone. A ticket that it does not know it does not hear of before an operator has settled
 * it: what was promised by it may be what is free here.
 */
public final class Settling {
    private final Ledger ledger;
    private final TicketDesk tickets;
    private final BiFunction<List<TicketImage>, Instant, List<TicketImage>> first;
    private final long epoch;

    /** @param first issues tickets before anything new is promised, as far as there is room */
    public Settling(Ledger ledger, TicketDesk tickets, BiFunction<List<TicketImage>, Instant, List<TicketImage>> first,
            long epoch) {
        this.first = first;
        this.ledger = ledger;
        this.tickets = tickets;
        this.epoch = epoch;
    }

    public Decision lost(Event.Lost lost, Instant now) {
        return Decision.of(List.of(new LossImage(Optional.of(new Loss(lost.since(), epoch, lost.what())),
                new Cause(now, "LOST", lost.what()))), List.of());
    }

    /** What to make of a demand that is not to be heard now; empty for one that is. */
    public Optional<Decision> unheard(Principal from, Message.TicketDemand demand, Instant now) {
        ContractKey key = new ContractKey(from, demand.id());
        Losses losses = ledger.losses();
        // One that waits here, and was shown more than is known here, was given its ticket in what is forgotten.
        boolean known = ledger.ticket(key).filter(t -> t.state() != TicketState.REFUSED)
                .filter(t -> t.ticket().isPresent() || t.bidding().isEmpty() || !demand.seen().isAfter(t.said())).isPresent();
        // Who was never shown anything has no ticket: it asks for its first one, and waits as all do.
        if (losses.loss().isEmpty() || known || demand.open() && demand.seen().equals(Stamp.NONE)) {
            return Optional.empty();
        }
        Optional<StrayImage> noted = Optional.ofNullable(losses.strays().get(key));
        boolean older = noted.flatMap(StrayImage::said).filter(said -> !demand.stamp().isAfter(said.stamp())).isPresent();
        if (older || noted.isEmpty() && losses.strays().size() >= Loss.MOST_STRAYS) {
            return Optional.of(Decision.NOTHING);
        }
        Cause cause = new Cause(now, "STRAY", "its holder speaks of a ticket that is not known here");
        return Optional.of(Decision.of(List.of(new StrayImage(key, cause, Optional.of(demand))), List.of()));
    }

    /** {@code image} as it is to be known from now on, if its holder has seen what this life of the broker shows. */
    public Optional<TicketImage> confirmed(Principal from, Message.TicketDemand demand) {
        Losses losses = ledger.losses();
        return losses.loss().filter(loss -> demand.seen().epoch() >= loss.epoch())
                .flatMap(loss -> ledger.ticket(new ContractKey(from, demand.id())).filter(losses::unsure)
                        .map(image -> image.edit().seen(demand.seen()).notice(image.cause().at(), loss.notice())
                                .build(epoch, image.cause())));
    }

    public Decision settle(Command.Settle command, Instant now) {
        Losses losses = ledger.losses();
        if (losses.loss().isEmpty()) {
            return Decision.reply(Reply.declined(Refusal.Kind.CONFLICT, "nothing is to be settled here"));
        }
        List<String> open = unsettled();
        if (!open.isEmpty() && !command.anyway()) {
            return Decision.reply(Reply.declined(Refusal.Kind.CONFLICT, Loss.named(open)));
        }
        List<JournalRecord> records = new ArrayList<>();
        List<Subject> tell = new ArrayList<>();
        records.add(new LossImage(Optional.empty(), new Cause(now, "SETTLED", command.reason())));
        List<TicketImage> claimed = claimed(now);
        Set<ContractKey> keys = claimed.stream().map(TicketImage::key).collect(Collectors.toSet());
        // What would have happened meanwhile by time alone happens now.
        for (TicketImage image : List.copyOf(ledger.tickets())) {
            if (!keys.contains(image.key()) && image.due().filter(at -> !at.isAfter(now)).isPresent()) {
                Decision due = tickets.rang(image.key(), image.mark(), now);
                records.addAll(due.records());
                tell.addAll(due.tell());
            }
        }
        // And who spoke of a ticket that is not known has what it spoke of, before anybody is promised something new.
        List<TicketImage> issued = first.apply(claimed, now);
        issued.forEach(image -> {
            records.add(image);
            tell.add(image.key());
        });
        List<String> without = issued.stream().filter(image -> image.ticket().isEmpty()).map(image -> "ticket "
                + image.key().id() + " of " + image.key().holder()).toList();
        String note = open.isEmpty() ? "" : open.size() + " were open"
                + (without.isEmpty() ? "" : "; for " + without.size() + " of them there is no room: " + Loss.first(without));
        return Decision.of(records.stream().map(BrokerRecord.class::cast).toList(), tell)
                .withReply(new Reply.Accepted(List.of(), note));
    }

    /** The demands of those who spoke of tickets that are not known. */
    private List<TicketImage> claimed(Instant now) {
        long turn = ledger.nextTurn();
        List<TicketImage> claimed = new ArrayList<>();
        for (StrayImage stray : ledger.losses().strays().values()) {
            Optional<TicketImage> image = ledger.ticket(stray.key());
            stray.said().filter(said -> said.open() && image.flatMap(TicketImage::ticket).isEmpty()).ifPresent(said ->
                    claimed.add(tickets.claimed(image.filter(i -> i.state() != TicketState.REFUSED), stray.key(), said,
                            turn + claimed.size(), now)));
        }
        return claimed;
    }

    public List<String> unsettled() {
        List<String> open = new ArrayList<>();
        ledger.tickets().stream().filter(ledger.losses()::unsure).forEach(t -> open.add("ticket " + t.key().id() + " of "
                + t.key().holder() + ": its holder has not said what it holds"));
        ledger.losses().strays().values().forEach(stray -> open.add("ticket " + stray.key().id() + " of "
                + stray.key().holder() + ": " + stray.cause().why()));
        return open;
    }
}
