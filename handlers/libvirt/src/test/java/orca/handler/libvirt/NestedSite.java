package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import orca.testkit.FreePort;

/**
 * A site in a process on this machine, and a host that is a machine of its own: its agent is enrolled there as the page says, and
 * outlives the site.
 */
final class NestedSite {
    private static final Duration SOON = Duration.ofMinutes(5);

    private final Path folder;
    private final NestedHost host;
    private Process site;
    private Site client;
    private String agent;

    private NestedSite(Path folder, NestedHost host) {
        this.folder = folder;
        this.host = host;
    }

    /** A host of that kind with the programs, images for it and the guest's key; nothing runs there yet. */
    static NestedSite begin(Path folder, String kind) throws Exception {
        Packages.require();
        NestedHost host = NestedHost.start(kind, folder.resolve("host"), FreePort.take(), FreePort.take());
        host.give();
        Path images = folder.resolve("images");
        Path maker = Path.of(System.getProperty("orca.root"), "handlers/libvirt/guest/make-guest");
        Lab.run("sh", maker.toString(), images.toString());
        host.put(images, "/srv/images");
        Lab.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "guest", "-f", folder.resolve("guest-key").toString());
        host.put(folder.resolve("guest-key"), "/root/guest-key");
        return new NestedSite(folder, host);
    }

    NestedHost host() {
        return host;
    }

    Site client() {
        return client;
    }

    String guestKey() throws Exception {
        return Files.readString(folder.resolve("guest-key.pub")).strip();
    }

    void end() throws Exception {
        if (site != null) {
            kill();
        }
        host.stop();
    }

    /** Ends the site without a word. */
    void kill() throws InterruptedException {
        site.destroyForcibly().waitFor();
    }

    private String orca(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("env", "-C", folder.toString(), "ORCA_NO_BUILD=1", launcher()));
        command.addAll(List.of(words));
        return Lab.run(command.toArray(String[]::new));
    }

    private static String launcher() {
        return Path.of(System.getProperty("orca.root"), "orca").toString();
    }

    /** As docs/agent.md says, with the authority's introduction carried over; {@code drivers} as in the agent's file. */
    void enrol(String drivers) throws Exception {
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
                """.replace("ADDRESS", host.agentAddress()) + drivers.indent(2));
        host.in("mkdir -p /var/lib/orca && cd /etc/orca && orca trust add west.pub --fingerprint " + print);
        host.put(Path.of(System.getProperty("orca.root"), "deploy/systemd/orca-agent.service"), "/etc/systemd/system/");
        host.in("systemctl enable --now orca-agent");
        String said = host.until(SOON, "journalctl -u orca-agent -o cat", words -> words.contains("Its authority names it so"));
        agent = Pattern.compile("agent: \"([^\"]+)\"").matcher(said).results().findFirst().orElseThrow().group(1);
    }

    /** Writes the site's file; {@code AGENT} and {@code KEY} in it stand for the agent and the authority's key. */
    void configure(String words) throws Exception {
        Files.writeString(folder.resolve("site.yaml"), words.replace("AGENT", agent)
                .replace("KEY", folder.resolve("keys/west.key").toString()));
    }

    /** Starts the site; done when its broker holds so many delegations. */
    void up(int delegations) throws Exception {
        Files.deleteIfExists(folder.resolve("data/access.json"));
        ProcessBuilder builder = new ProcessBuilder(launcher(), "up", folder.resolve("site.yaml").toString());
        builder.environment().put("ORCA_NO_BUILD", "1");
        site = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("site.log").toFile())).start();
        client = Site.of(folder.resolve("data"), site, delegations);
    }

    /** The command that does {@code command} in the machine at {@code address}, for the host. */
    static String inMachine(String address, String command) {
        return "timeout 300 ssh -i /root/guest-key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
                + " -o ConnectTimeout=60 -o BatchMode=yes root@" + address + " '" + command + "'";
    }

    /** What the agent says, asked from here with the site's key: a Java that begins in there takes minutes. */
    String agentStatus() throws Exception {
        List<String> command = List.of("env", "ORCA_NO_BUILD=1", launcher(), "agent", "status", "--at",
                host.agentAddress() + "/soap/agent", "--agent", agent.substring(0, agent.indexOf(' ')), "--key",
                folder.resolve("keys/west.key").toString());
        return Lab.tryRun(command.toArray(String[]::new)).text();
    }

    String agentSays(Duration patience, Predicate<String> wanted) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        String said = agentStatus();
        while (!wanted.test(said)) {
            assertThat(System.nanoTime() - deadline).as("the agent says at last: %s", said).isNegative();
            said = agentStatus();
        }
        return said;
    }
}
