package orca.handler.sandbox.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import orca.core.resource.PropertyList;
import orca.handler.sandbox.driver.CgroupMounts.Controller;
import org.junit.jupiter.api.Test;

class UnitPlanTest {
    private static final Cgroups NO_CGROUPS = new Cgroups(List.of());
    private static final Cgroups ALL_CGROUPS =
            new Cgroups(List.of(new Cgroups.Hierarchy(2, Set.of(Controller.values()), Path.of("/none"))));

    @Test
    void aSpecIsReadFromProperties() {
        UnitSpec spec = UnitSpec.of("u1", PropertyList.of("command", "run me")
                .with("hostname", "web-1")
                .with("env.lang", "C")
                .with("env.count", 3)
                .with("cpu", 250)
                .with("memory", 32)
                .with("other", "ignored"));

        Map<String, String> environment = Map.of("LANG", "C", "COUNT", "3");
        assertThat(spec).isEqualTo(new UnitSpec(
                "u1", "web-1", Optional.of("run me"), environment, OptionalLong.of(250), OptionalLong.of(32)));
    }

    @Test
    void whatIsNotSaidHasADefault() {
        assertThat(UnitSpec.of("u1", PropertyList.of("command", " \n"))).isEqualTo(new UnitSpec(
                "u1", "u1", Optional.empty(), Map.of(), OptionalLong.empty(), OptionalLong.empty()));
    }

    @Test
    void everyUnitIdGivesAHostname() {
        assertThat(UnitSpec.of("a_b.c-", PropertyList.NONE).hostname()).isEqualTo("a-b-c");
        assertThat(UnitSpec.of("0" + "-".repeat(62) + "x", PropertyList.NONE).hostname()).isEqualTo("0");
        assertThat(UnitSpec.of("7", PropertyList.NONE).hostname()).isEqualTo("7");
    }

    @Test
    void badWordsAreRefusedByName() {
        refused(PropertyList.of("hostname", ""), "hostname: must be at most 63 characters of a-z, 0-9, '-' and '.', got ''");
        refused(PropertyList.of("hostname", "a..b"), "hostname: ");
        refused(PropertyList.of("hostname", "A"), "hostname: ");
        refused(PropertyList.of("env.", "x"), "env: a name must be of A-Z, 0-9 and _");
        refused(PropertyList.of("env.1a", "x"), "env: a name");
        refused(PropertyList.of("env.a.b", "x"), "env: a name");
        refused(PropertyList.of("env.orca_unit", "x"), "env: a name");
        refused(PropertyList.of("env.a", "\0"), "env.A: must not contain the character zero");
        refused(PropertyList.of("command", "a\0b"), "command: must not contain the character zero");
        refused(PropertyList.NONE.with("cpu", 9), "cpu: must be 10 milli-cores or more, got 9");
        refused(PropertyList.NONE.with("memory", 0), "memory: must be 8 MiB or more, got 0");
        PropertyList much = PropertyList.NONE;
        for (int i = 0; i < 13; i++) {
            much = much.with("env.a" + i, "x".repeat(8000));
        }
        refused(much, "command and env: at most 98304 characters together, got 104");
    }

    private static void refused(PropertyList input, String words) {
        assertThatThrownBy(() -> UnitSpec.of("u1", input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words);
    }

    @Test
    void aPlanSurvivesItsFile() throws IOException {
        UnitSpec spec = new UnitSpec("u1", "web", Optional.of("a\nb=c \\ ünï #!"), Map.of("A", " x\n", "B", ""),
                OptionalLong.of(100), OptionalLong.empty());
        for (UnitPlan plan : List.of(
                new UnitPlan(spec, Form.ROOT, OptionalInt.of(1_900_000_001), true, 512),
                new UnitPlan(spec.sized(OptionalLong.empty(), OptionalLong.of(64)), Form.GROUP, OptionalInt.empty(), false, 8))) {
            StringWriter text = new StringWriter();
            plan.toFile().store(text, null);
            Properties read = new Properties();
            read.load(new StringReader(text.toString()));
            assertThat(UnitPlan.fromFile(read)).isEqualTo(plan);
        }
    }

    @Test
    void limitsSayWhatHoldsAndHow() {
        UnitPlan plan = plan(Form.USER);

        assertThat(Limits.of(plan, ALL_CGROUPS)).isEqualTo(new Limits(OptionalLong.empty(), OptionalLong.empty(),
                "cpu 500 milli-cores by cgroup v2; memory 64 MiB by cgroup v2; 100 processes by cgroup v2"));
        assertThat(Limits.of(plan, NO_CGROUPS)).isEqualTo(new Limits(OptionalLong.of(65536), OptionalLong.of(100),
                "cpu not limited; memory 64 MiB for the data of each process, not for their sum; "
                        + "100 processes by the unit's user namespace"));
        assertThat(Limits.of(plan(Form.GROUP), NO_CGROUPS).words()).endsWith("; processes not limited");
        assertThat(Limits.of(plan.with(plan.spec().sized(OptionalLong.empty(), OptionalLong.empty())), ALL_CGROUPS).words())
                .isEqualTo("cpu not limited; memory not limited; 100 processes by cgroup v2");
    }

    private static UnitPlan plan(Form form) {
        UnitSpec spec = new UnitSpec("u1", "u1", Optional.empty(), Map.of(), OptionalLong.of(500), OptionalLong.of(64));
        return new UnitPlan(spec, form, OptionalInt.empty(), true, 100);
    }
}
