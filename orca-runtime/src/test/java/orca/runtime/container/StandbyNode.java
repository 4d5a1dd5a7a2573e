package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import orca.testkit.PostgresServer;
import orca.wire.management.ManagementClient;

/** A container of the site {@code duke} that stands by or leads, in a process of its own on a folder of its own. */
final class StandbyNode implements AutoCloseable {
    private final Path home;
    private final Path log;
    private Process process;

    /**
     * One that does not run yet.
     *
     * @param port where it listens when it leads, {@code other} where the other one does
     */
    StandbyNode(PostgresServer server, Village village, Path home, int port, int other) throws IOException {
        this.home = Files.createDirectories(home);
        log = home.resolve("log");
        Files.writeString(home.resolve("secret"), server.password() + "\n");
        Files.createDirectories(home.resolve("keys"));
        village.key("duke").write(home.resolve("keys/duke.key"));
        Files.copy(village.home("duke").resolve("trust.yaml"), home.resolve("trust.yaml"));
        Files.writeString(home.resolve("orca.yaml"), "journal: {url: '" + server.url() + "', user: " + PostgresServer.USER
                + ", password-file: secret}\n" + Village.TYPES + "wire: {listen: '127.0.0.1:" + port
                + "', standbys: ['http://127.0.0.1:" + other + "']}\n" + Village.SITE);
    }

    void begin() throws IOException {
        process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx256m", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "up", home.resolve("orca.yaml").toString(),
                "--standby").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    }

    String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void until(String said, int times) throws InterruptedException {
        long deadline = System.nanoTime() + Village.PATIENCE.toNanos();
        while (log().split(said, -1).length <= times) {
            assertThat(System.nanoTime() - deadline).as("%s says '%s' %s times:%n%s", home, said, times, log()).isNegative();
            assertThat(process.isAlive()).as("%s lives:%n%s", home, log()).isTrue();
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    ManagementClient client() {
        return ManagementClient.of(home.resolve("data"));
    }

    Path home() {
        return home;
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
