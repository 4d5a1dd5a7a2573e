package orca.handler.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import orca.core.resource.PropertyList;
import orca.testkit.FreePort;
import orca.wire.trust.Identity;

/** The agent of this machine as a process of its own, as an operator starts it, and the site that it serves. */
final class AgentProcess {
    private final Path folder;
    private final Path units;
    private final Path file;
    private final int port = FreePort.take();
    private Process process;
    private String names = "";

    /**
     * An agent that is called.
     *
     * @param folder for its things
     * @param units where its driver keeps units
     * @param grace as in its file
     */
    AgentProcess(Path folder, Path units, String grace) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.units = units;
        file = folder.resolve("agent.yaml");
        if (!Files.exists(key())) {
            Identity.generate().write(key());
        }
        Files.writeString(folder.resolve("trust.yaml"), "peers:\n- name: west\n  role: authority\n  principal: "
                + Identity.read(key()) + "\n");
        Files.writeString(file, "host: h1\nlisten: \"127.0.0.1:" + port + "\"\ngrace: " + grace
                + "\nskew: 1s\ndrivers: {native: {folder: \"" + units + "\"}}\n");
        start();
    }

    /** The site's key. */
    private Path key() {
        return folder.resolve("west.key");
    }

    void start() throws IOException {
        process = new ProcessBuilder(words("agent", file.toString())).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = "";
        while (line != null && !line.startsWith("Its authority names it so: ")) {
            line = out.readLine();
        }
        if (line == null) {
            throw new AssertionError("the agent ended before it was called");
        }
        names = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
    }

    private static List<String> words(String... words) {
        List<String> all = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), "orca.nodeagent.daemon.Main"));
        all.addAll(List.of(words));
        return all;
    }

    /** The handler of a site whose hosts all are this one. */
    NativeHandler handler() {
        NativeHandler handler = new NativeHandler();
        // Its own folder is another: whatever it makes in its own process would be found there.
        handler.configure(PropertyList.of("folder", folder.resolve("never").toString()).with("agent", names)
                .with("agent-key", key().toString()));
        return handler;
    }

    /** Whether the site itself has made anything. */
    boolean madeElsewhere() {
        return Files.exists(folder.resolve("never"));
    }

    Path units() {
        return units;
    }

    /** What {@code orca agent status} says, in JSON where it is asked for; and its exit code in front. */
    String status(String... more) throws IOException, InterruptedException {
        List<String> words = words("agent", "status", file.toString());
        words.addAll(List.of(more));
        Process asked = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return asked.waitFor() + "\n" + said;
    }

    /** As the kernel ends a process that has too much memory. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }

    /** Ends it in good order. */
    void end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
