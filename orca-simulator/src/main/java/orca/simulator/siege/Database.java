package orca.simulator.siege;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of this siege's own, from the machine's packages, on ground of its own. Whoever reaches it there may use
 * it: nobody else is on that network.
 */
final class Database {
    /** Whose all is in it; also the account that the server runs as, which must not be root. */
    static final String USER = "postgres";
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private final Grounds grounds;
    private final Path home;
    private Optional<Process> server = Optional.empty();

    /** One group of a journal. */
    record Group(long sequence, long epoch) {}

    /** What the machine lacks for it, a sentence each. */
    static List<String> missing() {
        try {
            return programs().isPresent() ? List.of()
                    : List.of("the programs of a PostgreSQL server are missing (Debian: apt install postgresql)");
        } catch (IOException e) {
            return List.of(e.getMessage());
        }
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(VERSIONS)) {
            return all.map(version -> version.resolve("bin")).filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    /** Makes an empty one in {@code folder}/db, on ground that is there. */
    Database(Grounds grounds, Path folder) throws IOException {
        this.grounds = grounds;
        this.home = folder.resolve(Roster.DATABASE);
        // The account may pass to where its files are, and see nothing on the way.
        for (Path way : List.of(folder, home, home.resolve("data"))) {
            Files.setPosixFilePermissions(way, PosixFilePermissions.fromString("rwx--x--x"));
        }
        Files.createDirectory(data());
        Grounds.run("chown", USER, data().toString());
        List<String> make = new ArrayList<>(asItsUser("initdb"));
        // Small pieces of its log, so that a full disk is felt at once.
        make.addAll(List.of("--pgdata", data().toString(), "--username", USER, "--auth", "trust", "--locale", "C", "--encoding",
                "UTF8", "--no-sync", "--wal-segsize", "1"));
        Grounds.run(make.toArray(String[]::new));
        Files.writeString(data().resolve("pg_hba.conf"), "host all all 0.0.0.0/0 trust\n");
    }

    private Path data() {
        return home.resolve("data").resolve("server");
    }

    private static List<String> asItsUser(String program) throws IOException {
        return List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups",
                programs().orElseThrow().resolve(program).toString());
    }

    /** Where it is, for Java. */
    static String url(String address) {
        return "jdbc:postgresql://" + address + "/postgres";
    }

    /** @param tracer words before the program */
    void start(List<String> tracer) throws IOException {
        List<String> words = new ArrayList<>(grounds.enter(Roster.DATABASE));
        words.addAll(tracer);
        words.addAll(asItsUser("postgres"));
        words.addAll(List.of("-D", data().toString(), "-c", "listen_addresses=*", "-c", "unix_socket_directories=", "-c",
                "dynamic_shared_memory_type=mmap", "-c", "max_wal_size=16MB", "-c", "max_connections=50"));
        Process started = new ProcessBuilder(words).directory(data().toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile())).start();
        started.getOutputStream().close();
        server = Optional.of(started);
    }

    Path output() {
        return home.resolve("output");
    }

    boolean lives() {
        return server.filter(Process::isAlive).isPresent();
    }

    /** Ends it as a crash would, all of its processes at once. */
    void kill() throws InterruptedException {
        if (server.isPresent()) {
            List<ProcessHandle> own = server.get().descendants().toList();
            server.get().destroyForcibly();
            own.forEach(ProcessHandle::destroyForcibly);
            server.get().waitFor();
        }
    }

    /** Ends the first of its processes only; the others find out. */
    void behead() throws InterruptedException {
        if (server.isPresent()) {
            server.get().destroyForcibly().waitFor();
        }
    }

    /** Ends one of those that work for somebody; the first ends all others then, and goes through what was synced. */
    void maim() {
        server.stream().flatMap(Process::descendants).max(Comparator.comparing(ProcessHandle::pid))
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Asks it to end without waiting for anybody. */
    void end() throws IOException {
        signal("INT", false);
    }

    void freeze() throws IOException {
        signal("STOP", true);
    }

    void thaw() throws IOException {
        signal("CONT", true);
    }

    private void signal(String signal, boolean all) throws IOException {
        if (lives()) {
            StringBuilder whom = new StringBuilder().append(server.get().pid());
            if (all) {
                server.get().descendants().forEach(each -> whom.append(' ').append(each.pid()));
            }
            Grounds.run("sh", "-c", "kill -" + signal + " " + whom + " 2>/dev/null || true");
        }
    }

    /** Returns whether it answers. */
    boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                url(grounds.address(Roster.DATABASE)) + "?connectTimeout=5&socketTimeout=20", USER, "");
    }

    /** The node that it says leads {@code actor}. @throws IOException when it does not answer */
    String leader(String actor) throws IOException {
        return asked("SELECT leader FROM \"orca-" + actor + "\".journal_lead", row -> row.getString(1)).getFirst();
    }

    /** All groups that are in the journal of {@code actor}, in their order. @throws IOException when it does not answer */
    List<Group> groups(String actor) throws IOException {
        return asked("SELECT sequence, epoch FROM \"orca-" + actor + "\".journal_group ORDER BY sequence",
                row -> new Group(row.getLong(1), row.getLong(2)));
    }

    /** What is read of a row. */
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> asked(String question, Row<T> reading) throws IOException {
        try (Connection connection = connect(); Statement ask = connection.createStatement();
                ResultSet rows = ask.executeQuery(question)) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(reading.read(rows));
            }
            return found;
        } catch (SQLException e) {
            throw new IOException("the database: " + e.getMessage(), e);
        }
    }
}
