package orca.cli.connect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A machine that commands are given to by this machine's own ssh, so with its user's keys, agent and configuration. All goes over
 * one connection. The machine's key is one that ssh knows, or the one whose fingerprint was said; who sits at a screen is asked
 * by ssh about one that it does not know, and scripts are refused.
 */
public final class SshHost implements AutoCloseable {
    /** What ssh itself ends with when it did not come as far as the command. */
    private static final int SSH_FAILED = 255;
    private static final int SCAN_SECONDS = 60;
    private static final List<String> KINDS = List.of("ed25519", "ecdsa", "rsa");
    private static final String SHA256 = "SHA256:";

    private final SshAddress address;
    private final Path folder;
    private final List<String> options;

    /**
     * A machine that nothing was said to yet.
     *
     * @param hostKey the fingerprint of its key, {@code SHA256:...}
     * @param identity a file with the key to show there
     * @param asks whether somebody is there whom ssh can ask
     */
    public SshHost(SshAddress address, Optional<String> hostKey, Optional<Path> identity, boolean asks) {
        this.address = address;
        try {
            this.folder = Files.createTempDirectory("orca-ssh");
            List<String> all = new ArrayList<>(List.of("-o", "ControlMaster=auto", "-o", "ControlPath=" + folder.resolve("c"),
                    "-o", "ControlPersist=60", "-o", "ConnectTimeout=60", "-o", "ServerAliveInterval=15", "-o",
                    "ServerAliveCountMax=8", "-o", "LogLevel=ERROR"));
            address.port().ifPresent(port -> all.addAll(List.of("-p", port.toString())));
            identity.ifPresent(file -> all.addAll(List.of("-i", file.toString(), "-o", "IdentitiesOnly=yes")));
            if (hostKey.isPresent()) {
                Files.writeString(folder.resolve("known"), pinned(hostKey.get()));
                all.addAll(List.of("-o", "UserKnownHostsFile=" + folder.resolve("known"), "-o",
                        "GlobalKnownHostsFile=/dev/null"));
            }
            all.addAll(List.of("-o", "StrictHostKeyChecking=" + (asks && hostKey.isEmpty() ? "ask" : "yes")));
            all.addAll(asks ? List.of() : List.of("-o", "BatchMode=yes"));
            options = List.copyOf(all);
        } catch (IOException e) {
            throw new Failure(Exit.TROUBLE, "ssh cannot be used: " + e.getMessage());
        }
    }

    /** A key that a machine shows. @param line as a file of known hosts has it */
    private record Shown(String kind, String print, String line) {
        @Override
        public String toString() {
            return print + " (" + kind + ")";
        }
    }

    /**
     * What the machine shows to anybody who asks, of some kinds of keys; proves nothing. One kind after the other: a slow host
     * that is asked for all at once shows some in time and others not.
     *
     * @param wanted the rest is not asked for once this is found
     */
    private List<Shown> shown(Predicate<Shown> wanted) throws IOException {
        List<Shown> keys = new ArrayList<>();
        for (String kind : KINDS) {
            long began = System.nanoTime();
            List<Shown> these = shown(kind);
            keys.addAll(these);
            boolean mute = these.isEmpty() && System.nanoTime() - began >= TimeUnit.SECONDS.toNanos(SCAN_SECONDS);
            if (mute && keys.isEmpty() || these.stream().anyMatch(wanted)) {
                break;
            }
        }
        return keys;
    }

    private List<Shown> shown(String kind) throws IOException {
        List<String> words = new ArrayList<>(List.of("ssh-keyscan", "-t", kind, "-T", Integer.toString(SCAN_SECONDS)));
        address.port().ifPresent(port -> words.addAll(List.of("-p", port.toString())));
        words.add(address.host());
        Process scan = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<Shown> keys = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(scan.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] parts = line.split(" ");
                if (!line.startsWith("#") && parts.length >= 3) {
                    keys.add(new Shown(parts[1].replaceFirst("^ssh-", ""), print(parts[2]), line));
                }
            }
        }
        return keys;
    }

    private static String print(String key) {
        try {
            return SHA256 + Base64.getEncoder().withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(key)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        } catch (IllegalArgumentException e) {
            return "no key";
        }
    }

    private String pinned(String print) throws IOException {
        List<Shown> all = shown(key -> key.print.equals(print));
        return all.stream().filter(key -> key.print.equals(print)).findFirst().map(key -> key.line + "\n").orElseThrow(() ->
                new Failure(Exit.REFUSED, "--host-key: " + (all.isEmpty() ? "nobody shows a key at " + address
                        : address + " has another one: it shows " + list(all))));
    }

    private static String list(List<Shown> keys) {
        return keys.stream().map(Shown::toString).collect(Collectors.joining(", "));
    }

    /**
     * What came of a command.
     *
     * @param out what it said, without what stood at its ends
     * @param err likewise, what went wrong
     */
    public record Ran(int code, String out, String err) {}

    /** Writes what a command is to read. */
    @FunctionalInterface
    public interface Input {
        void to(OutputStream out) throws IOException;
    }

    /** Runs a line of the machine's shell. */
    public Ran run(String command) {
        return run(command, out -> { }, line -> { });
    }

    /**
     * Runs a line of the machine's shell.
     *
     * @param said hears each line as it comes
     * @throws Failure when ssh does not come as far
     */
    public Ran run(String command, Input input, Consumer<String> said) {
        List<String> words = new ArrayList<>(List.of("ssh"));
        words.addAll(options);
        words.addAll(List.of("--", address.target(), command));
        try {
            // A file and no pipe: the process that keeps the connection open has it too, and would never end a pipe.
            Path errors = folder.resolve("err");
            Process process = new ProcessBuilder(words).redirectError(errors.toFile()).start();
            AtomicReference<IOException> cut = new AtomicReference<>();
            Thread feeding = Thread.ofPlatform().daemon().name("orca-ssh").start(() -> feed(process, input, cut));
            StringBuilder out = new StringBuilder();
            try (BufferedReader in = new BufferedReader(new InputStreamReader(process.getInputStream(),
                    StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    out.append(line).append('\n');
                    said.accept(line);
                }
            }
            int code = process.waitFor();
            feeding.join();
            Ran ran = new Ran(code, out.toString().strip(), Files.readString(errors).strip());
            if (code == SSH_FAILED) {
                throw failure(ran.err);
            }
            if (code == 0 && cut.get() != null) {
                throw new Failure(Exit.TROUBLE, "not all was sent to " + address + ": " + cut.get().getMessage());
            }
            return ran;
        } catch (IOException e) {
            throw new Failure(Exit.TROUBLE, "ssh cannot be run: " + e.getMessage(),
                    "install it (Debian: apt install openssh-client)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.TROUBLE, "interrupted");
        }
    }

    private static void feed(Process process, Input input, AtomicReference<IOException> cut) {
        try (OutputStream out = process.getOutputStream()) {
            input.to(out);
        } catch (IOException e) {
            cut.set(e); // of a command that fails, its code says why
        }
    }

    private Failure failure(String said) throws IOException {
        if (!said.toLowerCase(Locale.ROOT).contains("host key")) {
            return new Failure(Exit.TROUBLE, address + " cannot be reached: " + said.replace('\n', ' ').strip());
        }
        List<Shown> keys = shown(key -> false);
        return new Failure(Exit.REFUSED, "the key of " + address.host()
                + " is not known here, or is another one than was known; it shows "
                + (keys.isEmpty() ? "none" : list(keys)),
                "read it on the machine itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
                "and when it is the same, say --host-key with it");
    }

    @Override
    public void close() {
        List<String> words = new ArrayList<>(List.of("ssh"));
        words.addAll(options);
        words.addAll(List.of("-O", "exit", "--", address.target()));
        try {
            Process end = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!end.waitFor(10, TimeUnit.SECONDS)) {
                end.destroyForcibly();
            }
            for (String name : List.of("known", "c", "err")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            System.getLogger(SshHost.class.getName()).log(System.Logger.Level.DEBUG, "left behind: " + folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
