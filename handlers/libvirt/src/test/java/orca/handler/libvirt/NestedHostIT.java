package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import orca.testkit.FreePort;
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
    private NestedHost host;
    private Process site;
    private Site client;
    private String agent;

    @BeforeEach
    void begin() throws Exception {
        Packages.require();
        host = NestedHost.start(folder.resolve("host"), FreePort.take(), FreePort.take());
        host.give();
        Path images = folder.resolve("images");
        Path maker = Path.of(System.getProperty("orca.root"), "handlers/libvirt/guest/make-guest");
        Lab.run("sh", maker.toString(), images.toString());
        host.put(images, "/srv/images");
        // What firmware says of interrupts is a program; an emulator in an emulator is so slow that Linux breaks it off.
        Path templates = Files.createDirectories(folder.resolve("templates"));
        String usual = Files.readString(Path.of(System.getProperty("orca.root"),
                "handlers/libvirt/src/main/resources/orca/handler/libvirt/driver/machine.xml"));
        Files.writeString(templates.resolve("nested.xml"), usual.replace("panic=5 ", "panic=5 acpi=off ").replace("<acpi/>", ""));
        host.put(templates, "/srv/templates");
        Lab.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "guest", "-f", folder.resolve("guest-key").toString());
        host.put(folder.resolve("guest-key"), "/root/guest-key");
    }

    @AfterEach
    void end() throws Exception {
        if (site != null) {
            site.destroyForcibly().waitFor();
        }
        if (host != null) {
            host.stop();
        }
    }

    private String orca(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("env", "-C", folder.toString(), "ORCA_NO_BUILD=1", launcher()));
        command.addAll(List.of(words));
        return Lab.run(command.toArray(String[]::new));
    }

    private static String launcher() {
        return Path.of(System.getProperty("orca.root"), "orca").toString();
    }

    /** As docs/agent.md says, with the authority's introduction carried over. */
    private String enrol() throws Exception {
        orca("key", "new", "keys/west.key");
        Files.writeString(folder.resolve("west.pub"), orca("key", "introduce", "west", "--name", "west", "--role", "authority"));
        String print = orca("key", "show", "keys/west.key").lines().filter(line -> line.startsWith("principal")).findFirst()
                .orElseThrow().replaceAll(".* ", "");
        host.in("mkdir -p /etc/orca");
        host.put(folder.resolve("west.pub"), "/etc/orca/west.pub");
        host.write("/etc/orca/agent.yaml", """
                host: h1
                listen: "10.0.2.15:7500"
                address: "ADDRESS"
                folder: /var/lib/orca/agent
                grace: 20s
                skew: 5s
                drivers:
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
                """.replace("ADDRESS", host.agentAddress()));
        host.in("mkdir -p /var/lib/orca && cd /etc/orca && orca trust add west.pub --fingerprint " + print);
        host.put(Path.of(System.getProperty("orca.root"), "deploy/systemd/orca-agent.service"), "/etc/systemd/system/");
        host.in("systemctl enable --now orca-agent");
        String said = host.until(SOON, "journalctl -u orca-agent -o cat", words -> words.contains("Its authority names it so"));
        return Pattern.compile("agent: \"([^\"]+)\"").matcher(said).results().findFirst().orElseThrow().group(1);
    }

    private void configure() throws Exception {
        Files.writeString(folder.resolve("site.yaml"), """
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
                """.replace("AGENT", agent).replace("KEY", folder.resolve("keys/west.key").toString()));
    }

    private void up() throws Exception {
        Files.deleteIfExists(folder.resolve("data/access.json"));
        ProcessBuilder builder = new ProcessBuilder(launcher(), "up", folder.resolve("site.yaml").toString());
        builder.environment().put("ORCA_NO_BUILD", "1");
        site = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("site.log").toFile())).start();
        client = Site.of(folder.resolve("data"), site, 2);
    }

    private String inMachine(String address, String command) {
        return "timeout 300 ssh -i /root/guest-key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
                + " -o ConnectTimeout=60 -o BatchMode=yes root@" + address + " '" + command + "'";
    }

    /** What the agent says, asked from here with the site's key: a Java that begins in there takes minutes. */
    private String agentStatus() throws Exception {
        List<String> command = List.of("env", "ORCA_NO_BUILD=1", launcher(), "agent", "status", "--at",
                host.agentAddress() + "/soap/agent", "--agent", agent.substring(0, agent.indexOf(' ')), "--key",
                folder.resolve("keys/west.key").toString());
        return Lab.tryRun(command.toArray(String[]::new)).text();
    }

    private String agentSays(Duration patience, Predicate<String> wanted) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        String said = agentStatus();
        while (!wanted.test(said)) {
            assertThat(System.nanoTime() - deadline).as("the agent says at last: %s", said).isNegative();
            said = agentStatus();
        }
        return said;
    }

    @Test
    void aHostIsEnrolledHoldsItsRatesEndsWhatIsOverAndGoesOnWithoutItsSite() throws Exception {
        agent = enrol();
        configure();
        up();
        String key = Files.readString(folder.resolve("guest-key.pub")).strip();
        client.request("web", "machine", "\"cpu\": 1000, \"memory\": 96, \"disk\": 0, \"bandwidth\": " + RATE,
                "\"ssh-key\": \"" + key + "\"", Duration.ofHours(3));
        ReservationView web = client.active("web", SOON);
        String address = Site.address(web);
        String machine = host.in("virsh list --name").strip();
        assertThat(machine).as("the one machine there").endsWith("-" + web.units().getFirst().id());
        assertThat(agentStatus()).containsPattern(Pattern.quote(web.units().getFirst().id()) + " +libvirt +held +west");

        aSliverIsLeasedAndExpires();

        host.until(STARTS, inMachine(address, "echo in"), words -> words.strip().equals("in"));
        ratesAreHeld(machine, address);

        // Two that are over soon, and one that is not; then the site is gone.
        client.request("left", "cell", "\"cpu\": 100, \"memory\": 64", "", Duration.ofMinutes(3));
        client.request("left-machine", "machine", "\"cpu\": 1000, \"memory\": 64, \"disk\": 0, \"bandwidth\": 1000", "",
                Duration.ofMinutes(3));
        String cell = client.active("left", SOON).units().getFirst().id();
        String left = client.active("left-machine", SOON).units().getFirst().id();
        site.destroyForcibly().waitFor();
        assertThat(host.in("virsh list --name").lines()).hasSize(2);

        String seen = agentSays(Duration.ofMinutes(10), words -> words.contains(left + ": torn down")
                && words.contains(cell + ": torn down"));
        assertThat(seen).contains("its term ended at").contains("nobody had come");
        assertThat(host.in("virsh list --all --name").strip()).as("only that whose term goes on").isEqualTo(machine);
        assertThat(host.in("ls /var/lib/orca/libvirt/units").strip()).isEqualTo(web.units().getFirst().id());

        up();
        client.until("left-machine", SOON, view -> view.state().equals("closed"));
        assertThat(client.active("web", SOON).units().getFirst().id()).isEqualTo(web.units().getFirst().id());
        assertThat(host.until(STARTS, inMachine(address, "echo still in"), words -> !words.isBlank()).strip())
                .isEqualTo("still in");
        client.close("web");
        client.until("web", SOON, view -> view.state().equals("closed"));
        assertThat(host.in("virsh list --all --name")).isEmpty();
        assertThat(host.in("ls /var/lib/orca/libvirt/units")).isEmpty();
    }

    private void aSliverIsLeasedAndExpires() throws Exception {
        client.request("brief", "cell", "\"cpu\": 100, \"memory\": 64", "\"command\": \"sleep 1000\"", Duration.ofMinutes(2));
        ReservationView brief = client.active("brief", SOON);
        String unit = brief.units().getFirst().id();
        assertThat(brief.units().getFirst().properties().text("native.form")).contains("root");
        // Of a group of version 2, and by the kernel's own count.
        assertThat(host.in("cat /sys/fs/cgroup$(cut -d: -f3 /proc/"
                + brief.units().getFirst().properties().whole("native.pid").orElseThrow() + "/cgroup)/memory.max"))
                .isEqualTo(Long.toString(64L << 20));
        client.until("brief", SOON, view -> view.state().equals("closed"));
        assertThat(agentStatus()).doesNotContain(unit + " ");
    }

    /** Bytes a second through the machine's port, both ways, with its rate and with one that is out of the way. */
    private void ratesAreHeld(String machine, String address) throws Exception {
        host.in(inMachine(address, "head -c " + BYTES + " /dev/zero > /tmp/f; httpd -p 8080 -h /tmp"));
        String port = host.in("virsh domiflist " + machine).lines().filter(line -> line.contains("bridge")).findFirst()
                .orElseThrow().strip().replaceAll(" .*", "");
        assertThat(host.in("tc qdisc show dev " + port))
                .contains("htb").contains("sfq").contains("ingress");
        double slowIn = in(address);
        double slowOut = out(address);
        client.resize("web", 1000, 96, NO_RATE);
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
        String took = host.in(inMachine(address,
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
