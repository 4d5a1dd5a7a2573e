package orca.nodeagent.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which boot of the host this is. */
public final class Boot {
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    /** Another one after each boot. Where the kernel does not say, all boots look the same. */
    public static String id() throws IOException {
        return Files.isReadable(ID) ? Files.readString(ID).strip() : "unknown";
    }
}
