package orca.handler.libvirt.driver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A flash clone of 1 GiB beside the bare commands, on a store that can share blocks; docs/performance.md. Needs root. */
@Timeout(600)
class CloneBench {
    private static final int ROUNDS = 21;

    @TempDir
    Path folder;

    @Test
    void clonesBesideBareCommands() throws Exception {
        Path store = Files.createDirectories(folder.resolve("store"));
        Tool.run("truncate", "-s", "4G", folder.resolve("xfs.raw").toString());
        Tool.run("mkfs.xfs", "-q", "-m", "reflink=1", folder.resolve("xfs.raw").toString());
        Tool.run("mount", "-o", "loop", folder.resolve("xfs.raw").toString(), store.toString());
        try {
            Path image = store.resolve("image.raw");
            Tool.run("truncate", "-s", "1G", image.toString());
            Tool.run("sh", "-c", "head -c 300M /dev/urandom | dd of=" + image + " conv=notrunc bs=1M status=none && sync");
            Path units = Files.createDirectories(store.resolve("units"));
            ImageLibrary.Content content = new ImageLibrary.Content(image, "0".repeat(64));
            ImageLibrary.Disk kind = ImageLibrary.Disk.of(image);
            for (FlashClone.Way way : List.of(FlashClone.Way.REFLINK, FlashClone.Way.BACKING, FlashClone.Way.COPY)) {
                String[] bare = switch (way) {
                    case THIN -> throw new IllegalArgumentException("no pool here");
                    case REFLINK -> new String[] {"cp", "--reflink=always", image.toString(), units + "/bare"};
                    case BACKING -> new String[] {"qemu-img", "create", "-q", "-f", "qcow2", "-b", image.toString(), "-F", "raw",
                        units + "/bare"};
                    case COPY -> new String[] {"cp", "--reflink=never", "--sparse=always", image.toString(), units + "/bare"};
                };
                int rounds = way == FlashClone.Way.COPY ? 3 : ROUNDS;
                List<Double> ours = new ArrayList<>();
                List<Double> commands = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    ours.add(millis(() -> new FlashClone(List.of(way), Optional.empty())
                            .make("ours", content, kind, units.resolve("ours"), kind.bytes())));
                    commands.add(millis(() -> {
                        Tool.run(bare);
                        return true;
                    }));
                    Tool.run("sh", "-c", "rm -f " + units + "/*");
                }
                System.out.printf(Locale.ROOT, "%-8s clone %8.1f ms, bare command %8.1f ms (medians of %d)%n", way.word(),
                        median(ours), median(commands), rounds);
            }
        } finally {
            Tool.run("umount", store.toString());
        }
    }

    private static double millis(Callable<?> work) throws Exception {
        long begin = System.nanoTime();
        work.call();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }
}
