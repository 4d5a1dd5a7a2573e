package orca.runtime.management;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import orca.authority.Authority;
import orca.authority.state.Bound;
import orca.authority.state.DelegationImage;
import orca.authority.state.Host;
import orca.authority.state.HostImage;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.MaintenanceImage;
import orca.authority.state.TypeFile;
import orca.authority.state.UnitImage;
import orca.core.calendar.Calendar;
import orca.core.lease.UnitState;
import orca.core.resource.Amounts;
import orca.core.resource.ResourceType;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.ReadActor;
import orca.wire.management.AgentView;
import orca.wire.management.DelegationRow;
import orca.wire.management.HostRow;
import orca.wire.management.LeaseRow;
import orca.wire.management.UnitRow;
import orca.wire.text.Notation;

/** What an authority has, as rows. */
final class SiteRows {
    /** How many units an answer names. */
    private static final int MOST_NAMED = 10;

    private final Vocabulary vocabulary;
    private final Directory directory;
    private final BiFunction<String, String, Optional<AgentView>> agents;

    SiteRows(Vocabulary vocabulary, Directory directory) {
        this(vocabulary, directory, (site, host) -> Optional.empty());
    }

    /** @param agents what is known of the agent of a site's host */
    SiteRows(Vocabulary vocabulary, Directory directory, BiFunction<String, String, Optional<AgentView>> agents) {
        this.vocabulary = vocabulary;
        this.directory = directory;
        this.agents = agents;
    }

    /**
     * A lease as it stood; never changes.
     *
     * @param ahead whether nobody has been called for any of its units, for its time has not come
     */
    private record TakenLease(LeaseImage image, long ready, boolean ahead) {}

    List<LeaseRow> leases(ReadActor site, Predicate<LeaseImage> wanted) {
        return site.read(Authority.class, (actor, now) -> {
            List<TakenLease> taken = new ArrayList<>();
            for (LeaseFile file : actor.leases()) {
                if (wanted.test(file.image())) {
                    taken.add(new TakenLease(file.image(),
                            file.units().stream().filter(u -> u.state() == UnitState.READY).count(),
                            !file.units().isEmpty() && file.units().stream().allMatch(u -> isAhead(u, now))));
                }
            }
            return taken;
        }).stream().map(t -> row(site.name(), t)).toList();
    }

    private static boolean isAhead(UnitImage unit, Instant now) {
        return unit.unbegun() && unit.notBefore().isAfter(now);
    }

    private LeaseRow row(String actor, TakenLease taken) {
        LeaseImage l = taken.image();
        Optional<Ticket> ticket = l.newest().map(TicketChain::ticket);
        Optional<Bound> bound = l.bound();
        return new LeaseRow(l.key().id().value(), actor, directory.name(l.key().holder()),
                ticket.map(t -> directory.name(t.issuer())).orElse(""), Notation.word(l.state()),
                taken.ahead() ? Rowing.start(bound.orElseThrow().term())
                        : Rowing.waitsFor(Optional.of(l.told().answer()), l.state().owner()),
                bound.map(b -> b.type().value()).or(() -> ticket.map(t -> t.type().value())).orElse(""),
                bound.map(Bound::units).or(() -> ticket.map(Ticket::units)).orElse(0L), taken.ready(),
                bound.map(b -> vocabulary.show(b.type(), b.sliver()))
                        .or(() -> ticket.map(t -> vocabulary.show(t.type(), t.sliver()))).orElse(Map.of()),
                bound.map(Bound::term).or(() -> ticket.map(Ticket::term)).map(Rowing::term),
                l.opening().map(o -> o.deadline()),
                Rowing.firstOf(l.opening().flatMap(o -> o.waiting()).map(w -> w.reason()).orElse(""),
                        Rowing.reason(l.told().answer()), l.cause().why()),
                Rowing.cause(l.cause()));
    }

    List<UnitRow> units(ReadActor site, Predicate<UnitImage> wanted) {
        return site.read(Authority.class, (actor, now) -> actor.units().stream().filter(wanted)
                .map(u -> new TakenUnit(u, actor.staying(u), leaves(actor, u), isAhead(u, now))).toList())
                .stream().map(u -> row(site.name(), u)).toList();
    }

    /**
     * A unit as it stood.
     *
     * @param staying why it is on a host still that it has to leave
     * @param leaves why it has to
     * @param ahead whether its time has not come: nobody has been called for it
     */
    private record TakenUnit(UnitImage image, Optional<String> staying, String leaves, boolean ahead) {
        String waitsFor() {
            return ahead ? Rowing.start(image.term()) : image.state().owner();
        }
    }

    private static String leaves(Authority actor, UnitImage unit) {
        return actor.site().host(unit.host()).leaves(unit).map(m -> "its host has to be empty for " + m.id() + "; ")
                .orElse("its host is drained; ");
    }

    /** How many units are on a host that is drained, and why some cannot leave. */
    static String leaving(ReadActor site, String host) {
        List<TakenUnit> units = site.read(Authority.class, (actor, now) -> actor.units().stream()
                .filter(u -> u.host().equals(host)).map(u -> new TakenUnit(u, actor.cannotLeave(u), "", false)).toList());
        List<String> stuck = units.stream().filter(u -> u.staying.isPresent())
                .map(u -> u.image.id() + ": " + u.staying.get()).toList();
        String all = units.isEmpty() ? "nothing is on it" : units.size() + (units.size() == 1 ? " unit is" : " units are")
                + " on it";
        String moving = stuck.isEmpty() ? all : all + ", of which " + stuck.size() + " cannot be moved now: "
                + String.join("; ", stuck.subList(0, Math.min(stuck.size(), MOST_NAMED)));
        return moving + promised(site, host);
    }

    /** What brokers may go on to sell on a drained host, where they know hosts one by one. */
    private static String promised(ReadActor site, String host) {
        List<String> all = site.read(Authority.class, (actor, now) -> actor.delegations().stream()
                .filter(d -> d.booked() && d.hosts().contains(host) && !d.bookedOn(d.hosts().indexOf(host)).isZero())
                .map(d -> d.bookedOn(d.hosts().indexOf(host)).get(0) + " of " + d.current().id()).toList());
        return all.isEmpty() ? "" : "; it is promised to brokers (" + String.join(", ", all.subList(0,
                Math.min(all.size(), MOST_NAMED))) + "): new tickets for it wait, and are refused if it stays drained. Make the"
                + " delegation smaller, and its broker sells no more of it";
    }

    private UnitRow row(String actor, TakenUnit taken) {
        UnitImage u = taken.image();
        return new UnitRow(u.id().value(), actor, u.host(), u.type().value(), u.lease().id().value(),
                directory.name(u.lease().holder()), Notation.word(u.state()), taken.waitsFor(), u.attempt(),
                vocabulary.show(u.type(), u.sliver()), u.inherited().overlaid(u.made()),
                taken.staying().map(why -> taken.leaves + why).orElse(u.cause().why()),
                Rowing.cause(u.cause()));
    }

    List<DelegationRow> delegations(ReadActor site, boolean ended) {
        List<DelegationImage> given = site.read(Authority.class, (actor, now) -> List.copyOf(actor.delegations()));
        Map<DelegationId, Long> bound = new LinkedHashMap<>();
        site.read(Authority.class, (actor, now) -> actor.leases().stream().filter(l -> !l.image().over())
                .flatMap(l -> l.image().newest().stream()).toList())
                .forEach(chain -> bound.merge(chain.ticket().delegation(), 1L, Long::sum));
        return given.stream().filter(d -> ended || !d.state().isEnd())
                .map(d -> MarketRows.delegation(directory, site.name(), "given", Notation.word(d.state()), d.state().owner(),
                        d.newest(),
                        Math.max(d.live(), bound.getOrDefault(d.subject(), 0L)),
                        Rowing.firstOf(d.reason(), d.cause().why()), d.cause()))
                .toList();
    }

    /** A host as it stood; never changes. */
    private record TakenHost(HostImage image, int units, Calendar calendar, Optional<ResourceType> type,
            List<MaintenanceImage> maintenances) {}

    List<HostRow> hosts(ReadActor site) {
        return site.read(Authority.class, (actor, now) -> {
            List<TakenHost> taken = new ArrayList<>();
            for (Host host : actor.hosts()) {
                taken.add(new TakenHost(host.image(), host.units(), host.calendar(),
                        actor.site().type(host.image().type()).map(TypeFile::type), host.maintenances()));
            }
            return new Hosts(taken, new Term(Term.grain(now), Term.grain(now).plusMillis(1)));
        }).rows(site.name(), agents);
    }

    private record Hosts(List<TakenHost> hosts, Term now) {
        List<HostRow> rows(String actor, BiFunction<String, String, Optional<AgentView>> agents) {
            return hosts.stream().map(h -> row(actor, h, agents.apply(actor, h.image.name())
                    .or(() -> h.image.agent().map(agent -> AgentView.waiting(agent.url()))))).toList();
        }

        private HostRow row(String actor, TakenHost h, Optional<AgentView> agent) {
            Amounts capacity = h.image.capacity();
            long[] free = capacity.toArray();
            for (Calendar.Step step : h.calendar.profile(now)) {
                for (int i = 0; i < free.length; i++) {
                    free[i] = Math.max(0, Math.min(free[i], capacity.get(i) - step.used().get(i)));
                }
            }
            Map<String, Long> left = new LinkedHashMap<>();
            left.put("units", free[0]);
            h.type.ifPresent(t -> left.putAll(MarketRows.named(t, MarketRows.rest(Amounts.of(free)))));
            return new HostRow(h.image.name(), actor, h.image.type().value(), capacity.get(0), h.units,
                    h.type.map(t -> MarketRows.named(t, MarketRows.rest(capacity))).orElse(Map.of()), left, h.image.open(),
                    h.image.drained(), h.image.properties(), MaintenanceDesk.services(h.maintenances), agent);
        }
    }
}
