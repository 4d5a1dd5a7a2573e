package orca.runtime.doctor;

import static orca.runtime.doctor.Finding.ok;
import static orca.runtime.doctor.Finding.warning;
import static orca.runtime.doctor.Finding.wrong;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.ContainerConfig;
import orca.wire.metrics.MetricsConfig;
import orca.wire.server.Listen;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.TrustException;

/** What can be seen on this machine, without asking anybody. */
final class HereChecks {
    /** The Java that the programs are made for. */
    static final int LEAST_JAVA = 21;
    /** Below this part of the disk, and below these bytes, there is too little room. */
    private static final double LITTLE = 0.1;
    private static final long LEAST_BYTES = 100L << 20;

    private final ConfigFile file;
    private final ContainerConfig config;
    private final Path base;
    private final Machine machine;

    HereChecks(ConfigFile file, Machine machine) {
        this.file = file;
        this.config = file.config();
        this.base = file.path().toAbsolutePath().getParent();
        this.machine = machine;
    }

    static Finding java(Machine machine) {
        return machine.java() >= LEAST_JAVA ? ok("java", "version " + machine.java())
                : wrong("java", "version " + machine.java() + ", and " + LEAST_JAVA + " or later is needed",
                        "install a JDK " + LEAST_JAVA + " or later, or set JAVA_HOME to one");
    }

    /** The folder, and how much room there is. */
    List<Finding> folder() {
        Path folder = file.folder();
        Path there = folder;
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        List<Finding> found = new ArrayList<>();
        Set<PosixFilePermission> open = others(there, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            found.add(wrong("folder", there + " cannot be written", "give it to the account that the container runs as, or name"
                    + " another with 'folder:'"));
        } else if (!there.equals(folder)) {
            found.add(ok("folder", folder + " is made at the first start"));
        } else if (!open.isEmpty()) {
            found.add(wrong("folder", folder + " can be written by others ("
                    + PosixFilePermissions.toString(open).replace("-", "") + ")", "chmod go-w " + folder));
        } else {
            found.add(ok("folder", folder.toString()));
        }
        found.add(room(there));
        return found;
    }

    private Finding room(Path there) {
        try {
            Machine.Space space = machine.disk().of(there);
            String says = (space.free() >> 20) + " of " + (space.total() >> 20) + " MiB are free";
            String todo = "make room: on a full disk actors decide nothing; or lower 'journal.keep' and 'calls.output-size'";
            return space.free() < LEAST_BYTES ? wrong("disk", says, todo)
                    : space.free() < LITTLE * space.total() ? warning("disk", says, todo) : ok("disk", says);
        } catch (IOException e) {
            return wrong("disk", "cannot be looked at: " + e.getMessage(), "see whether " + there + " is mounted");
        }
    }

    /** The permissions of {@code path} that are among {@code these}; none where the file system has no such thing. */
    private static Set<PosixFilePermission> others(Path path, PosixFilePermission... these) {
        Set<PosixFilePermission> open = new TreeSet<>(Set.of(these));
        try {
            open.retainAll(Files.getFileAttributeView(path, PosixFileAttributeView.class) == null ? Set.of()
                    : Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            open.clear(); // what cannot be looked at is told of elsewhere
        }
        return open;
    }

    /** The keys of the actors, where they have any. Those that can be used go into {@code usable}. */
    List<Finding> keys(Map<String, Identity> usable) {
        Set<String> names = new TreeSet<>();
        if (config.wire().isPresent()) {
            names.addAll(config.actors());
        }
        if (config.management().listen().isPresent()) {
            names.add(config.management().key().orElseGet(() -> config.actors().get(0)));
        }
        List<Finding> found = new ArrayList<>();
        for (String name : names) {
            Path key = base.resolve(config.keys()).resolve(name + ".key");
            try {
                Identity identity = Identity.read(key);
                usable.put(name, identity);
                found.add(ok("key of " + name, new Fingerprint(identity.principal()).toString()));
            } catch (NoSuchFileException e) {
                found.add(wrong("key of " + name, "there is no " + key,
                        "make one with 'orca key new', or bring it back from where you keep a copy"));
            } catch (IOException e) {
                found.add(wrong("key of " + name, e.getMessage(), "chmod 600 " + key + ", if it is the modes; else bring it back"
                        + " from where you keep a copy"));
            }
        }
        config.journal().passwordFile().map(base::resolve).ifPresent(secret -> {
            Set<PosixFilePermission> open = others(secret, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
            found.add(!Files.isReadable(secret) ? wrong("password", secret + " cannot be read", "see 'journal.password-file'")
                    : open.isEmpty() ? ok("password", secret.toString())
                    : wrong("password", secret + " can be read by others", "chmod 600 " + secret));
        });
        return found;
    }

    /** The address book. */
    Finding book() {
        Path folder = base.resolve(config.trust());
        try {
            AddressBook book = AddressBook.read(folder);
            return book.peers().isEmpty() ? warning("trust", "nobody is known in " + folder.resolve(AddressBook.NAME).normalize(),
                    "make peers known with 'orca trust add FILE'")
                    : ok("trust", book.peers().size() + (book.peers().size() == 1 ? " peer is known" : " peers are known"));
        } catch (IOException | TrustException e) {
            return wrong("trust", "the address book cannot be read: " + e.getMessage(), "mend the line, or bring the file back");
        }
    }

    /** Whether a container that is started now could listen. */
    List<Finding> ports() {
        Map<String, Listen> ports = new LinkedHashMap<>();
        ports.put("management", new Listen(config.management().host(), config.management().port()));
        config.management().listen().ifPresent(at -> ports.put("management.listen", at));
        config.wire().ifPresent(wire -> {
            wire.listen().ifPresent(at -> ports.put("wire.listen", at));
            wire.rpc().ifPresent(at -> ports.put("wire.rpc", at));
        });
        config.metrics().map(MetricsConfig::listen).ifPresent(at -> ports.put("metrics.listen", at));
        List<Finding> found = new ArrayList<>();
        ports.values().removeIf(at -> at.port() == 0); // any that is free will do
        ports.forEach((field, at) -> {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(at.host(), at.port()));
                found.add(ok(field, at + " is free"));
            } catch (IOException | IllegalArgumentException e) {
                found.add(wrong(field, at + ": " + e.getMessage(), "stop what listens there ('ss -ltnp' names it), or choose"
                        + " another address in the file"));
            }
        });
        return found;
    }
}
