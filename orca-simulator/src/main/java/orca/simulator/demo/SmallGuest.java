package orca.simulator.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import orca.core.resource.PropertyList;
import orca.handler.libvirt.LibvirtHandler;

/** The guest of the demo's virtual machines: made by the handler's script out of packages of Debian, entered by SSH. */
final class SmallGuest {
    /** The handler's, in the demo's configuration. */
    static final String SETTINGS = "{folder: FOLDER/machines, images: FOLDER/images, uri: \"URI\", image: disk.qcow2,"
            + " kernel: kernel, initrd: initrd, network: user, ports: 22600-22699}";

    private static final long PATIENCE_SECONDS = 90;

    private SmallGuest() {}

    /** The daemon: as libvirt's own programs find it, else the machine's for root and the user's own for others. */
    static String uri() {
        String said = System.getenv("LIBVIRT_DEFAULT_URI");
        return said != null && !said.isBlank() ? said
                : System.getProperty("user.name").equals("root") ? "qemu:///system" : "qemu:///session";
    }

    /** What keeps machines from being made here, in words; empty when nothing does. */
    static Optional<String> missing() {
        return missing(uri());
    }

    static Optional<String> missing(String uri) {
        Map<String, String> programs = new TreeMap<>(Map.of("qemu-system-x86_64", "qemu-system-x86", "qemu-img", "qemu-utils",
                "busybox", "busybox-static", "dropbear", "dropbear-bin", "cpio", "cpio", "ssh", "openssh-client"));
        List<String> packages = new ArrayList<>();
        programs.forEach((program, name) -> {
            if (!onPath(program)) {
                packages.add(name);
            }
        });
        String[] kernels = Path.of("/boot").toFile().list((folder, name) -> name.matches("vmlinuz-.*-cloud-amd64"));
        if (kernels == null || kernels.length == 0) {
            packages.add("linux-image-cloud-amd64");
        }
        if (!packages.isEmpty()) {
            return Optional.of("these packages are missing: " + String.join(" ", packages));
        }
        return silence(uri);
    }

    private static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        for (String folder : path.split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** Why the daemon does not answer, if it does not. */
    private static Optional<String> silence(String uri) {
        Path trial = null;
        try {
            trial = Files.createTempDirectory("orca-demo-look-");
            LibvirtHandler handler = new LibvirtHandler();
            handler.configure(PropertyList.of("folder", trial.toString()).with("uri", uri));
            handler.client().units();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted while it was asked");
        } finally {
            sweep(trial);
        }
    }

    private static void sweep(Path folder) {
        try {
            if (folder != null) {
                Premises.remove(folder);
            }
        } catch (IOException e) {
            throw new Sentence("The folder " + folder + " cannot be removed: " + e.getMessage() + ".", e);
        }
    }

    /** Makes image, kernel and a key in {@code state}. @throws Sentence when they cannot be made */
    static void make(Path state) {
        missing().ifPresent(why -> {
            throw new Sentence("There are no virtual machines on this host: " + why + ".");
        });
        try {
            // The hypervisor has a user of its own, who has to come through to the machines' files.
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx--x--x"));
            Path script = Files.createDirectories(state.resolve("guest"));
            for (String part : List.of("make-guest", "init")) {
                try (InputStream in = LibvirtHandler.class.getResourceAsStream("guest/" + part)) {
                    Files.write(script.resolve(part), in.readAllBytes());
                }
            }
            run(line -> { }, "sh", script.resolve("make-guest").toString(), state.resolve("images").toString());
            run(line -> { }, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "demo", "-f", key(state).toString());
        } catch (IOException e) {
            throw new Sentence("There is no guest for virtual machines: " + e.getMessage() + ".", e);
        }
    }

    private static Path key(Path state) {
        return state.resolve("guest.key");
    }

    /** What a machine's owner shows at its door. */
    static String publicKey(Path state) {
        try {
            return Files.readString(Path.of(key(state) + ".pub")).strip();
        } catch (IOException e) {
            throw new Sentence("There is no key for virtual machines: " + e.getMessage() + ".", e);
        }
    }

    /** Runs {@code script} in the machine that answers at {@code place}, host and port, as soon as it does. */
    static void inside(Path state, String place, String script, Consumer<String> line) {
        String[] parts = place.split(":");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                run(line, "ssh", "-i", key(state).toString(), "-p", parts[1], "-o", "StrictHostKeyChecking=no", "-o",
                        "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10",
                        "root@" + parts[0], script);
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw new Sentence("The machine at " + place + " lets nobody in: " + notYet.getMessage() + ".", notYet);
                }
            }
        }
    }

    private static void run(Consumer<String> line, String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(command[0] + ": " + words.strip());
            }
            words.lines().forEach(line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sentence("The demo was told to stop while it ran " + command[0] + ".", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
