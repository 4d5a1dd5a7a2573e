package orca.handler.sandbox.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    private static final UnitSpec SPEC =
            new UnitSpec("u1", "u1", Optional.empty(), Map.of(), OptionalLong.empty(), OptionalLong.empty());

    @TempDir
    Path home;

    private StateFolder folder;

    @BeforeEach
    void open() throws IOException {
        folder = new StateFolder(home, "key", self());
    }

    private static int self() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    @Test
    void aFolderOfSomebodyElseIsRefused() {
        assertThatThrownBy(() -> new StateFolder(home, "key", self() + 1))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("folder: must belong to the user that runs this process");
    }

    @Test
    void aPlanIsKeptAndADamagedOneIsNone() throws IOException {
        UnitPlan plan = made();
        assertThat(folder.plan("u1")).contains(plan);
        assertThat(folder.plan("u2")).isEmpty();
        for (String damaged : List.of("", "form=vm", "form=root\nprocesses=x", "unit=\\uZZZZ")) {
            Files.writeString(home.resolve("units/u1/unit.properties"), damaged);
            assertThat(folder.plan("u1")).as(damaged).isEmpty();
        }
    }

    @Test
    void eachUnitHasAUserThatNoOtherHas() throws IOException {
        assumeTrue(self() == 0, "only root changes users");
        OptionalInt one = folder.takeUser("u1");
        OptionalInt two = folder.takeUser("u2");

        assertThat(one).isNotEqualTo(two);
        assertThat(folder.takeUser("u1")).isEqualTo(one);
        assertThat(new StateFolder(home, "key", 0).user("u2")).isEqualTo(two);
        folder.freeUser("u1");
        assertThat(folder.user("u1")).isEmpty();
        assertThat(folder.takeUser("u3")).isEqualTo(one);
        assertThat(folder.units()).containsExactly("u2", "u3");
    }

    @Test
    void theOutputBeginsWithTheOlderFile() throws IOException {
        made();
        Path out = home.resolve("units/u1/out");
        Files.writeString(out.resolve("output.0"), "c\nd\n");
        Files.writeString(out.resolve("output.1"), "a\nb\n");
        Files.setLastModifiedTime(out.resolve("output.1"), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        Files.setLastModifiedTime(out.resolve("output.0"), FileTime.from(Instant.parse("2026-01-01T00:00:01Z")));
        assertThat(folder.output("u1", 10)).containsExactly("a", "b", "c", "d");
        assertThat(folder.output("u1", 3)).containsExactly("b", "c", "d");

        Files.setLastModifiedTime(out.resolve("output.1"), FileTime.from(Instant.parse("2026-01-01T00:00:02Z")));
        assertThat(folder.output("u1", 10)).containsExactly("c", "d", "a", "b");
    }

    @Test
    void aLinkThatAGuestPutInPlaceOfItsOutputIsNotFollowed() throws IOException {
        made();
        Path secret = Files.writeString(home.resolve("secret"), "of the host\n");
        for (String name : List.of("output.0", "exit", "ready")) {
            Path file = home.resolve("units/u1/out").resolve(name);
            Files.delete(file);
            Files.createSymbolicLink(file, secret);
        }
        assertThat(folder.output("u1", 10)).isEmpty();
        assertThat(folder.exit("u1")).isEmpty();
        assertThat(folder.ready("u1")).isFalse();
    }

    @Test
    void onlyAnExitCodeIsReadAsOne() throws IOException {
        made();
        Path file = home.resolve("units/u1/out/exit");
        for (String odd : List.of("", "x", "-1", "1234", "1 2")) {
            Files.writeString(file, odd);
            assertThat(folder.exit("u1")).as(odd).isEmpty();
        }
        Files.writeString(file, "137\n");
        assertThat(folder.exit("u1")).hasValue(137);
    }

    private UnitPlan made() throws IOException {
        UnitPlan plan = new UnitPlan(SPEC, Form.GROUP, OptionalInt.empty(), true, 8);
        folder.make(plan);
        return plan;
    }
}
