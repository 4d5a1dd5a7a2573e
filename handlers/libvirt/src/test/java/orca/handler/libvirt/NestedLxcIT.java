package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import orca.wire.management.ReservationView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Containers on a whole host with control groups of version 2: leased by the same handler as machines, and held by groups that
 * they cannot write to.
 */
@Tag("images")
@Timeout(3600)
class NestedLxcIT {
    private static final Duration SOON = Duration.ofMinutes(10);
    /** The first user of the first container. */
    private static final long IDS = 1_879_048_192L;
    private static final long MIB = 1024 * 1024;
    /** A setting of the kernel that only its host's root may write, and that is the same for all. */
    private static final String SETTING = "/proc/sys/kernel/core_pattern";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;
    private NestedSite nested;
    private NestedHost host;

    @BeforeEach
    void begin() throws Exception {
        nested = NestedSite.begin(folder, "libvirt");
        host = nested.host();
        host.thinPool();
        nested.enrol("""
                libvirt:
                  uri: "lxc:///system"
                  images: /srv/images
                  volumes: vg0/thin
                  network: bridge
                  bridge: br0
                  filter: clean-traffic
                  addresses: 10.99.0.10-10.99.0.99/24
                  gateway: 10.99.0.1
                  memory.most: 96
                """);
        nested.configure("""
                folder: data
                management: {port: 0}
                types:
                  container:
                    dimensions: {cpu: milli-cores, memory: MiB, disk: MiB, bandwidth: kbit/s}
                    turnaround: {teardown: 120s, skew: 5s}
                handlers:
                  libvirt: {agent: "AGENT", agent-key: KEY, image: root.raw}
                authorities:
                  west:
                    types: {container: libvirt}
                    hosts:
                      h1: {type: container, units: 4, cpu: 2000, memory: 1024, disk: 1000, bandwidth: 1000}
                    delegations:
                      - {to: market, type: container, units: 4, cpu: 2000, memory: 1024, disk: 1000, bandwidth: 1000}
                brokers:
                  market: {}
                service-managers:
                  guest: {}
                """);
        nested.up(1);
    }

    @AfterEach
    void end() throws Exception {
        if (nested != null) {
            nested.end();
        }
    }

    private ReservationView lease(String id, int cpu, int memory, Duration length) throws Exception {
        nested.client().request(id, "container", "\"cpu\": " + cpu + ", \"memory\": " + memory
                + ", \"disk\": 64, \"bandwidth\": 0", "\"ssh-key\": \"" + nested.guestKey() + "\"", length);
        return nested.client().active(id, SOON);
    }

    private static String unit(ReservationView view) {
        return view.units().getFirst().id();
    }

    /** What the command says in the container, which must end well there. */
    private String said(ReservationView view, String command) throws Exception {
        return host.inMachine(SOON, Site.address(view), command);
    }

    /** The control group of the unit's slice. */
    private String group(ReservationView view) throws Exception {
        String ending = unit(view).replace("-", "\\x2d") + ".slice";
        return host.in("ls -d /sys/fs/cgroup/machine.slice/machine-orca*").lines().filter(line -> line.endsWith(ending))
                .findFirst().orElseThrow();
    }

    /** What the kernel says of a file in the unit's group. */
    private String kernel(ReservationView view, String file) throws Exception {
        return host.in("cat '" + group(view) + "/" + file + "'");
    }

    private long number(ReservationView view, String file, String field) throws Exception {
        return Long.parseLong(host.in("awk '/^" + field + " / { print $2 }' '" + group(view) + "/" + file + "'"));
    }

    private void isHeldTo(ReservationView view, int cpu, int memory) throws Exception {
        List<String> limits = List.of(cpu * 100L + " 100000", Long.toString(memory * MIB));
        for (String place : List.of("", "/*.scope/libvirt")) { // what holds it, and what libvirt gives it
            host.until(SOON, "cat '" + group(view) + "'" + place + "/{cpu.max,memory.max}",
                    words -> words.lines().toList().equals(limits));
        }
        assertThat(said(view, "grep MemTotal /proc/meminfo")).as("as programs in it see it")
                .isEqualTo("MemTotal:       " + String.format("%8d", memory * 1024) + " kB");
    }

    private void resize(String id, long cpu, long memory) throws Exception {
        nested.client().resize(id, cpu, memory);
        ReservationView view = nested.client().until(id, SOON, now -> now.state().equals("active")
                && now.units().getFirst().state().equals("ready") && now.units().getFirst().sliver().get("cpu") == cpu
                && now.units().getFirst().sliver().get("memory") == memory);
        isHeldTo(view, (int) cpu, (int) memory);
    }

    /** The host's numbers of the container's first process and of its user. */
    private List<Long> first(ReservationView view) throws Exception {
        String found = host.in("for p in $(cat '" + group(view) + "'/*.scope/libvirt/cgroup.procs); do"
                + " [ \"$(cat /proc/$p/comm)\" = init ] && echo $p $(stat -c %u /proc/$p); done | sort -n | head -n 1");
        return List.of(found.split(" ")).stream().map(Long::valueOf).toList();
    }

    @Test
    void containersAreLeasedHeldResizedAdoptedStoppedStartedAndGoneAtTheEnd() throws Exception {
        ReservationView web = lease("web", 500, 64, Duration.ofHours(2));
        ReservationView other = lease("other", 250, 48, Duration.ofHours(2));
        assertThat(web.units().getFirst().properties().text("libvirt.clone")).contains("thin");
        assertThat(said(web, "hostname; echo mine > /disk/mine; sync")).isEqualTo(unit(web));
        assertThat(said(other, "cat /disk/mine 2> /dev/null || echo none")).as("its disk is its own").isEqualTo("none");
        isHeldTo(web, 500, 64);
        isHeldTo(other, 250, 48);
        for (ReservationView view : List.of(web, other)) {
            assertThat(said(view, "cat /sys/class/net/eth0/address")).as("the address that it was given").startsWith("52:54:00:");
        }
        for (ReservationView view : List.of(web, other)) {
            assertThat(host.in("cat '" + group(view) + "'/{pids.max,memory.swap.max}").lines()).containsExactly("4096", "0");
        }
        itsRootIsNobodyOutside(web, other);
        itFeelsItsLimits(web);

        List<Long> before = first(web);
        resize("web", 1000, 96);
        resize("web", 250, 64);
        assertThat(first(web)).as("it went on meanwhile").isEqualTo(before);

        anAgentThatWasKilledAdoptsThem(web, other);
        nested.client().close("other");
        ReservationView brief = lease("brief", 250, 48, Duration.ofMinutes(6));
        itStopsStartsAndBeginsAnew(web);

        nested.client().until("brief", Duration.ofMinutes(20), view -> view.state().equals("closed"));
        assertThat(host.in("virsh -c lxc:///system list --all --name")).contains(unit(web)).doesNotContain(unit(brief));
        assertThat(host.in("lvs --noheadings -o lv_name vg0; findmnt -n -l -o TARGET; ls /sys/fs/cgroup/machine.slice"))
                .doesNotContain(unit(brief)).doesNotContain(unit(brief).replace("-", "\\x2d"));
        nested.client().close("web");
        nested.client().until("web", SOON, view -> view.state().equals("closed"));
        nothingIsLeft();
    }

    private void nothingIsLeft() throws Exception {
        assertThat(host.in("virsh -c lxc:///system list --all --name")).doesNotContain("orca-");
        assertThat(host.in("lvs --noheadings -o lv_name vg0").lines().map(String::strip)).as("the pool and the image").hasSize(2)
                .allMatch(name -> name.equals("thin") || name.startsWith("orca-image-") && !name.endsWith("-part"));
        assertThat(host.in("ls /var/lib/orca/libvirt/units /var/lib/orca/libvirt/ids /var/lib/orca/libvirt/addresses"
                + " | grep -v '^/\\|^$' || true")).as("folders, users, addresses").isEmpty();
        assertThat(host.in("findmnt -n -l -o TARGET")).doesNotContain("/var/lib/orca/libvirt");
        assertThat(host.in("ls -d /sys/fs/cgroup/machine.slice/machine-orca* /run/systemd/system.control/machine-orca*"
                + " 2> /dev/null || true")).as("groups and what was said of them").isEmpty();
        assertThat(host.in("ip -o link")).as("its network device").doesNotContain("veth").doesNotContain("vnet")
                .doesNotContain(": oc");
    }

    private void itsRootIsNobodyOutside(ReservationView web, ReservationView other) throws Exception {
        assertThat(said(web, "id -u; cat /proc/self/uid_map").replaceAll("\\s+", " ")).isEqualTo("0 0 " + IDS + " 65536");
        assertThat(first(web).get(1)).isEqualTo(IDS);
        assertThat(first(other).get(1)).as("users of its own").isEqualTo(IDS + 65_536);
        assertThat(host.in("stat -c %u /var/lib/orca/libvirt/units/" + unit(web) + "/root/bin/busybox")).isEqualTo("" + IDS);
        assertThat(host.in("setpriv --reuid 65534 --regid 65534 --clear-groups ls /var/lib/orca/libvirt/units/" + unit(web)
                + "/root 2>&1 || true"))
                .as("nor is anybody outside its root").contains("Permission denied");
        for (String attempt : List.of("mount -o remount,rw,bind /proc/sys; echo 1 > /proc/sys/vm/overcommit_memory",
                "echo h > /proc/sysrq-trigger", "busybox mknod /root/d b 254 0", "busybox dmesg",
                "busybox mkdir -p /tmp/p; mount -t proc p /tmp/p; echo h > /tmp/p/sysrq-trigger",
                "ls /sys/fs/cgroup/system.slice/cgroup.procs"
                        + " && echo 1 > /sys/fs/cgroup/system.slice/cgroup.procs")) {
            assertThat(said(web, "(" + attempt + ") > /dev/null 2>&1 && echo could || echo could not")).as(attempt)
                    .isEqualTo("could not");
        }
        assertThat(said(web, "ls /proc | grep -c \"^[0-9]\"")).as("it sees its own processes alone").hasSizeLessThan(3);
        itsSeedIsForReadingAlone(web);
    }

    /** The mount is among its own and it may mount it otherwise; so it is what is mounted that it cannot write to. */
    private void itsSeedIsForReadingAlone(ReservationView web) throws Exception {
        String seed = "/var/lib/cloud/seed/nocloud";
        assertThat(said(web, "cat " + seed + "/meta-data")).contains("local-hostname: \"" + unit(web) + "\"");
        assertThat(said(web, "mount -o remount,rw,bind " + seed + " && grep " + seed + " /proc/mounts")).as("this is why")
                .contains(seed + " ext4 rw");
        for (String attempt : List.of("echo x > meta-data", "echo x > new", "mkdir new", "rm meta-data", "chmod 777 .",
                "chmod 666 meta-data", "chown 0:0 meta-data", "busybox ln meta-data new", "mv user-data meta-data")) {
            assertThat(said(web, "(cd " + seed + " && " + attempt + ") > /dev/null 2>&1 && echo could || echo could not"))
                    .as(attempt).isEqualTo("could not");
        }
        assertThat(host.in("stat -c \"%u %g %A\" /var/lib/orca/libvirt/units/" + unit(web) + "/seed{,/meta-data}").lines())
                .containsExactly("0 " + IDS + " dr-xr-x---", "0 " + IDS + " -r--r-----");
    }

    /** What libvirt gives it to own, it raises; and is held all the same. */
    private void itFeelsItsLimits(ReservationView web) throws Exception {
        said(web, "g=/sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup); echo max > $g/memory.max && echo max > $g/cpu.max;"
                + " (echo max > $g/../../memory.max) 2> /dev/null && exit 1;"
                + " busybox setsid sh -c \"while true; do :; done\" > /dev/null 2>&1 & true");
        assertThat(host.in("cat '" + group(web) + "'/*.scope/libvirt/{cpu.max,memory.max}").lines())
                .as("this is why").containsExactly("max 100000", "max");
        assertThat(kernel(web, "memory.max")).isEqualTo(Long.toString(64 * MIB));
        assertThat(kernel(web, "cpu.max")).isEqualTo("50000 100000");
        long used = number(web, "cpu.stat", "usage_usec");
        long began = System.nanoTime();
        host.in("sleep 20");
        double share = (number(web, "cpu.stat", "usage_usec") - used) * 1000.0 / (System.nanoTime() - began);
        System.out.printf("500 milli-cores, one loop in it: %.3f of a processor%n", share);
        assertThat(share).isBetween(0.1, 0.6);
        assertThat(number(web, "cpu.stat", "nr_throttled")).isPositive();
        assertThat(said(web, "tail /dev/zero > /dev/null 2>&1 && echo had it all || echo ended")).isEqualTo("ended");
        assertThat(number(web, "memory.events", "oom_kill")).isPositive();
        assertThat(Long.parseLong(kernel(web, "memory.peak"))).isLessThanOrEqualTo(64 * MIB);
        said(web, "kill $(ps -o pid,args | grep \"[w]hile true\" | sed \"s/^ *//; s/ .*//\")");
    }

    private void anAgentThatWasKilledAdoptsThem(ReservationView web, ReservationView other) throws Exception {
        List<Long> before = first(web);
        String agent = host.in("systemctl show -p MainPID --value orca-agent");
        host.in("systemctl kill --kill-who=main -s KILL orca-agent");
        host.until(SOON, "systemctl show -p MainPID --value orca-agent",
                words -> !words.strip().equals(agent) && !words.strip().equals("0"));
        String said = nested.agentSays(SOON, words -> words.contains(unit(web)) && words.contains(unit(other)));
        assertThat(said).containsPattern(unit(web) + " +libvirt +held +west").containsPattern(unit(other) + " +libvirt +held");
        resize("web", 500, 64);
        assertThat(first(web)).as("it is the one that it was").isEqualTo(before);
    }

    private String logs(ReservationView view) {
        return nested.client().client().logs(unit(view)).toString();
    }

    /** libvirt would write as the host's root into what the container calls so: a word that begins with an i. */
    private void itEndsByASignalAndNothingIsWrittenWhereItsLinksLead(ReservationView web) throws Exception {
        String before = host.in("cat " + SETTING);
        said(web, "mount -o remount,rw,bind /proc/sys; ln -sf " + SETTING + " /run/initctl; ln -sf " + SETTING + " /dev/initctl");
        host.in("virsh -c lxc:///system shutdown --mode initctl $(virsh -c lxc:///system list --name | grep " + unit(web) + ")");
        assertThat(host.in("cat " + SETTING)).as("this is why").startsWith("i").isNotEqualTo(before);
        host.in("echo '" + before + "' > " + SETTING);
        // The first to be met, and one that would end all processes of this host.
        said(web, "ln -sf /proc/sysrq-trigger /run/initctl");
        nested.client().power("web", "off", SOON);
        assertThat(host.in("virsh -c lxc:///system list --name")).doesNotContain(unit(web));
        assertThat(host.in("cat " + SETTING)).isEqualTo(before);
        nested.client().until("web", SOON, view -> logs(web).contains("power: running before, off now"));
        assertThat(logs(web)).as("its first process heard of it").doesNotContain("did not end by itself");
    }

    private void itStopsStartsAndBeginsAnew(ReservationView web) throws Exception {
        List<Long> before = first(web);
        String slice = group(web).replaceAll(".*/", "");
        itEndsByASignalAndNothingIsWrittenWhereItsLinksLead(web);
        // As a host is that was booted meanwhile: nothing is mounted, and systemd knows nothing any more.
        host.in("umount /var/lib/orca/libvirt/units/" + unit(web) + "/root && systemctl stop '" + slice
                + "' && systemctl revert '" + slice + "'");
        nested.client().power("web", "running", SOON);
        assertThat(said(web, "cat /disk/mine")).isEqualTo("mine");
        isHeldTo(web, 500, 64);
        List<Long> again = first(web);
        assertThat(again.get(0)).isNotEqualTo(before.get(0));

        host.tryIn(NestedSite.inMachine(Site.address(web), "sync; reboot -f"));
        host.until(SOON, "virsh -c lxc:///system list --name --state-running; ls /proc/" + again.get(0) + " 2> /dev/null | wc -l",
                words -> words.contains(unit(web)) && words.strip().endsWith("\n0"));
        assertThat(said(web, "cat /disk/mine")).isEqualTo("mine");
        isHeldTo(web, 500, 64);
    }
}
