package orca.simulator.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what the house is written in. */
final class Sources {
    private Sources() {}

    /** One source file. */
    record Source(Path path, String text) {}

    /** The folder that holds the whole project. */
    static Path root() {
        return Optional.ofNullable(System.getProperty("orca.root")).map(Path::of)
                .filter(root -> Files.exists(root.resolve("orca-core")))
                .orElseGet(() -> {
                    Path here = Path.of("").toAbsolutePath();
                    while (!Files.exists(here.resolve("orca-core"))) {
                        here = here.getParent();
                    }
                    return here;
                });
    }

    static List<Source> java(Path root) throws IOException {
        List<Source> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).filter(f -> !built(root, f)).sorted().toList()) {
                all.add(new Source(file, Files.readString(file)));
            }
        }
        return all;
    }

    static List<Source> main(Path root) throws IOException {
        return java(root).stream().filter(s -> s.path().toString().contains("src/main")).toList();
    }

    /** Every page that people read. */
    static List<Path> pages(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().endsWith(".md")).filter(f -> !built(root, f)).sorted().toList();
        }
    }

    private static boolean built(Path root, Path file) {
        for (Path part : root.relativize(file)) {
            if (part.toString().equals("target") || part.toString().startsWith(".git")) {
                return true;
            }
        }
        return false;
    }
}
