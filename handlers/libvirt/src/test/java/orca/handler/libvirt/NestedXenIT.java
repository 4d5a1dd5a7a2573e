package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import orca.wire.management.ReservationView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A real Xen, with the agent in its dom0: domains are leased there by the same handler as machines of QEMU. */
@Tag("images")
@Timeout(3600)
class NestedXenIT {
    private static final Duration SOON = Duration.ofMinutes(10);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;
    private NestedSite nested;
    private NestedHost host;

    @BeforeEach
    void begin() throws Exception {
        nested = NestedSite.begin(folder, "xen");
        host = nested.host();
        host.thinPool();
        // As an attempt leaves it that died while the image was brought.
        host.in("lvcreate -q -k n -V 4M -T vg0/thin -n orca-image-$(grep disk.qcow2 /srv/images/SHA256SUMS | cut -c1-32)-part");
        nested.enrol("""
                libvirt:
                  uri: "xen:///system"
                  acceleration: xen
                  trial: 0
                  images: /srv/images
                  volumes: vg0/thin
                  network: bridge
                  bridge: br0
                  addresses: 10.99.0.10-10.99.0.99/24
                  gateway: 10.99.0.1
                """);
        nested.configure("""
                folder: data
                management: {port: 0}
                types:
                  domain:
                    dimensions: {cpu: milli-cores, memory: MiB, disk: MiB, bandwidth: kbit/s}
                    turnaround: {teardown: 120s, skew: 5s}
                handlers:
                  libvirt: {agent: "AGENT", agent-key: KEY, image: disk.qcow2, kernel: kernel, initrd: initrd, template: xen}
                authorities:
                  west:
                    types: {domain: libvirt}
                    hosts:
                      h1: {type: domain, units: 4, cpu: 2000, memory: 1024, disk: 1000, bandwidth: 1000}
                    delegations:
                      - {to: market, type: domain, units: 4, cpu: 2000, memory: 1024, disk: 1000, bandwidth: 1000}
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
        nested.client().request(id, "domain", "\"cpu\": " + cpu + ", \"memory\": " + memory
                + ", \"disk\": 128, \"bandwidth\": 0", "\"ssh-key\": \"" + nested.guestKey() + "\"", length);
        return nested.client().active(id, SOON);
    }

    /** What the scheduler of Xen holds the one unit of {@code view} to. */
    private String share(ReservationView view) throws Exception {
        return host.in(shareOf(view)).replaceAll(" +", " ").strip();
    }

    private static String shareOf(ReservationView view) {
        return NestedHost.SHARE + "$(xl list | awk '/-" + view.units().getFirst().id() + " / { print $2 }') | tail -n 1";
    }

    /** Waits until Xen says that the unit of {@code view} has so many MiB. */
    private void has(ReservationView view, int memory) throws Exception {
        host.until(SOON, "xl list | awk '/-" + view.units().getFirst().id() + " / { print $3 }'",
                words -> words.strip().equals(Integer.toString(memory)));
    }

    /** It comes back as the same unit, and is held to its share again. */
    private void rebootsByItself(ReservationView view) throws Exception {
        String before = said(view, "cat /proc/sys/kernel/random/boot_id");
        said(view, "(sleep 2; reboot -f) > /dev/null 2>&1 &");
        host.until(SOON, NestedSite.inMachine(Site.address(view), "cat /proc/sys/kernel/random/boot_id"),
                words -> words.strip().length() == before.length() && !words.strip().equals(before));
        host.until(SOON, shareOf(view), words -> words.replaceAll(" +", " ").strip().endsWith(" 64 25"));
        assertThat(nested.client().active(view.id(), SOON).units().getFirst().id()).isEqualTo(view.units().getFirst().id());
    }

    private String said(ReservationView view, String command) throws Exception {
        return host.inMachine(SOON, Site.address(view), command);
    }

    @Test
    void domainsAreLeasedHeldToTheirSharesGrownSavedBroughtBackAndGoneAtTheEnd() throws Exception {
        ReservationView web = lease("web", 500, 128, Duration.ofHours(2));
        ReservationView brief = lease("brief", 250, 96, Duration.ofMinutes(12));
        assertThat(web.units().getFirst().properties().text("libvirt.clone")).contains("thin");
        assertThat(host.in("lvs --noheadings -o lv_name,pool_lv,origin vg0").lines().filter(line -> line.contains("orca-image-")
                && line.contains("thin") && line.contains("-" + web.units().getFirst().id()))).as("a thin snapshot").hasSize(1);
        has(web, 128);
        assertThat(share(web)).endsWith(" 128 50");
        assertThat(share(brief)).endsWith(" 64 25");
        rebootsByItself(brief);
        assertThat(said(web, "hostname; echo mine > /disk/mine; sync; grep -c xvda /proc/mounts")).endsWith("1");
        assertThat(said(brief, "ls /disk/mine 2> /dev/null || echo none")).as("its disk is its own").endsWith("none");

        nested.client().resize("web", 250, 96);
        has(web, 96);
        assertThat(share(web)).endsWith(" 64 25");

        String before = said(web, "cat /proc/sys/kernel/random/boot_id");
        nested.client().power("web", "saved", SOON);
        assertThat(host.in("xl list")).doesNotContain(web.units().getFirst().id());
        nested.client().power("web", "running", SOON);
        assertThat(said(web, "cat /proc/sys/kernel/random/boot_id")).as("it went on where it was").isEqualTo(before);
        assertThat(share(web)).endsWith(" 64 25");

        nested.client().until("brief", Duration.ofMinutes(20), view -> view.state().equals("closed"));
        assertThat(host.in("xl list")).doesNotContain(brief.units().getFirst().id());
        assertThat(host.in("lvs --noheadings -o lv_name vg0")).doesNotContain(brief.units().getFirst().id());
        nested.client().close("web");
        nested.client().until("web", SOON, view -> view.state().equals("closed"));
        assertThat(host.in("virsh -c xen:///system list --all --name")).doesNotContain("orca-");
        assertThat(host.in("lvs --noheadings -o lv_name vg0").lines().map(String::strip)).as("the pool and the image").hasSize(2)
                .allMatch(name -> name.equals("thin") || name.startsWith("orca-image-") && !name.endsWith("-part"));
        assertThat(host.in("ls /var/lib/orca/libvirt/units")).isEmpty();
    }
}
