package orca.runtime.management;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.authority.Authority;
import orca.authority.state.Host;
import orca.authority.state.MaintenanceImage;
import orca.authority.state.TypeFile;
import orca.authority.state.UnitImage;
import orca.core.protocol.Servicing;
import orca.core.resource.Amounts;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.runtime.hosting.ReadActor;
import orca.wire.management.HostRow;
import orca.wire.management.MaintenanceCommand;
import orca.wire.management.MaintenanceRow;
import orca.wire.text.Notation;

/** Maintenance in people's words. */
final class MaintenanceDesk {
    private MaintenanceDesk() {}

    /** What {@code call} says, with the hosts that it means now. */
    static Servicing.Maintain command(ReadActor site, MaintenanceCommand call) {
        return site.read(Authority.class, (actor, now) -> {
            Instant start = Term.grain(call.start().from(now));
            Instant end = call.length().map(start::plus).orElseGet(() -> Term.grain(call.end().orElseThrow().from(now)));
            return new Servicing.Maintain(call.id(), hosts(actor, call), new Term(start, end), start.minus(call.lead()),
                    call.keep(), call.reason());
        });
    }

    private static List<String> hosts(Authority actor, MaintenanceCommand call) {
        Set<String> names = new LinkedHashSet<>(call.hosts());
        if (call.all() || !call.where().isEmpty()) {
            int before = names.size();
            actor.hosts().stream().filter(host -> call.all() || host.image().properties().has(call.where()))
                    .map(Host::name).forEach(names::add);
            if (names.size() == before && call.hosts().isEmpty()) {
                throw ApiException.field("where", "where: no host has " + call.where());
            }
        }
        if (names.isEmpty()) {
            throw ApiException.field("hosts", "hosts: which are to be serviced must be said, by 'hosts', 'where' or 'all'");
        }
        return List.copyOf(names);
    }

    /** What is there, and what brokers may have sold of more than will be left. */
    static String note(ReadActor site, String id) {
        return site.read(Authority.class, (actor, now) -> find(actor, id)
                .map(m -> there(actor, m) + oversold(actor, m)).orElse(""));
    }

    private static Optional<MaintenanceImage> find(Authority actor, String id) {
        return actor.site().maintenances().stream().filter(m -> m.id().equals(id)).findFirst();
    }

    private static String there(Authority actor, MaintenanceImage maintenance) {
        long units = actor.units().stream().filter(maintenance::meets).count();
        return units == 0 ? "nothing is there that would last into it"
                : units + (units == 1 ? " unit has" : " units have") + " to leave from " + maintenance.leaveFrom() + " on";
    }

    private static String oversold(Authority actor, MaintenanceImage maintenance) {
        List<String> scarce = new ArrayList<>();
        for (TypeFile type : actor.types()) {
            long left = actor.hosts().stream().filter(h -> h.image().type().equals(type.type().name()))
                    .filter(h -> h.maintenances().stream().noneMatch(m -> m.window().overlaps(maintenance.window())))
                    .mapToLong(h -> h.image().capacity().get(0)).sum();
            Amounts promised = type.delegated().peak(maintenance.window());
            if (promised.get(0) > left && concerns(actor, maintenance, type.type().name())) {
                scarce.add(promised.get(0) + " units of " + type.type().name() + " are promised to brokers for that time, and "
                        + left + " will be there");
            }
        }
        return scarce.isEmpty() ? "" : "; " + String.join("; ", scarce) + ": tickets beyond that are refused";
    }

    private static boolean concerns(Authority actor, MaintenanceImage maintenance, TypeName type) {
        return maintenance.hosts().stream().anyMatch(name -> actor.site().host(name).image().type().equals(type));
    }

    static List<MaintenanceRow> rows(ReadActor site) {
        return site.read(Authority.class, (actor, now) -> actor.site().maintenances().stream()
                .sorted(Comparator.comparing(m -> m.window().start())).map(m -> row(site.name(), actor, m)).toList());
    }

    private static MaintenanceRow row(String name, Authority actor, MaintenanceImage m) {
        List<UnitImage> units = actor.units().stream().filter(m::meets).toList();
        List<String> staying = units.stream().flatMap(unit -> actor.staying(unit).map(why -> unit.id() + ": " + why).stream())
                .toList();
        return new MaintenanceRow(m.id(), name, Notation.word(m.stage()), m.hosts(), Rowing.term(m.window()), m.leaveFrom(),
                m.keep(), m.reason(), units.stream().map(unit -> unit.id().value()).toList(), staying);
    }

    static List<HostRow.Service> services(List<MaintenanceImage> all) {
        return all.stream().sorted(Comparator.comparing(m -> m.window().start()))
                .map(m -> new HostRow.Service(m.id(), Notation.word(m.stage()), Rowing.term(m.window()))).toList();
    }
}
