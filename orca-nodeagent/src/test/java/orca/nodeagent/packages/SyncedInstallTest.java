package orca.nodeagent.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import orca.core.resource.PropertyList;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.disk.FolderCells;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a package unpacks is on the disk before anything says that it serves, by what the kernel was asked for. */
@Timeout(120)
class SyncedInstallTest {
    @TempDir
    Path work;

    /** Installs a package in a process that can be watched. */
    static final class Installing {
        private Installing() {}

        public static void main(String[] args) throws Exception {
            Path work = Path.of(args[0]);
            Depot depot = new Depot(work.resolve("drivers"), new FolderCells(work.resolve("installed")),
                    new NodeAgent(work.resolve("agent"), List.of()),
                    Map.of("sample", PropertyList.of("units", work.resolve("units").toString())));
            depot.install(Files.readAllBytes(work.resolve("package")), (text, seal) -> Optional.of("ada"), name -> Set.of());
            System.exit(0);
        }
    }

    /** The calls of one installation, a line each, in their order. */
    private List<String> calls() throws Exception {
        Files.createDirectories(work.resolve("units"));
        Files.write(work.resolve("package"), SamplePackage.of(work, "1.0", "good", Identity.generate()));
        Path trace = work.resolve("trace");
        Path words = work.resolve("words");
        Process traced;
        try {
            traced = new ProcessBuilder("strace", "-f", "-y", "-qq", "-s", "0", "-e", "trace=fsync,fdatasync,rename,renameat2",
                    "-s", "200", "-o", trace.toString(), Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp", System.getProperty("java.class.path"), Installing.class.getName(), work.toString())
                    .redirectErrorStream(true).redirectOutput(words.toFile()).start();
        } catch (IOException e) {
            return unproved("strace could not be started: " + e.getMessage());
        }
        assertThat(traced.waitFor(90, TimeUnit.SECONDS)).isTrue();
        return traced.exitValue() == 0 ? Files.readAllLines(trace) : unproved(Files.readString(words));
    }

    /** A laptop may lack strace or forbid tracing; the project's own machine may not. */
    private static List<String> unproved(String why) {
        return "true".equals(System.getenv("CI")) ? fail(why) : abort(why);
    }

    @Test
    void filesAndFoldersAreSyncedBeforeTheNameAndTheNameBeforeTheCell() throws Exception {
        List<String> calls = calls();
        int named = first(calls, "rename", "sample/1.0.part\"");
        int serves = first(calls, "rename", "installed/sample\"");
        for (String path : List.of("/driver.yaml", "/lib/sample.jar", "/scripts/behaviour", "/lib", "/scripts", "")) {
            assertThat(first(calls, "sync(", "sample/1.0.part" + path + ">")).as("the sync of '%s'", path).isLessThan(named);
        }
        for (String folder : List.of("/drivers/sample>", "/drivers>")) {
            assertThat(last(calls, "sync(", folder)).as("the sync of %s", folder).isBetween(named + 1, serves - 1);
        }
        assertThat(named).isLessThan(serves);
    }

    private static boolean is(String line, String call, String what) {
        return line.contains(call) && line.contains(what);
    }

    private static int first(List<String> calls, String call, String what) {
        for (int i = 0; i < calls.size(); i++) {
            if (is(calls.get(i), call, what)) {
                return i;
            }
        }
        return fail("there is no %s of %s in %s", call, what, calls);
    }

    private static int last(List<String> calls, String call, String what) {
        int last = first(calls, call, what);
        for (int i = last; i < calls.size(); i++) {
            last = is(calls.get(i), call, what) ? i : last;
        }
        return last;
    }
}
