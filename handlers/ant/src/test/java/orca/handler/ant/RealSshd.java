package orca.handler.ant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import orca.testkit.FreePort;

/** An OpenSSH server of this test's own, for the user who runs it. */
final class RealSshd implements AutoCloseable {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    private final Path folder;
    private final int port;
    private final Process process;

    private RealSshd(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static RealSshd start(Path folder) throws Exception {
        boolean there = Files.isExecutable(SSHD) && Files.isExecutable(Path.of("/usr/bin/ssh-keygen"));
        assertThat(there || System.getenv("CI") == null).as("the packages openssh-server and openssh-client are there").isTrue();
        assumeTrue(there, "the package openssh-server or openssh-client is missing");
        for (String name : List.of("host", "other", "guest", "stranger")) {
            run("ssh-keygen", "-q", "-t", name.equals("other") ? "ecdsa" : "ed25519", "-N", "", "-f", folder + "/" + name);
        }
        Files.copy(folder.resolve("guest.pub"), folder.resolve("authorized"));
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        int port = FreePort.take();
        Files.writeString(folder.resolve("sshd_config"), String.join("\n", "Port " + port, "ListenAddress 127.0.0.1",
                "HostKey " + folder + "/other", "HostKey " + folder + "/host", "AuthorizedKeysFile " + folder + "/authorized",
                "StrictModes no", "UsePAM no", "PidFile none", "PermitRootLogin prohibit-password", ""));
        Process process = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", folder + "/sshd_config")
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        RealSshd sshd = new RealSshd(folder, port, process);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!sshd.answers()) {
            assertThat(process.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        return sshd;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    String publicKey(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".pub")).strip();
    }

    Path keyFile(String name) {
        return folder.resolve(name);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
