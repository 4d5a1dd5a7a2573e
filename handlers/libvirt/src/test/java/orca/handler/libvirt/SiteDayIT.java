package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import orca.core.resource.PropertyList;
import orca.testkit.FreePort;
import orca.wire.management.ChangeCommand;
import orca.wire.management.Filter;
import orca.wire.management.RequestCommand;
import orca.wire.management.ReservationView;
import orca.wire.management.ReservationView.MemberView;
import orca.wire.management.UnitRow;
import orca.wire.text.RecordForm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of a site with a host of Xen and two of QEMU, and with BIND, OpenLDAP, Kea, ganesha and Open vSwitch: hosts are enrolled,
 * machines are leased on both hypervisors, shrink, boot and sleep, one dies and an agent with it, a host is emptied, a lease
 * expires. Now and then the site's power is cut, and what every daemon knows is compared with what the journals say.
 */
@Tag("day")
@Timeout(3600)
class SiteDayIT {
    private static final Duration SOON = DaySite.SOON;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private static final int DAYS = Integer.getInteger("orca.test.days", 1);

    private static final String BOOT = "cat /proc/sys/kernel/random/boot_id";

    private final long began = System.nanoTime();
    private Lab lab;
    private DaySite site;
    private DayHost.Xen xen;
    private DayHost.Qemu first;
    private DayHost.Qemu second;
    private int today;

    @AfterEach
    void end() throws Exception {
        for (DayHost.Qemu host : Stream.of(first, second).filter(java.util.Objects::nonNull).toList()) {
            host.end();
        }
        if (site != null) {
            site.end();
        }
        if (xen != null) {
            xen.host().stop();
        }
    }

    private void said(String words) {
        System.out.printf("%4d s: %s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began), words);
    }

    @Test
    void aDay() throws Exception {
        FutureTask<NestedHost> booting = new FutureTask<>(() -> NestedHost.start("xen", folder.resolve("host"), FreePort.take(),
                FreePort.take()));
        Thread.ofPlatform().daemon().start(booting);
        lab = Lab.open();
        lab.first().inside("ip", "addr", "add", "10.9.0.1/16", "dev", "br0");
        site = new DaySite(folder);
        site.begin();
        first = new DayHost.Qemu("kvm-1", lab, lab.first(), folder.resolve("kvm-1"));
        second = new DayHost.Qemu("kvm-2", lab, lab.second(), folder.resolve("kvm-2"));
        xen = new DayHost.Xen("xen-1", booting.get());
        said("daemons, site and Xen are there");

        enrol();
        for (today = 1; today <= DAYS; today++) {
            lease();
            theJournalsAndTheDaemonsSayTheSame(7 + brief());
            aMachineIsKilledAndReplaced();
            agentsAreKilledAndComeBack();
            machinesAreHeldShrinkBootAgainAndSleep();
            theJournalsAndTheDaemonsSayTheSame(7 + brief());
            theHostOfXenLosesItsPower();
            closed(id("brief"));
            said("brief is over");
            if (today == DAYS) {
                aHostIsEmptiedAndLetGo();
                theJournalsAndTheDaemonsSayTheSame(7);
            }
            for (String id : List.of("web", "db", "lan")) {
                site.client().close(id(id));
            }
            for (String id : List.of("web", "db", "lan")) {
                closed(id(id));
            }
            theJournalsAndTheDaemonsSayTheSame(0);
        }
        assertThat(site.orca("journal", "verify", "site.yaml")).contains("west");
        said("nothing is left");
    }

    /** What today's lease of that name is called. */
    private String id(String name) {
        return name + "-" + today;
    }

    private void enrol() throws Exception {
        xen.prepare(lab);
        xen.host().reach(site.port());
        FutureTask<String> adding = new FutureTask<>(() -> site.orca(words(List.of("host", "add", "ssh://root@127.0.0.1:"
                + xen.host().sshPort(), "--identity", xen.host().key().toString(), "--host-key", print(), "--type", "machine",
                "--name", xen.name(), "--units", "2", "--capacity", "disk=256", "--property",
                "template=xen", "--driver", "libvirt", "--at", "127.0.0.1:" + site.port(), "--listen", "10.0.2.15:7500",
                "--address", xen.host().agentAddress(), "--wait=15m"), xen.settings())));
        Thread.ofPlatform().daemon().start(adding);
        int units = 4;
        for (DayHost.Qemu host : List.of(first, second)) {
            host.join(site.orca(words(List.of("host", "invite", "-o", "name", "--type", "machine", "--name", host.name(),
                    "--units", Integer.toString(units), "--capacity", "memory=" + units * 128 + ",disk=" + units * 128,
                    "--driver", "libvirt", "--at", "127.0.0.1:" + site.port()),
                    host.settings())).strip());
            site.host(host.name(), row -> row.agent().filter(agent -> agent.state().equals("reached")).isPresent());
            said(host.name() + " is a host");
            units += 2;
        }
        assertThat(adding.get()).contains("xen-1 is a host of west now");
        assertThat(site.host("xen-1", row -> true).capacity().get("memory")).as("of the machine less dom0's, which is 1024")
                .isBetween(1200L, 2048L);
        said("xen-1 is a host");
        site.orca("delegate", "--to", "market", "--type", "machine", "--units", "12", "--capacity",
                "cpu=6000,memory=1536,disk=1536", "--largest", "cpu=1000,memory=128,disk=128", "--for", "1d");
    }

    private String print() throws Exception {
        return xen.host().in("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub").split(" ")[1];
    }

    private static String[] words(List<String> words, List<String> settings) {
        List<String> all = new ArrayList<>(words);
        settings.forEach(setting -> all.addAll(List.of("--driver-setting", setting)));
        return all.toArray(String[]::new);
    }

    private void lease() throws Exception {
        machines("web", 3, 600, "4h");
        machines("db", 3, 300, "4h");
        site.client().request(id("lan"), "network", "", "", Duration.ofHours(4));
        for (String id : List.of("web", "db", "lan")) {
            site.client().active(id(id), SOON);
        }
        machines("brief", 2, 300, "5m"); // from then on
        site.client().active(id("brief"), SOON);
        said("eight machines and a network are leased");
        Set<String> used = new TreeSet<>();
        for (String id : List.of("web", "db", "brief")) {
            for (MemberView unit : site.client().active(id(id)).units()) {
                if (used.add(unit.host())) {
                    String name = unit.properties().text("names.name").orElseThrow();
                    assertThat(host(unit.host()).inMachine(LibvirtNode.address(unit.properties()), "hostname") + ".lab.test")
                            .isEqualTo(name);
                }
            }
        }
        assertThat(used).as("both hypervisors").contains("xen-1").hasSizeGreaterThan(1);
        said("a machine of each host was logged into");
    }

    private void machines(String name, int units, int cpu, String length) throws Exception {
        site.client().client().request(RecordForm.readJson(RequestCommand.class, """
                {"wishes": [{"id": "ID", "type": "machine", "units": UNITS, "length": "LENGTH",
                 "sliver": {"cpu": CPU, "memory": 96, "disk": 128},
                 "properties": {"ssh-key": "KEY", "account": "ID-{}"}}]}
                """.replace("ID", id(name)).replace("UNITS", Integer.toString(units)).replace("LENGTH", length)
                .replace("CPU", Integer.toString(cpu))
                .replace("KEY", lab.publicKey())));
    }

    private DayHost host(String name) {
        return Stream.of(xen, first, second).filter(host -> host.name().equals(name)).findFirst().orElseThrow();
    }

    /** How many units are those of a lease that is short; when it is nearly over none, once they are gone. */
    private int brief() {
        ReservationView view = site.client().until(id("brief"), SOON, any -> true);
        if (view.state().equals("active") && view.term().orElseThrow().end().isAfter(Instant.now().plusSeconds(150))) {
            return view.units().size();
        }
        closed(id("brief"));
        return 0;
    }

    /** The site dies, somebody looks at everything, and it comes up again. */
    private void theJournalsAndTheDaemonsSayTheSame(int number) throws Exception {
        site.client().until(id("lan"), SOON, any -> {
            List<UnitRow> units = site.client().client().units(Filter.LIVE).items();
            return units.size() == number && units.stream().allMatch(unit -> unit.state().equals("ready"));
        });
        site.kill();
        List<UnitRow> units = site.journals();
        assertThat(units).hasSize(number);
        site.daemonsAgree(units);
        for (DayHost host : List.of(xen, first, second)) {
            Set<String> known = new TreeSet<>(units.stream().filter(unit -> unit.host().equals(host.name())).map(UnitRow::id)
                    .toList());
            assertThat(units(host.machines(), known)).as("machines of %s", host.name()).isEqualTo(known);
        }
        if (number == 0) {
            assertThat(first.folders()).isEmpty();
            assertThat(second.folders()).isEmpty();
            assertThat(xen.leftovers()).isEmpty();
        }
        if (number > 0 || today < DAYS) {
            site.up(2);
        }
        said(number + " units: the journals and the daemons say the same");
    }

    /** Whose the machines are; the name of one that is nobody's stays as it is. */
    private static Set<String> units(Set<String> machines, Set<String> known) {
        Set<String> units = new TreeSet<>();
        for (String machine : machines) {
            assertThat(units.add(known.stream().filter(unit -> machine.endsWith("-" + unit)).findFirst().orElse(machine)))
                    .as("a second machine of a unit: %s", machine).isTrue();
        }
        return units;
    }

    /** A holder's unit on a host of QEMU. */
    private MemberView onQemu(String id) {
        return site.client().active(id, SOON).units().stream().filter(unit -> !unit.host().equals("xen-1")).findFirst()
                .orElseThrow();
    }

    private void aMachineIsKilledAndReplaced() throws Exception {
        String id = id(site.client().active(id("web")).units().stream().allMatch(unit -> unit.host().equals("xen-1")) ? "db"
                : "web");
        MemberView victim = onQemu(id);
        Stream.of(first, second).filter(host -> host.name().equals(victim.host())).findFirst().orElseThrow()
                .killMachine(victim.id());
        ReservationView whole = site.client().until(id, SOON, view -> view.units().size() == 3
                && view.units().stream().allMatch(unit -> unit.state().equals("ready") && !unit.id().equals(victim.id())));
        assertThat(whole.state()).isEqualTo("active");
        said(victim.id() + " of " + id + " was killed and replaced");
    }

    private void agentsAreKilledAndComeBack() throws Exception {
        MemberView unit = units("web", "db").filter(each -> each.host().startsWith("kvm-")).findFirst().orElseThrow();
        DayHost.Qemu host = unit.host().equals("kvm-1") ? first : second;
        String address = LibvirtNode.address(unit.properties());
        String boot = host.inMachine(address, BOOT);
        host.killAgent();
        site.host(host.name(), row -> row.agent().filter(agent -> agent.state().equals("silent")).isPresent());
        assertThat(host.inMachine(address, BOOT)).isEqualTo(boot);
        String before = xen.host().in("systemctl show -p MainPID --value orca-agent");
        xen.host().in("systemctl kill -s KILL orca-agent");
        host.startAgent();
        for (String name : List.of(host.name(), "xen-1")) {
            site.host(name, row -> row.agent().filter(agent -> agent.state().equals("reached")).isPresent());
        }
        assertThat(xen.host().until(SOON, "systemctl show -p MainPID --value orca-agent", now -> !now.isBlank()
                && !now.strip().equals("0") && !now.strip().equals(before))).isNotBlank();
        assertThat(host.inMachine(address, BOOT)).as("nobody touched it").isEqualTo(boot);
        said("the agents of " + host.name() + " and xen-1 were killed and are back");
    }

    /** The machines of a lease with one on Xen at least: what they get is the scheduler's to say, and stays so. */
    private void machinesAreHeldShrinkBootAgainAndSleep() throws Exception {
        String name = onXen("web").isEmpty() ? "db" : "web";
        String id = id(name);
        MemberView unit = onXen(name).orElseThrow();
        long cpu = unit.sliver().get("cpu");
        held(unit, cpu);
        String address = LibvirtNode.address(unit.properties());
        String boot = xen.inMachine(address, BOOT);
        xen.inMachine(address, "(sleep 2; reboot -f) > /dev/null 2>&1 &");
        String next = xen.host().until(SOON, NestedSite.inMachine(address, BOOT),
                words -> words.strip().length() == boot.length() && !words.strip().equals(boot)).strip();
        held(unit, cpu);
        said(unit.id() + " booted again by itself and is held to its share");

        changed(id, Map.of("cpu", cpu / 2, "memory", 80L, "disk", 128L), PropertyList.NONE);
        held(unit, cpu / 2);
        xen.host().until(SOON, "xl list | awk '/-" + unit.id() + " / { print $3 }'", words -> words.strip().equals("80"));
        said("the machines of " + id + " have less");

        changed(id, Map.of(), PropertyList.of("power", "saved"));
        assertThat(xen.host().in("xl list")).doesNotContain("-" + unit.id() + " ");
        changed(id, Map.of(), PropertyList.of("power", "running"));
        assertThat(xen.inMachine(address, BOOT)).as("it goes on where it was").isEqualTo(next);
        held(unit, cpu / 2);
        assertThat(units(name).map(MemberView::id)).as("nobody was replaced").contains(unit.id());
        said("the machines of " + id + " slept and go on");
    }

    private Optional<MemberView> onXen(String name) {
        return units(name).filter(unit -> unit.host().equals("xen-1")).findFirst();
    }

    /** Weight and cap, as Xen has them. */
    private void held(MemberView unit, long cpu) throws Exception {
        String share = " " + cpu * 256 / 1000 + " " + cpu / 10;
        xen.host().until(SOON, NestedHost.SHARE + "$(xl list | awk '/-" + unit.id() + " / { print $2 }') | tail -n 1",
                words -> words.replaceAll(" +", " ").stripTrailing().endsWith(share));
    }

    private void changed(String id, Map<String, Long> sliver, PropertyList properties) {
        site.client().client().change(new ChangeCommand(Optional.empty(), false, Optional.empty(), id, Optional.empty(),
                Optional.empty(), Optional.empty(), sliver, List.of(), properties, List.of()));
        site.client().until(id, SOON, view -> view.state().equals("active") && view.units().size() == 3
                && view.units().stream().allMatch(unit -> unit.state().equals("ready")
                        && sliver.entrySet().stream().allMatch(size -> size.getValue().equals(unit.sliver().get(size.getKey())))
                        && properties.text("power").equals(properties.text("power").isEmpty() ? Optional.empty()
                                : unit.properties().text("libvirt.power"))));
    }

    /** Its domains are gone, and so is whatever of them a boot does not bring back. */
    private void theHostOfXenLosesItsPower() throws Exception {
        List<String> gone = units("web", "db").filter(unit -> unit.host().equals("xen-1")).map(MemberView::id).toList();
        xen.host().cutPower();
        said("xen-1 lost its power, and has booted");
        site.host("xen-1", row -> row.agent().filter(agent -> agent.state().equals("reached")).isPresent());
        site.client().until(id("lan"), SOON, any -> site.client().client().units(Filter.LIVE).items().stream()
                .noneMatch(unit -> gone.contains(unit.id())));
        for (String id : List.of("web", "db")) {
            site.client().until(id(id), SOON, view -> view.state().equals("active") && view.units().size() == 3
                    && view.units().stream().allMatch(unit -> unit.state().equals("ready")));
        }
        assertThat(xen.leftovers()).as("of %s", gone).noneMatch(left -> gone.stream().anyMatch(left::endsWith));
        said(gone + " are replaced");
    }

    private Stream<MemberView> units(String... ids) {
        return Stream.of(ids).flatMap(id -> site.client().active(id(id), SOON).units().stream());
    }

    private void closed(String id) {
        site.client().until(id, SOON, view -> view.state().equals("closed"));
    }

    private void aHostIsEmptiedAndLetGo() throws Exception {
        site.orca("host", "drain", "kvm-1");
        site.orca("maintenance", "plan", "disks", "--host", "kvm-1", "--from", "now", "--for", "2h", "--lead", "0s", "--reason",
                "new disks");
        site.host("kvm-1", row -> row.used() == 0);
        for (String id : List.of("web", "db")) {
            assertThat(site.client().active(id(id), SOON).units()).hasSize(3).noneMatch(unit -> unit.host().equals("kvm-1"));
        }
        assertThat(first.machines()).isEmpty();
        site.orca("maintenance", "end", "disks", "--reason", "the disks are in");
        assertThat(site.orca("host", "remove", "kvm-1")).contains("its agent takes no more orders from here");
        said("kvm-1 is empty, and no host of the site any more");
    }
}
