package orca.servicemanager;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.Alternative;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Notice;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.handler.Outcome;
import orca.core.lease.Lease;
import orca.core.lease.LeaseState;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.reservation.MemberState;
import orca.core.reservation.MemberTable;
import orca.core.reservation.MemberTrigger;
import orca.core.reservation.ReservationState;
import orca.core.reservation.ReservationTable;
import orca.core.reservation.ReservationTrigger;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.table.Row;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.servicemanager.host.JoinHandler;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.ReservationImage;
import orca.testkit.Stage;

/**
 * A service manager on a stage, and a broker and an authority played by the test: each answers the newest demand that it got,
 * with views whose stamps grow. Rows of the tables that any world visits are remembered for all tests.
 */
final class World {
    static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    static final Principal GUEST = new Principal("guest");
    static final Principal BROKER = new Principal("broker");
    static final Principal SITE = new Principal("site");
    static final Principal STRANGER = new Principal("stranger");
    static final TypeName VM = new TypeName("vm");
    static final ResourceType TYPE = new ResourceType(VM, List.of(new Dimension("cpu", "milli-cores")),
            new Turnaround(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(2)));
    static final Amounts SMALL = Amounts.of(500);
    static final ReservationId R1 = new ReservationId("guest-1");
    static final ReservationId R2 = new ReservationId("guest-2");
    static final ReservationId R3 = new ReservationId("guest-3");

    static final Set<Row<ReservationState, ReservationTrigger>> VISITED = new LinkedHashSet<>();
    static final Set<Row<MemberState, MemberTrigger>> VISITED_BY_MEMBERS = new LinkedHashSet<>();
    static final GuestTables WATCHED =
            new GuestTables(ReservationTable.TABLE.watchedBy(VISITED::add), MemberTable.TABLE.watchedBy(VISITED_BY_MEMBERS::add));

    /** Whether guests die after each commit, in worlds that are made from now on. */
    static boolean crashing;
    /** How many worlds were made. */
    static int made;

    final Stage stage;
    private ResourceType type = TYPE;
    private long brokerSays;
    private long siteSays;
    private long revision;
    private Optional<Amounts> bins = Optional.empty();

    World(GuestSettings settings) {
        this(settings, Duration.ofDays(365));
    }

    /** @param remind how often its peers are reminded; in most stories never, so that all that is said is about something */
    World(GuestSettings said, Duration remind) {
        GuestSettings.Times times = said.times();
        GuestSettings settings = said.with(
                new GuestSettings.Times(times.margin(), times.giveUp(), times.hold(), times.remember(), remind));
        stage = Stage.of(() -> new ServiceManager(settings, WATCHED, 1), NOON);
        made++;
        if (crashing) {
            stage.crashing();
        }
    }

    static World plain() {
        return new World(GuestSettings.usual(GUEST));
    }

    /** With a handler that takes VMs into service. */
    static World attended() {
        return new World(attendedSettings());
    }

    static GuestSettings attendedSettings() {
        return GuestSettings.usual(GUEST).joining(VM, new JoinHandler("join", Duration.ofMinutes(1)));
    }

    static ContractKey key() {
        return new ContractKey(GUEST, R1);
    }

    // ---- what the guest's operator says

    static Demand demand(long units, Duration length) {
        return demand(units, units, NOON, length);
    }

    static Demand demand(long units, long least, Instant start, Duration length) {
        return new Demand(VM, units, least, SMALL, Term.of(start, length), start, Optional.empty(), Assurance.RESERVED,
                Optional.empty(), PropertyList.of("image", "debian"));
    }

    static Command.Wish wish(Demand demand) {
        return new Command.Wish(Optional.empty(), BROKER, demand, Optional.empty(), List.of(), List.of());
    }

    static Command.Wish named(String id, Demand demand, List<String> redeemAfter, List<String> joinAfter) {
        return new Command.Wish(
                Optional.of(new ReservationId(id)), BROKER, demand, Optional.empty(), ids(redeemAfter), ids(joinAfter));
    }

    static Command.Wish renewed(Demand demand, Instant until) {
        return new Command.Wish(Optional.empty(), BROKER, demand, Optional.of(until), List.of(), List.of());
    }

    private static List<ReservationId> ids(List<String> names) {
        return names.stream().map(ReservationId::new).toList();
    }

    static Command.Request request(Command.Wish... wishes) {
        return new Command.Request(Optional.empty(), "blue", List.of(wishes), false, Optional.empty());
    }

    static Command.Request together(Command.Wish... wishes) {
        return new Command.Request(Optional.empty(), "blue", List.of(wishes), true, Optional.empty());
    }

    static Command.Change extend(ReservationId id, Duration by) {
        return new Command.Change(
                Optional.empty(), id, Optional.empty(), Optional.of(by), Optional.empty(), Optional.empty(), List.of());
    }

    static Command.Change resize(ReservationId id, long units, UnitId... victims) {
        return new Command.Change(
                Optional.empty(), id, Optional.empty(), Optional.empty(), Optional.of(units), Optional.empty(), List.of(victims));
    }

    Reply order(Command command) {
        return stage.order(command);
    }

    World ordered(Command command) {
        Reply reply = order(command);
        if (!(reply instanceof Reply.Accepted)) {
            throw new AssertionError(command + ": " + reply);
        }
        return this;
    }

    // ---- what the broker says

    Message.TicketDemand asked(ReservationId id) {
        List<Message.TicketDemand> all = stage.sent(Message.TicketDemand.class).stream().filter(d -> d.id().equals(id)).toList();
        if (all.isEmpty()) {
            throw new AssertionError("no ticket was demanded for " + id);
        }
        return all.get(all.size() - 1);
    }

    Stamp brokerStamp() {
        return new Stamp(1, ++brokerSays);
    }

    World fromBroker(Message.TicketView view) {
        stage.arrive(BROKER, view);
        return this;
    }

    Message.TicketView ticketView(
            ReservationId id, TicketState state, Answer answer, Optional<TicketChain> chain, boolean urgent, String... notices) {
        Stamp stamp = brokerStamp();
        return new Message.TicketView(id, stamp, asked(id).stamp(), state, answer, chain, notices(stamp, notices), urgent);
    }

    private List<Notice> notices(Stamp stamp, String... texts) {
        List<Notice> all = new ArrayList<>();
        for (String text : texts) {
            all.add(new Notice(stamp.revision() + all.size(), stage.now(), text));
        }
        return all;
    }

    /** From now on the site declares {@code turnaround} for its units. */
    World declaring(Turnaround turnaround) {
        type = new ResourceType(VM, TYPE.dimensions(), turnaround);
        return this;
    }

    /** From now on tickets are on a delegation with two bins, and in these. */
    World inBins(long first, long second) {
        bins = Optional.of(Amounts.of(first, second));
        return this;
    }

    World grant(ReservationId id) {
        return grant(id, asked(id).demand().units(), "");
    }

    World grant(ReservationId id, long units, String why) {
        return fromBroker(granting(id, units, asked(id).demand().term(), why));
    }

    Message.TicketView granting(ReservationId id, long units, Term term, String why) {
        Demand demand = asked(id).demand();
        return ticketView(id, TicketState.TICKETED, new Answer.Granted(demand.units(), units, why),
                Optional.of(chain(id, units, term)), false);
    }

    TicketChain chain(ReservationId id, long units, Term term) {
        Demand demand = asked(id).demand();
        Term whole = new Term(NOON.minus(Duration.ofDays(1)), NOON.plus(Duration.ofDays(400)));
        Delegation right = new Delegation(new DelegationId("site-d1"), 1, SITE, BROKER, type, Amounts.of(100, 100_000),
                Amounts.of(8_000), whole, 100, PropertyList.NONE,
                bins.isEmpty() ? List.of() : List.of(Amounts.of(50, 50_000), Amounts.of(50, 50_000)));
        return new TicketChain(DelegationChain.of(right), new Ticket(id, ++revision, BROKER, GUEST, right.id(),
                demand.type(), units, Math.min(units, demand.minUnits()), demand.sliver(), demand.assurance(), term,
                demand.properties(), bins));
    }

    World refuse(ReservationId id, String reason) {
        Answer no = new Answer.Refused(Refusal.insufficient(reason, new Alternative(Optional.of(NOON.plusSeconds(7200)), 1)));
        TicketState state = reservation(id).chain().isPresent() ? TicketState.TICKETED : TicketState.REFUSED;
        return fromBroker(ticketView(id, state, no, reservation(id).chain(), false));
    }

    World pending(ReservationId id, Optional<Instant> estimate) {
        return fromBroker(ticketView(
                id, TicketState.REQUESTED, new Answer.Pending("the broker's policy", estimate), Optional.empty(), false));
    }

    World revoke(ReservationId id, String reason) {
        return fromBroker(ticketView(id, TicketState.RELEASING, new Answer.Ended(reason), Optional.empty(), true));
    }

    World relinquished(ReservationId id) {
        return fromBroker(ticketView(id, TicketState.RELEASING, new Answer.Ended(""), Optional.empty(), false));
    }

    // ---- what the authority says

    Message.LeaseDemand redeemed(ReservationId id) {
        List<Message.LeaseDemand> all = stage.sent(Message.LeaseDemand.class).stream().filter(d -> d.id().equals(id)).toList();
        if (all.isEmpty()) {
            throw new AssertionError("nothing was redeemed for " + id);
        }
        return all.get(all.size() - 1);
    }

    Stamp siteStamp() {
        return new Stamp(1, ++siteSays);
    }

    World fromSite(Message.LeaseView view) {
        stage.arrive(SITE, view);
        return this;
    }

    Message.LeaseView leaseView(
            ReservationId id, LeaseState state, Answer answer, Optional<Lease> lease, boolean urgent, String... notices) {
        Stamp stamp = siteStamp();
        return new Message.LeaseView(id, stamp, redeemed(id).stamp(), state, answer, lease, notices(stamp, notices), urgent);
    }

    /** The authority binds the newest ticket with all its units, named {@code <id>-u<n>}. */
    World bind(ReservationId id) {
        Ticket ticket = redeemed(id).chain().orElseThrow().ticket();
        return bind(id, ticket.units());
    }

    World bind(ReservationId id, long units) {
        List<LeasedUnit> all = new ArrayList<>();
        for (int i = 1; i <= units; i++) {
            all.add(unit(id + "-u" + i, UnitState.READY));
        }
        return bind(id, all, units < asked(id).demand().units() ? "a unit could not be set up" : "");
    }

    World bind(ReservationId id, List<LeasedUnit> units, String why) {
        Ticket ticket = redeemed(id).chain().orElseThrow().ticket();
        long up = units.stream().filter(u -> u.state() == UnitState.READY).count();
        return fromSite(leaseView(
                id, LeaseState.ACTIVE, new Answer.Granted(ticket.units(), up, why), Optional.of(lease(id, units)), false));
    }

    Lease lease(ReservationId id, List<LeasedUnit> units) {
        Ticket ticket = redeemed(id).chain().orElseThrow().ticket();
        return new Lease(id, ticket.revision(), SITE, GUEST, ticket.type(), ticket.assurance(), ticket.term(), units);
    }

    LeasedUnit unit(String id, UnitState state) {
        return new LeasedUnit(new UnitId(id), "host-a", SMALL, state, PropertyList.of("address", "10.0.0." + id.length()));
    }

    World refuseLease(ReservationId id, String reason) {
        LeaseState state = reservation(id).lease().isPresent() ? LeaseState.ACTIVE : LeaseState.REFUSED;
        return fromSite(leaseView(
                id, state, new Answer.Refused(Refusal.of(Refusal.Kind.CONFLICT, reason)), reservation(id).lease(), false));
    }

    World ended(ReservationId id) {
        return fromSite(leaseView(id, LeaseState.CLOSED, new Answer.Ended(""), Optional.empty(), false));
    }

    // ---- several steps at once

    /** All calls that run by now end well, and so do those that were to be stopped, whether they still ran or not. */
    World endAll() {
        stage.endAll();
        stage.stops().forEach(stop -> stage.end(stop, Outcome.done()));
        return this;
    }

    /** Asked for, ticketed, bound, joined: in use. */
    World active(Command.Wish wish) {
        Reply reply = order(request(wish));
        ReservationId id = new ReservationId(((Reply.Accepted) reply).ids().get(0));
        grant(id).bind(id);
        endAll();
        return this;
    }

    World active(long units, Duration length) {
        return active(wish(demand(units, length)));
    }

    /** Leaves and is settled with both peers. */
    World settled(ReservationId id) {
        endAll();
        return ended(id).relinquished(id);
    }

    // ---- what there is to see

    ServiceManager guest() {
        return (ServiceManager) stage.actor();
    }

    ReservationImage reservation(ReservationId id) {
        return guest().reservations().stream().filter(r -> r.id().equals(id)).findFirst()
                .orElseThrow(() -> new AssertionError("no reservation " + id + " among " + guest().reservations()));
    }

    ReservationState state(ReservationId id) {
        return reservation(id).state();
    }

    MemberImage member(String unit) {
        return guest().members().stream().filter(m -> m.subject().value().equals(unit)).findFirst()
                .orElseThrow(() -> new AssertionError("no member " + unit + " among " + guest().members()));
    }

    List<String> notices(ReservationId id) {
        return reservation(id).notices().stream().map(Notice::text).toList();
    }
}
