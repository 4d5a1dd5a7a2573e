package orca.simulator.siege;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Who is besieged: parts that others speak to, and the processes that play them.
 *
 * @param database whether site, broker and the first guest have their journals in a PostgreSQL server, which is besieged too,
 *     and site and broker have a container each that stands by for them
 */
record Roster(boolean database) {
    static final String SITE = "site";
    static final String MARKET = "market";
    static final String DATABASE = "db";
    static final List<String> HOSTS = List.of("h1", "h2");
    static final List<String> GUESTS = List.of("g1", "g2");
    /** Whoever has a part. */
    static final List<String> PARTS = List.of(SITE, MARKET, "h1", "h2", "g1", "g2");

    private static final List<String> PAIRED = List.of(SITE, MARKET);
    private static final String SECOND = "2";
    private static final String LEADER = "the leader of ";
    private static final String STANDBY = "the standby of ";

    /** The processes that have the part {@code part}; one of them plays it. */
    List<String> nodes(String part) {
        return paired(part) ? List.of(part, part + SECOND) : List.of(part);
    }

    /** Whether two processes have that part. */
    boolean paired(String part) {
        return database && PAIRED.contains(part);
    }

    /** Parts that two processes have. */
    List<String> pairs() {
        return database ? PAIRED : List.of();
    }

    /** Which part a process has. */
    String part(String node) {
        return PAIRED.stream().filter(part -> nodes(part).contains(node)).findFirst().orElse(node);
    }

    /** All processes with a journal of ours or an agent. */
    List<String> nodes() {
        return PARTS.stream().flatMap(part -> nodes(part).stream()).toList();
    }

    /** Whoever can be hit. */
    List<String> all() {
        return Stream.concat(nodes().stream(), Stream.of(DATABASE).filter(db -> database)).toList();
    }

    /** Those whose journal is in the database. */
    boolean stored(String node) {
        return database && (PAIRED.contains(part(node)) || node.equals(GUESTS.getFirst()));
    }

    /** Parts that have a journal. */
    static List<String> actors() {
        return List.of(SITE, MARKET, "g1", "g2");
    }

    /** Whom blows fall on, some more often than others; who leads is known when the blow falls. */
    List<String> targets() {
        if (!database) {
            return PARTS;
        }
        List<String> targets = new ArrayList<>(List.of(DATABASE, DATABASE, DATABASE, LEADER + SITE));
        for (String part : PAIRED) {
            targets.addAll(List.of(LEADER + part, LEADER + part, STANDBY + part));
        }
        targets.addAll(HOSTS);
        targets.addAll(GUESTS);
        return targets;
    }

    /** Which process a target is, when {@code leader} leads the part that it speaks of. */
    String resolve(String target, UnaryOperator<String> leader) {
        if (target.startsWith(LEADER)) {
            return leader.apply(target.substring(LEADER.length()));
        }
        if (target.startsWith(STANDBY)) {
            String part = target.substring(STANDBY.length());
            String leads = leader.apply(part);
            return nodes(part).stream().filter(node -> !node.equals(leads)).findFirst().orElseThrow();
        }
        return target;
    }
}
