package orca.runtime.watching;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
    private static final int MILLI = 1000;
    private static final int GIBI = 1024;

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
        beyond(found, promised, "cpu", report.cpus() * MILLI, report.cpus() + " processors", "milli-cores");
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
        boolean measured = switch (dimension.name()) {
            case "cpu" -> scale(dimension) > 0;
            case "memory", "disk" -> scale(dimension) > 0;
            default -> false;
        };
        return measured ? dimension.name() : "";
    }

    /** How many milli-cores or MiB one step of it is; 0 when its unit is none that is known. */
    private static int scale(Dimension dimension) {
        String unit = dimension.unit().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        boolean cpu = dimension.name().equals("cpu");
        return switch (unit) {
            case "millicores", "millicpu", "millicpus", "milli" -> cpu ? 1 : 0;
            case "cores", "cpus", "processors", "vcpus" -> cpu ? MILLI : 0;
            case "mib" -> cpu ? 0 : 1;
            case "gib" -> cpu ? 0 : GIBI;
            default -> 0;
        };
    }

    private static long measure(Dimension dimension, long amount) {
        return amount * Math.max(1, scale(dimension));
    }

    private void units(List<DifferenceView> found) {
        Map<String, UnitImage> now = here(after);
        Map<String, UnitImage> then = here(before);
        Set<String> known = new LinkedHashSet<>();
        before.units().forEach(unit -> known.add(unit.id().value()));
        after.units().forEach(unit -> known.add(unit.id().value()));
        Set<String> seen = new LinkedHashSet<>();
        for (AgentReport.Unit unit : report.units()) {
            seen.add(unit.unit());
            boolean steady = steady(then.get(unit.unit()), now.get(unit.unit()));
            if (unit.held() && !known.contains(unit.unit())) {
                found.add(new DifferenceView("stray",
                        "unit " + unit.unit() + " is held there for this site, which does not know it"));
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
        Map<String, UnitImage> units = new LinkedHashMap<>();
        at.units().stream().filter(unit -> hosts.contains(unit.host())).forEach(unit -> units.put(unit.id().value(), unit));
        return units;
    }

    /** Whether it was the holder's to use all the time, and nothing was done to it. */
    private static boolean steady(UnitImage then, UnitImage now) {
        return then != null && now != null && then.state() == UnitState.READY && then.version() == now.version();
    }
}
