package orca.broker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import orca.broker.bidding.PolicyRounds;
import orca.broker.granting.GrantDesk;
import orca.broker.holdings.HoldingDesk;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.BrokerTables;
import orca.broker.ledger.ChoiceImage;
import orca.broker.ledger.ClaimImage;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.Holding;
import orca.broker.ledger.HoldingKey;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.Standing;
import orca.broker.ledger.StrayImage;
import orca.broker.ledger.TicketImage;
import orca.broker.ticketing.ClaimDesk;
import orca.broker.ticketing.Question;
import orca.broker.ticketing.Settling;
import orca.broker.ticketing.TicketDesk;
import orca.broker.ticketing.TicketSteps;
import orca.core.actor.Actor;
import orca.core.actor.Decision;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.actor.Loss;
import orca.core.actor.Outgoing;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Subject;
import orca.core.journal.JournalRecord;
import orca.core.policy.Chosen;
import orca.core.policy.PolicyState;
import orca.core.policy.PolicyView;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;

/**
 * The broker as an actor.
 *
 * <p><b>Hard</b> is the ledger: what the records say. <b>Soft</b> is which demands the policy was shown last; losing it costs
 * one more question.
 */
public final class Broker implements Actor {
    private final BrokerSettings settings;
    private final Ledger ledger = new Ledger();
    private final TicketDesk tickets;
    private final ClaimDesk claims;
    private final HoldingDesk holdings;
    private final GrantDesk grants;
    private final PolicyRounds rounds;
    private final Settling settling;

    /** A broker in its first epoch, that follows the standard tables. */
    public Broker(BrokerSettings settings) {
        this(settings, BrokerTables.STANDARD, 1);
    }

    /** A broker in its first epoch. */
    public Broker(BrokerSettings settings, BrokerTables tables) {
        this(settings, tables, 1);
    }

    /**
     * @param epoch of this life, from 1; greater than that of any life whose last words may be lost
     */
    public Broker(BrokerSettings settings, BrokerTables tables, long epoch) {
        this.settings = Objects.requireNonNull(settings, "settings");
        if (epoch < 1) {
            throw new IllegalArgumentException("broker.epoch: must be 1 or more, got " + epoch);
        }
        TicketSteps steps = new TicketSteps(settings, tables.ticket(), ledger, epoch);
        this.tickets = new TicketDesk(settings, ledger, steps, epoch);
        this.claims = new ClaimDesk(settings.self(), ledger);
        this.grants = new GrantDesk(settings, ledger, tables.delegation(), epoch);
        this.holdings = new HoldingDesk(settings, ledger, tables.delegation(), steps, grants, epoch);
        this.rounds = new PolicyRounds(settings, ledger, steps, epoch);
        this.settling = new Settling(settings, ledger, steps, tickets, epoch);
    }

    @Override
    public Principal self() {
        return settings.self();
    }

    @Override
    public Decision decide(Event event, Instant now) {
        Decision decision = switch (event) {
            case Event.Arrived(Principal from, Message message) -> arrived(from, message, now);
            case Event.Rang(Subject subject, long mark) -> rang(subject, mark, now);
            case Event.Proposed proposed -> rounds.proposed(proposed.proposal(), now);
            case Event.Ordered(String operator, Command command) -> ordered(operator, command, now);
            case Event.Ended ended -> Decision.NOTHING; // no handler works for a broker
            case Event.Sensed sensed -> Decision.NOTHING;
            case Event.Died died -> Decision.NOTHING;
            case Event.Lost lost -> settling.lost(lost, now);
        };
        return holdings.drained(decision, now);
    }

    private Decision arrived(Principal from, Message message, Instant now) {
        return switch (message) {
            case Message.TicketDemand demand -> demanded(from, demand, now);
            case Message.StandingView view -> tickets.standing(from, view, now);
            case Message.DelegationOffer offer -> holdings.offered(from, offer, now);
            case Message.TicketView view -> Decision.NOTHING;
            case Message.LeaseDemand demand -> Decision.NOTHING;
            case Message.LeaseView view -> Decision.NOTHING;
            case Message.DelegationView view -> grants.heard(from, view, now);
            case Message.TicketStanding standing -> Decision.NOTHING;
        };
    }

    private Decision demanded(Principal from, Message.TicketDemand demand, Instant now) {
        Optional<Decision> unheard = settling.unheard(from, demand, now);
        if (unheard.isPresent()) {
            return unheard.get();
        }
        // What is refused for what it shows pays nothing.
        ClaimDesk.Outcome paid = settling.flaw(from, demand).map(ClaimDesk.Outcome::refused)
                .orElseGet(() -> claims.paid(from, demand, now));
        Optional<Refusal> refusal = paid.refusal();
        Decision decision = settling.taken(from, demand, refusal, now)
                .orElseGet(() -> tickets.demanded(from, demand, refusal, now));
        List<JournalRecord> records = new ArrayList<>(paid.records());
        records.addAll(decision.records());
        records.addAll(settling.noted(from, demand, now));
        return Decision.of(records, decision.tell());
    }

    private Decision rang(Subject subject, long mark, Instant now) {
        return switch (subject) {
            case ContractKey key when ledger.losses().loss().isPresent() -> Decision.NOTHING; // settling it makes up for it
            case ContractKey key -> tickets.rang(key, mark, now);
            case HoldingKey key -> holdings.rang(key, mark, now);
            case DelegationId id -> grants.rang(id, mark, now);
            case StrayImage.Stray stray -> settling.rang(stray, now);
            default -> Decision.NOTHING; // subjects are an open family, and only these have alarms
        };
    }

    private Decision ordered(String operator, Command command, Instant now) {
        if (command instanceof Command.SetPolicy set) {
            return rounds.follow(set, operator, now);
        }
        if (command instanceof Command.Settle settle) {
            return settling.settle(settle, now);
        }
        if (!(command instanceof Command.Market market)) {
            return Decision.reply(Reply.declined(Refusal.Kind.NEVER, "a broker takes approve, deny, revoke, delegate and reclaim,"
                    + " not " + command.getClass().getSimpleName()));
        }
        return switch (market) {
            case Command.Approve(ContractKey key, String reason) -> tickets.approve(key, reason, operator, now);
            case Command.Deny(ContractKey key, String reason) -> tickets.deny(key, reason, operator, now);
            case Command.Revoke(ContractKey key, String reason) -> tickets.revoke(key, reason, operator, now);
            case Command.Delegate delegate -> grants.delegate(delegate, now);
            case Command.Reclaim reclaim -> grants.reclaim(reclaim, now);
        };
    }

    @Override
    public void apply(JournalRecord record) {
        ledger.apply(record);
        if (record instanceof ChoiceImage) {
            rounds.supersede();
        }
    }

    @Override
    public Duties duties(Subject subject) {
        return switch (subject) {
            case ContractKey key -> ledger.ticket(key).map(this::duties).orElse(Duties.NONE);
            case HoldingKey key ->
                ledger.holding(key).map(h -> alarm(h.image().due(), h.image().mark())).orElse(Duties.NONE);
            case DelegationId id -> ledger.grant(id).map(GrantDesk::duties).orElse(Duties.NONE);
            case StrayImage.Stray stray -> settling.duties(stray);
            default -> Duties.NONE;
        };
    }

    private Duties duties(TicketImage image) {
        List<Outgoing> messages = new ArrayList<>(2);
        if (image.urgent() || ledger.losses().unsure(image)) {
            messages.add(new Outgoing(image.key().holder(), tickets.view(image)));
        }
        image.standing().ifPresent(s -> messages.add(
                standing(image, ledger.holding(image.holding().orElseThrow()).orElseThrow().image().chain(), s)));
        return new Duties(messages, Optional.empty(), Optional.empty(),
                image.due().map(at -> new Duties.Alarm(at, image.mark())));
    }

    /**
     * What the site at the root is told, which may never have heard of this broker. What the holder signed goes with it where
     * the site has to judge: what holds beside it, or what is held still. Most leases were closed at the site by then, and need
     * no witness.
     */
    private Outgoing standing(TicketImage image, DelegationChain rights, Standing standing) {
        Optional<TicketChain> holds = image.state() == TicketState.RELEASING ? Optional.empty() : tickets.chain(image);
        return new Outgoing(rights.root().issuer(), new Message.TicketStanding(
                image.key(), rights, standing.stamp(), holds, standing.revoked(), standing.reason(),
                image.relinquishment().filter(paper -> holds.isPresent() || standing.held())));
    }

    private static Duties alarm(Instant at, long mark) {
        return new Duties(List.of(), Optional.empty(), Optional.empty(), Optional.of(new Duties.Alarm(at, mark)));
    }

    @Override
    public List<Outgoing> view(Subject subject) {
        return switch (subject) {
            case ContractKey key -> ledger.ticket(key).map(t -> new Outgoing(key.holder(), tickets.view(t))).stream().toList();
            case HoldingKey key ->
                ledger.holding(key).map(h -> new Outgoing(key.giver(), HoldingDesk.view(h))).stream().toList();
            case DelegationId id -> ledger.grant(id).map(GrantDesk::offer).stream().toList();
            case Question question -> List.of(question.view());
            default -> List.of();
        };
    }

    @Override
    public List<Subject> subjects() {
        List<Subject> all = new ArrayList<>();
        ledger.holdings().forEach(h -> all.add(h.image().key()));
        ledger.grants().forEach(g -> all.add(g.id()));
        ledger.tickets().forEach(t -> all.add(t.key()));
        ledger.losses().strays().values().forEach(s -> all.add(s.subject()));
        return all;
    }

    @Override
    public Optional<PolicyView> question(Instant now) {
        return ledger.losses().loss().isPresent() ? Optional.empty() : rounds.question(now);
    }

    @Override
    public Optional<Loss> loss() {
        return ledger.losses().loss();
    }

    @Override
    public List<String> unsettled() {
        return settling.unsettled();
    }

    @Override
    public int contested() {
        return ledger.losses().contested();
    }

    @Override
    public Map<String, Chosen> chosen() {
        return ledger.chosen();
    }

    @Override
    public List<JournalRecord> image() {
        return ledger.image();
    }

    @Override
    public List<String> broken() {
        return ledger.broken();
    }

    // ---- for operators and checkers

    /** Every ticket and demand, those that are over and not yet forgotten included; not to be changed. */
    public Collection<TicketImage> tickets() {
        return ledger.tickets();
    }

    public Optional<TicketImage> ticket(ContractKey key) {
        return ledger.ticket(key);
    }

    /**
     * Holders who have as many tickets as one may have, and as many that are over: they get no others before one of the former is
     * over, or one of the latter forgotten.
     */
    public List<Principal> full() {
        int most = settings.mostPerHolder();
        return ledger.holders().stream().filter(h -> ledger.current(h) >= most && ledger.over(h) >= most).toList();
    }

    /** A ticket with what it stands on, while it is in force or being released. */
    public Optional<TicketChain> chain(ContractKey key) {
        return ledger.ticket(key).flatMap(tickets::chain);
    }

    /** Every delegation with its calendar, those that are over and not yet forgotten included. */
    public List<Holding> holdings() {
        return ledger.holdings();
    }

    public Optional<Holding> holding(HoldingKey key) {
        return ledger.holding(key);
    }

    /** The parts of those that other brokers have, those that are over and not yet forgotten included. */
    public Collection<GrantImage> grants() {
        return ledger.grants();
    }

    public Optional<GrantImage> grant(DelegationId id) {
        return ledger.grant(id);
    }

    /** All that holders paid and that is remembered, over or not; not to be changed. */
    public Collection<ClaimImage> claims() {
        return ledger.claims();
    }

    /** What the policy is shown of that. */
    public List<TicketChain> paid(Instant now) {
        return ledger.paid(now);
    }

    /** What the policy may draw from, as it is shown that. */
    public List<ProvisioningView.Source> sources() {
        return ledger.sources();
    }

    /** What the policy wants to remember. */
    public Optional<PolicyState> policyState() {
        return ledger.policy();
    }
}
