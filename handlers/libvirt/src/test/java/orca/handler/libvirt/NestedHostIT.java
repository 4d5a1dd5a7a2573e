package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import orca.wire.management.ReservationView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A site in a process on this machine, and a host that is a machine of its own, with Debian's kernel, systemd and control groups
 * of version 2: its agent is enrolled there as the page says, makes machines and slivers, and outlives the site. What is measured
 * on the way is said on standard output.
 */
@Tag("images")
@Timeout(7200)
class NestedHostIT {
    /** What a machine inside of an emulated machine takes to begin, beside other work. */
    private static final Duration STARTS = Duration.ofMinutes(40);
    private static final Duration SOON = Duration.ofMinutes(5);
    /** kbit/s. */
    private static final long RATE = 400;
    private static final long NO_RATE = 1_000_000;
    private static final int BYTES = 600_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;
    private NestedSite nested;
    private NestedHost host;

    @BeforeEach
    void begin() throws Exception {
        nested = NestedSite.begin(folder, "libvirt");
        host = nested.host();
        // What firmware says of interrupts is a program; an emulator in an emulator is so slow that Linux breaks it off.
        Path templates = Files.createDirectories(folder.resolve("templates"));
        String usual = Files.readString(Path.of(System.getProperty("orca.root"),
                "handlers/libvirt/src/main/resources/orca/handler/libvirt/driver/machine.xml"));
        Files.writeString(templates.resolve("nested.xml"), usual.replace("panic=5 ", "panic=5 acpi=off ").replace("<acpi/>", ""));
        host.put(templates, "/srv/templates");
        nested.enrol("""
                libvirt:
                  images: /srv/images
                  network: bridge
                  bridge: br0
                  addresses: 10.99.0.10-10.99.0.99/24
                  gateway: 10.99.0.1
                  filter: clean-traffic
                  templates: /srv/templates
                  trial: 600
                native: {folder: /var/lib/orca/native}
                """);
        nested.configure("""
                folder: data
                management: {port: 0}
                types:
                  machine:
                    dimensions: {cpu: milli-cores, memory: MiB, disk: MiB, bandwidth: kbit/s}
                    turnaround: {teardown: 60s, skew: 5s}
                  cell:
                    dimensions: {cpu: milli-cores, memory: MiB}
                    turnaround: {teardown: 60s, skew: 5s}
                handlers:
                  libvirt: {agent: "AGENT", agent-key: KEY, image: disk.qcow2, kernel: kernel, initrd: initrd,
                            template: nested}
                  native: {agent: "AGENT", agent-key: KEY}
                authorities:
                  west:
                    types: {machine: libvirt, cell: native}
                    hosts:
                      h1: {type: machine, units: 4, cpu: 4000, memory: 1024, disk: 1000, bandwidth: 3000000}
                      h1-cells: {type: cell, units: 4, cpu: 1000, memory: 512}
                    delegations:
                      - {to: market, type: machine, units: 4, cpu: 4000, memory: 1024, disk: 1000, bandwidth: 3000000}
                      - {to: market, type: cell, units: 4, cpu: 1000, memory: 512}
                brokers:
                  market: {}
                service-managers:
                  guest: {}
                """);
        nested.up(2);
    }

    @AfterEach
    void end() throws Exception {
        if (nested != null) {
            nested.end();
        }
    }

    @Test
    void aHostIsEnrolledHoldsItsRatesEndsWhatIsOverAndGoesOnWithoutItsSite() throws Exception {
        Site client = nested.client();
        String key = nested.guestKey();
        client.request("web", "machine", "\"cpu\": 1000, \"memory\": 96, \"disk\": 0, \"bandwidth\": " + RATE,
                "\"ssh-key\": \"" + key + "\"", Duration.ofHours(3));
        ReservationView web = client.active("web", SOON);
        String address = Site.address(web);
        String machine = host.in("virsh list --name").strip();
        assertThat(machine).as("the one machine there").endsWith("-" + web.units().getFirst().id());
        assertThat(nested.agentStatus()).containsPattern(Pattern.quote(web.units().getFirst().id()) + " +libvirt +held +west");

        aSliverIsLeasedAndExpires();

        host.until(STARTS, NestedSite.inMachine(address, "echo in"), words -> words.strip().equals("in"));
        ratesAreHeld(machine, address);

        // Two that are over soon, and one that is not; then the site is gone.
        client.request("left", "cell", "\"cpu\": 100, \"memory\": 64", "", Duration.ofMinutes(3));
        client.request("left-machine", "machine", "\"cpu\": 1000, \"memory\": 64, \"disk\": 0, \"bandwidth\": 1000", "",
                Duration.ofMinutes(3));
        String cell = client.active("left", SOON).units().getFirst().id();
        String left = client.active("left-machine", SOON).units().getFirst().id();
        nested.kill();
        assertThat(host.in("virsh list --name").lines()).hasSize(2);

        String seen = nested.agentSays(Duration.ofMinutes(10), words -> words.contains(left + ": torn down")
                && words.contains(cell + ": torn down"));
        assertThat(seen).contains("its term ended at").contains("nobody had come");
        assertThat(host.in("virsh list --all --name").strip()).as("only that whose term goes on").isEqualTo(machine);
        assertThat(host.in("ls /var/lib/orca/libvirt/units").strip()).isEqualTo(web.units().getFirst().id());

        nested.up(2);
        client = nested.client();
        client.until("left-machine", SOON, view -> view.state().equals("closed"));
        assertThat(client.active("web", SOON).units().getFirst().id()).isEqualTo(web.units().getFirst().id());
        assertThat(host.until(STARTS, NestedSite.inMachine(address, "echo still in"), words -> !words.isBlank()).strip())
                .isEqualTo("still in");
        client.close("web");
        client.until("web", SOON, view -> view.state().equals("closed"));
        assertThat(host.in("virsh list --all --name")).isEmpty();
        assertThat(host.in("ls /var/lib/orca/libvirt/units")).isEmpty();
    }

    private void aSliverIsLeasedAndExpires() throws Exception {
        Site client = nested.client();
        client.request("brief", "cell", "\"cpu\": 100, \"memory\": 64", "\"command\": \"sleep 1000\"", Duration.ofMinutes(2));
        ReservationView brief = client.active("brief", SOON);
        String unit = brief.units().getFirst().id();
        assertThat(brief.units().getFirst().properties().text("native.form")).contains("root");
        // Of a group of version 2, and by the kernel's own count.
        assertThat(host.in("cat /sys/fs/cgroup$(cut -d: -f3 /proc/"
                + brief.units().getFirst().properties().whole("native.pid").orElseThrow() + "/cgroup)/memory.max"))
                .isEqualTo(Long.toString(64L << 20));
        client.until("brief", SOON, view -> view.state().equals("closed"));
        assertThat(nested.agentStatus()).doesNotContain(unit + " ");
    }

    /** Bytes a second through the machine's port, both ways, with its rate and with one that is out of the way. */
    private void ratesAreHeld(String machine, String address) throws Exception {
        host.in(NestedSite.inMachine(address, "head -c " + BYTES + " /dev/zero > /tmp/f; httpd -p 8080 -h /tmp"));
        String port = host.in("virsh domiflist " + machine).lines().filter(line -> line.contains("bridge")).findFirst()
                .orElseThrow().strip().replaceAll(" .*", "");
        assertThat(host.in("tc qdisc show dev " + port))
                .contains("htb").contains("sfq").contains("ingress");
        double slowIn = in(address);
        double slowOut = out(address);
        nested.client().resize("web", 1000, 96, NO_RATE);
        host.until(SOON, "virsh domiftune " + machine + " " + port, words -> words.contains(": " + NO_RATE / 8));
        double fastIn = in(address);
        double fastOut = out(address);
        System.out.printf("rate %d kbit/s = %.1f kB/s: in %.1f, out %.1f kB/s; without: in %.1f, out %.1f kB/s%n", RATE,
                RATE / 8.0, slowIn, slowOut, fastIn, fastOut);
        // What the kernel lets through at once comes on top: a second's worth.
        double most = RATE / 8.0 * 1.25;
        assertThat(List.of(slowIn, slowOut)).allMatch(rate -> rate < most);
        assertThat(List.of(fastIn, fastOut)).as("it was the rate that held it").allMatch(rate -> rate > most);
    }

    /** kB/s into the machine, by its own clock. */
    private double in(String address) throws Exception {
        host.in("(printf \"HTTP/1.0 200 OK\\r\\n\\r\\n\"; head -c " + BYTES + " /dev/zero) > /run/answer; "
                + "nohup timeout 300 nc -N -l 10.99.0.1 8000 < /run/answer > /dev/null 2>&1 &");
        String took = host.in(NestedSite.inMachine(address,
                "cut -d\" \" -f1 /proc/uptime; wget -q -O - http://10.99.0.1:8000/ | wc -c; cut -d\" \" -f1 /proc/uptime"));
        List<String> lines = took.lines().map(String::strip).toList();
        assertThat(lines.get(1)).isEqualTo(Integer.toString(BYTES));
        return BYTES / 1000.0 / (Double.parseDouble(lines.get(2)) - Double.parseDouble(lines.get(0)));
    }

    /** kB/s out of it, by the host's clock. */
    private double out(String address) throws Exception {
        String took = host.in("a=$(date +%s%N); printf \"GET /f HTTP/1.0\\r\\n\\r\\n\" | timeout 300 nc " + address
                + " 8080 | wc -c; b=$(date +%s%N); echo $(( (b - a) / 1000000 ))");
        List<String> lines = took.lines().map(String::strip).toList();
        assertThat(Integer.parseInt(lines.get(0))).isGreaterThan(BYTES);
        return BYTES / (double) TimeUnit.MILLISECONDS.toMillis(Long.parseLong(lines.get(1)));
    }
}
