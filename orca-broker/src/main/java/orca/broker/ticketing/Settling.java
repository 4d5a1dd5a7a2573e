package orca.broker.ticketing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.Losses;
import orca.broker.ledger.LossImage;
import orca.broker.ledger.StrayGone;
import orca.broker.ledger.StrayImage;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Decision;
import orca.core.actor.Duties;
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
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;

/**
 * What a broker does that lost what it decided last. It asks every holder of a ticket that it knows what that holds; it promises
 * nothing, and lets nothing end by time alone. A ticket that it does not know and its holder shows is in force again, if there is
 * room; if there is none it is noted for the operator, also when the loss was settled before. Who only speaks of a ticket is
 * asked to show it, and is heard as anybody else when it has none to show.
 */
public final class Settling {
    private final BrokerSettings settings;
    private final Ledger ledger;
    private final TicketSteps steps;
    private final TicketDesk tickets;
    private final long epoch;

    public Settling(BrokerSettings settings, Ledger ledger, TicketSteps steps, TicketDesk tickets, long epoch) {
        this.settings = settings;
        this.ledger = ledger;
        this.steps = steps;
        this.tickets = tickets;
        this.epoch = epoch;
    }

    public Decision lost(Event.Lost lost, Instant now) {
        return Decision.of(List.of(new LossImage(new Loss(lost.since(), epoch, lost.what()),
                new Cause(now, "LOST", lost.what()))), List.of());
    }

    private Shown shown() {
        return new Shown(settings, ledger, steps);
    }

    /** Why what a demand shows is no ticket by this broker to whoever asks. */
    public Optional<Refusal> flaw(Principal from, Message.TicketDemand demand) {
        return shown().flaw(new ContractKey(from, demand.id()), demand);
    }

    /** What to make of a demand that is not to be heard now; empty for one that is. */
    public Optional<Decision> unheard(Principal from, Message.TicketDemand demand, Instant now) {
        ContractKey key = new ContractKey(from, demand.id());
        Shown shown = shown();
        Optional<TicketChain> later = shown.later(key, demand, now);
        if (later.isPresent()) {
            boolean waits = demand.open() && ledger.losses().loss().isPresent()
                    && shown.verdict(key, later.get(), now) instanceof Shown.Without;
            return waits ? Optional.of(Decision.of(noted(from, demand, now), List.of())) : Optional.empty();
        }
        if (demand.held().isEmpty() && forgotten(key, demand.seen())) {
            return Optional.of(Decision.tellOnly(Question.about(key, demand.seen(), epoch)));
        }
        return confirmed(key, demand).map(image -> Decision.of(List.of(image), List.of(key)));
    }

    /** Whether a life before the newest loss showed more of it than is known here. */
    private boolean forgotten(ContractKey key, Stamp seen) {
        if (seen.equals(Stamp.NONE) || seen.epoch() >= ledger.losses().epoch()) {
            return false;
        }
        return ledger.ticket(key).filter(image -> image.ticket().isPresent() || image.state() == TicketState.CLOSED
                || !seen.isAfter(image.said())).isEmpty();
    }

    /** It as it is to be known from now on, if its holder has seen what this life of the broker shows. */
    private Optional<TicketImage> confirmed(ContractKey key, Message.TicketDemand demand) {
        Losses losses = ledger.losses();
        return losses.loss().filter(loss -> demand.seen().epoch() >= loss.epoch())
                .flatMap(loss -> ledger.ticket(key).filter(losses::unsure)
                        .map(image -> image.edit().seen(demand.seen()).notice(image.cause().at(), loss.notice())
                                .build(epoch, image.cause())));
    }

    /** What a demand that is heard changes in the notes: what it shows and cannot be is noted, and what is over is so no more. */
    public List<BrokerRecord> noted(Principal from, Message.TicketDemand demand, Instant now) {
        ContractKey key = new ContractKey(from, demand.id());
        Losses losses = ledger.losses();
        Optional<StrayImage> noted = Optional.ofNullable(losses.strays().get(key));
        Shown shown = shown();
        Optional<TicketChain> later = shown.later(key, demand, now);
        if (demand.open() && later.isPresent()
                && shown.verdict(key, later.get(), now) instanceof Shown.Without(String why)) {
            boolean known = noted.flatMap(StrayImage::said).filter(said -> revision(said) >= later.get().ticket().revision()
                    && !demand.stamp().isAfter(said.stamp())).isPresent();
            return known || noted.isEmpty() && !losses.hasRoom(from) ? List.of()
                    : List.of(new StrayImage(key, new Cause(now, "STRAY", why), Optional.of(demand)));
        }
        boolean over = noted.isPresent()
                && (later.isPresent() || !demand.open() || !losses.isOpen(key));
        return over ? List.of(gone(key, "its holder is heard", now)) : List.of();
    }

    private static long revision(Message.TicketDemand demand) {
        return demand.held().map(chain -> chain.ticket().revision()).orElse(0L);
    }

    private static StrayGone gone(ContractKey key, String why, Instant now) {
        return new StrayGone(key, new Cause(now, "HEARD", why));
    }

    /** What comes of a demand that shows a ticket that is forgotten here, and for which there is room. */
    public Optional<Decision> taken(Principal from, Message.TicketDemand demand, Optional<Refusal> unpaid, Instant now) {
        ContractKey key = new ContractKey(from, demand.id());
        Shown shown = shown();
        return shown.later(key, demand, now).map(chain -> shown.verdict(key, chain, now))
                .flatMap(verdict -> verdict instanceof Shown.Taken taken
                        ? Optional.of(again(taken, demand, unpaid, ledger.nextTurn(), now)) : Optional.empty());
    }

    private Decision again(Shown.Taken taken, Message.TicketDemand demand, Optional<Refusal> unpaid, long turn, Instant now) {
        Decision heard = tickets.shown(taken.draft(), demand, unpaid, turn, now);
        List<JournalRecord> records = new ArrayList<>(taken.forgotten().stream().toList());
        records.addAll(heard.records());
        return Decision.of(records, heard.tell());
    }

    /** When a ticket that was noted is over, it is of no interest any more. */
    public Duties duties(StrayImage.Stray stray) {
        return Optional.ofNullable(ledger.losses().strays().get(stray.key())).flatMap(StrayImage::said)
                .flatMap(Message.TicketDemand::held).map(chain -> new Duties(List.of(), Optional.empty(), Optional.empty(),
                        Optional.of(new Duties.Alarm(chain.ticket().term().end(), chain.ticket().revision()))))
                .orElse(Duties.NONE);
    }

    /** An alarm rang for a ticket that was noted. */
    public Decision rang(StrayImage.Stray stray, Instant now) {
        Optional<Ticket> noted = Optional.ofNullable(ledger.losses().strays().get(stray.key())).flatMap(StrayImage::said)
                .flatMap(Message.TicketDemand::held).map(TicketChain::ticket);
        return noted.filter(ticket -> ticket.term().endedAt(now)).isEmpty() ? Decision.NOTHING
                : Decision.of(List.of(gone(stray.key(), "its term is over", now)), List.of());
    }

    public Decision settle(Command.Settle command, Instant now) {
        List<String> open = unsettled();
        if (ledger.losses().loss().isEmpty() && open.isEmpty()) {
            return Decision.reply(Reply.declined(Refusal.Kind.CONFLICT, "nothing is to be settled here"));
        }
        if (!open.isEmpty() && !command.anyway()) {
            return Decision.reply(Reply.declined(Refusal.Kind.CONFLICT, Loss.named(open)));
        }
        List<JournalRecord> records = new ArrayList<>();
        List<Subject> tell = new ArrayList<>();
        records.add(new LossImage(Optional.empty(), new Cause(now, "SETTLED", command.reason()),
                Optional.of(ledger.losses().epoch()).filter(e -> e > 0)));
        Set<ContractKey> done = new LinkedHashSet<>();
        List<String> without = new ArrayList<>();
        Shown shown = shown();
        long turn = ledger.nextTurn();
        // Whose ticket found no room when it was shown may have some now that others have said what they hold.
        for (StrayImage stray : ledger.losses().open()) {
            Optional<Message.TicketDemand> said = stray.said().filter(demand -> demand.held().isPresent());
            Optional<Shown.Verdict> verdict = said.flatMap(demand -> shown.later(stray.key(), demand, now))
                    .map(chain -> shown.verdict(stray.key(), chain, now));
            if (verdict.isPresent() && verdict.get() instanceof Shown.Taken taken) {
                Decision again = again(taken, said.get(), Optional.empty(), turn, now);
                taken.forgotten().ifPresent(gone -> done.add(gone.key()));
                turn++; // the ledger moves only when all of this is decided
                records.addAll(again.records());
                tell.addAll(again.tell());
                done.add(stray.key());
            } else if (verdict.isPresent()) {
                without.add("ticket " + stray.key().id() + " of " + stray.key().holder());
            }
        }
        // What would have happened meanwhile by time alone happens now.
        for (TicketImage image : List.copyOf(ledger.tickets())) {
            if (!done.contains(image.key()) && image.due().filter(at -> !at.isAfter(now)).isPresent()) {
                Decision due = tickets.rang(image.key(), image.mark(), now);
                records.addAll(due.records());
                tell.addAll(due.tell());
            }
        }
        String note = open.isEmpty() ? "" : open.size() + " were open"
                + (without.isEmpty() ? "" : "; for " + without.size() + " of them there is no room: " + Loss.first(without));
        return Decision.of(records, tell).withReply(new Reply.Accepted(List.of(), note));
    }

    public List<String> unsettled() {
        List<String> open = new ArrayList<>();
        ledger.tickets().stream().filter(ledger.losses()::unsure).forEach(t -> open.add("ticket " + t.key().id() + " of "
                + t.key().holder() + ": its holder has not said what it holds"));
        ledger.losses().open().forEach(stray -> open.add("ticket " + stray.key().id() + " of " + stray.key().holder() + ": "
                + stray.said().flatMap(Message.TicketDemand::held).map(chain -> "its holder shows revision "
                        + chain.ticket().revision() + " for " + chain.ticket().term() + ", which " + stray.cause().why())
                .orElse(stray.cause().why())));
        return open;
    }
}
