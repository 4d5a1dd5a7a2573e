package orca.driverkit;

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
import orca.core.resource.PropertyValue;
import orca.nodeagent.client.Agents;
import orca.testkit.FreePort;
import orca.wire.trust.Identity;

/**
 * The agent of this machine as a process of its own, as an operator starts it, with one driver of the class path, and the site
 * that it serves. For the tests of handlers whose units are made by an agent.
 */
public final class AgentProcess {
    private final Path folder;
    private final Path file;
    private final List<String> options;
    private Process process;
    private String names = "";

    /**
     * An agent that is called.
     *
     * @param folder for its things
     * @param driver that it has
     * @param settings of that
     * @param grace as in its file
     * @param options of its Java
     */
    public AgentProcess(Path folder, String driver, PropertyList settings, String grace, String... options) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.options = List.of(options);
        file = folder.resolve("agent.yaml");
        if (!Files.exists(key())) {
            Identity.generate().write(key());
        }
        Files.writeString(folder.resolve("trust.yaml"), "peers:\n- name: west\n  role: authority\n  principal: "
                + Identity.read(key()) + "\n");
        StringBuilder words = new StringBuilder();
        settings.asMap().forEach((name, value) -> words.append("    ").append(name).append(": ")
                .append(value instanceof PropertyValue.Text ? "\"" + value + "\"" : value.toString()).append('\n'));
        Files.writeString(file, "host: h1\nlisten: \"127.0.0.1:" + FreePort.take() + "\"\ngrace: " + grace
                + "\nskew: 1s\ndrivers:\n  " + driver + ":\n" + words);
        start();
    }

    /** The site's key. */
    private Path key() {
        return folder.resolve("west.key");
    }

    /** Starts it, at first and after {@link #kill}; done when it is called. */
    public void start() throws IOException {
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

    private List<String> words(String... words) {
        List<String> all = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        all.addAll(options);
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), "orca.nodeagent.daemon.Main"));
        all.addAll(List.of(words));
        return all;
    }

    /**
     * Settings of a handler whose hosts all are this one. Its own folder is another: whatever it makes in its own process would
     * be found there, by {@link #madeElsewhere}.
     */
    public PropertyList caller() {
        return PropertyList.of("folder", folder.resolve("never").toString()).with(Agents.AGENT, names)
                .with(Agents.KEY, key().toString());
    }

    /** Whether the site itself has made anything. */
    public boolean madeElsewhere() {
        return Files.exists(folder.resolve("never"));
    }

    /** Its process. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** What {@code orca agent status} says, in JSON where it is asked for; and its exit code in front. */
    public String status(String... more) throws IOException, InterruptedException {
        List<String> words = words("agent", "status", file.toString());
        words.addAll(List.of(more));
        Process asked = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return asked.waitFor() + "\n" + said;
    }

    /** What {@link #status} says once it says {@code wanted}; each question takes a while, so nobody is hurried. */
    public String statusWith(String wanted) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        String said = status();
        while (!said.contains(wanted)) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("the agent never said '" + wanted + "', at last: " + said);
            }
            said = status();
        }
        return said;
    }

    /** As the kernel ends a process that has too much memory. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }

    /** Ends it in good order. */
    public void end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
