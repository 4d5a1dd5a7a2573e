package orca.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import orca.core.calendar.Calendar;
import orca.core.policy.AssignmentView.Host;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

class HostsTest {
    private static final Term ALWAYS = new Term(Term.EARLIEST, Term.LATEST);

    private static Host host(String name, String type, Amounts capacity, Amounts room) {
        return new Host(name, new TypeName(type), Calendar.of(capacity, ALWAYS), PropertyList.NONE, room);
    }

    private static Host random(SplittableRandom dice, int names) {
        boolean tag = dice.nextInt(5) == 0;
        Amounts capacity = tag ? Amounts.of(3) : dice.nextBoolean() ? Amounts.of(4, 8) : Amounts.of(8, 16);
        long[] room = capacity.toArray();
        for (int d = 0; d < room.length; d++) {
            room[d] = dice.nextInt((int) room[d] + 1);
        }
        return host("h" + dice.nextInt(names), tag ? "vlan" : "vm", capacity, Amounts.of(room));
    }

    @Test
    void theyAreWhatAPlainListWouldBeAfterAnyChanges() {
        SplittableRandom dice = new SplittableRandom(11);
        Hosts hosts = Hosts.NONE;
        TreeMap<String, Host> plain = new TreeMap<>();
        for (int step = 0; step < 3_000; step++) {
            if (dice.nextInt(4) == 0) {
                String name = "h" + dice.nextInt(60);
                hosts = hosts.without(name);
                plain.remove(name);
            } else {
                Host host = random(dice, 60);
                hosts = hosts.with(host);
                plain.put(host.name(), host);
            }
            if (step % 50 == 0) {
                mustBeAlike(hosts, plain, dice);
            }
        }
    }

    private static void mustBeAlike(Hosts hosts, TreeMap<String, Host> plain, SplittableRandom dice) {
        List<Host> sorted = new ArrayList<>(plain.values());
        sorted.sort(Comparator.comparing((Host h) -> h.type().value()).thenComparing(Host::name));
        assertThat(hosts).isEqualTo(sorted);
        plain.values().forEach(h -> assertThat(hosts.find(h.name())).contains(h));
        assertThat(hosts.find("stranger")).isEmpty();
        TypeName vm = new TypeName("vm");
        Amounts room = Amounts.of(dice.nextInt(9), dice.nextInt(17));
        List<Host> fitting = sorted.stream().filter(h -> h.type().equals(vm) && room.fitsIn(h.room())).toList();
        List<Host> seen = new ArrayList<>();
        hosts.visit(vm, room, seen::add);
        assertThat(seen).isEqualTo(fitting);
        List<Host> byShape = new ArrayList<>();
        for (Hosts.Shape shape : hosts.shapes(vm)) {
            List<Host> fullest = new ArrayList<>();
            List<Host> emptiest = new ArrayList<>();
            hosts.visit(shape, Hosts.Order.FULLEST, room, fullest::add);
            hosts.visit(shape, Hosts.Order.EMPTIEST, room, emptiest::add);
            assertThat(fullest).isSortedAccordingTo(Comparator.comparingDouble(h -> HostTree.Entry.of(h).share()));
            assertThat(emptiest.reversed()).isEqualTo(fullest);
            assertThat(hosts.count(shape)).isEqualTo((int) sorted.stream()
                    .filter(h -> h.type().equals(vm) && h.calendar().capacity().equals(shape.capacity())).count());
            byShape.addAll(fullest);
        }
        assertThat(byShape).containsExactlyInAnyOrderElementsOf(fitting);
    }

    @Test
    void whatIsLookedAtStaysAsItWas() {
        Hosts before = Hosts.of(List.of(host("a", "vm", Amounts.of(4, 8), Amounts.of(4, 8))));
        before.with(host("b", "vm", Amounts.of(4, 8), Amounts.of(0, 0))).without("a");

        assertThat(before).extracting(Host::name).containsExactly("a");
    }

    @Test
    void aVisitPassesByHostsWithoutRoom() {
        Hosts hosts = Hosts.NONE;
        for (int i = 0; i < 10_000; i++) {
            hosts = hosts.with(host("h" + i, "vm", Amounts.of(4, 8), i == 7_777 ? Amounts.of(1, 2) : Amounts.of(1, 1)));
        }
        List<String> seen = new ArrayList<>();
        hosts.visit(new TypeName("vm"), Amounts.of(1, 2), h -> seen.add(h.name()));

        assertThat(seen).containsExactly("h7777");
    }
}
