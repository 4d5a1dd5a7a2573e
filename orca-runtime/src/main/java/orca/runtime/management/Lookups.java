package orca.runtime.management;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import orca.core.contract.ReservationId;
import orca.core.lease.UnitId;
import orca.core.protocol.PolicyChoice;
import orca.core.reservation.ReservationState;
import orca.runtime.config.Vocabulary;
import orca.runtime.handler.UnitOutput;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.ChangeCounter;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostedActor.Role;
import orca.runtime.loop.LoopStatus;
import orca.wire.management.ActorRow;
import orca.wire.management.AgentView;
import orca.wire.management.ChangesView;
import orca.wire.management.HealthView;
import orca.wire.management.LogView;
import orca.wire.management.Problem;
import orca.wire.management.ReservationView;
import orca.wire.management.Rows;
import orca.wire.management.Story;
import orca.wire.management.WaitAnswer;
import orca.wire.text.Nearest;
import orca.wire.text.Notation;

/** Answers questions: tables, stories, and waits. */
final class Lookups {
    /** The longest wait of one call. */
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Actors actors;
    private final Finder finder;
    private final ChangeCounter changes;
    private final UnitOutput output;
    private final String version;
    private final GuestRows guests;
    private final MarketRows markets;
    private final SiteRows sites;
    private final EnrolmentDesk enrolment;

    Lookups(Actors actors, Finder finder, Vocabulary vocabulary, ChangeCounter changes, UnitOutput output, String version,
            BiFunction<String, String, Optional<AgentView>> agents, EnrolmentDesk enrolment) {
        this.enrolment = enrolment;
        this.actors = actors;
        this.finder = finder;
        this.changes = changes;
        this.output = output;
        this.version = version;
        this.guests = new GuestRows(vocabulary, actors.directory());
        this.markets = new MarketRows(vocabulary, actors.directory());
        this.sites = new SiteRows(vocabulary, actors.directory(), agents);
    }

    HealthView health() {
        long count = changes.get();
        List<ActorRow> rows = actors.all().stream().map(Lookups::actor).toList();
        return new HealthView(rows.stream().allMatch(r -> r.state().equals("running")), version, count, rows);
    }

    private static ActorRow actor(HostedActor actor) {
        LoopStatus status = actor.loop().status();
        return new ActorRow(actor.name(), Notation.word(actor.role()), actor.principal().value(), Notation.word(status.state()),
                status.reason().isEmpty() ? unsettled(actor, status) : status.reason(),
                policies(actor), status.epoch(), status.sequence(),
                status.sequence() == 0 ? Optional.empty() : Optional.of(status.stampedAt()), status.subjects(),
                actor.loop().inbox().waiting(), status.outbox(), status.restarts());
    }

    /** What an operator has to look at, if anything; what to type comes first, for a table cuts the rest off. */
    private static String unsettled(HostedActor actor, LoopStatus status) {
        return status.loss().map(loss -> "orca settle " + actor.name() + ": what it decided after " + loss.since()
                + " is lost to it").orElseGet(() -> status.contested() == 0 ? "" : "orca settle " + actor.name()
                        + " --dry-run: " + status.contested() + " that it had forgotten cannot be beside what it promised since");
    }

    private static String policies(HostedActor actor) {
        return String.join(", ", actor.following().values().stream().map(PolicyChoice::policy).toList());
    }

    Rows<?> table(String name, Call call) {
        // The counter is read first, so that no row is older than it says.
        long count = changes.get();
        Optional<String> id = call.parameter("id");
        boolean ended = call.flag("ended");
        if (name.equals("reservations")) {
            call.only("actor", "id", "slice", "ended");
        } else {
            call.only("actor", "id", "ended");
        }
        List<?> rows = switch (name) {
            case "policies" -> actors.all().stream()
                    .filter(a -> call.parameter("actor").map(finder::known).map(a::equals).orElse(true))
                    .filter(a -> id.map(i -> i.equals(a.name())).orElse(true))
                    .flatMap(a -> PolicyDesk.rows(a).stream()).toList();
            case "notices" -> of(call, Role.SERVICE_MANAGER, NoticeDesk::rows);
            case "letters" -> of(call, Role.SERVICE_MANAGER, a -> NoticeDesk.letters(a, ended));
            case "actors" -> actors.all().stream().map(Lookups::actor).toList();
            case "reservations" -> of(call, Role.SERVICE_MANAGER, a -> guests.reservations(a, r -> (ended || !r.state().isEnd())
                    && id.map(i -> i.equals(r.id().value())).orElse(true)
                    && call.parameter("slice").map(s -> s.equals(r.purpose().slice().value())).orElse(true)));
            case "slices" -> of(call, Role.SERVICE_MANAGER, a -> guests.slices(a, ended).stream()
                    .filter(s -> id.map(s.name()::equals).orElse(true)).toList());
            case "tickets" -> of(call, Role.BROKER, a -> markets.tickets(a, t -> (ended || !t.state().isEnd())
                    && id.map(i -> i.equals(t.key().id().value())).orElse(true)));
            case "leases" -> of(call, Role.AUTHORITY, a -> sites.leases(a, l -> (ended || !l.over())
                    && id.map(i -> i.equals(l.key().id().value())).orElse(true)));
            case "units" -> of(call, Role.AUTHORITY, a -> sites.units(a, u ->
                    id.map(i -> i.equals(u.id().value())).orElse(true)));
            case "hosts" -> of(call, Role.AUTHORITY, a -> sites.hosts(a).stream()
                    .filter(h -> id.map(h.name()::equals).orElse(true)).toList());
            case "maintenance" -> of(call, Role.AUTHORITY, a -> MaintenanceDesk.rows(a).stream()
                    .filter(m -> id.map(m.id()::equals).orElse(true)).toList());
            case "invitations" -> of(call, Role.AUTHORITY, a -> enrolment.rows(a).stream()
                    .filter(i -> id.map(i.id()::equals).orElse(true)).toList());
            case "delegations" -> Stream.concat(
                    of(call, Role.AUTHORITY, a -> sites.delegations(a, ended)).stream(),
                    of(call, Role.BROKER, a -> markets.delegations(a, ended)).stream())
                    .filter(d -> id.map(d.id()::equals).orElse(true)).toList();
            default -> throw new ApiException(Problem.Kind.UNKNOWN, "there is no table '" + name + "'");
        };
        return new Rows<Object>(count, List.copyOf(rows));
    }

    private <R> List<R> of(Call call, Role role, Function<HostedActor, List<R>> rows) {
        call.parameter("actor").ifPresent(finder::known);
        return actors.in(role).stream()
                .filter(a -> call.parameter("actor").map(a.name()::equals).orElse(true))
                .flatMap(a -> rows.apply(a).stream()).toList();
    }

    private <R> List<R> everywhere(Role role, Function<HostedActor, List<R>> rows) {
        return actors.in(role).stream().flatMap(a -> rows.apply(a).stream()).toList();
    }

    Story describe(String id) {
        new ReservationId(id);
        Historian.Told told = Historian.tell(actors.all(), id);
        List<Story.Line> lines = Stream.concat(told.lines().stream(), everywhere(Role.SERVICE_MANAGER,
                a -> GuestRows.told(a, id)).stream()).sorted(Comparator.comparing(Story.Line::at)).toList();
        Story story = new Story(id,
                everywhere(Role.SERVICE_MANAGER, a -> guests.reservations(a, r -> r.id().value().equals(id))),
                everywhere(Role.BROKER, a -> markets.tickets(a, t -> t.key().id().value().equals(id))),
                everywhere(Role.AUTHORITY, a -> sites.leases(a, l -> l.key().id().value().equals(id))),
                everywhere(Role.AUTHORITY, a -> sites.units(a, u -> u.lease().id().value().equals(id))),
                lines, told.cut());
        if (story.lines().isEmpty() && story.reservations().isEmpty() && story.tickets().isEmpty() && story.leases().isEmpty()) {
            throw new ApiException(Problem.Kind.UNKNOWN, "nothing is known of a reservation '" + id + "' here"
                    + (told.cut() ? ", nor told of it in the newest part of the journals; the older part was not read" : ""));
        }
        return story;
    }

    LogView logs(String unit) {
        UnitId id = new UnitId(unit);
        try {
            List<String> lines = output.lines(id);
            if (lines.isEmpty() && everywhere(Role.AUTHORITY, a -> sites.units(a, u -> u.id().equals(id))).isEmpty()) {
                throw new ApiException(Problem.Kind.UNKNOWN, "there is no unit '" + unit + "' here, and no output of one");
            }
            return new LogView(unit, lines, output.isCut(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChangesView changes(Call call) throws InterruptedException {
        call.only("since", "timeout");
        String since = call.required("since");
        if (!since.matches("[0-9]{1,18}")) {
            throw ApiException.field("since", "since: must be a whole number of at least 0, got '" + since + "'");
        }
        return new ChangesView(changes.await(Long.parseLong(since), timeout(call)));
    }

    private static Duration timeout(Call call) {
        Duration timeout = call.parameter("timeout").map(t -> {
            try {
                return Notation.duration(t);
            } catch (IllegalArgumentException e) {
                throw ApiException.field("timeout", "timeout: " + e.getMessage());
            }
        }).orElse(Duration.ofSeconds(30));
        if (timeout.compareTo(LONGEST_WAIT) > 0) {
            throw ApiException.field("timeout", "timeout: must be at most " + Notation.show(LONGEST_WAIT));
        }
        return timeout;
    }

    WaitAnswer waitFor(Call call) throws InterruptedException {
        call.only("id", "actor", "states", "timeout");
        String id = call.required("id");
        TreeSet<String> known = new TreeSet<>(Arrays.stream(ReservationState.values()).map(Notation::word).toList());
        List<String> states = List.of(call.required("states").split(","));
        for (String state : states) {
            if (!known.contains(state)) {
                throw ApiException.field("states", "states: there is no state '" + state + "'" + Nearest.hint(state, known)
                        + "; known are " + String.join(", ", known));
            }
        }
        HostedActor guest = finder.withReservation(id, call.parameter("actor"));
        long deadline = System.nanoTime() + timeout(call).toNanos();
        while (true) {
            long count = changes.get();
            ReservationView view = guests.reservations(guest, r -> r.id().value().equals(id)).stream().findFirst()
                    .orElseThrow(() -> new ApiException(Problem.Kind.UNKNOWN, "there is no reservation '" + id + "' here"));
            boolean reached = states.contains(view.state());
            long left = deadline - System.nanoTime();
            if (reached || view.state().equals("closed") || view.state().equals("failed") || left <= 0) {
                return new WaitAnswer(reached, !reached && left <= 0, view);
            }
            changes.await(count, Duration.ofNanos(left));
        }
    }
}
