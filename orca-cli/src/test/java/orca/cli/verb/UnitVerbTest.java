package orca.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.management.CauseView;
import orca.wire.management.CommandAnswer;
import orca.wire.management.Problem;
import orca.wire.management.UnitRow;
import orca.wire.text.Tree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of units that could not be torn down, and says about them. */
class UnitVerbTest {
    private static final String LEFT = "still there: [folder /var/lib/orca/slivers/west-u1, mount"
            + " /var/lib/orca/slivers/west-u1/root, address 12]";

    private FakeContainer container;

    @BeforeEach
    void start() throws IOException {
        container = new FakeContainer();
    }

    @AfterEach
    void stop() {
        container.close();
    }

    private static UnitRow unit(String id, String state, int attempt, String reason) {
        return new UnitRow(id, "west", "node-1", "vm", "web-1", "guest", state, "the authority's operator", attempt,
                Samples.size(1000, 512), PropertyList.NONE, reason,
                Optional.of(new CauseView(Typing.NOON.minus(Duration.ofHours(1)), "FAIL", reason)));
    }

    @Test
    void eachThatIsLeftHasALineAndWhatIsLeftOfItInWords() {
        container.says("units", Samples.rows(1, List.of(unit("west-u1", "quarantined", 10, LEFT), unit("west-u2", "ready", 1, ""),
                unit("west-u3", "teardown", 1, ""))));
        Typing typed = Typing.to(container, "unit", "list");
        assertThat(typed.code()).isZero();
        assertThat(typed.out()).isEqualTo("""
                ID       STATE        WHERE   SINCE     TYPE  LEASE  HOLDER  SITE  SIZE
                west-u1  quarantined  node-1  12:00:00  vm    web-1  guest   west  cpu 1000, memory 512

                west-u1: still there: [folder /var/lib/orca/slivers/west-u1, mount
                  /var/lib/orca/slivers/west-u1/root, address 12]
                """);
        assertThat(typed.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(typed.err()).isEqualTo("""
                when the cause is gone: orca unit retry west-u1
                when nothing is left:   orca unit release west-u1 --reason TEXT
                """);
        assertThat(container.calls()).containsExactly("GET units?ended=true");
    }

    @Test
    void oneThatIsBeingTornDownAgainIsNotForgottenMeanwhile() {
        container.says("units", Samples.rows(1, List.of(unit("west-u1", "teardown", 11, ""),
                unit("west-u2", "teardown", 3, "umount: busy"))));
        Typing typed = Typing.to(container, "unit", "list");
        assertThat(typed.out()).endsWith("""

                west-u1: being torn down, attempt 11
                west-u2: being torn down, attempt 3; the one before: umount: busy
                """);
        assertThat(typed.err()).as("there is nothing to do yet").isEmpty();
    }

    @Test
    void programsHaveAllOfItAndNothingIsAnEmptyList() {
        container.says("units", Samples.rows(1, unit("west-u1", "quarantined", 10, LEFT)),
                Samples.rows(1, List.of(unit("west-u1", "quarantined", 10, LEFT))), Samples.rows(1, List.<UnitRow>of()));
        Tree.Row list = (Tree.Row) Tree.parse(Typing.to(container, "unit", "list", "-o", "json").out());
        assertThat(((Tree.Text) ((Tree.Branch) list.items().get(0)).fields().get("reason")).value()).isEqualTo(LEFT);
        assertThat(Typing.to(container, "unit", "list", "-o", "name").out()).isEqualTo("west-u1\n");
        assertThat(Typing.to(container, "unit", "list", "-o", "json")).isEqualTo(new Typing(0, "[ ]\n", ""));
        assertThat(Typing.to(container, "unit", "list")).isEqualTo(new Typing(0, "", "none; 'orca get units' lists all\n"));
    }

    @Test
    void theWideFormHasItAllInOneLine() {
        container.says("units", Samples.rows(1, unit("west-u1", "quarantined", 10, LEFT)));
        assertThat(Typing.to(container, "unit", "list", "-o", "wide").out().lines().toList()).hasSize(2)
                .last().asString().endsWith(LEFT);
    }

    @Test
    void wordsAboutAUnitHaveCodesThatScriptsCanTrust() {
        container.says("retry-teardown", new CommandAnswer(false, List.of("west-u1"), ""),
                Problem.of(Problem.Kind.CONFLICT, "unit west-u1 is not quarantined, it is READY"),
                Problem.of(Problem.Kind.UNKNOWN, "there is no unit 'west-u9'"));
        container.says("free-unit", new CommandAnswer(true, List.of("west-u1"), ""));
        assertThat(Typing.to(container, "unit", "retry", "west-u1")).isEqualTo(new Typing(0, "west-u1 is torn down again\n", ""));
        Typing ready = Typing.to(container, "unit", "retry", "west-u1");
        assertThat(ready.code()).isEqualTo(6);
        assertThat(ready.err()).contains("unit west-u1 is not quarantined, it is READY");
        assertThat(Typing.to(container, "unit", "retry", "west-u9").code()).isEqualTo(3);
        assertThat(Typing.to(container, "unit", "release", "west-u1", "--reason", "wiped by hand", "--dry-run").out())
                .isEqualTo("would be taken, nothing was done: west-u1 freed\n");
        assertThat(container.calls().getLast()).contains("\"dryRun\":true", "\"reason\":\"wiped by hand\"");
        Typing silent = Typing.to(container, "unit", "release", "west-u1");
        assertThat(silent.code()).isEqualTo(2);
        assertThat(silent.err()).contains("--reason");
    }
}
