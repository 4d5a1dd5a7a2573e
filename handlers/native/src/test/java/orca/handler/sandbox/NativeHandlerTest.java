package orca.handler.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.Shell;
import orca.core.resource.PropertyList;
import orca.handler.sandbox.driver.Form;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeHandlerTest {
    @TempDir
    Path folder;

    @Test
    void itIsFoundByItsName() {
        List<Handler> found = ServiceLoader.load(Handler.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(handler -> handler.name().equals("native"))
                .toList();
        assertThat(found).hasSize(1).first().isInstanceOf(Shell.class);
    }

    @Test
    void settingsHaveDefaults() {
        assertThat(NativeSettings.of(PropertyList.NONE)).isEqualTo(new NativeSettings(
                Path.of(System.getProperty("java.io.tmpdir"), "orca-native-" + System.getProperty("user.name")),
                List.of(Form.ROOT, Form.USER, Form.GROUP),
                List.of("cpu", "memory"),
                true,
                512));
    }

    @Test
    void everySettingIsRead() {
        PropertyList list = PropertyList.of("folder", "/srv/units")
                .with("form", "user")
                .with("dimensions", "disk, memory ,cpu")
                .with("network", "host")
                .with("processes", 100);
        assertThat(NativeSettings.of(list)).isEqualTo(new NativeSettings(
                Path.of("/srv/units"), List.of(Form.USER), List.of("disk", "memory", "cpu"), false, 100));
    }

    @Test
    void aSettingThatMakesNoSenseIsRefusedByName() {
        refused(PropertyList.of("colour", "red"), "handler native: has no setting 'colour'");
        refused(PropertyList.of("folder", "units"), "folder: must be absolute, got units");
        refused(PropertyList.of("folder", "/a\0b"), "folder: must be a path, got '/a?b'");
        refused(PropertyList.of("form", "vm"), "form: must be root, user, group or auto, got 'vm'");
        refused(PropertyList.of("network", "all"), "network: must be own or host, got 'all'");
        refused(PropertyList.of("processes", "many"), "processes: must be a whole number");
        refused(PropertyList.NONE.with("processes", 7), "processes: must be from 8 to 1000000, got 7");
    }

    private static void refused(PropertyList settings, String words) {
        assertThatThrownBy(() -> new NativeHandler().configure(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(words);
    }

    @Test
    void theGuestsPartIsDoneWithoutTouchingTheHost() throws Exception {
        NativeNode node = NativeNode.in(folder.resolve("state"), "auto");
        for (Action action : List.of(Action.JOIN, Action.LEAVE)) {
            assertThat(node.handler().handle(NativeNode.call(action, "u1"), new RecordingContext())).isEqualTo(Outcome.done());
        }
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void aFolderThatIsALinkIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
        assertThatThrownBy(() -> NativeNode.in(link, "auto").setup("u1"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("folder: must not be a symbolic link");
    }
}
