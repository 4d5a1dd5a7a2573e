package orca.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code orca handler test} says of scripts that keep the contract and of some that do not. */
@Timeout(120)
class HandlerCommandTest {
    @TempDir
    private Path folder;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    /** The code for a script whose targets do this with a unit's file; the check is the one with {@code only} in it. */
    private int code(String setup, String teardown, String traces, String only) throws Exception {
        String file = folder + "/units/${unit.id}";
        Files.writeString(folder.resolve("handler.xml"), "<project><property name='file' location='" + file + "'/>"
                + "<target name='setup'><mkdir dir='" + folder + "/units'/>" + setup + "</target>"
                + "<target name='teardown'>" + teardown + "</target>"
                + "<target name='probe'><condition property='out.present' value='true' else='false'>"
                + "<available file='${file}'/></condition></target>" + traces + "</project>");
        ScriptContract.begin(new ScriptContract.Trial(PropertyList.of("script", folder.toString()), new TypeName("vm"), "h1",
                Amounts.of(500, 256), Term.of(Instant.parse("2026-11-21T12:00:00Z"), Duration.ofHours(1)), PropertyList.NONE));
        said.reset();
        return new Report(new PrintStream(said, true, StandardCharsets.UTF_8)).run(folder, only);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aScriptThatKeepsItSaysSoCheckByCheck() throws Exception {
        assertThat(code("<touch file='${file}'/>", "<delete file='${file}'/>", "", "teardown")).isZero();
        assertThat(said()).contains("no target 'traces'", "held   setup makes the unit and teardown leaves nothing",
                "held   teardown twice is teardown once", "All 5 held.");
        assertThat(code("<touch file='${file}'/>", "<delete file='${file}'/>", "", "no such words")).isEqualTo(2);
    }

    @Test
    void aTeardownThatLeavesSomethingIsFound() throws Exception {
        String traces = "<target name='traces'><exec executable='sh'><arg value='-c'/>"
                + "<arg value='ls ${file}* 2&gt;/dev/null || true'/></exec></target>";
        assertThat(code("<touch file='${file}'/><touch file='${file}.log'/>", "<delete file='${file}'/>", traces,
                "setup makes the unit and")).isEqualTo(1);
        assertThat(said()).contains("BROKE  setup makes the unit and teardown leaves nothing", "contract-whole-life.log",
                "0 of 1 held.").doesNotContain("no target 'traces'");
    }

    @Test
    void aSetupThatCannotBeRepeatedIsFoundWithItsWords() throws Exception {
        assertThat(code("<fail message='there already'><condition><available file='${file}'/></condition></fail>"
                + "<touch file='${file}'/>", "<delete file='${file}'/>", "", "setup twice")).isEqualTo(1);
        assertThat(said()).contains("BROKE  setup twice is setup once", "there already");
    }

    @Test
    void whatIsNoScriptIsNotTested() {
        assertThat(new CommandLine(new HandlerCommand()).execute("test", folder.toString())).isEqualTo(2);
        assertThat(new CommandLine(new HandlerCommand()).execute("test", folder.toString(), "--set", "nothing")).isEqualTo(2);
    }
}
