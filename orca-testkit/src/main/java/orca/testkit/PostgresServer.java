package orca.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A server of PostgreSQL for one test class, with files, port, user and password of its own. */
public final class PostgresServer implements AutoCloseable {
    /** Who owns it. */
    public static final String USER = "orca";
    private static final long SECONDS = 120;
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Random, so that a test may search everything that was said for it. */
    private final String password = UUID.randomUUID().toString();
    private final Path folder;
    private final int port = FreePort.take();
    private Process server;

    private PostgresServer(Path folder) {
        this.folder = folder;
    }

    /** A new one that answers. Without the package this is a reason to skip, under {@code CI=true} to fail. */
    public static PostgresServer start() throws Exception {
        if (programs().isEmpty()) {
            String words = "this package is missing: postgresql";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(words);
            }
            Assumptions.abort(words);
        }
        PostgresServer made = new PostgresServer(Files.createTempDirectory("orca-postgres-"));
        if (root()) {
            // It refuses to run as root.
            run("chown", "postgres", made.folder.toString());
        }
        Path secret = Files.writeString(made.folder.resolveSibling(made.folder.getFileName() + ".secret"), made.password);
        try {
            if (root()) {
                run("chown", "postgres", secret.toString());
            }
            run(made.asItsUser("initdb", "--pgdata", made.data(), "--username", USER, "--auth", "scram-sha-256", "--pwfile",
                    secret.toString(), "--locale", "C", "--encoding", "UTF8", "--no-sync").toArray(String[]::new));
        } finally {
            Files.delete(secret);
        }
        made.begin();
        return made;
    }

    private static Optional<Path> programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(versions)) {
            return all.map(version -> version.resolve("bin")).filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    private static boolean root() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private List<String> asItsUser(String program, String... words) throws IOException {
        List<String> command = new ArrayList<>();
        if (root()) {
            command.addAll(List.of("setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"));
        }
        command.add(programs().orElseThrow().resolve(program).toString());
        command.addAll(List.of(words));
        return command;
    }

    /** Starts it, or starts it again. */
    public void begin() throws Exception {
        int said = launch();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!answers()) {
            // Asked once: it may end at any moment.
            boolean alive = server.isAlive();
            // Children of one that was killed may outlive it for a moment, and hold its memory.
            if (!alive && Files.readString(log()).substring(said).contains("is still in use")) {
                LockSupport.parkNanos(PAUSE.toNanos());
                said = launch();
                alive = true;
            }
            assertThat(alive).as(Files.readString(log())).isTrue();
            assertThat(System.nanoTime() - deadline).as("the server answers").isNegative();
        }
    }

    /** How long the log was before. */
    private int launch() throws IOException {
        int said = Files.exists(log()) ? Files.readString(log()).length() : 0;
        server = new ProcessBuilder(asItsUser("postgres", "-D", data(), "-p", Integer.toString(port), "-c",
                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + folder)).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
        return said;
    }

    private Path log() {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url(), USER, password)) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Where it is. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String password() {
        return password;
    }

    /** How a caller says where a server is. */
    public interface Place<T> {
        T of(String url, String user, String password);
    }

    /** Where it is, as a {@code place} says it. */
    public <T> T at(Place<T> place) {
        return place.of(url(), USER, password);
    }

    /** Runs one statement as the server's owner. */
    public void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), USER, password);
                Statement one = connection.createStatement()) {
            one.execute(statement);
        }
    }

    /**
     * Statements that make the schemas called like {@code pattern} in another server, as the package's own program writes them:
     * no owner, nothing about this server, one statement after another.
     */
    public String dump(String pattern) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(asItsUser("pg_dump", "--host", "127.0.0.1", "--port", Integer.toString(port),
                "--username", USER, "--dbname", "postgres", "--schema", pattern, "--inserts", "--no-owner", "--no-privileges"))
                .directory(folder.toFile());
        builder.environment().put("PGPASSWORD", password);
        Process process = builder.redirectError(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
        process.getOutputStream().close();
        String said = text(process);
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said.lines().filter(line -> !line.startsWith("--") && !line.startsWith("\\") && !line.isBlank())
                .collect(Collectors.joining("\n")) + "\n";
    }

    /** Ends it as a crash would: what it has not synced is not in its files. */
    public void kill() {
        // The server's own children notice and end.
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly();
        try {
            assertThat(server.waitFor(SECONDS, TimeUnit.SECONDS)).as("the server has ended").isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> text(process));
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("not in time: " + String.join(" ", command));
        }
        assertThat(process.exitValue()).as(said.get(SECONDS, TimeUnit.SECONDS)).isZero();
    }

    private static String text(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "it said nothing that could be read: " + e;
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.deleteIfExists(one);
        }
        Files.deleteIfExists(log());
    }
}
