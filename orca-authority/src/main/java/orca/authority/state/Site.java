package orca.authority.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import orca.core.actor.Loss;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.policy.Chosen;
import orca.core.policy.Hosts;
import orca.core.policy.PolicyView;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationId;

/**
 * The state of a site: what its records add up to. Everything that is asked often is kept ready (calendars, counts, who waits
 * for what), each derived from the images and brought up to date when one image takes the place of another. A record that is
 * applied twice counts once.
 */
public final class Site {
    private final TreeMap<TypeName, TypeFile> types = new TreeMap<>();
    private final TreeMap<String, Host> hosts = new TreeMap<>();
    private final Map<DelegationId, DelegationImage> delegations = new LinkedHashMap<>();
    private final Map<ContractKey, LeaseFile> leases = new LinkedHashMap<>();
    private final Map<UnitId, UnitImage> units = new LinkedHashMap<>();
    private final StandingFile standings = new StandingFile();
    private final Comings comings = new Comings();
    private final Maintenances maintenances = new Maintenances();
    private final Map<SiteSubject, ProofImage> proofs = new LinkedHashMap<>();
    private Optional<PolicyImage> policy = Optional.empty();
    private Optional<ChoiceImage> choice = Optional.empty();
    private Map<String, Chosen> chosen = Map.of();
    private Optional<Loss> loss = Optional.empty();
    private final Map<ContractKey, StrayImage> strays = new LinkedHashMap<>();

    private final SeenLedger ledger = new SeenLedger();
    private final Openings openings = new Openings();
    private final Tombstones tombstones = new Tombstones();
    private final Map<Principal, Integer> living = new LinkedHashMap<>();
    /** The open hosts as a policy was shown them last, and those that changed since. */
    private Hosts openHosts = Hosts.NONE;
    private final Set<String> changedHosts = new LinkedHashSet<>();
    private long leasesCounted;
    private long unitsCounted;
    private long delegationsCounted;
    private long room;
    private int migrating;

    /** Takes a record. The only way in which a site changes. */
    public void apply(AuthorityRecord record) {
        switch (record) {
            case Counters counters -> count(counters);
            case TypeImage image -> apply(image);
            case HostImage image -> apply(image);
            case HostGone gone -> remove(gone.name());
            case InvitationImage image -> comings.apply(image);
            case InvitationGone gone -> comings.apply(gone);
            case DepartureImage image -> comings.apply(image);
            case DepartureGone gone -> comings.apply(gone);
            case DelegationImage image -> apply(image);
            case DelegationGone gone -> delegations.remove(gone.id());
            case LeaseImage image -> apply(image);
            case LeaseGone gone -> forget(gone.key());
            case UnitImage image -> apply(image);
            case StandingImage image -> standings.apply(image);
            case StandingGone gone -> standings.forget(gone.id());
            case PolicyImage image -> policy = Optional.of(image);
            case ChoiceImage image -> apply(image);
            case LossImage image -> {
                loss = image.loss();
                strays.clear();
            }
            case StrayImage image -> strays.put(image.key(), image);
            case MaintenanceImage image -> {
                changedHosts.addAll(maintenances.apply(image, this::host));
                room = Math.max(room, image.room());
            }
            case ProofImage image -> proofs.put((SiteSubject) image.subject(), image);
        }
    }

    private void count(Counters counters) {
        leasesCounted = Math.max(leasesCounted, counters.leases());
        unitsCounted = Math.max(unitsCounted, counters.units());
        delegationsCounted = Math.max(delegationsCounted, counters.delegations());
        room = Math.max(room, counters.room());
    }

    private void apply(ChoiceImage image) {
        choice = Optional.of(image);
        chosen = image.chosen().map(c -> Map.of(PolicyView.OWN, c)).orElse(Map.of());
        room = Math.max(room, image.room());
    }

    private void apply(TypeImage image) {
        TypeFile file = types.get(image.type().name());
        if (file == null) {
            types.put(image.type().name(), new TypeFile(image));
        } else {
            file.become(image);
        }
    }

    private void apply(HostImage image) {
        Host host = hosts.get(image.name());
        if (host == null) {
            hosts.put(image.name(), new Host(image));
        } else {
            types.get(host.image().type()).removeHost(host.image());
            host.become(image);
        }
        types.get(image.type()).addHost(image);
        room = Math.max(room, image.room());
        changedHosts.add(image.name());
    }

    private void remove(String name) {
        Optional.ofNullable(hosts.remove(name)).ifPresent(host -> types.get(host.image().type()).removeHost(host.image()));
        changedHosts.add(name);
    }

    private void apply(DelegationImage image) {
        DelegationImage before = delegations.put(image.subject(), image);
        TypeFile type = types.get(image.current().type().name());
        if (before != null) {
            type.unbook(before);
        }
        type.book(image);
        delegationsCounted = Math.max(delegationsCounted, image.number());
    }

    private void apply(LeaseImage image) {
        LeaseFile file = leases.get(image.key());
        if (file == null) {
            leases.put(image.key(), new LeaseFile(image));
        } else {
            unindex(file.image(), image);
            file.become(image);
        }
        openings.add(image);
        if (image.over()) {
            tombstones.add(image);
        } else {
            living.merge(image.key().holder(), 1, Integer::sum);
        }
        leasesCounted = Math.max(leasesCounted, image.number());
        if (file == null) {
            image.newest().ifPresent(ledger::count);
        }
    }

    /** Takes {@code before} out of the indexes; the ledger goes on to {@code after} if the two differ there. */
    private void unindex(LeaseImage before, LeaseImage after) {
        openings.remove(before);
        if (before.over()) {
            tombstones.remove(before);
        } else {
            living.merge(before.key().holder(), -1, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
        }
        if (after == null || before.newest() != after.newest() && !before.newest().equals(after.newest())) {
            before.newest().ifPresent(ledger::uncount);
            if (after != null) {
                after.newest().ifPresent(ledger::count);
            }
        }
    }

    private void forget(ContractKey key) {
        LeaseFile file = leases.remove(key);
        if (file != null) {
            unindex(file.image(), null);
        }
    }

    private void apply(UnitImage image) {
        UnitImage before = units.get(image.id());
        if (before != null) {
            before.places().forEach(place -> host(place).unbook(before));
            changedHosts.addAll(before.places());
            migrating -= before.state() == UnitState.MIGRATING ? 1 : 0;
        }
        boolean gone = image.state() == UnitState.FREE;
        if (gone) {
            units.remove(image.id());
        } else {
            units.put(image.id(), image);
            image.places().forEach(place -> host(place).book(image));
            migrating += image.state() == UnitState.MIGRATING ? 1 : 0;
        }
        LeaseFile file = leases.get(image.lease());
        if (file != null && gone && before != null) {
            file.remove(before);
        } else if (file != null && !gone) {
            file.add(image);
        }
        unitsCounted = Math.max(unitsCounted, image.number());
        room = Math.max(room, image.room());
        changedHosts.addAll(image.places());
    }

    /** The records that make this state again. */
    public List<AuthorityRecord> image() {
        List<AuthorityRecord> all = new ArrayList<>();
        all.add(new Counters(leasesCounted, unitsCounted, delegationsCounted, room));
        types.values().forEach(t -> all.add(t.image()));
        hosts.values().forEach(h -> all.add(h.image()));
        all.addAll(delegations.values());
        leases.values().forEach(l -> all.add(l.image()));
        all.addAll(units.values());
        all.addAll(maintenances.all());
        standings.all().forEach(all::addAll);
        comings.addTo(all);
        all.addAll(proofs.values());
        policy.ifPresent(all::add);
        choice.ifPresent(all::add);
        loss.ifPresent(lost -> all.add(new LossImage(loss, new Cause(lost.since(), "LOST", lost.what()))));
        all.addAll(strays.values());
        return all;
    }

    public Optional<TypeFile> type(TypeName name) {
        return Optional.ofNullable(types.get(name));
    }

    public Collection<TypeFile> types() {
        return Collections.unmodifiableCollection(types.values());
    }

    public Optional<Host> findHost(String name) {
        return Optional.ofNullable(hosts.get(name));
    }

    /** A host that is known to be there. */
    public Host host(String name) {
        Host host = hosts.get(name);
        if (host == null) {
            throw new IllegalStateException("site: no host " + name);
        }
        return host;
    }

    /** The maintenance that is planned or goes on, by name. */
    public Collection<MaintenanceImage> maintenances() {
        return maintenances.all();
    }

    /** Hosts on their way in and out. */
    public Comings comings() {
        return comings;
    }

    /** All hosts, by name. */
    public Collection<Host> hosts() {
        return Collections.unmodifiableCollection(hosts.values());
    }

    /** The hosts that may be given units, as a policy sees them. */
    public Hosts openHosts() {
        for (String name : changedHosts) {
            Host host = hosts.get(name);
            openHosts = host != null && host.image().takes() ? openHosts.with(host.view()) : openHosts.without(name);
        }
        changedHosts.clear();
        return openHosts;
    }

    public Optional<DelegationImage> delegation(DelegationId id) {
        return Optional.ofNullable(delegations.get(id));
    }

    public Collection<DelegationImage> delegations() {
        return Collections.unmodifiableCollection(delegations.values());
    }

    public Optional<LeaseFile> lease(ContractKey key) {
        return Optional.ofNullable(leases.get(key));
    }

    /** All leases, those that are over included, in the order of their first demand. */
    public Collection<LeaseFile> leases() {
        return Collections.unmodifiableCollection(leases.values());
    }

    public Optional<UnitImage> unit(UnitId id) {
        return Optional.ofNullable(units.get(id));
    }

    /** How many units are on their way from one host to another. */
    public int migrating() {
        return migrating;
    }

    public Collection<UnitImage> units() {
        return Collections.unmodifiableCollection(units.values());
    }

    public List<StandingImage> standings(ContractKey key) {
        return standings.of(key);
    }

    public Collection<List<StandingImage>> standings() {
        return standings.all();
    }

    public Collection<ProofImage> proofs() {
        return Collections.unmodifiableCollection(proofs.values());
    }

    public Optional<PolicyImage> policy() {
        return policy;
    }

    /** What the site lost, while that is not settled. */
    public Optional<Loss> loss() {
        return loss;
    }

    /** The contracts that were noted since; by whom they are. */
    public Collection<StrayImage> strays() {
        return Collections.unmodifiableCollection(strays.values());
    }

    /** Whether a lease may be otherwise than the site knows: its holder has said nothing since something was lost. */
    public boolean unsure(LeaseImage lease) {
        return loss.isPresent() && lease.told().said().epoch() < loss.get().epoch() && switch (lease.state()) {
            case PRIMING, ACTIVE, EXTENDING, MODIFYING -> true;
            case UNKNOWN, REQUESTED, CLOSING, FAILED, REFUSED, CLOSED -> false;
        };
    }

    /** Whether time alone does nothing to a lease: what its holder has may be more than the site knows. */
    public boolean held(LeaseImage lease) {
        return unsure(lease) || loss.isPresent() && lease.state() == LeaseState.REQUESTED;
    }

    /** What an operator chose, as {@link orca.core.actor.Actor#chosen} says. */
    public Map<String, Chosen> chosen() {
        return chosen;
    }

    public SeenLedger ledger() {
        return ledger;
    }

    /** The leases that the policy is to be asked about, oldest first. */
    public List<ContractKey> ripe() {
        return openings.ripe(room, PolicyView.MOST_QUESTIONS);
    }

    /** How many leases are not over. */
    public int living() {
        return leases.size() - tombstones.size();
    }

    /** How many leases of {@code holder} are not over. */
    public int living(Principal holder) {
        return living.getOrDefault(holder, 0);
    }

    /** Those who have leases that are not over. */
    public List<Principal> holders() {
        return List.copyOf(living.keySet());
    }

    /** Which lease that is over and remembered gives way to another lease of {@code holder}; empty while there is room. */
    public Optional<ContractKey> givingWay(Principal holder, Limits limits) {
        return tombstones.givingWay(holder, limits.leasesOfHolder(), limits.tombstones());
    }

    public long leasesCounted() {
        return leasesCounted;
    }

    public long unitsCounted() {
        return unitsCounted;
    }

    public long delegationsCounted() {
        return delegationsCounted;
    }

    public long room() {
        return room;
    }
}
