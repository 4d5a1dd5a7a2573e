package orca.cli.output;

import static orca.cli.screen.Column.extra;
import static orca.cli.screen.Column.number;
import static orca.cli.screen.Column.whole;
import static orca.cli.screen.Column.words;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import orca.cli.output.Listing.Field;
import orca.cli.screen.Cell;
import orca.cli.screen.Tone;
import orca.wire.management.ActorRow;
import orca.wire.management.AgentView;
import orca.wire.management.CauseView;
import orca.wire.management.DelegationRow;
import orca.wire.management.HostRow;
import orca.wire.management.InvitationRow;
import orca.wire.management.LeaseRow;
import orca.wire.management.MaintenanceRow;
import orca.wire.management.ManagementClient;
import orca.wire.management.PolicyRow;
import orca.wire.management.Problem;
import orca.wire.management.ReservationView;
import orca.wire.management.SliceRow;
import orca.wire.management.TicketRow;
import orca.wire.management.UnitRow;

/** Every listing, by the word that asks for it. */
public final class Listings {
    public static final Listing<ReservationView> RESERVATIONS = new Listing<>(
            ManagementClient::reservations, ReservationView::id, r -> r.actor() + "/" + r.id(), List.of(
            Field.of(whole("ID"), (r, look) -> Cell.of(r.id())),
            Field.of(whole("STATE"), (r, look) -> Look.state(r.state())),
            Field.of(words("TYPE", 6, 5), (r, look) -> Cell.of(r.type())),
            Field.of(number("UNITS", 0), (r, look) -> Look.units(r.granted(), r.asked())),
            Field.wide("SIZE", r -> Look.amounts(r.sliver())),
            Field.of(extra("START", 6), (r, look) -> look.start(r.term().or(() -> Optional.of(r.wanted())))),
            Field.of(extra("END", 2), (r, look) -> look.end(r.term().or(() -> Optional.of(r.wanted())))),
            Field.of(extra("LEFT", 4), (r, look) -> look.left(r.state(), r.term())),
            Field.of(words("WHERE", 6, 3), (r, look) -> Cell.of(where(r))),
            Field.wide("SLICE", ReservationView::slice),
            Field.wide("BROKER", ReservationView::broker),
            Field.wide("HOLDER", ReservationView::actor),
            Field.of(words("REASON", 12, 7), Listings::reason)));

    public static final Listing<TicketRow> TICKETS = new Listing<>(
            ManagementClient::tickets, TicketRow::id, t -> t.actor() + "/" + t.holder() + "/" + t.id(), List.of(
            Field.of(whole("ID"), (t, look) -> Cell.of(t.id())),
            Field.of(whole("STATE"), (t, look) -> Look.state(t.state())),
            Field.of(words("HOLDER", 6, 6), (t, look) -> Cell.of(t.holder())),
            Field.of(words("TYPE", 6, 5), (t, look) -> Cell.of(t.type())),
            Field.of(number("UNITS", 0), (t, look) -> Look.units(t.granted(), t.asked())),
            Field.wide("SIZE", t -> Look.amounts(t.sliver())),
            Field.of(extra("START", 7), (t, look) -> look.start(t.term().or(() -> Optional.of(t.wanted())))),
            Field.of(extra("END", 2), (t, look) -> look.end(t.term().or(() -> Optional.of(t.wanted())))),
            Field.of(extra("LEFT", 4), (t, look) -> look.left(t.state(), t.term())),
            Field.of(words("WHERE", 6, 3), (t, look) -> Cell.of(t.delegation().orElse(""))),
            Field.wide("BROKER", TicketRow::actor),
            Field.wide("REVISION", t -> Long.toString(t.revision())),
            Field.of(words("REASON", 12, 8), (t, look) -> Look.reason(t.reason(), t.waitsFor()))));

    public static final Listing<LeaseRow> LEASES = new Listing<>(
            ManagementClient::leases, LeaseRow::id, l -> l.actor() + "/" + l.holder() + "/" + l.id(), List.of(
            Field.of(whole("ID"), (l, look) -> Cell.of(l.id())),
            Field.of(whole("STATE"), (l, look) -> Look.state(l.state())),
            Field.of(words("HOLDER", 6, 6), (l, look) -> Cell.of(l.holder())),
            Field.of(words("TYPE", 6, 5), (l, look) -> Cell.of(l.type())),
            Field.of(number("UNITS", 0), (l, look) -> Look.units(Optional.of(l.ready()), l.units())),
            Field.wide("SIZE", l -> Look.amounts(l.sliver())),
            Field.of(extra("START", 7), (l, look) -> look.start(l.term())),
            Field.of(extra("END", 2), (l, look) -> look.end(l.term())),
            Field.of(extra("LEFT", 4), (l, look) -> look.left(l.state(), l.term())),
            Field.of(words("WHERE", 6, 3), (l, look) -> Cell.of(l.actor())),
            Field.wide("BROKER", LeaseRow::broker),
            Field.of(words("REASON", 12, 8), (l, look) -> Look.reason(l.reason(), l.waitsFor()))));

    public static final Listing<UnitRow> UNITS = new Listing<>(
            ManagementClient::units, UnitRow::id, u -> u.actor() + "/" + u.id(), List.of(
            Field.of(whole("ID"), (u, look) -> Cell.of(u.id())),
            Field.of(whole("STATE"), (u, look) -> Look.state(u.state())),
            Field.of(words("TYPE", 6, 4), (u, look) -> Cell.of(u.type())),
            Field.of(words("SIZE", 10, 3), (u, look) -> Cell.of(Look.amounts(u.sliver()))),
            Field.of(words("LEASE", 8, 2), (u, look) -> Cell.of(u.lease())),
            Field.of(words("WHERE", 6, 1), (u, look) -> Cell.of(u.host())),
            Field.wide("HOLDER", UnitRow::holder),
            Field.wide("SITE", UnitRow::actor),
            Field.wide("PROPERTIES", u -> Look.properties(u.properties())),
            Field.of(words("REASON", 12, 5), (u, look) -> Look.reason(u.reason(), u.waitsFor()))));

    /** Those that could not be torn down, or not at once. */
    public static final Listing<UnitRow> STUCK_UNITS = new Listing<>(
            ManagementClient::units, UnitRow::id, u -> u.actor() + "/" + u.id(), List.of(
            Field.of(whole("ID"), (u, look) -> Cell.of(u.id())),
            Field.of(whole("STATE"), (u, look) -> Look.state(u.state())),
            Field.of(words("WHERE", 6, 0), (u, look) -> Cell.of(u.host())),
            Field.of(whole("SINCE"), (u, look) -> u.cause().map(cause -> look.at(cause.at())).orElse(Cell.of(""))),
            Field.of(words("TYPE", 6, 2), (u, look) -> Cell.of(u.type())),
            Field.of(words("LEASE", 8, 1), (u, look) -> Cell.of(u.lease())),
            Field.of(words("HOLDER", 6, 3), (u, look) -> Cell.of(u.holder())),
            Field.of(words("SITE", 6, 4), (u, look) -> Cell.of(u.actor())),
            Field.of(words("SIZE", 10, 5), (u, look) -> Cell.of(Look.amounts(u.sliver()))),
            Field.wide("REASON", UnitRow::reason)));

    public static final Listing<DelegationRow> DELEGATIONS = new Listing<>(
            ManagementClient::delegations, DelegationRow::id, d -> d.actor() + "/" + d.id(), List.of(
            Field.of(whole("ID"), (d, look) -> Cell.of(d.id())),
            Field.of(whole("STATE"), (d, look) -> Look.state(d.state())),
            Field.of(extra("SIDE", 1), (d, look) -> Cell.of(d.side())),
            Field.of(words("TYPE", 6, 4), (d, look) -> Cell.of(d.type())),
            Field.of(number("UNITS", 0), (d, look) -> Cell.of(d.units())),
            Field.of(number("LIVE", 3), (d, look) -> Cell.of(d.live())),
            Field.of(extra("PROMISED", 9), (d, look) -> Cell.of(d.promised())),
            Field.of(extra("START", 8), (d, look) -> look.at(d.term().start())),
            Field.of(extra("END", 2), (d, look) -> look.at(d.term().end())),
            Field.of(extra("LEFT", 5), (d, look) -> look.left(d.state(), Optional.of(d.term()))),
            Field.of(words("WHERE", 6, 7), (d, look) -> Cell.of(d.issuer() + " > " + d.holder())),
            Field.wide("CAPACITY", d -> Look.amounts(d.capacity())),
            Field.of(words("REASON", 12, 9), (d, look) -> Look.reason(d.reason(), d.waitsFor()))));

    public static final Listing<HostRow> HOSTS = new Listing<>(
            ManagementClient::hosts, HostRow::name, h -> h.actor() + "/" + h.type() + "/" + h.name(), List.of(
            Field.of(whole("NAME"), (h, look) -> Cell.of(h.name())),
            Field.of(whole("STATE"), (h, look) -> hostState(h)),
            Field.of(words("TYPE", 6, 1), (h, look) -> Cell.of(h.type())),
            Field.of(number("UNITS", 0), (h, look) -> Cell.of(h.used() + "/" + h.units())),
            Field.of(words("FREE", 12, 2), (h, look) -> Cell.of(Look.amounts(free(h)))),
            Field.of(words("CAPACITY", 12, 3), (h, look) -> Cell.of(Look.amounts(h.capacity()))),
            Field.of(words("WHERE", 6, 4), (h, look) -> Cell.of(h.actor())),
            Field.wide("PROPERTIES", h -> Look.properties(h.properties()))));

    /** Hosts as their site saw them when it looked at their agents last. */
    public static final Listing<HostRow> SEEN_HOSTS = new Listing<>(
            ManagementClient::hosts, HostRow::name, h -> h.actor() + "/" + h.type() + "/" + h.name(), List.of(
            Field.of(whole("NAME"), (h, look) -> Cell.of(h.name())),
            Field.of(whole("STATE"), (h, look) -> hostState(h)),
            Field.of(whole("AGENT"), (h, look) -> h.agent().map(a -> new Cell(a.word(), tone(a.word())))
                    .orElseGet(() -> new Cell("none", Tone.FAINT))),
            Field.of(number("UNITS", 0), (h, look) -> Cell.of(h.used() + "/" + h.units())),
            Field.of(extra("LOOKED", 2), (h, look) -> h.agent().flatMap(AgentView::looked).map(look::at).orElse(Cell.of(""))),
            Field.of(words("TYPE", 6, 1), (h, look) -> Cell.of(h.type())),
            Field.of(words("WHERE", 6, 3), (h, look) -> Cell.of(h.actor())),
            Field.of(words("WHAT", 12, 4), (h, look) -> Cell.of(h.agent().map(Listings::seen).orElse("")))));

    private static Cell hostState(HostRow h) {
        Optional<HostRow.Service> service = h.maintenance().stream().findFirst();
        if (service.filter(s -> s.stage().equals("under")).isPresent()) {
            return new Cell("serviced", Tone.BUSY);
        }
        if (service.filter(s -> s.stage().equals("leaving")).isPresent()) {
            return new Cell("leaving", Tone.BUSY);
        }
        return h.drained().isPresent() ? new Cell("drained", Tone.BUSY)
                : h.open() ? new Cell("open", Tone.GOOD) : new Cell("shut", Tone.BUSY);
    }

    private static Tone tone(String word) {
        return switch (word) {
            case "reached" -> Tone.GOOD;
            case "silent", "differs" -> Tone.BAD;
            default -> Tone.BUSY;
        };
    }

    private static String seen(AgentView agent) {
        int more = agent.differences().size() - 1;
        return more < 0 ? agent.trouble() : agent.differences().get(0).what() + (more == 0 ? "" : "; and " + more + " more");
    }

    /** Hosts that are to be empty for a while. */
    public static final Listing<InvitationRow> INVITATIONS = new Listing<>(
            InvitationRow::of, InvitationRow::id, i -> i.actor() + "/" + i.id(), List.of(
            Field.of(whole("INVITATION"), (i, look) -> Cell.of(i.id())),
            Field.of(whole("STATE"), (i, look) -> new Cell(i.state(), i.state().equals("enrolled") ? Tone.GOOD
                    : i.state().equals("over") ? Tone.FAINT : Tone.BUSY)),
            Field.of(words("HOST", 8, 5), (i, look) -> Cell.of(i.host().orElse(""))),
            Field.of(words("TYPE", 6, 2), (i, look) -> Cell.of(i.type())),
            Field.of(extra("UNTIL", 3), (i, look) -> look.at(i.until())),
            Field.wide("ADDRESS", i -> i.address().orElse("")),
            Field.of(words("REASON", 12, 4), (i, look) -> Cell.of(i.trouble()))));

    public static final Listing<MaintenanceRow> MAINTENANCE = new Listing<>(
            MaintenanceRow::of, MaintenanceRow::id, m -> m.actor() + "/" + m.id(), List.of(
            Field.of(whole("ID"), (m, look) -> Cell.of(m.id())),
            Field.of(whole("STATE"), (m, look) -> new Cell(m.stage(), m.stage().equals("planned") ? Tone.PLAIN : Tone.BUSY)),
            Field.of(whole("START"), (m, look) -> look.at(m.term().start())),
            Field.of(whole("END"), (m, look) -> look.at(m.term().end())),
            Field.of(extra("IN", 3), (m, look) -> Cell.of(look.moments().distance(m.stage().equals("under") ? m.term().end()
                    : m.term().start()))),
            Field.of(extra("LEAVE", 5), (m, look) -> look.at(m.leaveFrom())),
            Field.of(number("UNITS", 0), (m, look) -> Cell.of(m.units().size())),
            Field.of(words("WHERE", 6, 0), (m, look) -> Cell.of(String.join(", ", m.hosts()))),
            Field.wide("LEFT", m -> m.keep() ? "stays" : "is taken away"),
            Field.of(words("REASON", 12, 1), (m, look) -> Cell.of(m.staying().isEmpty() ? m.reason() : m.staying().get(0)))));

    public static final Listing<SliceRow> SLICES = new Listing<>(
            ManagementClient::slices, SliceRow::name, s -> s.actor() + "/" + s.name(), List.of(
            Field.of(whole("NAME"), (s, look) -> Cell.of(s.name())),
            Field.of(number("COUNT", 0), (s, look) -> Cell.of(s.reservations().size())),
            Field.of(words("STATES", 10, 1), (s, look) -> Cell.of(s.states().entrySet().stream()
                    .map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining(", ")))),
            Field.of(words("WHERE", 6, 2), (s, look) -> Cell.of(s.actor())),
            Field.of(words("RESERVATIONS", 12, 3), (s, look) -> Cell.of(String.join(", ", s.reservations())))));

    public static final Listing<ActorRow> ACTORS = new Listing<>(
            (client, filter) -> client.actors(), ActorRow::name, ActorRow::name, List.of(
            Field.of(whole("NAME"), (a, look) -> Cell.of(a.name())),
            Field.of(whole("STATE"), (a, look) -> Look.state(a.state())),
            Field.of(extra("ROLE", 1), (a, look) -> Cell.of(a.role())),
            Field.of(words("POLICY", 8, 4), (a, look) -> Cell.of(a.policy())),
            Field.of(number("INBOX", 6), (a, look) -> Cell.of(a.inbox())),
            Field.of(number("OUTBOX", 5), (a, look) -> Cell.of(a.outbox())),
            Field.of(number("RESTARTS", 7), (a, look) -> Cell.of(a.restarts())),
            Field.wide("SUBJECTS", a -> Long.toString(a.subjects())),
            Field.wide("PRINCIPAL", ActorRow::principal),
            Field.of(words("REASON", 12, 3), (a, look) -> Cell.of(a.reason()))));

    public static final Listing<PolicyRow> POLICIES = new Listing<>(
            ManagementClient::policies, PolicyRow::actor, p -> p.actor() + "/" + p.slice().orElse(""), List.of(
            Field.of(whole("NAME"), (p, look) -> Cell.of(p.actor())),
            Field.of(words("SLICE", 5, 2), (p, look) -> Cell.of(p.slice().orElse(""))),
            Field.of(whole("POLICY"), (p, look) -> p.trouble().isEmpty() ? Cell.of(p.policy())
                    : new Cell(p.policy(), Tone.BAD)),
            Field.of(words("SETTINGS", 8, 3), (p, look) -> Cell.of(Look.properties(p.settings()))),
            Field.of(extra("SINCE", 4), (p, look) -> p.chosen().map(c -> look.at(c.at())).orElse(Cell.of(""))),
            Field.wide("CHOSEN", p -> p.chosen().map(CauseView::why).orElse("")),
            Field.wide("ROLE", PolicyRow::role),
            Field.of(words("REASON", 12, 1), (p, look) -> Cell.of(p.trouble().isEmpty() ? unlike(p) : p.trouble()))));

    private static final Map<String, Listing<?>> BY_NAME = byName();

    private Listings() {}

    private static Map<String, Listing<?>> byName() {
        Map<String, Listing<?>> names = new LinkedHashMap<>();
        names.put("reservations", RESERVATIONS);
        names.put("tickets", TICKETS);
        names.put("leases", LEASES);
        names.put("units", UNITS);
        names.put("delegations", DELEGATIONS);
        names.put("hosts", HOSTS);
        names.put("maintenance", MAINTENANCE);
        names.put("slices", SLICES);
        names.put("actors", ACTORS);
        names.put("policies", POLICIES);
        return names;
    }

    /** The words that ask for listings. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /** The listing of that name; {@code reservation} does as well as {@code reservations}. */
    public static Optional<Listing<?>> named(String name) {
        return Optional.ofNullable(BY_NAME.getOrDefault(name, BY_NAME.get(name + "s")));
    }

    /** What is left of each dimension; the units stand in a column of their own. */
    private static Map<String, Long> free(HostRow host) {
        Map<String, Long> free = new LinkedHashMap<>(host.free());
        free.keySet().retainAll(host.capacity().keySet());
        return free;
    }

    /** How a policy differs from what the configuration says. */
    private static String unlike(PolicyRow p) {
        if (!p.differs()) {
            return "";
        }
        String settings = p.configuredSettings().isEmpty() ? "" : " with " + Look.properties(p.configuredSettings());
        return "the file says " + p.configured() + (settings.isEmpty() && p.configured().equals(p.policy())
                ? " without settings" : settings);
    }

    private static String where(ReservationView reservation) {
        List<String> hosts = reservation.units().stream().map(ReservationView.MemberView::host).distinct().toList();
        return hosts.isEmpty() ? reservation.authority().orElse("") : String.join(",", hosts);
    }

    private static Cell reason(ReservationView r, Look look) {
        if (!r.reason().isBlank()) {
            return Cell.of(r.reason());
        }
        if (r.refusal().isPresent()) {
            return Cell.of(r.refusal().map(Problem::message).orElse(""));
        }
        return r.estimate().map(e -> Cell.of("may start " + look.moments().at(e)))
                .orElseGet(() -> Look.reason("", r.waitsFor()));
    }
}
