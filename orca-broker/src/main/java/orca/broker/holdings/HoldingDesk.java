package orca.broker.holdings;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import orca.broker.granting.GrantDesk;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.Holding;
import orca.broker.ledger.HoldingGone;
import orca.broker.ledger.HoldingImage;
import orca.broker.ledger.HoldingKey;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.TicketDraft;
import orca.broker.ledger.TicketImage;
import orca.broker.ticketing.TicketSteps;
import orca.core.actor.Decision;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.policy.ProvisioningView;
import orca.core.journal.JournalRecord;
import orca.core.protocol.Message;
import orca.core.table.Table;
import orca.core.table.Verdict;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationState;
import orca.core.ticket.DelegationTrigger;
import orca.core.ticket.TicketTrigger;
import orca.core.time.Term;

/** Decides what its giver and the clock do to a delegation that is held. */
public final class HoldingDesk {
    private final BrokerSettings settings;
    private final Ledger ledger;
    private final Table<DelegationState, DelegationTrigger> table;
    private final TicketSteps steps;
    private final GrantDesk grants;
    private final OfferCheck check;
    private final long epoch;

    public HoldingDesk(BrokerSettings settings, Ledger ledger, Table<DelegationState, DelegationTrigger> table,
            TicketSteps steps, GrantDesk grants, long epoch) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.table = Objects.requireNonNull(table, "table");
        this.steps = Objects.requireNonNull(steps, "steps");
        this.grants = Objects.requireNonNull(grants, "grants");
        this.check = new OfferCheck(settings.self(), ledger);
        this.epoch = epoch;
    }

    /** An authority, or another broker, says what it gives, or takes back. */
    public Decision offered(Principal from, Message.DelegationOffer message, Instant now) {
        Delegation offer = message.delegation();
        if (!from.equals(offer.issuer())) {
            return Decision.NOTHING;
        }
        HoldingKey key = new HoldingKey(from, offer.id());
        Optional<Holding> known = ledger.holding(key);
        if (known.isEmpty() && ledger.holdingCount() >= settings.mostHoldings()) {
            return Decision.NOTHING; // the giver repeats, and by then there may be room
        }
        HoldingImage before = known.map(Holding::image).orElseGet(() -> unknown(key, message.chain()));
        if (known.isPresent() && !message.stamp().isAfter(before.heard())) {
            return Decision.tellOnly(key);
        }
        return message.open()
                ? taken(before, known, message.chain(), message.stamp(), now)
                : takenBack(before, known, message, now);
    }

    private static HoldingImage unknown(HoldingKey key, DelegationChain offer) {
        return new HoldingImage(key, DelegationState.UNKNOWN, offer, Stamp.NONE, Optional.empty(), Term.EARLIEST, Term.LATEST, 0,
                new Cause(Instant.EPOCH, "", ""));
    }

    private Decision taken(HoldingImage before, Optional<Holding> known, DelegationChain offer, Stamp stamp, Instant now) {
        Optional<DelegationState> offered = move(before.state(), DelegationTrigger.OFFER);
        if (offered.isEmpty()) {
            // Taken back, refused or over: it is answered with how it stands.
            return done(next(before, before.state(), before.chain(), stamp, before.refusal(), now,
                    DelegationTrigger.OFFER, "too late"), true);
        }
        Optional<Refusal> no = check.objection(known, offer, now);
        if (no.isPresent()) {
            DelegationState state = move(offered.get(), DelegationTrigger.REFUSE).orElseThrow();
            return done(next(before, state, before.chain(), stamp, no, now, DelegationTrigger.REFUSE, no.get().reason()),
                    true);
        }
        DelegationState state = move(offered.get(), DelegationTrigger.ACCEPT).orElseThrow();
        return done(next(before, state, offer, stamp, Optional.empty(), now, DelegationTrigger.ACCEPT, ""), true);
    }

    private Decision takenBack(HoldingImage before, Optional<Holding> known, Message.DelegationOffer message, Instant now) {
        DelegationState state = move(before.state(), DelegationTrigger.RECLAIM).orElse(before.state());
        List<BrokerRecord> records = new ArrayList<>();
        List<Subject> tell = new ArrayList<>();
        if (state == DelegationState.RECLAIMING && before.state() != state) {
            refuseChanges(before.key(), now, records, tell);
            records.addAll(grants.takenBack(before.key(), message.reason(), now));
        }
        if (state == DelegationState.RECLAIMING && known.filter(h -> !h.drained()).isEmpty()) {
            state = move(state, DelegationTrigger.DRAINED).orElse(state);
        }
        records.add(next(before, state, before.chain(), message.stamp(), Optional.empty(), now,
                DelegationTrigger.RECLAIM, message.reason()));
        tell.add(before.key());
        return Decision.of(records, tell);
    }

    /** What is asked of a delegation beyond its live tickets is refused when it is taken back. */
    private void refuseChanges(HoldingKey key, Instant now, List<BrokerRecord> records, List<Subject> tell) {
        Refusal no = Refusal.of(Refusal.Kind.NEVER,
                "the site takes back the delegation " + key.id() + "; nothing on it can grow or be extended");
        for (ProvisioningView.Bid bid : ledger.bids(Integer.MAX_VALUE)) {
            TicketImage image = ledger.ticket(bid.key()).orElseThrow();
            if (image.ticket().isPresent() && image.holding().filter(key::equals).isPresent()) {
                TicketDraft draft = image.edit();
                steps.refuse(draft, TicketTrigger.REFUSE, no, now);
                records.add(draft.build(epoch, new Cause(now, TicketTrigger.REFUSE.name(), no.reason())));
                tell.add(image.key());
            }
        }
    }

    /** An alarm rang for a delegation. */
    public Decision rang(HoldingKey key, long mark, Instant now) {
        Optional<Holding> known = ledger.holding(key).filter(h -> h.image().mark() == mark && !now.isBefore(h.image().due()));
        if (known.isEmpty()) {
            return Decision.NOTHING;
        }
        HoldingImage image = known.get().image();
        boolean over = image.state().isEnd();
        if (over && ledger.refersTo(key) == 0 && move(image.state(), DelegationTrigger.FORGET).isPresent()) {
            return Decision.of(List.of(new HoldingGone(key, new Cause(now, DelegationTrigger.FORGET.name(), ""))), List.of());
        }
        Optional<DelegationState> closed = over ? Optional.empty() : move(image.state(), DelegationTrigger.EXPIRE);
        if (closed.isEmpty() || !known.get().drained()) {
            // Some ticket's or grant's own alarm has not rung yet, or its tombstone still refers to this.
            return done(new HoldingImage(key, image.state(), image.chain(), image.heard(), image.refusal(), image.horizon(),
                    now.plus(over ? settings.tombstone() : settings.askAgain()), image.mark() + 1, image.cause()), false);
        }
        return done(next(image, closed.get(), image.chain(), image.heard(), image.refusal(), now,
                DelegationTrigger.EXPIRE, "its term is over"), true);
    }

    /** {@code decision}, and the end of each delegation being taken back whose last ticket or grant ends by it. */
    public Decision drained(Decision decision, Instant now) {
        Map<HoldingKey, Integer> ended = new LinkedHashMap<>();
        for (JournalRecord record : decision.records()) {
            if (record instanceof TicketImage image && !image.live() && image.holding().isPresent()
                    && ledger.ticket(image.key()).filter(TicketImage::live).isPresent()) {
                ended.merge(image.holding().get(), 1, Integer::sum);
            }
            if (record instanceof GrantImage grant && !grant.open()
                    && ledger.grant(grant.id()).filter(GrantImage::open).isPresent()) {
                ended.merge(grant.holding(), 1, Integer::sum);
            }
        }
        if (ended.isEmpty()) {
            return decision;
        }
        List<JournalRecord> records = new ArrayList<>(decision.records());
        List<Subject> tell = new ArrayList<>(decision.tell());
        ended.forEach((key, count) -> ledger.holding(key).filter(h -> h.live() + h.given() == count)
                .filter(h -> h.image().state() == DelegationState.RECLAIMING)
                .ifPresent(h -> move(h.image().state(), DelegationTrigger.DRAINED).ifPresent(closed -> {
                    records.add(next(h.image(), closed, h.image().chain(), h.image().heard(), h.image().refusal(), now,
                            DelegationTrigger.DRAINED, "nothing on it is live any more"));
                    tell.add(key);
                })));
        return new Decision(records, tell, decision.reply());
    }

    private Optional<DelegationState> move(DelegationState state, DelegationTrigger trigger) {
        return switch (table.step(state, trigger)) {
            case Verdict.Moved<DelegationState>(DelegationState to) -> Optional.of(to);
            case Verdict.Ignored<DelegationState>() -> Optional.empty();
            case Verdict.Refused<DelegationState>(String reason) -> Optional.empty();
        };
    }

    private HoldingImage next(HoldingImage before, DelegationState state, DelegationChain chain, Stamp heard,
            Optional<Refusal> refusal, Instant now, DelegationTrigger trigger, String why) {
        HoldingImage image = new HoldingImage(before.key(), state, chain, heard, refusal, now, before.due(),
                before.mark() + 1, new Cause(now, trigger.name(), why));
        boolean justOver = state.isEnd() && !before.state().isEnd();
        // A little after the tombstones of its last tickets, which refer to it.
        Instant forgetAt = now.plus(settings.tombstone()).plus(settings.askAgain());
        Instant due = justOver ? forgetAt : state.isEnd() ? before.due() : image.end();
        return new HoldingImage(image.key(), state, chain, heard, refusal, now, due, image.mark(), image.cause());
    }

    private static Decision done(HoldingImage image, boolean tell) {
        return Decision.of(List.of(image), tell ? List.of(image.key()) : List.of());
    }

    /** How things stand with a delegation, for its giver. */
    public static Message.DelegationView view(Holding holding) {
        HoldingImage image = holding.image();
        return new Message.DelegationView(image.key().id(), image.heard(), image.state(), holding.live() + holding.given(),
                image.refusal());
    }
}
