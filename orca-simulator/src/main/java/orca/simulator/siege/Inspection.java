package orca.simulator.siege;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import orca.nodeagent.talk.StatusView;
import orca.wire.management.DelegationRow;
import orca.wire.management.Filter;
import orca.wire.management.LeaseRow;
import orca.wire.management.ManagementClient;
import orca.wire.management.ReservationView;
import orca.wire.management.TicketRow;
import orca.wire.management.UnitRow;

/**
 * What is seen from outside: what guests say that they have, what the broker has promised, what the site has bound, what the
 * agents hold, and which processes run on the machine. Each look gives the differences; whoever is calm again has none.
 */
final class Inspection {
    private static final Set<String> OVER = Set.of("closed", "failed");
    /** What ends about now may be seen either way. */
    private static final Duration ABOUT = Duration.ofSeconds(5);

    private final Residents residents;
    private final Map<String, Household> households;
    private final Succession succession;
    /** The first process of each unit of a lease that lives, as it was when it was first seen. */
    private final Map<String, String> firstSeen = new HashMap<>();
    private final Set<String> everActive = new TreeSet<>();
    private final Map<String, String> neverActive = new TreeMap<>();

    Inspection(Residents residents, Map<String, Household> households) {
        this.residents = residents;
        this.households = households;
        this.succession = new Succession(residents);
    }

    /** What does not fit together, a sentence each; empty when all is as everybody was told. */
    List<String> differences() throws IOException {
        List<String> found = new ArrayList<>();
        try {
            found.addAll(succession.differences());
            Map<String, ReservationView> live = guests(found);
            Map<String, List<UnitRow>> units = residents.client(Roster.SITE).units(Filter.LIVE).items().stream()
                    .collect(Collectors.groupingBy(UnitRow::lease, TreeMap::new, Collectors.toList()));
            site(live, units, found);
            market(live, found);
            hosts(units.values().stream().flatMap(List::stream).toList(), found);
        } catch (ManagementClient.Unreachable | ManagementClient.Refused e) {
            found.add("somebody does not answer: " + e.getMessage());
        }
        return found.isEmpty() ? succession.reigns() : found;
    }

    /** Leases that failed before they had come to life, and why. They were never lost, for nobody had them. */
    Map<String, String> neverActive() {
        return neverActive;
    }

    Succession succession() {
        return succession;
    }

    int seenActive() {
        return everActive.size();
    }

    /** What all guests have, and whether it is what they were told. */
    private Map<String, ReservationView> guests(List<String> found) {
        Map<String, ReservationView> live = new TreeMap<>();
        households.forEach((guest, household) -> {
            Map<String, ReservationView> all = residents.client(guest).reservations(Filter.ALL).items().stream()
                    .collect(Collectors.toMap(ReservationView::id, r -> r));
            all.values().stream().filter(r -> !OVER.contains(r.state())).forEach(r -> live.put(r.id(), r));
            all.values().stream().filter(r -> r.state().equals("active")).forEach(r -> everActive.add(r.id()));
            household.asked().values().forEach(asked -> told(asked, all.get(asked.id()), found));
        });
        return live;
    }

    private void told(Household.Asked asked, ReservationView is, List<String> found) {
        boolean wanted = !asked.given() && asked.end().isAfter(Instant.now().plus(ABOUT));
        if (is == null) {
            if (wanted) {
                found.add(asked.id() + " was asked for, the answer was yes, and now nobody knows it");
            }
            return;
        }
        boolean over = OVER.contains(is.state());
        String why = is.reason() + is.refusal().map(r -> " " + r.message()).orElse("");
        if (wanted && over && !asked.anchor() && !everActive.contains(asked.id())) {
            neverActive.put(asked.id(), why);
        } else if (wanted && over) {
            found.add(asked.id() + " was lost: " + is.state() + ", " + why);
        } else if (wanted && is.state().equals("active") && is.term().orElseThrow().end().isBefore(asked.end())
                && is.refusal().isEmpty()) {
            found.add(asked.id() + " ends at " + is.term().orElseThrow().end() + ", and was to end at " + asked.end());
        } else if (!over && !is.state().equals("active")) {
            found.add(asked.id() + " is " + is.state() + ", waits for " + is.waitsFor() + ": " + why);
        } else if (!over && asked.given()) {
            found.add(asked.id() + " was given back and is " + is.state());
        }
    }

    private void site(Map<String, ReservationView> live, Map<String, List<UnitRow>> units, List<String> found) {
        Map<String, LeaseRow> leases = residents.client(Roster.SITE).leases(Filter.LIVE).items().stream()
                .collect(Collectors.toMap(LeaseRow::id, l -> l, (a, b) -> a, TreeMap::new));
        live.forEach((id, mine) -> {
            LeaseRow theirs = leases.get(id);
            if (theirs == null) {
                found.add(id + " is " + mine.state() + " at its guest, and the site has no such lease");
            } else if (mine.state().equals("active")) {
                compare(mine, theirs, units.getOrDefault(id, List.of()), found);
            }
        });
        leases.forEach((id, theirs) -> {
            if (!live.containsKey(id)) {
                found.add(id + " is " + theirs.state() + " at the site, and no guest has it");
            }
        });
        units.forEach((lease, rows) -> {
            if (!leases.containsKey(lease)) {
                UnitRow first = rows.getFirst();
                found.add("unit " + first.id() + " of " + lease + " is " + first.state() + ", and there is no such lease");
            }
        });
    }

    private static void compare(ReservationView mine, LeaseRow theirs, List<UnitRow> units, List<String> found) {
        String id = mine.id();
        if (!theirs.state().equals("active")) {
            found.add(id + " is active at its guest and " + theirs.state() + " at the site");
        }
        if (!theirs.term().equals(mine.term())) {
            found.add(id + " is " + mine.term() + " at its guest and " + theirs.term() + " at the site");
        }
        Set<String> has = mine.units().stream().map(u -> u.id() + " on " + u.host() + " " + u.state())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> gives = units.stream().map(u -> u.id() + " on " + u.host() + " " + u.state())
                .collect(Collectors.toCollection(TreeSet::new));
        boolean ready = units.stream().allMatch(u -> u.state().equals("ready"));
        if (!has.equals(gives) || has.size() != mine.granted().orElse(0L) || !ready) {
            found.add(id + " has the units " + has + " at its guest and " + gives + " at the site, for " + mine.granted());
        }
    }

    private void market(Map<String, ReservationView> live, List<String> found) {
        List<TicketRow> tickets = residents.client(Roster.MARKET).tickets(Filter.LIVE).items();
        Set<String> sold = tickets.stream().map(TicketRow::id).collect(Collectors.toCollection(TreeSet::new));
        live.keySet().stream().filter(id -> !sold.contains(id))
                .forEach(id -> found.add(id + " is at its guest, and the broker has no such ticket"));
        sold.stream().filter(id -> !live.containsKey(id))
                .forEach(id -> found.add(id + " is a ticket at the broker, and no guest has it"));
        long promised = residents.client(Roster.MARKET).delegations(Filter.LIVE).items().stream()
                .filter(d -> d.side().equals("held")).mapToLong(DelegationRow::units).sum();
        long given = tickets.stream().mapToLong(t -> t.granted().orElse(0L)).sum();
        if (given > promised) {
            found.add("the broker has sold " + given + " units of " + promised);
        }
    }

    private void hosts(List<UnitRow> units, List<String> found) throws IOException {
        Map<String, String> running = processes(found);
        Set<String> all = units.stream().map(UnitRow::id).collect(Collectors.toCollection(TreeSet::new));
        if (!all.equals(running.keySet())) {
            found.add("the site has the units " + all + ", and there run " + running.keySet());
        }
        for (String host : Roster.HOSTS) {
            Map<String, UnitRow> meant = units.stream().filter(u -> u.host().equals(host))
                    .collect(Collectors.toMap(UnitRow::id, u -> u, (a, b) -> {
                        found.add("unit " + a.id() + " belongs to " + a.lease() + " and to " + b.lease());
                        return a;
                    }, TreeMap::new));
            StatusView status = residents.host(host);
            status.alarms().forEach(alarm -> found.add(host + " has an alarm: " + alarm));
            Set<String> held = new TreeSet<>();
            for (StatusView.UnitRow row : status.units()) {
                held.add(row.unit());
                if (row.match() != StatusView.Match.HELD) {
                    found.add("unit " + row.unit() + " on " + host + " is " + row.match());
                }
            }
            if (!held.equals(meant.keySet())) {
                found.add(host + " should have " + meant.keySet() + ", and its agent holds " + held);
            }
            meant.values().stream().filter(u -> u.state().equals("ready") && running.containsKey(u.id()))
                    .forEach(u -> same(u, running.get(u.id()), found));
            String here = host + "/";
            firstSeen.keySet().removeIf(unit -> unit.startsWith(here) && !meant.containsKey(unit.substring(here.length())));
        }
    }

    /** A guest's unit is the process that it was, not one like it. */
    private void same(UnitRow unit, String process, List<String> found) {
        String before = firstSeen.putIfAbsent(unit.host() + "/" + unit.id(), process);
        if (before != null && !before.equals(process)) {
            found.add("unit " + unit.id() + " of " + unit.lease() + " was process " + before + " and is now " + process
                    + ": its guest lost what it had there");
        }
    }

    /** The first process of each unit that runs: its number and when it began, by unit. All that can be seen here are ours. */
    private static Map<String, String> processes(List<String> doubled) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            Stream<Path> numbered = entries.filter(p -> Character.isDigit(p.getFileName().toString().charAt(0)));
            for (Path entry : (Iterable<Path>) numbered::iterator) {
                String words = read(entry.resolve("cmdline"));
                int at = words.indexOf("\0init\0orca-unit=");
                if (at >= 0 && first(entry)) {
                    String unit = words.substring(at + "\0init\0orca-unit=".length()).split("\0")[0];
                    String stat = read(entry.resolve("stat"));
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
                    String process = entry.getFileName() + " begun at " + fields[19];
                    String other = found.put(unit, process);
                    if (other != null) {
                        doubled.add("unit " + unit + " runs twice: process " + other + " and " + process);
                    }
                }
            }
        }
        return found;
    }

    /** Whether it is process 1 where it lives. */
    private static boolean first(Path entry) {
        return read(entry.resolve("status")).lines().anyMatch(line -> line.startsWith("NSpid:") && line.endsWith("\t1"));
    }

    /** Empty for a process that is gone. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
