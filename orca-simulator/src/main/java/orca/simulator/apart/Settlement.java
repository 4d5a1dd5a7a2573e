package orca.simulator.apart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import orca.runtime.hosting.HostingException;
import orca.wire.management.AccessFile;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.TrustException;

/** Some containers on one machine, each in a folder of its own and, when it is launched, in a process of its own. */
public final class Settlement implements AutoCloseable {
    private static final Duration ENDING = Duration.ofSeconds(30);

    private final Path folder;
    private final Map<String, Identity> keys = new LinkedHashMap<>();
    private final Map<String, Process> processes = new LinkedHashMap<>();

    /** In {@code folder}, which is there. */
    public Settlement(Path folder) {
        this.folder = folder;
    }

    /** Where a container's configuration, keys and address book are. */
    public Path home(String name) {
        return folder.resolve(name);
    }

    /** Where it keeps what it has to remember; its configuration must name it so. */
    public Path data(String name) {
        return home(name).resolve("data");
    }

    /** Where its configuration is. */
    public Path file(String name) {
        return home(name).resolve(name + ".yaml");
    }

    /** Makes the folder, the key and the configuration of one actor that has a container to itself. */
    public Identity found(String name, String configuration) throws IOException {
        Files.createDirectories(home(name).resolve("keys"));
        Identity identity = Identity.generate();
        identity.write(home(name).resolve("keys").resolve(name + ".key"));
        Files.writeString(file(name), configuration);
        keys.put(name, identity);
        return identity;
    }

    /** Makes a second container of the actor in {@code of}, with its key and whom it knows by now. */
    public void twin(String name, String of, String configuration) throws IOException {
        Path secrets = Files.createDirectories(home(name).resolve("keys"));
        keys.get(of).write(secrets.resolve(of + ".key"));
        Files.copy(home(of).resolve(AddressBook.NAME), home(name).resolve(AddressBook.NAME));
        Files.writeString(file(name), configuration);
        keys.put(name, keys.get(of));
    }

    /** Somebody who has no container, but whom address books may know. */
    public void introduce(String name, Identity identity) {
        keys.put(name, identity);
    }

    /** Whose key that is. */
    public Identity key(String name) {
        return keys.get(name);
    }

    /** Has {@code whose} address book know {@code name}. */
    public void pin(String whose, String name, Role role, Optional<String> url) throws IOException {
        pin(whose, name, role, url.stream().toList());
    }

    /** Has it know {@code name}, who is found at the first of these places where somebody answers. */
    public void pin(String whose, String name, Role role, List<String> urls) throws IOException {
        Peer peer = new Peer(name, role, new Fingerprint(keys.get(name).principal()),
                urls.stream().map(Endpoint::parse).toList(), Limits.NONE, "", Optional.of(Instant.now()));
        try {
            AddressBook.change(home(whose), book -> book.with(peer));
        } catch (TrustException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Starts its container in a process. */
    public void launch(String name) throws IOException {
        launch(name, Launch.UP);
    }

    /** Starts it in a process as {@code how} says; what it says comes after what an earlier process of it said. */
    public void launch(String name, Launch how) throws IOException {
        List<String> words = new ArrayList<>(how.before());
        words.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xlog:disable", "-Xlog:all=error:stderr"));
        words.addAll(how.machine());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), how.main(), how.verb(), file(name).toString()));
        words.addAll(how.after());
        Process process = new ProcessBuilder(words).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home(name).resolve("output").toFile())).start();
        process.getOutputStream().close();
        processes.put(name, process);
    }

    /** Ends its process as a crash would, and returns when it is gone. */
    public void kill(String name) throws InterruptedException {
        processes.get(name).destroyForcibly().waitFor();
    }

    /**
     * Waits until its operator can speak with it.
     *
     * @throws HostingException when it ends instead, with what it said, or takes longer
     */
    public void await(String name, Duration longest) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!Files.exists(data(name).resolve(AccessFile.NAME))) {
            if (processes.get(name).waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new HostingException("'" + name + "' did not start: "
                        + Files.readString(home(name).resolve("output")).strip());
            }
            if (System.nanoTime() > deadline) {
                throw new HostingException("'" + name + "' did not start within " + longest.toSeconds() + " s.");
            }
        }
    }

    /** Its process. */
    public ProcessHandle process(String name) {
        return processes.get(name).toHandle();
    }

    /** With what code its process, which does not live, has ended. */
    public int ended(String name) {
        return processes.get(name).exitValue();
    }

    /** Ends all processes in good order; whoever does not end is killed. */
    @Override
    public void close() {
        processes.values().forEach(Process::destroy);
        for (Process process : processes.values()) {
            try {
                if (!process.waitFor(ENDING.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
