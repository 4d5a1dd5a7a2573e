package orca.nodeagent.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import orca.nodeagent.keeper.Keeper;
import orca.nodeagent.packages.Depot;
import orca.nodeagent.packages.PackageRefused;
import orca.nodeagent.talk.Kind;
import orca.wire.call.CallRefused;
import orca.wire.text.Tree;

/**
 * Where operators bring packages, part by part, and say which drivers serve. Who it is that brings one does not matter; an
 * operator must have signed it.
 */
final class DriverDesk {
    /** The most packages that are brought at once; beyond it all that is not whole is forgotten. */
    static final int MOST_STAGED = 4;

    private final Path staging;
    private final Depot depot;
    private final Keeper keeper;
    private final Known known;
    private final Status status;

    DriverDesk(Path staging, Depot depot, Keeper keeper, Known known, Status status) throws IOException {
        this.staging = Files.createDirectories(staging);
        this.depot = depot;
        this.keeper = keeper;
        this.known = known;
        this.status = status;
        clear();
    }

    synchronized Record answer(Kind kind, Tree.Branch body) throws CallRefused, IOException, InterruptedException {
        try {
            return switch (kind) {
                case DRIVER_PART -> receive(Kind.content(body, Kind.Part.class));
                case DRIVER_LIST -> rows();
                case DRIVER_INSTALL -> {
                    Path file = staged(Kind.content(body, Kind.Named.class).name());
                    if (!Files.exists(file)) {
                        throw new PackageRefused("package: it has not come yet");
                    }
                    try {
                        depot.install(Files.readAllBytes(file), known::operatorWho, this::used);
                    } finally {
                        Files.delete(file);
                    }
                    yield rows();
                }
                case DRIVER_ROLLBACK -> {
                    depot.rollback(Kind.content(body, Kind.Named.class).name(), this::used);
                    yield rows();
                }
                case DRIVER_REMOVE -> {
                    depot.remove(Kind.content(body, Kind.Named.class).name(), this::left);
                    yield rows();
                }
                case RUN, POLL, CANCEL, STATUS, DISMISS, ACCEPT_CLOCK -> throw new IllegalArgumentException("order.kind: "
                        + kind);
            };
        } catch (PackageRefused e) {
            throw new CallRefused(CallRefused.Kind.FORBIDDEN, e.getMessage());
        }
    }

    private Kind.DriverRows rows() {
        return new Kind.DriverRows(status.drivers());
    }

    /** By which actions units of that driver are to be removed. */
    private Set<String> used(String driver) {
        Set<String> actions = new TreeSet<>();
        keeper.held().stream().filter(will -> will.driver().equals(driver)).forEach(will -> actions.add(will.last().action()));
        return actions;
    }

    private Optional<String> left(String driver) {
        List<String> units = keeper.held().stream().filter(will -> will.driver().equals(driver))
                .map(will -> will.unit().value()).toList();
        return units.isEmpty() ? Optional.empty() : Optional.of("has units that only it can remove: " + String.join(", ",
                units.subList(0, Math.min(10, units.size()))));
    }

    // ---- packages on their way

    private Path staged(String digest) {
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("digest: must be a SHA-256 in hexadecimal digits");
        }
        return staging.resolve(digest);
    }

    private Kind.Received receive(Kind.Part part) throws IOException, PackageRefused {
        Path file = staged(part.digest());
        byte[] bytes = Base64.getDecoder().decode(part.bytes());
        if (!Files.exists(file) && staged() >= MOST_STAGED) {
            clear();
        }
        long have = Files.exists(file) ? Files.size(file) : 0;
        if (part.offset() != have) {
            return new Kind.Received(have); // it was lost, or came twice
        }
        if (have + bytes.length > Depot.MOST_BYTES) {
            Files.deleteIfExists(file);
            throw new PackageRefused("package: at most " + Depot.MOST_BYTES + " bytes");
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        }
        return new Kind.Received(have + bytes.length);
    }

    private long staged() throws IOException {
        try (Stream<Path> all = Files.list(staging)) {
            return all.count();
        }
    }

    private void clear() throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.list(staging)) {
            all = found.toList();
        }
        for (Path one : all) {
            Files.delete(one);
        }
    }
}
