package orca.nodeagent.daemon;

import java.util.ArrayList;
import java.util.List;
import orca.core.contract.Principal;
import orca.nodeagent.talk.StatusView;
import orca.wire.text.Notation;
import orca.wire.trust.Fingerprint;

/** How a host is, for people. */
final class StatusTable {
    private StatusTable() {}

    static List<String> lines(StatusView view) {
        List<String> lines = new ArrayList<>();
        lines.add("host " + view.host() + ", agent " + Fingerprint.brief(new Principal(view.agent())) + ", up since "
                + view.since() + ", it is " + view.now() + " there");
        lines.add(view.capacity().equals(StatusView.Capacity.UNTOLD) ? "what it has cannot be told yet"
                : view.capacity().cpus() + " processors, " + view.capacity().memoryMiB() + " MiB memory, "
                + view.capacity().diskFreeMiB() + " of " + view.capacity().diskMiB() + " MiB disk free");
        lines.add("serves " + (view.authorities().isEmpty() ? "nobody: 'orca trust add' makes an authority known"
                : String.join(", ", view.authorities())));
        lines.add("drivers " + String.join(", ", view.drivers().stream()
                .map(driver -> driver.version().isEmpty() ? driver.name() : driver.name() + " " + driver.version()).toList()));
        lines.add("");
        lines.addAll(units(view.units()));
        for (StatusView.EndedRow row : view.ended()) {
            lines.add("by itself: " + row.when() + " " + row.unit() + ": " + row.what());
        }
        for (String alarm : view.alarms()) {
            lines.add("ALARM: " + alarm);
        }
        return lines;
    }

    static List<String> drivers(List<StatusView.DriverRow> drivers) {
        List<String> lines = new ArrayList<>();
        String form = "%-20s %-12s %-12s %s";
        lines.add(String.format(form, "DRIVER", "VERSION", "BEFORE", "SIGNED BY"));
        for (StatusView.DriverRow row : drivers) {
            lines.add(String.format(form, row.name(), row.version().isEmpty() ? "-" : row.version(),
                    row.before().isEmpty() ? "-" : row.before(), row.from()));
        }
        return lines;
    }

    private static List<String> units(List<StatusView.UnitRow> units) {
        if (units.isEmpty()) {
            return List.of("no units, and none that should be there");
        }
        List<String> lines = new ArrayList<>();
        String form = "%-24s %-10s %-8s %-20s %s";
        lines.add(String.format(form, "UNIT", "DRIVER", "MATCH", "AUTHORITY", "END"));
        for (StatusView.UnitRow row : units) {
            lines.add(String.format(form, row.unit(), row.driver(), Notation.word(row.match()), row.authority().orElse("-"),
                    row.end().map(Object::toString).orElse("-")));
        }
        return lines;
    }
}
