package orca.runtime.watching;

import java.util.List;
import java.util.Map;
import orca.wire.text.Tree;

/**
 * What an agent says of its host. It is read as data, for agents are another room's: what is not said is nothing.
 *
 * @param host what it calls itself
 * @param version of its program; empty where it does not say
 * @param units what it has and should have; those that are not this authority's only where nobody holds them
 * @param alarms what it says is wrong
 * @param authorities whose orders it takes, by the names that it has for them
 */
public record AgentReport(String host, String version, long cpus, long memoryMiB, long diskMiB, long diskFreeMiB,
        List<Unit> units, List<String> alarms, List<String> authorities) {
    /** One unit there. @param match {@code held}, {@code partial}, {@code missing}, {@code unknown} or {@code ending} */
    public record Unit(String unit, String match) {
        /** Whether it has a term that this authority gave it. */
        boolean held() {
            return !match.equals("unknown");
        }
    }

    public AgentReport {
        units = List.copyOf(units);
        alarms = List.copyOf(alarms);
        authorities = List.copyOf(authorities);
    }

    /** The answer to the order {@code status}. @throws IllegalArgumentException when it is no status */
    public static AgentReport read(Tree.Branch answer) {
        if (!(answer.fields().get("content") instanceof Tree.Text(int line, String json))
                || !(Tree.parse(json) instanceof Tree.Branch(int at, Map<String, Tree> said))) {
            throw new IllegalArgumentException("it answers something that is no status: it may be of another version");
        }
        Map<String, Tree> has = said.get("capacity") instanceof Tree.Branch(int where, Map<String, Tree> fields)
                ? fields : Map.of();
        return new AgentReport(text(said.get("host")), text(said.get("version")), number(has.get("cpus")),
                number(has.get("memoryMiB")), number(has.get("diskMiB")), number(has.get("diskFreeMiB")),
                rows(said, "units").stream().filter(Tree.Branch.class::isInstance).map(Tree.Branch.class::cast)
                        .map(row -> new Unit(text(row.fields().get("unit")), text(row.fields().get("match")))).toList(),
                rows(said, "alarms").stream().map(AgentReport::text).toList(),
                rows(said, "authorities").stream().map(AgentReport::text).toList());
    }

    private static List<Tree> rows(Map<String, Tree> fields, String name) {
        return fields.get(name) instanceof Tree.Row(int line, List<Tree> items) ? items : List.of();
    }

    private static String text(Tree tree) {
        return tree instanceof Tree.Text(int line, String value) ? value : "";
    }

    private static long number(Tree tree) {
        return tree instanceof Tree.Number(int line, String value) && value.matches("[0-9]{1,15}") ? Long.parseLong(value) : 0;
    }
}
