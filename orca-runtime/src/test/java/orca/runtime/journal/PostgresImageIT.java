package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.ImagePullPolicy;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The journal in a PostgreSQL server that a Docker engine runs, by an image made here: {@code src/test/docker/postgres-image.sh}.
 * What a server does that dies is for {@link PostgresJournalIT}.
 */
@Tag("images")
@Timeout(300)
class PostgresImageIT extends RetainingJournalContract {
    private static final String IMAGE = "orca-test/postgres:local";
    private static final ImagePullPolicy NEVER = name -> false;
    private static final AtomicInteger TESTS = new AtomicInteger();
    /** What the script says is missing. */
    private static final int MISSING = 7;
    private static final long SECONDS = 240;
    private static PostgreSQLContainer server;

    @TempDir
    Path folder;
    private String actor;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            missing("no Docker engine answers; start one (Debian: docker.io), or say in DOCKER_HOST where it is");
        }
        makeImage();
        server = new PostgreSQLContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("postgres"))
                .withImagePullPolicy(NEVER)
                // Else it would be told not to sync, which a journal refuses.
                .withCommand("postgres");
        server.start();
    }

    /** Of what this machine's packages have installed, so that it is never older than they are. */
    private static void makeImage() throws IOException, InterruptedException {
        Process script = new ProcessBuilder(Path.of("src/test/docker/postgres-image.sh").toAbsolutePath().toString())
                .redirectErrorStream(true).start();
        script.getOutputStream().close();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor(SECONDS, TimeUnit.SECONDS)).as(said).isTrue();
        if (script.exitValue() == MISSING) {
            missing(said.strip());
        }
        assertThat(script.exitValue()).as(said).isZero();
    }

    /** A reason to skip, under {@code CI=true} to fail. */
    private static void missing(String what) {
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(what);
        }
        throw new TestAbortedException(what);
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.stop();
        }
    }

    @BeforeEach
    void name() {
        actor = "north-" + TESTS.incrementAndGet();
    }

    @Override
    Journal newJournal(Retention retention) {
        return new PostgresJournal(files(), store(), TestRecord.codec(), retention, false);
    }

    @Override
    String actor() {
        return actor;
    }

    @Override
    JournalFiles files() {
        return new JournalFiles(folder, actor);
    }

    @Override
    PostgresStore store() {
        String url = "jdbc:postgresql://" + server.getHost() + ':' + server.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT)
                + '/' + server.getDatabaseName();
        return new PostgresStore(new PostgresPlace(url, server.getUsername(), server.getPassword()), actor);
    }
}
