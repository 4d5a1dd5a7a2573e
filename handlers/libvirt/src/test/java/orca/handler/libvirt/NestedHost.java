package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A whole host of Debian's inside an emulator on this machine, as {@code deploy/testhosts/testhost} makes it. It is the one in
 * the folder that the system property {@code orca.test.host} names, or {@code orca.test.xen} for one with Xen, or is made for
 * this run.
 */
final class NestedHost {
    /** What Xen's scheduler, whichever it is, says of the domain whose number follows. */
    static final String SHARE = "xl sched-$(xl info | awk '/^xen_scheduler/ { print $3 }') -d ";

    private final Path folder;
    private final int sshPort;
    private final int agentPort;

    private NestedHost(Path folder, int sshPort, int agentPort) {
        this.folder = folder;
        this.sshPort = sshPort;
        this.agentPort = agentPort;
    }

    /**
     * A host as it is right after its first boot.
     *
     * @param kind {@code libvirt} or {@code xen}
     * @param making where one is made if there is none
     */
    static NestedHost start(String kind, Path making, int sshPort, int agentPort) throws Exception {
        String made = System.getProperty(kind.equals("xen") ? "orca.test.xen" : "orca.test.host", "");
        NestedHost host = new NestedHost(made.isEmpty() ? making : Path.of(made), sshPort, agentPort);
        if (!Files.exists(host.folder.resolve("host"))) {
            host.script("build", "--kind", kind);
        }
        ProcessBuilder start = new ProcessBuilder(tool().toString(), "start", host.folder.toString());
        start.environment().put("PORT", Integer.toString(sshPort));
        start.environment().put("AGENT", Integer.toString(agentPort));
        // To files: the emulator has them open for as long as it lives.
        Path words = Files.createTempFile("orca-testhost-", ".log");
        int code = start.redirectErrorStream(true).redirectOutput(words.toFile()).start().waitFor();
        assertThat(code).as(Files.readString(words)).isZero();
        Files.delete(words);
        return host;
    }

    private static Path tool() {
        return Path.of(System.getProperty("orca.root"), "deploy/testhosts/testhost");
    }

    /** Where its agent is called from this machine. */
    String agentAddress() {
        return "http://127.0.0.1:" + agentPort;
    }

    private String script(String verb, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(tool().toString(), verb, folder.toString()));
        command.addAll(List.of(words));
        return Lab.run(command.toArray(String[]::new));
    }

    int sshPort() {
        return sshPort;
    }

    /** With which its root is logged into. */
    Path key() {
        return folder.resolve("key");
    }

    /** From now on {@code port} of its loopback is that of this machine's. */
    void reach(int port) throws Exception {
        Lab.run("ssh", "-O", "forward", "-R", port + ":127.0.0.1:" + port, "-o", "ControlPath=" + folder.resolve("ssh"),
                "root@127.0.0.1");
    }

    void give() throws Exception {
        script("give");
    }

    void put(Path file, String place) throws Exception {
        script("put", file.toString(), place);
    }

    /** What {@code command} says in it, which must end well. */
    String in(String command) throws Exception {
        Lab.Ran ran = tryIn(command);
        assertThat(ran.code()).as("%s: %s", command, ran.text()).isZero();
        return ran.text().strip();
    }

    Lab.Ran tryIn(String command) throws IOException, InterruptedException {
        return Lab.tryRun(tool().toString(), "ssh", folder.toString(), command);
    }

    void write(String place, String content) throws Exception {
        Process ssh = new ProcessBuilder(tool().toString(), "ssh", folder.toString(), "cat > " + place)
                .redirectErrorStream(true).start();
        try (java.io.OutputStream out = ssh.getOutputStream()) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream said = ssh.getInputStream()) {
            assertThat(new String(said.readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
        }
        assertThat(ssh.waitFor()).isZero();
    }

    /** What {@code command} says in the machine at {@code address} on it, once it is let in; it must end well there. */
    String inMachine(Duration patience, String address, String command) throws Exception {
        String all = until(patience, NestedSite.inMachine(address, command) + " && echo well",
                words -> words.strip().endsWith("well")).strip();
        return all.substring(0, all.length() - "well".length()).strip();
    }

    /** Makes the pool {@code vg0/thin} in a file; it is there until the host boots. */
    void thinPool() throws Exception {
        in("truncate -s 1G /srv/pool && pvcreate -q $(losetup --show -f /srv/pool) && vgcreate -q vg0 $(losetup -j /srv/pool"
                + " | cut -d: -f1) && lvcreate -q -L 900M -T vg0/thin");
    }

    /** Asks again and again until the words are as wanted. */
    String until(Duration patience, String command, Predicate<String> wanted) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        Lab.Ran ran = tryIn(command);
        while (!wanted.test(ran.text())) {
            assertThat(System.nanoTime() - deadline).as("%s says at last: %s", command, ran.text()).isNegative();
            ran = tryIn(command);
        }
        return ran.text();
    }

    /** Takes its power away and gives it back; done when it answers again. */
    void cutPower() throws Exception {
        script("cut");
    }

    /** Ends it; what was done in it is forgotten. */
    void stop() throws Exception {
        script("stop");
    }
}
