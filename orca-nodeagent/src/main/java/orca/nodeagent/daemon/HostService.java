package orca.nodeagent.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Has systemd run the agent of this host, by the unit that comes with the programs. */
final class HostService {
    /** What systemd calls it. */
    static final String NAME = "orca-agent.service";
    private static final Path UNITS = Path.of("/etc/systemd/system");
    private static final Path RUNNING = Path.of("/run/systemd/system");
    private static final String USUAL = "/opt/orca/orca agent /etc/orca/agent.yaml";
    private static final int LIMIT_SECONDS = 60;

    private final Path root;

    /** @param root where the programs are */
    HostService(Path root) {
        this.root = root;
    }

    /** Of the programs that run this; empty where they were not started by their launcher. */
    static Optional<HostService> own() {
        return Optional.ofNullable(System.getenv("ORCA_ROOT")).map(Path::of).map(HostService::new);
    }

    /** What would have to be typed to run the agent of {@code file}. */
    String command(Path file) {
        return root.resolve("orca") + " agent " + file;
    }

    /** Why it cannot be done here; empty when it can. */
    Optional<String> obstacle(Path file) {
        if (!Files.isDirectory(RUNNING)) {
            return Optional.of("no systemd runs this host; say --no-service, and have whatever starts its services start: "
                    + command(file));
        }
        if (!Files.isWritable(UNITS)) {
            return Optional.of("only root may install a service; say --no-service otherwise");
        }
        Optional<String> other = other(UNITS.resolve(NAME), file);
        if (other.isPresent()) {
            return other;
        }
        return (root + " " + file).chars().anyMatch(c -> c == '%' || c == '"' || c == '\\' || c < ' ')
                ? Optional.of("the paths " + root + " and " + file + " cannot stand in a unit of systemd") : Optional.empty();
    }

    /** Why the unit that is installed must stay: it runs the agent of another file, which may be another site's. */
    static Optional<String> other(Path installed, Path file) {
        if (!Files.exists(installed)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(installed)) {
            List<String> starts = lines.filter(line -> line.startsWith("ExecStart=")).toList();
            boolean ours = starts.size() == 1
                    && (starts.getFirst().endsWith(" agent " + file) || starts.getFirst().endsWith(" agent \"" + file + '"'));
            return ours ? Optional.empty() : Optional.of(installed + " runs another agent here (" + String.join(", ", starts)
                    + "); join with the folder that it has, remove it first, or say --no-service");
        } catch (IOException | UncheckedIOException e) {
            return Optional.of(installed + " cannot be read: " + e.getMessage());
        }
    }

    /** The text of the unit for the agent of {@code file}. */
    String unit(Path file) throws IOException {
        String text = Files.readString(root.resolve("deploy/systemd").resolve(NAME));
        if (!text.contains("ExecStart=" + USUAL + "\n")) {
            throw new IOException(root + "/deploy/systemd/" + NAME + ": does not start " + USUAL);
        }
        String command = USUAL.equals(command(file)) ? USUAL : '"' + root.resolve("orca").toString() + "\" agent \"" + file + '"';
        return text.replace("ExecStart=" + USUAL + "\n", "ExecStart=" + command + "\n");
    }

    /** Installs it and starts it, or starts it anew. @throws IOException with what systemd says when that fails */
    void start(Path file) throws IOException, InterruptedException {
        Files.writeString(UNITS.resolve(NAME), unit(file));
        systemctl("daemon-reload");
        systemctl("enable", NAME);
        systemctl("restart", NAME);
    }

    private static void systemctl(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemctl", "--no-ask-password"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("systemctl " + String.join(" ", words) + ": does not end");
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.exitValue() != 0) {
            throw new IOException("systemctl " + String.join(" ", words) + ": " + said + "; 'journalctl -u " + NAME
                    + "' says more");
        }
    }
}
