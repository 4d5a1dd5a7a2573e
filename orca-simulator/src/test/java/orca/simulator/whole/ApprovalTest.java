package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that asks its operator, and the operator's word, from request to use and to refusal. */
@Timeout(180)
class ApprovalTest {
    @TempDir
    private static Path folder;

    private static Town town;

    @BeforeAll
    static void open() {
        town = Town.usual(folder);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static void asksFor(String id, int units) {
        assertThat(town.orca("request", "--id", id, "--type", "licence", "--units", Integer.toString(units), "--for", "1h"))
                .isEqualTo(new Town.Ran(0, id + " requested\n", ""));
        town.until(id + " waits for the operator", () -> town.orca("get", "tickets", id).row(id).anyMatch("approval"::equals));
    }

    @Test
    void whatIsApprovedComesIntoUse() {
        asksFor("large", 3);
        assertThat(town.orca("get", "tickets", "large", "-o", "wide").out())
                .containsPattern("large +approval +guest +licence +3 .*3 units are more than 2");
        town.until("the guest sees what it waits for", () -> Pattern.compile("large +ticketing .*operator")
                .matcher(town.good("get", "reservations", "large", "-o", "wide")).find());
        Town.Ran early = town.orca("wait", "large", "--timeout", "100ms");
        assertThat(early.code()).isEqualTo(5);
        assertThat(early.err()).contains("large: not active within 100 ms; it is ticketing: ").contains("operator");
        assertThat(town.orca("approve", "large", "--dry-run").out())
                .startsWith("would be taken, nothing was done: large approved");
        assertThat(town.orca("get", "tickets", "large").row("large")).contains("approval");
        assertThat(town.orca("approve", "large")).isEqualTo(new Town.Ran(0, "large approved\n", ""));
        Town.Ran active = town.orca("wait", "large", "--timeout", "60s");
        assertThat(active.code()).as(active.err()).isZero();
        assertThat(active.row("large")).contains("active", "3");
        Town.Ran twice = town.orca("approve", "large");
        assertThat(twice.code()).isEqualTo(6);
        assertThat(twice.err()).startsWith("orca: 'large' does not wait for an operator's word\n");
        assertThat(town.orca("describe", "large").out()).contains("APPROVE");
        assertThat(town.orca("close", "large", "--wait").out()).isEqualTo("large closed\n");
        town.gone("large");
    }

    @Test
    void whatIsDeniedFailsWithTheReasonForWhoWaitsAndWhoAsks() throws Exception {
        asksFor("exam", 4);
        FutureTask<Town.Ran> waiting = new FutureTask<>(() -> town.orca("wait", "exam"));
        Thread.ofPlatform().start(waiting);
        assertThat(town.orca("deny", "exam", "--reason", "not in exam week")).isEqualTo(new Town.Ran(0, "exam denied\n", ""));
        Town.Ran waited = waiting.get(60, TimeUnit.SECONDS);
        assertThat(waited.code()).isEqualTo(3);
        assertThat(waited.err()).contains("exam is failed: ").contains("not in exam week");
        assertThat(town.orca("get", "reservations", "exam", "-o", "wide").out()).contains("failed").contains("not in exam week");
        Town.Ran story = town.orca("describe", "exam");
        assertThat(story.code()).isZero();
        assertThat(story.out()).contains("Reservation exam: failed").contains("DENY").contains("not in exam week");
        Town.Ran late = town.orca("deny", "exam");
        assertThat(late.code()).as(late.err()).isIn(3, 6);
    }

    @Test
    void aSmallRequestAsksNobody() {
        Town.Ran small = town.orca("request", "--id", "small", "--type", "vm", "--units", "2", "--size", "cpu=100,memory=64",
                "--for", "1h", "--wait");
        assertThat(small.code()).as(small.err()).isZero();
        assertThat(small.row("small")).contains("active", "2");
        assertThat(town.orca("approve", "small").code()).isEqualTo(6);
        assertThat(town.orca("approve", "nobody").err()).isEqualTo("orca: there is no ticket and no lease 'nobody' here\n");
        town.over("small");
    }
}
