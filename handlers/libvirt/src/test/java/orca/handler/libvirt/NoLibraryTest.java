package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.resource.PropertyList;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a machine without libvirt's library the handler says so; nothing falls over. */
@Timeout(60)
class NoLibraryTest {
    @TempDir
    Path folder;

    /** A process that finds no library called as this one is. */
    static final class Without {
        private Without() {}

        public static void main(String[] args) throws Exception {
            LibvirtHandler handler = new LibvirtHandler();
            handler.configure(PropertyList.of("folder", args[0]).with("image", "none"));
            for (Action action : Action.values()) {
                Outcome outcome = handler.handle(
                        LibvirtNode.call(action, "u1", 1, LibvirtNode.SLIVER, PropertyList.NONE), new RecordingContext());
                System.out.println(action + " " + outcome);
            }
        }
    }

    @Test
    void aMissingLibraryIsTroubleInWords() throws Exception {
        // JNA looks for libvirt.so by these, and then for its versions in the same places.
        Lab.Ran ran = Lab.tryRun(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djna.library.path=/nowhere",
                "-Djna.platform.library.path=/nowhere", "-Djna.nosys=true", "-cp", System.getProperty("java.class.path"),
                Without.class.getName(), folder.toString());
        assertThat(ran.code()).as(ran.text()).isZero();
        for (String action : java.util.List.of("SETUP", "MODIFY", "TEARDOWN", "PROBE")) {
            assertThat(ran.text()).contains(action
                    + " Trouble[reason=libvirt's library cannot be loaded (Debian's package is libvirt0)");
        }
        assertThat(ran.text()).contains("JOIN Done", "LEAVE Done").doesNotContain("Exception in thread");
    }
}
