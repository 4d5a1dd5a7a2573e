package orca.authority;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import orca.authority.assignment.Assigning;
import orca.authority.assignment.Choosing;
import orca.authority.assignment.Leases;
import orca.authority.assignment.Units;
import orca.authority.delegation.Delegating;
import orca.authority.enrolment.Welcoming;
import orca.authority.inventory.Inventory;
import orca.authority.maintenance.Maintaining;
import orca.authority.redeem.Redeeming;
import orca.authority.redeem.Standings;
import orca.authority.state.AuthorityRecord;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.ChoiceImage;
import orca.authority.state.DelegationImage;
import orca.authority.state.Draft;
import orca.authority.state.Host;
import orca.authority.state.LeaseFile;
import orca.authority.state.MaintenanceImage;
import orca.authority.state.PolicyImage;
import orca.authority.state.ProofImage;
import orca.authority.state.SeenLedger;
import orca.authority.state.Site;
import orca.authority.state.SiteSubject;
import orca.authority.state.StandingId;
import orca.authority.state.StandingReply;
import orca.authority.state.TypeFile;
import orca.authority.state.UnitImage;
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
import orca.core.handler.Outcome;
import orca.core.journal.JournalRecord;
import orca.core.lease.LeaseState;
import orca.core.lease.LeaseTrigger;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.policy.Chosen;
import orca.core.policy.PolicyView;
import orca.core.protocol.Command;
import orca.core.protocol.Enrolling;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.protocol.Servicing;
import orca.core.table.Verdict;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;

/** A site: the one who has machines and keeps the last word over them. */
public final class Authority implements Actor {
    private final AuthoritySettings settings;
    private final long epoch;
    private final Site site = new Site();
    private final Units units;
    private final Leases leases;
    private final Assigning assigning;
    private final Redeeming redeeming;
    private final Standings standings;
    private final Inventory inventory;
    private final Delegating delegating;
    private final Settling settling;
    private final Maintaining maintaining;
    private final Welcoming welcoming;

    /**
     * An authority without any state.
     *
     * @param epoch of this life; its stamps carry it
     */
    public Authority(AuthoritySettings settings, AuthorityTables tables, long epoch) {
        this.settings = settings;
        this.epoch = epoch;
        this.units = new Units(settings, tables);
        this.leases = new Leases(settings, tables, units);
        this.assigning = new Assigning(settings, tables, units, leases);
        this.redeeming = new Redeeming(settings, tables, assigning, leases);
        this.standings = new Standings(settings, tables, leases);
        this.inventory = new Inventory(settings);
        this.delegating = new Delegating(settings, tables);
        this.settling = new Settling(settings.self(), leases);
        this.maintaining = new Maintaining(inventory, units, leases);
        this.welcoming = new Welcoming(inventory);
    }

    @Override
    public Principal self() {
        return settings.self();
    }

    @Override
    public Decision decide(Event event, Instant now) {
        Draft draft = new Draft(site, epoch, now);
        Optional<Reply> reply = Optional.empty();
        switch (event) {
            case Event.Arrived(Principal from, Message message) -> arrived(draft, from, message);
            case Event.Rang(Subject subject, long mark) -> rang(draft, subject, mark);
            case Event.Ended ended -> ended(draft, ended);
            case Event.Proposed proposed -> assigning.proposed(draft, proposed.proposal());
            case Event.Ordered(String operator, Command command) -> reply = Optional.of(ordered(draft, operator, command));
            case Event.Sensed sensed -> { }
            case Event.Died(UnitId unit, long mark, String why) -> leases.repairs().died(draft, unit, mark, why);
            case Event.Lost lost -> settling.lost(draft, lost);
        }
        leases.tellBrokers(draft);
        Decision decision = draft.decision();
        return reply.map(decision::withReply).orElse(decision);
    }

    private void arrived(Draft draft, Principal from, Message message) {
        switch (message) {
            case Message.LeaseDemand demand -> {
                if (!settling.unheard(draft, from, demand)) {
                    settling.confirm(draft, from, demand);
                    redeeming.heard(draft, from, demand);
                }
            }
            case Message.TicketStanding standing -> {
                if (!settling.unheard(draft, from, standing)) {
                    standings.heard(draft, from, standing);
                }
            }
            case Message.DelegationView view -> delegating.heard(draft, from, view);
            case Message.TicketDemand strange -> { }
            case Message.TicketView strange -> { }
            case Message.LeaseView strange -> { }
            case Message.DelegationOffer strange -> { }
            case Message.StandingView strange -> { }
        }
    }

    private void rang(Draft draft, Subject subject, long mark) {
        switch (subject) {
            case ContractKey key when draft.findLease(key).filter(site::held).isPresent() -> { } // its time has not come
            case ContractKey key -> {
                leases.rang(draft, key, mark);
                assigning.again(draft, key);
            }
            case UnitId id -> units.rang(draft, id, mark).ifPresent(key -> leases.settle(draft, key));
            case DelegationId id -> delegating.rang(draft, id, mark);
            case StandingId id -> standings.rang(draft, id, mark);
            case SiteSubject own when own.equals(PolicyImage.SUBJECT) -> assigning.rang(draft, mark);
            case SiteSubject own when own.kind().equals(MaintenanceImage.KIND) -> maintaining.rang(draft, own, mark);
            default -> { } // subjects are an open family, and only these have alarms
        }
    }

    private void ended(Draft draft, Event.Ended ended) {
        Outcome outcome = ended.outcome();
        units.ended(draft, ended.unit(), ended.action(), ended.attempt(), outcome).ifPresent(key -> leases.settle(draft, key));
    }

    private Reply ordered(Draft draft, String operator, Command command) {
        return switch (command) {
            case Command.DefineType define -> inventory.define(draft, define);
            case Command.SetHost set -> inventory.setHost(draft, set);
            case Command.Drain drain -> inventory.drain(draft, drain);
            case Servicing.Maintain maintain -> maintaining.plan(draft, maintain);
            case Servicing.EndMaintenance end -> maintaining.end(draft, end);
            case Servicing.HostOff off -> maintaining.off(draft, off);
            case Enrolling enrolling -> welcoming.ordered(draft, enrolling);
            case Command.Delegate delegate -> delegating.delegate(draft, delegate);
            case Command.Reclaim reclaim -> delegating.reclaim(draft, reclaim);
            case Command.Revoke revoke -> revoke(draft, revoke);
            case Command.Approve approve -> assigning.approve(draft, approve.key())
                    ? Reply.accepted(approve.key().id().value()) : nothingOpen(approve.key());
            case Command.Deny deny -> deny(draft, deny);
            case Command.RetryTeardown retry -> quarantined(draft, retry.unit(), unit -> units.again(draft, unit));
            case Command.FreeUnit free ->
                quarantined(draft, free.unit(), unit -> units.freeByHand(draft, unit, free.reason()));
            case Command.Move move -> units.move(draft, move).<Reply>map(Reply.Declined::new)
                    .orElseGet(() -> Reply.accepted(move.unit().value()));
            case Command.Settle settle -> settling.settle(draft, settle);
            case Command.SetPolicy set -> Choosing.follow(draft, set, operator);
            case Command.Request strange -> notOurs();
            case Command.Change strange -> notOurs();
            case Command.Close strange -> notOurs();
            case Command.Telling strange -> notOurs();
        };
    }

    private static Reply notOurs() {
        return Reply.declined(Refusal.Kind.NEVER, "an authority takes no guest's commands");
    }

    private static Reply nothingOpen(ContractKey key) {
        return Reply.declined(Refusal.Kind.UNKNOWN, "nothing of " + key + " waits for an answer");
    }

    private Reply revoke(Draft draft, Command.Revoke command) {
        if (draft.findLease(command.key()).isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "there is no lease " + command.key());
        }
        String why = "revoked by the site: " + command.reason();
        return switch (leases.end(draft, command.key(), LeaseTrigger.REVOKE, why)) {
            case Verdict.Refused<LeaseState>(String reason) -> Reply.declined(Refusal.Kind.CONFLICT, reason);
            case Verdict.Ignored<LeaseState>() -> new Reply.Accepted(List.of(command.key().id().value()), "it is ending already");
            case Verdict.Moved<LeaseState> moved -> Reply.accepted(command.key().id().value());
        };
    }

    private Reply deny(Draft draft, Command.Deny command) {
        if (draft.findLease(command.key()).filter(l -> l.opening().isPresent()).isEmpty()) {
            return nothingOpen(command.key());
        }
        leases.refuse(draft, command.key(), LeaseTrigger.REFUSE,
                Refusal.of(Refusal.Kind.DENIED, "the site's operator said no: " + command.reason()));
        return Reply.accepted(command.key().id().value());
    }

    private Reply quarantined(
            Draft draft, UnitId id, Function<UnitImage, Verdict<UnitState>> action) {
        Optional<UnitImage> unit = site.unit(id);
        if (unit.isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "there is no unit " + id);
        }
        if (unit.get().state() != UnitState.QUARANTINED) {
            return Reply.declined(Refusal.Kind.CONFLICT, "unit " + id + " is not quarantined, it is " + unit.get().state());
        }
        return switch (action.apply(unit.get())) {
            case Verdict.Refused<UnitState>(String reason) -> Reply.declined(Refusal.Kind.CONFLICT, reason);
            case Verdict.Ignored<UnitState>() -> Reply.accepted(id.value());
            case Verdict.Moved<UnitState> moved -> {
                leases.settle(draft, unit.get().lease());
                yield Reply.accepted(id.value());
            }
        };
    }

    @Override
    public void apply(JournalRecord record) {
        if (!(record instanceof AuthorityRecord own)) {
            throw new IllegalStateException("authority: not a record of an authority: " + record);
        }
        site.apply(own);
        if (own instanceof ChoiceImage) {
            assigning.supersede();
        } else if (own instanceof PolicyImage image) {
            assigning.noted(image);
        }
    }

    /** Of this life; what it says and whom it sends to hosts carries it. */
    public long epoch() {
        return epoch;
    }

    @Override
    public Duties duties(Subject subject) {
        return switch (subject) {
            case ContractKey key -> site.lease(key).map(file -> leases.duties(site, file)).orElse(Duties.NONE);
            case SiteSubject own when own.equals(PolicyImage.SUBJECT) -> Assigning.duties(site);
            case SiteSubject own when own.kind().equals(MaintenanceImage.KIND) -> Maintaining.duties(site, own);
            case UnitId id -> site.unit(id).filter(unit -> !rests(unit)).map(unit -> units.duties(site, unit, epoch))
                    .orElse(Duties.NONE);
            case DelegationId id -> site.delegation(id).map(Delegating::duties).orElse(Duties.NONE);
            case StandingId id -> site.standings(id.key()).stream().filter(s -> s.id().equals(id)).findFirst()
                    .map(s -> standings.duties(site, s)).orElse(Duties.NONE);
            default -> Duties.NONE;
        };
    }

    @Override
    public List<Outgoing> view(Subject subject) {
        return switch (subject) {
            case ContractKey key -> site.lease(key).map(file -> leases.view(site, file)).stream().toList();
            case DelegationId id -> site.delegation(id)
                    .map(d -> Delegating.offer(d, d.state() != DelegationState.RECLAIMING
                            && !d.state().isEnd())).stream().toList();
            case StandingReply(Principal broker, Message.StandingView view) -> List.of(new Outgoing(broker, view));
            case StandingId id -> site.standings(id.key()).stream().filter(s -> s.id().equals(id))
                    .map(s -> Leases.reply(s, s.freed())).flatMap(reply -> view(reply).stream()).toList();
            default -> List.of();
        };
    }

    @Override
    public List<Subject> subjects() {
        List<Subject> all = new ArrayList<>();
        site.delegations().forEach(d -> all.add(d.subject()));
        site.leases().forEach(l -> all.add(l.image().key()));
        site.units().forEach(u -> all.add(u.id()));
        site.standings().forEach(list -> list.forEach(s -> all.add(s.id())));
        site.policy().ifPresent(policy -> all.add(policy.subject()));
        site.maintenances().forEach(m -> all.add(m.subject()));
        return all;
    }

    @Override
    public Optional<PolicyView> question(Instant now) {
        return site.loss().isPresent() ? Optional.empty() : assigning.question(site, now).map(PolicyView.class::cast);
    }

    /** Nothing is done to a unit of which nobody can say whose it is; what is going goes, and what is there is looked at. */
    private boolean rests(UnitImage unit) {
        return unit.state() != UnitState.STOPPING && unit.state() != UnitState.TEARDOWN && unit.state() != UnitState.READY
                && site.lease(unit.lease()).map(LeaseFile::image).filter(site::unsure).isPresent();
    }

    @Override
    public Optional<Loss> loss() {
        return site.loss();
    }

    @Override
    public List<String> unsettled() {
        return Settling.unsettled(site);
    }

    @Override
    public Map<String, Chosen> chosen() {
        return site.chosen();
    }

    @Override
    public List<JournalRecord> image() {
        return List.copyOf(site.image());
    }

    @Override
    public List<String> broken() {
        return new Audit(site).faults();
    }

    // ---- for those who look and do not touch

    /** All leases with their units, those that are over and still remembered included. */
    public Collection<LeaseFile> leases() {
        return site.leases();
    }

    /** All units that are not free. */
    public Collection<UnitImage> units() {
        return site.units();
    }

    /** Why a unit that has to leave its host is there still; empty for all others. */
    public Optional<String> staying(UnitImage unit) {
        return assigning.staying(site, unit);
    }

    /** Why a unit cannot be moved just now, wherever it might go. */
    public Optional<String> cannotLeave(UnitImage unit) {
        return assigning.stuck(site, unit);
    }

    /** All hosts with their calendars. */
    public Collection<Host> hosts() {
        return site.hosts();
    }

    /** All types, with what is delegated of them. */
    public Collection<TypeFile> types() {
        return site.types();
    }

    public Collection<DelegationImage> delegations() {
        return site.delegations();
    }

    /** What was promised on the site's delegations, as far as it has seen it. */
    public SeenLedger ledger() {
        return site.ledger();
    }

    /** The newest proof of overselling for each delegation that was oversold. */
    public Collection<ProofImage> proofs() {
        return site.proofs();
    }

    /** Everything else that there is to see. */
    public Site site() {
        return site;
    }
}
