package orca.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.wire.management.AgentView;
import orca.wire.management.HostRow;

/** All that a site knows of a host, for people. */
public final class HostText {
    private HostText() {}

    public static List<String> lines(HostRow host, Look look) {
        List<String> lines = new ArrayList<>();
        lines.add("host " + host.name() + " of " + host.actor() + ", type " + host.type() + ", "
                + host.drained().map(why -> "drained" + (why.isEmpty() ? "" : " (" + why + ")"))
                .orElse(host.open() ? "open" : "shut"));
        lines.add("units      " + host.used() + " of " + host.units());
        lines.add("capacity   " + or(Look.amounts(host.capacity()), "counted only"));
        lines.add("free       " + or(Look.amounts(host.free()), "nothing"));
        if (!host.properties().isEmpty()) {
            lines.add("properties " + Look.properties(host.properties()));
        }
        host.maintenance().forEach(m -> lines.add("serviced   " + look.moments().full(m.term().start()) + " to "
                + look.moments().full(m.term().end()) + " (" + m.id() + ", " + m.stage() + ")"));
        Optional<AgentView> agent = host.agent();
        if (agent.isEmpty()) {
            lines.add("agent      none: its units are made by the site's own process");
            return lines;
        }
        agent(lines, agent.get(), look);
        return lines;
    }

    private static void agent(List<String> lines, AgentView agent, Look look) {
        lines.add("agent      " + agent.state() + agent.since().map(at -> " since " + look.moments().full(at)).orElse("")
                + ", at " + agent.address());
        agent.looked().ifPresent(at -> lines.add("looked     " + look.moments().full(at)));
        if (!agent.trouble().isEmpty()) {
            lines.add("trouble    " + agent.trouble());
        }
        agent.found().ifPresent(found -> lines.add("there      " + found.cpus() + " processors, " + found.memoryMiB()
                + " MiB memory, " + found.diskFreeMiB() + " of " + found.diskMiB() + " MiB disk free, " + found.units()
                + (found.units() == 1 ? " unit" : " units") + (found.version().isEmpty() ? "" : ", version " + found.version())));
        agent.differences().forEach(difference -> lines.add("DIFFERS    " + difference.about() + ": " + difference.what()));
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
