package orca.authority;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.core.actor.Duties;
import orca.core.calendar.Calendar;
import orca.core.contract.Assurance;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.LeaseTable;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.lease.UnitTable;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.Mobility;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.table.Row;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.DelegationTable;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.testkit.Stage;

/** A site on a stage, with two hosts, a broker and a guest, and the words that the tests speak. */
final class World {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final Principal SITE = new Principal("site");
    static final Principal BROKER = new Principal("broker");
    static final Principal GUEST = new Principal("guest");
    static final Principal STRANGER = new Principal("stranger");
    static final TypeName VM = new TypeName("vm");
    static final DelegationId POOL = new DelegationId("pool");
    static final Duration HOUR = Duration.ofHours(1);
    static final Duration TEARDOWN = Duration.ofMinutes(2);
    static final Duration GRACE = Duration.ofMinutes(1);
    static final Duration SKEW = Duration.ofSeconds(5);
    static final ResourceType VM_TYPE = new ResourceType(VM, List.of(new Dimension("cpu", "cores"), new Dimension("memory",
            "GiB")),
            new Turnaround(Duration.ZERO, TEARDOWN, GRACE, SKEW));
    static final Amounts SMALL = Amounts.of(1, 2);
    static final Term YEAR = new Term(NOON.minus(HOUR), NOON.plus(Duration.ofDays(365)));
    static final AuthoritySettings SETTINGS = AuthoritySettings.usual(SITE);

    /** The rows that any world used since the tests began. */
    static final Set<Row<?, ?>> VISITED = new LinkedHashSet<>();
    private static final AuthorityTables WATCHED = new AuthorityTables(
            LeaseTable.TABLE.watchedBy(VISITED::add), UnitTable.TABLE.watchedBy(VISITED::add), DelegationTable.TABLE);

    final Stage stage;
    private long stamps;

    World() {
        this(SETTINGS);
    }

    World(AuthoritySettings settings) {
        stage = Stage.of(() -> new Authority(settings, WATCHED, 1), NOON);
        stage.answeredBy(new FirstHost());
    }

    /** Two hosts of 4 units, 8 cores and 16 GiB each, all of it delegated to the broker, who took it. */
    World furnished() {
        stage.order(new Command.DefineType(VM_TYPE, "fake"));
        host("h1", 4);
        host("h2", 4);
        delegated(100);
        return this;
    }

    /** The same, and its units can be moved. */
    World mobile(Mobility mobility) {
        furnished().stage.order(new Command.DefineType(VM_TYPE, "fake", Optional.of(mobility)));
        return this;
    }

    World host(String name, long units) {
        stage.order(new Command.SetHost(name, VM, Amounts.of(units, 8, 16), PropertyList.of("rack", name + "-rack"), true));
        return this;
    }

    World delegated(int oversubscription) {
        stage.order(delegate(Amounts.of(8, 16, 32), YEAR, oversubscription));
        accept();
        return this;
    }

    static Command.Delegate delegate(Amounts capacity, Term term, int oversubscription) {
        return new Command.Delegate(
                Optional.of(POOL), BROKER, VM, capacity, Amounts.of(8, 16), term, oversubscription, PropertyList.NONE);
    }

    World accept() {
        Message.DelegationOffer offer = stage.last(Message.DelegationOffer.class);
        stage.arrive(BROKER, new Message.DelegationView(
                offer.delegation().id(), offer.stamp(), DelegationState.HELD, 0, Optional.empty()));
        return this;
    }

    /** The newest revision of the broker's delegation. */
    Delegation pool() {
        return authority().site().delegation(POOL).orElseThrow().newest();
    }

    Authority authority() {
        return (Authority) stage.actor();
    }

    static Term hours(int hours) {
        return Term.of(NOON, HOUR.multipliedBy(hours));
    }

    static ContractKey key(String id) {
        return new ContractKey(GUEST, new ReservationId(id));
    }

    /** A ticket on the broker's delegation, whatever that holds. */
    TicketChain ticket(String id, long revision, long units, long minUnits, Amounts sliver, Term term) {
        return new TicketChain(DelegationChain.of(pool()), new Ticket(new ReservationId(id), revision, BROKER, GUEST, POOL,
                VM, units, minUnits, sliver, Assurance.RESERVED, term, PropertyList.of("image", "debian")));
    }

    TicketChain ticket(String id, long units) {
        return ticket(id, 1, units, units, SMALL, hours(1));
    }

    /** The guest says something new. */
    World redeem(TicketChain chain, UnitId... victims) {
        return redeem(GUEST, chain, PropertyList.NONE, victims);
    }

    World redeem(Principal from, TicketChain chain, PropertyList properties, UnitId... victims) {
        stage.arrive(from, new Message.LeaseDemand(chain.ticket().reservation(), nextStamp(), true, Optional.of(chain),
                properties,
                List.of(victims), seen(chain.ticket().reservation().value())));
        return this;
    }

    World close(String id) {
        stage.arrive(GUEST, new Message.LeaseDemand(new ReservationId(id), nextStamp(), false, Optional.empty(),
                PropertyList.NONE,
                List.of(), seen(id)));
        return this;
    }

    /** The guest repeats its newest demand for {@code id} as it stands in the site's memory, having seen {@code seen}. */
    World acknowledge(String id, Message.LeaseDemand demand) {
        stage.arrive(GUEST, new Message.LeaseDemand(demand.id(), demand.stamp(), demand.open(), demand.chain(),
                demand.properties(),
                demand.victims(), view(id).stamp()));
        return this;
    }

    Stamp nextStamp() {
        return new Stamp(1, ++stamps);
    }

    private Stamp seen(String id) {
        return stage.sent(Message.LeaseView.class).stream().filter(v -> v.id().value().equals(id)).map(Message.LeaseView::stamp)
                .reduce((a, b) -> b).orElse(Stamp.NONE);
    }

    /** The broker says which of its tickets for {@code id} holds: one for one small unit, or none. */
    World standing(String id, long valid, boolean revoked) {
        return standing(id, nextStamp(), valid == 0
                ? Optional.empty() : Optional.of(ticket(id, valid, 1, 1, SMALL, hours(1))), revoked);
    }

    World standing(String id, Stamp stamp, Optional<TicketChain> holds, boolean revoked) {
        DelegationChain rights = holds.map(TicketChain::rights).orElseGet(() -> DelegationChain.of(pool()));
        stage.arrive(BROKER, new Message.TicketStanding(key(id), rights, stamp, holds, revoked, "because"));
        return this;
    }

    /** An active lease with its units ready. */
    World leased(String id, long units) {
        redeem(ticket(id, units));
        stage.endAll();
        return this;
    }

    LeaseImage lease(String id) {
        return authority().site().lease(key(id)).orElseThrow(() -> new AssertionError("no lease " + id)).image();
    }

    LeaseState state(String id) {
        return authority().site().lease(key(id)).map(f -> f.image().state()).orElse(LeaseState.UNKNOWN);
    }

    List<UnitImage> units(String id) {
        return List.copyOf(authority().site().lease(key(id)).orElseThrow().units());
    }

    List<UnitState> unitStates(String id) {
        return units(id).stream().map(UnitImage::state).toList();
    }

    Cause cause(String id) {
        return lease(id).cause();
    }

    /** What the guest was told last of {@code id}. */
    Message.LeaseView view(String id) {
        return stage.sent(Message.LeaseView.class).stream().filter(v -> v.id().value().equals(id)).reduce((a, b) -> b)
                .orElseThrow(() -> new AssertionError("nothing was said of " + id));
    }

    List<Duties.Run> runs(Action action) {
        return stage.runs().stream().filter(r -> r.call().action() == action)
                .sorted(Comparator.comparing(r -> r.call().unit())).toList();
    }

    /** Every call that runs by now ends well, in the order of the units' names. */
    World endEach() {
        stage.runs().stream().sorted(Comparator.comparing(r -> r.call().unit()))
                .forEach(run -> stage.end(run.name(), Outcome.done()));
        return this;
    }

    /** The first running call of an action ends. */
    World end(Action action, Outcome outcome) {
        stage.end(runs(action).get(0).name(), outcome);
        return this;
    }

    /** Every call that was to be stopped is. */
    World endStops() {
        stage.stops().stream().sorted(Comparator.comparing(Duties.CallName::unit)).forEach(call -> stage.end(call,
                new Outcome.Trouble("cancelled", true)));
        return this;
    }

    /** The same trouble until the site gives up. */
    World failAll(Action action) {
        for (int tries = 0; !runs(action).isEmpty() && tries < 100; tries++) {
            end(action, new Outcome.Trouble("broken", true));
        }
        return this;
    }

    /** Places units on the first host that has room, waits where none has, and never says no. */
    static final class FirstHost implements AssignmentPolicy {
        @Override
        public String name() {
            return "first-host";
        }

        @Override
        public AssignmentPlan propose(AssignmentView view, Budget budget) {
            List<AssignmentPlan.Choice> choices = new ArrayList<>();
            Map<String, Calendar> calendars = new TreeMap<>();
            view.hosts().forEach(h -> calendars.put(h.name(), h.calendar()));
            for (AssignmentView.Need need : view.needs()) {
                List<String> chosen = new ArrayList<>();
                for (long unit = 0; unit < need.units(); unit++) {
                    for (AssignmentView.Host host : view.hosts()) {
                        Calendar calendar = calendars.get(host.name());
                        if (host.type().equals(need.type().name()) && calendar.fits(need.sliver().load(1), need.occupied())) {
                            calendars.put(host.name(), calendar.commit(need.sliver().load(1), need.occupied()));
                            chosen.add(host.name());
                            break;
                        }
                    }
                }
                choices.add(chosen.size() == need.units() ? new AssignmentPlan.Assign(need.key(), chosen)
                        : new AssignmentPlan.Wait(need.key(), "no room"));
            }
            return new AssignmentPlan(choices, Optional.empty());
        }
    }
}
