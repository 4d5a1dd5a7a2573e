package orca.authority.assignment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.authority.inventory.Room;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.Bound;
import orca.authority.state.Draft;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.Opening;
import orca.authority.state.PolicyImage;
import orca.authority.state.Site;
import orca.authority.state.UnitImage;
import orca.core.actor.Duties;
import orca.core.contract.Alternative;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;
import orca.core.lease.LeaseState;
import orca.core.lease.LeaseTrigger;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.lease.UnitTrigger;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentView;
import orca.core.policy.GuestPlan;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPlan;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.table.Table;
import orca.core.table.Verdict;
import orca.core.ticket.Ticket;

/**
 * Finds hosts: shows the policy what is open, checks what it proposes like a stranger's word, and binds what holds.
 *
 * <p>Soft state: what the policy was shown last. After a restart nothing was shown, and it is asked anew. About moves alone it is
 * asked when room has come free since it last answered.
 */
public final class Assigning {
    /** How often in a row a policy may propose for a lease what does not hold. */
    public static final int MOST_MISSES = 3;

    /** Why a {@link PolicyImage} was written when its time to be asked had come. */
    private static final String ASK = "ASK";

    private final AuthoritySettings settings;
    private final Table<LeaseState, LeaseTrigger> table;
    private final Units units;
    private final Leases leases;
    private final Fitting fitting;
    private Set<ContractKey> shown = Set.of();
    /** How often room had come free when it was last shown what can be moved; and when it answered that. */
    private Optional<Long> roomShown = Optional.empty();
    private Optional<Long> looked = Optional.empty();
    private boolean superseded;
    /** What the policy said last of units that it ought to move and does not. */
    private final Map<UnitId, String> stays = new LinkedHashMap<>();

    public Assigning(AuthoritySettings settings, AuthorityTables tables, Units units, Leases leases) {
        this.settings = settings;
        this.table = tables.lease();
        this.units = units;
        this.leases = leases;
        this.fitting = new Fitting(units);
    }

    /** What the policy is to be asked; empty when nothing is open that it was not asked about as things stand. */
    public Optional<AssignmentView> question(Site site, Instant now) {
        List<ContractKey> ripe = site.ripe();
        if (ripe.isEmpty() && looked.filter(room -> room >= site.room()).isPresent()) {
            return Optional.empty();
        }
        superseded = false;
        Needs needs = new Needs(site, now, fitting);
        ripe.forEach(key -> site.lease(key).ifPresent(needs::add));
        int moves = Math.max(0, units.moves().left(site) - needs.moves());
        List<AssignmentView.Movable> movable = moves == 0 ? List.of() : Moves.movable(site, needs.leaving());
        roomShown = movable.isEmpty() ? Optional.empty() : Optional.of(site.room());
        if (ripe.isEmpty() && movable.isEmpty()) {
            return Optional.empty();
        }
        shown = new LinkedHashSet<>(ripe);
        return Optional.of(new AssignmentView(
                now, needs.all(), needs.hosts(), movable, moves, site.policy().flatMap(PolicyImage::state)));
    }

    /** Another policy is followed: what the one before was asked last is void, whatever it answers. */
    public void supersede() {
        superseded = true;
    }

    /** A ticket was taken: binds it if nobody has to be asked, refuses it if it cannot be, else leaves it to the policy. */
    public void open(Draft draft, ContractKey key) {
        LeaseImage lease = draft.lease(key);
        Ticket ticket = lease.ticket();
        List<UnitImage> present = draft.unitsOf(key).stream().filter(UnitImage::serves).toList();
        Optional<Refusal> misplaced = Fitting.misplaced(draft, lease, present)
                .or(() -> Repair.unknown(Fitting.asked(ticket, lease)));
        if (misplaced.isPresent()) {
            leases.refuse(draft, key, LeaseTrigger.REFUSE, misplaced.get());
            return;
        }
        Sheet sheet = new Sheet(draft);
        Fitting.Fit fit = lease.bound().isEmpty() ? Fitting.Fit.WELL
                : fitting.fit(draft, lease, Berths.of(draft.site(), lease).kept(lease, present), sheet);
        Optional<String> cramped = fit.flaw().or(() -> fitting.nowhere(draft, lease, fit.leaving(), sheet));
        if (cramped.isPresent()) {
            leases.refuse(draft, key, LeaseTrigger.REFUSE,
                    Refusal.insufficient(cramped.get(), alternative(draft, lease)));
        } else if (lease.bound().isPresent() && ticket.bins().isEmpty() && fit.well() && present.size() >= ticket.units()) {
            bind(draft, lease, List.of(), List.of());
        } else {
            Instant deadline = draft.now().plus(settings.answerWithin());
            draft.put(lease.with(new Opening(deadline, Optional.empty(), false, 0)));
            again(draft, key);
        }
    }

    /**
     * What waits for the hosts behind its ticket's bins, and was to be looked at again, takes them. No policy is asked, for there
     * is nothing to choose. Something is in the way only where a unit stays beyond its time, or the operator changed a host.
     */
    public void again(Draft draft, ContractKey key) {
        Optional<LeaseImage> found = draft.findLease(key).filter(l -> l.opening().filter(o -> o.waiting().isEmpty()).isPresent());
        if (found.filter(l -> l.newest().isPresent() && l.ticket().bins().isPresent()).isEmpty()) {
            return;
        }
        LeaseImage lease = found.get();
        Berths berths = Berths.of(draft.site(), lease);
        List<UnitImage> kept = berths.kept(lease, draft.unitsOf(key).stream().filter(UnitImage::serves).toList());
        List<String> hosts = berths.missing(kept);
        Sheet sheet = new Sheet(draft);
        boolean whole = kept.size() == lease.ticket().units();
        // Units of a type that is promised by host are not moved: so none of them leaves its host.
        Optional<String> flaw = Berths.shut(draft.site(), lease, hosts).or(() -> fitting.fit(draft, lease, kept, sheet).flaw())
                .or(() -> whole ? Optional.empty() : fitting.flaw(draft, lease, kept.size(), List.of(), hosts, sheet));
        if (flaw.isEmpty()) {
            bind(draft, lease, List.of(), hosts);
        } else {
            wait(draft, key, new Opening.Waiting("the site", flaw.get(), draft.now().plus(settings.askAgain()),
                    Opening.Waiting.WHATEVER));
        }
    }

    private Alternative alternative(Draft draft, LeaseImage lease) {
        Ticket ticket = lease.ticket();
        return new Room(draft.site()).alternative(draft.site().type(ticket.type()).orElseThrow().type(), ticket.units(),
                ticket.sliver(), ticket.term(), draft.now());
    }

    /**
     * The ticket binds: units change, come and go.
     *
     * @param leaving those that have to leave their hosts, which take the first of {@code hosts}
     */
    private void bind(Draft draft, LeaseImage lease, List<UnitImage> leaving, List<String> hosts) {
        Ticket ticket = lease.ticket();
        ContractKey key = lease.key();
        ResourceType type = draft.site().type(ticket.type()).orElseThrow().type();
        List<UnitImage> present = draft.unitsOf(key).stream().filter(UnitImage::serves).toList();
        Berths berths = Berths.of(draft.site(), lease);
        List<UnitImage> kept = berths.kept(lease, present);
        LeaseState to = table.move(lease.state(), LeaseTrigger.ASSIGN);
        Bound bound = new Bound(type.name(), ticket.revision(), ticket.units(), ticket.minUnits(), ticket.sliver(),
                ticket.assurance(),
                ticket.term(), lease.bound().map(Bound::issued).orElse(ticket.revision()),
                lease.bound().map(Bound::issuedTerm).orElse(ticket.term()), Repairs.had(draft, lease));
        draft.put(lease.in(to, new Cause(draft.now(), LeaseTrigger.ASSIGN.name(), "")).with(bound).answered()
                .answering(new Answer.Pending(to.owner(), Optional.empty())));
        Set<UnitId> staying = new LinkedHashSet<>();
        kept.forEach(u -> staying.add(u.id()));
        Map<UnitId, String> elsewhere = new LinkedHashMap<>();
        leaving.forEach(u -> elsewhere.put(u.id(), hosts.get(elsewhere.size())));
        for (UnitImage unit : present) {
            UnitImage shall = Units.changed(unit, type, ticket.term(), ticket.sliver())
                    .knowing(Fitting.asked(ticket, lease), unit.made());
            if (!staying.contains(unit.id())) {
                units.close(draft, unit, UnitTrigger.CLOSE, "the lease has fewer units", draft.now());
            } else if (elsewhere.containsKey(unit.id())) {
                units.moves().grow(draft, unit, shall, elsewhere.get(unit.id()));
            } else {
                units.change(draft, unit, shall);
            }
        }
        PropertyList noted = leases.repairs().noted(draft, key);
        for (String host : hosts.subList(leaving.size(), hosts.size())) {
            units.create(draft, new Units.Place(key, type, draft.site().host(host), ticket.term(), ticket.sliver(),
                    Fitting.asked(ticket, lease), berths.told(host), noted));
        }
        leases.settle(draft, key);
        draft.tell(key);
    }

    /** What came of asking. */
    public void proposed(Draft draft, Proposal proposal) {
        if (superseded) {
            return;
        }
        List<ContractKey> asked = draft.site().ripe().stream().filter(shown::contains).toList();
        looked = roomShown.or(() -> looked);
        switch (proposal) {
            case AssignmentPlan plan -> {
                plan.choices().forEach(choice -> take(draft, choice));
                remember(draft, plan, move(draft, plan.moves()));
                leaveOut(draft, asked, plan.choices());
            }
            case Proposal.Failed failed -> fail(draft, asked, failed.policy() + ": " + failed.reason());
            case ProvisioningPlan plan -> fail(draft, asked, "the policy answered as a broker's would");
            case GuestPlan plan -> fail(draft, asked, "the policy answered as a guest's would");
        }
    }

    /** What cannot be moved stays; says the first reason. */
    private Optional<String> move(Draft draft, List<AssignmentPlan.Move> moves) {
        Optional<Refusal> first = Optional.empty();
        for (AssignmentPlan.Move move : moves) {
            String why = "the site's policy: " + move.reason();
            Optional<Refusal> refusal = units.moves().begin(draft, move.unit(), move.host(), why);
            first = first.or(() -> refusal);
        }
        return first.map(no -> "a move that cannot be: " + no.reason());
    }

    /** What the policy wants to remember, when it wants to be asked, and its last trouble; if any is new. */
    private void remember(Draft draft, AssignmentPlan plan, Optional<String> trouble) {
        Optional<PolicyImage> before = draft.site().policy();
        Optional<Instant> again = plan.again().map(at -> at.isAfter(draft.now()) ? at : later(draft));
        PolicyImage next = new PolicyImage(plan.state().or(() -> before.flatMap(PolicyImage::state)),
                roomShown.isPresent() ? again : before.flatMap(PolicyImage::askAt),
                new Cause(draft.now(), trouble.isEmpty() ? "PLAN" : "MISS", trouble.orElse("")));
        boolean same = next.state().equals(before.flatMap(PolicyImage::state))
                && next.askAt().equals(before.flatMap(PolicyImage::askAt));
        if (!same || trouble.isPresent()) {
            draft.put(next);
        }
        if (roomShown.isPresent()) {
            stays.clear();
            plan.stays().forEach(stay -> stays.put(stay.unit(), stay.reason()));
        }
    }

    private Instant later(Draft draft) {
        return draft.now().plus(settings.askAgain());
    }

    private void fail(Draft draft, List<ContractKey> asked, String why) {
        Optional<PolicyImage> before = draft.site().policy();
        draft.put(new PolicyImage(before.flatMap(PolicyImage::state),
                before.flatMap(PolicyImage::askAt).map(at -> at.isAfter(draft.now()) ? at : later(draft)),
                new Cause(draft.now(), "FAILED", why)));
        asked.forEach(key -> hold(draft, key, why));
    }

    /** When the policy is to be asked about moves though nothing has changed. */
    public static Duties duties(Site site) {
        return new Duties(List.of(), Optional.empty(), Optional.empty(), site.policy().flatMap(PolicyImage::askAt)
                .map(at -> new Duties.Alarm(at, at.toEpochMilli())));
    }

    /** It is time to ask about moves, as the policy wished. */
    public void rang(Draft draft, long mark) {
        draft.site().policy().filter(image -> image.askAt().filter(at -> at.toEpochMilli() == mark).isPresent())
                .ifPresent(image -> draft.put(new PolicyImage(image.state(), Optional.empty(),
                        new Cause(draft.now(), ASK, ""))));
    }

    /** What was written down of the policy; when it is to be asked about moves, it is. */
    public void noted(PolicyImage image) {
        looked = image.cause().what().equals(ASK) ? Optional.empty() : looked;
    }

    /** Why a unit cannot be moved now, wherever it might go; empty when it can, or is on its way. */
    public Optional<String> stuck(Site site, UnitImage unit) {
        return unit.state() == UnitState.MIGRATING ? Optional.empty() : Moves.stuck(site, unit);
    }

    /** Why a unit that has to leave its host is there still; empty for units that need not, and for those that do. */
    public Optional<String> staying(Site site, UnitImage unit) {
        if (!Moves.leaving(site, unit) || unit.state() == UnitState.MIGRATING) {
            return Optional.empty();
        }
        return Moves.stuck(site, unit).or(() -> Optional.of(stays.getOrDefault(unit.id(), "it waits for its turn")));
    }

    /** What the policy was shown and left out waits like what it wants to wait. What came after it was shown is asked next. */
    private void leaveOut(Draft draft, List<ContractKey> asked, List<AssignmentPlan.Choice> choices) {
        long last = Long.MIN_VALUE;
        for (AssignmentPlan.Choice choice : choices) {
            last = Math.max(last, draft.findLease(choice.key()).map(LeaseImage::number).orElse(last));
        }
        for (ContractKey key : asked) {
            LeaseImage lease = draft.lease(key);
            boolean untouched = lease.equals(draft.site().lease(key).map(LeaseFile::image).orElse(null));
            if (untouched && (choices.isEmpty() || lease.number() <= last)) {
                hold(draft, key, "the policy left it out");
            }
        }
    }

    private void hold(Draft draft, ContractKey key, String why) {
        wait(draft, key, new Opening.Waiting("the authority's policy", why, draft.now().plus(settings.askAgain()),
                draft.site().room()));
    }

    private static void wait(Draft draft, ContractKey key, Opening.Waiting waiting) {
        LeaseImage lease = draft.lease(key);
        Answer answer = new Answer.Pending(waiting.owner() + ": " + waiting.reason(), Optional.empty());
        lease.opening().ifPresent(o -> {
            draft.put(lease.with(o.waiting(waiting)).answering(answer));
            if (!lease.told().answer().equals(answer)) {
                draft.tell(key);
            }
        });
    }

    private void take(Draft draft, AssignmentPlan.Choice choice) {
        Optional<LeaseImage> lease = draft.findLease(choice.key());
        if (lease.filter(l -> l.opening().isPresent()).isEmpty()) {
            return; // it was asked about, and is not any more
        }
        switch (choice) {
            case AssignmentPlan.Assign assign -> assign(draft, lease.get(), assign.hosts());
            case AssignmentPlan.Refuse(ContractKey key, Refusal no) -> leases.refuse(draft, key, LeaseTrigger.REFUSE,
                    no.kind() != Refusal.Kind.INSUFFICIENT || no.alternative().isPresent() ? no
                            : Refusal.insufficient(no.reason(), alternative(draft, lease.get())));
            case AssignmentPlan.Wait wait -> hold(draft, wait.key(), wait.reason());
            case AssignmentPlan.AskOperator ask -> lease.get().opening().ifPresent(opening -> {
                Instant deadline = ask.deadline().isAfter(draft.now()) ? ask.deadline() : draft.now();
                draft.put(lease.get().with(opening.until(deadline)));
                wait(draft, ask.key(),
                        new Opening.Waiting("the authority's operator", ask.reason(), deadline, Opening.Waiting.WHATEVER));
            });
        }
    }

    private void assign(Draft draft, LeaseImage lease, List<String> hosts) {
        if (!(table.step(lease.state(), LeaseTrigger.ASSIGN) instanceof Verdict.Moved<LeaseState>)) {
            return;
        }
        List<UnitImage> present = draft.unitsOf(lease.key()).stream().filter(UnitImage::serves).toList();
        List<UnitImage> kept = Berths.of(draft.site(), lease).kept(lease, present);
        Fitting.Fit fit = fitting.fit(draft, lease, kept, new Sheet(draft));
        if (fit.well() && !kept.isEmpty() && kept.size() >= lease.ticket().units()) {
            bind(draft, lease, List.of(), List.of()); // room came free where they are, and that is preferred to any move
            return;
        }
        fit.leaving().stream().findFirst().ifPresent(unit -> hosts.stream().distinct()
                .filter(name -> draft.site().findHost(name).isPresent()).forEach(name -> Moves.overdue(draft, name, unit)));
        Sheet sheet = new Sheet(draft); // on which the units that stay, those that move and those that come need room together
        Fitting.Fit last = fitting.fit(draft, lease, kept, sheet);
        Optional<String> flaw = last.flaw().or(() -> fitting.flaw(draft, lease, kept.size(), last.leaving(), hosts, sheet))
                .or(() -> Repairs.otherThanDead(draft, lease, kept.size(), hosts));
        if (flaw.isEmpty()) {
            bind(draft, lease, last.leaving(), hosts);
            return;
        }
        Opening missed = lease.opening().get().missed();
        String why = "the site's policy proposed what cannot be: " + flaw.get();
        if (missed.misses() >= MOST_MISSES) {
            leases.refuse(draft, lease.key(), LeaseTrigger.REFUSE,
                    new Refusal(Refusal.Kind.NOT_NOW, why, Optional.of(alternative(draft, lease))));
        } else {
            draft.put(lease.with(missed).in(lease.state(), new Cause(draft.now(), "MISS", why)));
        }
    }

    /** The operator says yes: the policy is asked again, and knows. */
    public boolean approve(Draft draft, ContractKey key) {
        Optional<LeaseImage> lease = draft.findLease(key).filter(l -> l.opening().isPresent());
        lease.ifPresent(l -> draft.put(l.with(l.opening().orElseThrow().approvedNow()).in(l.state(), new Cause(draft.now(),
                "APPROVE", ""))));
        again(draft, key);
        return lease.isPresent();
    }
}
