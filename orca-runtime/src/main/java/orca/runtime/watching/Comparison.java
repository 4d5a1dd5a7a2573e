package orca.runtime.watching;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import orca.authority.state.HostImage;
import orca.authority.state.UnitImage;
import orca.core.lease.UnitState;
import orca.core.resource.Dimension;
import orca.core.resource.ResourceType;
import orca.wire.management.AgentView;
import orca.wire.management.AgentView.DifferenceView;

/**
 * What an agent says, against what its site has. A look takes a while, and units come and go meanwhile: what was otherwise at
 * the site before the look or after it is no difference.
 *
 * @param hosts those of the inventory that the agent serves
 * @param named whether it serves one host by name
 */
public record Comparison(Set<String> hosts, boolean named, Inventory before, Inventory after, AgentReport report) {
    /** What differences are about. */
    public static final List<String> ABOUT = List.of("capacity", "name", "missing", "stray", "unknown", "alarm");

    List<DifferenceView> differences() {
        List<DifferenceView> found = new ArrayList<>();
        String host = hosts.iterator().next();
        if (named && !report.host().equals(host)) {
            found.add(new DifferenceView("name", "calls itself " + report.host() + ", and the inventory calls it " + host));
        }
        capacity(found);
        units(found);
        report.alarms().forEach(alarm -> found.add(new DifferenceView("alarm", alarm)));
        int most = AgentView.MOST_DIFFERENCES;
        if (found.size() > most) {
            int more = found.size() - most + 1;
            found.subList(most - 1, found.size()).clear();
            found.add(new DifferenceView("more", "and " + more + " more"));
        }
        return List.copyOf(found);
    }

    /** What is promised of processors, memory and disk beyond what is there. To promise less is the operator's choice. */
    private void capacity(List<DifferenceView> found) {
        Map<String, Long> promised = new LinkedHashMap<>();
        for (String name : hosts) {
            HostImage host = after.hosts().get(name);
            ResourceType type = host == null ? null : after.types().get(host.type());
            for (int i = 0; type != null && i < type.dimensions().size(); i++) {
                promised.merge(kind(type.dimensions().get(i)), measure(type.dimensions().get(i), host.capacity().get(i + 1)),
                        Long::sum);
            }
        }
        beyond(found, promised, "cpu", report.cpus() * Measure.MILLI, report.cpus() + " processors", "milli-cores");
        beyond(found, promised, "memory", report.memoryMiB(), report.memoryMiB() + " MiB", "MiB of memory");
        beyond(found, promised, "disk", report.diskMiB(), report.diskMiB() + " MiB", "MiB of disk");
    }

    private static void beyond(List<DifferenceView> found, Map<String, Long> promised, String kind, long there, String has,
            String unit) {
        long said = promised.getOrDefault(kind, 0L);
        if (there > 0 && said > there) {
            found.add(new DifferenceView("capacity",
                    "the inventory promises " + said + " " + unit + ", and the host has " + has));
        }
    }

    /** Which of the things that an agent measures a dimension is; empty for all others. */
    private static String kind(Dimension dimension) {
        return Measure.of(dimension).map(Measure::kind).orElse("");
    }

    private static long measure(Dimension dimension, long amount) {
        return amount * Measure.of(dimension).map(Measure::scale).orElse(1);
    }

    private void units(List<DifferenceView> found) {
        Map<String, UnitImage> now = here(after);
        Map<String, UnitImage> then = here(before);
        Map<String, UnitImage> earlier = named(before);
        Map<String, UnitImage> later = named(after);
        Set<String> known = new LinkedHashSet<>(earlier.keySet());
        known.addAll(later.keySet());
        Set<String> seen = new LinkedHashSet<>();
        for (AgentReport.Unit unit : report.units()) {
            seen.add(unit.unit());
            boolean steady = steady(then.get(unit.unit()), now.get(unit.unit()));
            if (unit.held() && !known.contains(unit.unit())) {
                found.add(new DifferenceView("stray",
                        "unit " + unit.unit() + " is held there for this site, which does not know it"));
            } else if (unit.held() && !now.containsKey(unit.unit()) && !then.containsKey(unit.unit())
                    && steady(earlier.get(unit.unit()), later.get(unit.unit()))) {
                found.add(new DifferenceView("stray", "unit " + unit.unit() + " is held there, and the site has it on "
                        + later.get(unit.unit()).host()));
            } else if (!unit.held() && !known.contains(unit.unit())) {
                found.add(new DifferenceView("unknown", "unit " + unit.unit() + " is there, and nobody holds it"));
            } else if (steady && !unit.match().equals("held")) {
                found.add(new DifferenceView("missing", "unit " + unit.unit() + " is " + unit.match()
                        + " there, and ready at the site"));
            }
        }
        now.values().stream().filter(unit -> !seen.contains(unit.id().value()) && steady(then.get(unit.id().value()), unit))
                .forEach(unit -> found.add(new DifferenceView("missing",
                        "unit " + unit.id() + " is not there, and ready at the site")));
    }

    private Map<String, UnitImage> here(Inventory at) {
        Map<String, UnitImage> units = named(at);
        units.values().removeIf(unit -> !hosts.contains(unit.host()));
        return units;
    }

    private static Map<String, UnitImage> named(Inventory at) {
        Map<String, UnitImage> units = new LinkedHashMap<>();
        at.units().forEach(unit -> units.put(unit.id().value(), unit));
        return units;
    }

    /** Whether it was the holder's to use all the time, and nothing was done to it. */
    private static boolean steady(UnitImage then, UnitImage now) {
        return then != null && now != null && then.state() == UnitState.READY && then.version() == now.version();
    }
}
