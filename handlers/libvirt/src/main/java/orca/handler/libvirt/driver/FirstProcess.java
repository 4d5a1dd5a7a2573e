package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The process that is number 1 in a container, as its host sees it. It is told to end by a signal, which reaches nobody else.
 * libvirt's own way writes first, as the host's root, into whatever the container calls {@code /run/initctl}.
 *
 * @param handle which it is; it also knows when the process began, and so takes no other of the same number for it
 * @param systemd whether it says that it is systemd, which begins anew at a {@code SIGTERM}
 */
record FirstProcess(ProcessHandle handle, boolean systemd) {
    private static final Path PROCESSES = Path.of("/proc");
    /** {@code SIGRTMIN+4}, with which systemd switches off. */
    private static final int SWITCH_OFF = 38;
    /** How its numbers end: on the host, and in the container's own processes, where it is the first. */
    private static final String FIRST = "NSpid:\\s+[0-9]+\\s+1";

    /** That of the container that {@code controller} watches over, if it is in {@code slice}. */
    static Optional<FirstProcess> of(long controller, Slice slice) throws IOException {
        return of(PROCESSES, controller, slice);
    }

    static Optional<FirstProcess> of(Path processes, long controller, Slice slice) throws IOException {
        List<ProcessHandle> children = ProcessHandle.of(controller).stream().flatMap(ProcessHandle::children).toList();
        for (ProcessHandle child : children) {
            Path known = processes.resolve(Long.toString(child.pid()));
            try {
                if (Files.readAllLines(known.resolve("status")).stream().anyMatch(line -> line.matches(FIRST))
                        && slice.holds(Files.readString(known.resolve("cgroup")))) {
                    String name = Files.readString(known.resolve("comm")).strip();
                    return Optional.of(new FirstProcess(child, name.equals("systemd")));
                }
            } catch (NoSuchFileException ended) {
                continue;
            }
        }
        return Optional.empty();
    }

    /** Has it end; that it does is its own affair. */
    void end() throws IOException, InterruptedException {
        if (!systemd) {
            handle.destroy();
        } else if (handle.isAlive()) {
            Tool.run("sh", "-c", "kill -" + SWITCH_OFF + " " + handle.pid());
        }
    }
}
