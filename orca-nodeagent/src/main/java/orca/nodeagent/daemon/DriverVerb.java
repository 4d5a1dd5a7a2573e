package orca.nodeagent.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import orca.nodeagent.client.RemoteClient;
import orca.nodeagent.packages.Depot;
import orca.nodeagent.packages.PackageRefused;
import orca.nodeagent.talk.Kind;
import orca.wire.text.RecordForm;
import orca.wire.trust.Identity;

/** {@code orca agent driver}: what operators do with drivers. */
final class DriverVerb {
    /** The bytes of a package in one call. */
    private static final int PART = 2 << 20;

    private DriverVerb() {}

    static int run(Options options, PrintStream out) throws IOException {
        String verb = options.plain(1, "list, install, rollback, remove or pack");
        return switch (verb) {
            case "list" -> {
                try (RemoteClient client = options.client(2)) {
                    yield show(client.ask(Kind.DRIVER_LIST, new Kind.Nothing(), Kind.DriverRows.class), options, out);
                }
            }
            case "install" -> {
                byte[] bytes = Files.readAllBytes(Path.of(options.plain(2, "the package")));
                try (RemoteClient client = options.client(3)) {
                    yield show(install(client, bytes), options, out);
                }
            }
            case "rollback", "remove" -> {
                Kind kind = verb.equals("remove") ? Kind.DRIVER_REMOVE : Kind.DRIVER_ROLLBACK;
                Kind.Named named = new Kind.Named(options.plain(2, "the driver's name"));
                try (RemoteClient client = options.client(3)) {
                    yield show(client.ask(kind, named, Kind.DriverRows.class), options, out);
                }
            }
            case "pack" -> {
                Path folder = Path.of(options.plain(2, "the folder"));
                options.noMore(3);
                try {
                    byte[] bytes = Depot.pack(folder, Identity.read(Path.of(options.need("--key"))));
                    Path file = Path.of(options.need("--out"));
                    Files.write(file, bytes);
                    out.println(file + ": " + bytes.length + " bytes");
                } catch (PackageRefused e) {
                    throw new IllegalArgumentException(folder + ": " + e.getMessage(), e);
                }
                yield 0;
            }
            default -> throw new IllegalArgumentException("driver: there is no '" + verb + "'");
        };
    }

    /** Brings a package, from where it was cut off before, and has it installed. */
    static Kind.DriverRows install(RemoteClient client, byte[] bytes) throws IOException {
        String digest = digest(bytes);
        long have = 0;
        do {
            byte[] part = Arrays.copyOfRange(bytes, (int) have, (int) Math.min(bytes.length, have + PART));
            have = client.ask(Kind.DRIVER_PART, new Kind.Part(digest, have, Base64.getEncoder().encodeToString(part)),
                    Kind.Received.class).have();
        } while (have < bytes.length);
        return client.ask(Kind.DRIVER_INSTALL, new Kind.Named(digest), Kind.DriverRows.class);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    private static int show(Kind.DriverRows rows, Options options, PrintStream out) {
        if (options.json()) {
            out.println(RecordForm.write(rows).toPrettyJson());
        } else {
            StatusTable.drivers(rows.drivers()).forEach(out::println);
        }
        return 0;
    }
}
