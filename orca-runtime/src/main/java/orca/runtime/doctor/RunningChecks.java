package orca.runtime.doctor;

import static orca.runtime.doctor.Finding.ok;
import static orca.runtime.doctor.Finding.warning;
import static orca.runtime.doctor.Finding.wrong;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.wire.management.ActorRow;
import orca.wire.management.AgentView;
import orca.wire.management.Filter;
import orca.wire.management.HealthView;
import orca.wire.management.HostRow;
import orca.wire.management.ManagementClient;
import orca.wire.management.PolicyRow;
import orca.wire.management.UnitRow;

/** What a running container says of itself. */
final class RunningChecks {
    /** More than these are summed up. */
    private static final int MOST_UNITS = 20;

    private RunningChecks() {}

    /** How the container on {@code folder} is; empty when none answers. */
    static Optional<HealthView> health(Path folder) {
        try {
            return Optional.of(ManagementClient.of(folder).health());
        } catch (ManagementClient.Unreachable | ManagementClient.Refused e) {
            return Optional.empty();
        }
    }

    static List<Finding> look(Path folder, HealthView health) {
        List<Finding> found = new ArrayList<>();
        found.add(ok("container", "runs on " + folder + ", version " + health.version()));
        health.actors().forEach(actor -> found.add(actor(actor)));
        try {
            ManagementClient client = ManagementClient.of(folder);
            units(client, found);
            hosts(client, found);
            NoticeChecks.letters(client, found);
            client.policies(Filter.LIVE).items().stream().filter(row -> row.differs() || !row.trouble().isEmpty())
                    .forEach(row -> found.add(policy(row)));
        } catch (ManagementClient.Unreachable | ManagementClient.Refused e) {
            found.add(wrong("container", "does not answer everything: " + e.getMessage(), "look at its output; an actor that is"
                    + " stopped answers nothing"));
        }
        return found;
    }

    private static Finding actor(ActorRow actor) {
        String about = actor.role() + " " + actor.name();
        return switch (actor.state()) {
            case "running" -> !actor.reason().isEmpty()
                    ? warning(about, "promises nothing new: " + actor.reason().substring(actor.reason().indexOf(':') + 1).strip(),
                            "'orca settle " + actor.name() + " --dry-run' says what is open; an hour after the restoration its"
                                    + " holders have said what they have")
                    : actor.restarts() == 0 ? ok(about, "running, epoch " + actor.epoch())
                    : warning(about, "running, after being rebuilt " + actor.restarts() + " times", "the container's output has"
                            + " what failed");
            case "stopped", "closed" -> wrong(about, actor.state() + ": " + actor.reason(),
                    "mend what the reason says, start the container again; 'orca journal verify' reads its journal in between");
            default -> wrong(about, actor.state() + ": " + actor.reason(),
                    "it goes on by itself when that is mended; nothing is decided until then");
        };
    }

    private static void units(ManagementClient client, List<Finding> found) {
        List<UnitRow> stuck = client.units(Filter.LIVE).items().stream()
                .filter(unit -> unit.state().equals("quarantined")).toList();
        for (UnitRow unit : stuck.subList(0, Math.min(MOST_UNITS, stuck.size()))) {
            found.add(warning("unit " + unit.id(), "quarantined on " + unit.host() + ": " + unit.reason(),
                    "'orca logs " + unit.id() + "', then 'orca unit retry " + unit.id() + "', or 'orca unit release " + unit.id()
                            + "' when it is certainly gone"));
        }
        if (stuck.size() > MOST_UNITS) {
            found.add(warning("units", (stuck.size() - MOST_UNITS) + " more are quarantined", "'orca get units' names them"));
        }
    }

    /** What the sites saw of their hosts' agents. */
    private static void hosts(ManagementClient client, List<Finding> found) {
        int left = MOST_UNITS;
        for (HostRow host : client.hosts(Filter.LIVE).items()) {
            List<String> said = host.agent().map(RunningChecks::said).orElse(List.of());
            for (String what : said.subList(0, Math.min(left, said.size()))) {
                found.add(warning("host " + host.name(), what, "'orca host show " + host.name() + "' says more"));
            }
            left = Math.max(0, left - said.size());
        }
        if (left == 0) {
            found.add(warning("hosts", "there may be more that differs", "'orca host list' shows all"));
        }
    }

    private static List<String> said(AgentView agent) {
        return agent.state().equals("silent")
                ? List.of("its agent is silent" + agent.since().map(at -> " since " + at).orElse("") + ": " + agent.trouble())
                : agent.differences().stream().map(AgentView.DifferenceView::what).toList();
    }

    private static Finding policy(PolicyRow row) {
        String about = "policy of " + row.actor() + row.slice().map(slice -> " for " + slice).orElse("");
        return row.trouble().isEmpty()
                ? warning(about, row.policy() + " was chosen against the file, which says " + row.configured(),
                        "write it into the file, or 'orca policy reset " + row.actor() + "'")
                : wrong(about, row.policy() + " cannot be asked: " + row.trouble(), "'orca policy set " + row.actor()
                        + " POLICY', or put its jar back");
    }
}
