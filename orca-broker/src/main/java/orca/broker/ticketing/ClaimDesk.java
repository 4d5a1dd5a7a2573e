package orca.broker.ticketing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.ClaimGone;
import orca.broker.ledger.ClaimImage;
import orca.broker.ledger.ClaimKey;
import orca.broker.ledger.Ledger;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.protocol.Message;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;

/**
 * Takes what holders pay with their demands. It looks at what a claim says, for seals are checked before: that it is by its
 * holder to this broker, narrows what it stands on, and was not paid before. Which bank's credits are worth something here, and
 * what they buy, is the policy's to say.
 */
public final class ClaimDesk {
    /** The most claims of one holder that are not over. */
    public static final int MOST_LIVE = 64;
    /** The most claims that are kept, those included that are over. */
    public static final int MOST_KEPT = 10_000;

    private final Principal self;
    private final Ledger ledger;

    public ClaimDesk(Principal self, Ledger ledger) {
        this.self = Objects.requireNonNull(self, "self");
        this.ledger = Objects.requireNonNull(ledger, "ledger");
    }

    /**
     * What comes of what a demand pays.
     *
     * @param records none where nothing is paid, or nothing new
     * @param refusal why it is not taken, so that the demand is not either
     */
    public record Outcome(List<BrokerRecord> records, Optional<Refusal> refusal) {
        static final Outcome NOTHING = new Outcome(List.of(), Optional.empty());

        /** Nothing is taken, for another reason than the claim itself. */
        public static Outcome refused(Refusal why) {
            return new Outcome(List.of(), Optional.of(why));
        }

        static Outcome no(Refusal.Kind kind, String rule) {
            return refused(Refusal.of(kind, "demand.claim: " + rule));
        }
    }

    /** A holder pays, or shows again what it paid; the same claim is taken once. */
    public Outcome paid(Principal from, Message.TicketDemand message, Instant now) {
        if (message.claim().isEmpty() || !message.open()) {
            return Outcome.NOTHING;
        }
        TicketChain chain = message.claim().get();
        Optional<String> flaw = flaw(from, chain);
        if (flaw.isPresent()) {
            return Outcome.no(Refusal.Kind.NEVER, flaw.get());
        }
        ClaimImage image = new ClaimImage(chain, new Cause(now, "PAID", "with " + message.id()));
        Optional<ClaimImage> known = ledger.claim(image.subject());
        if (known.isPresent()) {
            return known.get().chain().says(chain) ? Outcome.NOTHING : Outcome.no(Refusal.Kind.CONFLICT,
                    "'" + image.subject().id() + "' was paid before, for " + known.get().chain().ticket().term()
                            + "; another needs another name");
        }
        if (!chain.ticket().term().end().isAfter(now)) {
            return Outcome.NOTHING; // repeated for longer than it lasts, and forgotten
        }
        if (ledger.liveClaims(from, now) >= MOST_LIVE) {
            return Outcome.no(Refusal.Kind.NOT_NOW, "at most " + MOST_LIVE + " of one holder that are not over");
        }
        List<BrokerRecord> records = new ArrayList<>();
        if (ledger.claims().size() >= MOST_KEPT) {
            Optional<ClaimKey> over = ledger.oldestClaimOver(now).map(ClaimImage::subject);
            if (over.isEmpty()) {
                return Outcome.no(Refusal.Kind.NOT_NOW, "this broker keeps " + MOST_KEPT + ", and none of them is over");
            }
            records.add(new ClaimGone(over.get()));
        }
        records.add(image);
        return new Outcome(records, Optional.empty());
    }

    private Optional<String> flaw(Principal from, TicketChain chain) {
        Ticket ticket = chain.ticket();
        if (!ticket.holder().equals(self)) {
            return Optional.of("must be made out to this broker, " + self + ", is to " + ticket.holder());
        }
        if (!ticket.issuer().equals(from)) {
            return Optional.of("must be by whoever asks, is by " + ticket.issuer());
        }
        if (ticket.revision() != 1) {
            return Optional.of("must be a first revision, is revision " + ticket.revision());
        }
        return chain.widening();
    }
}
