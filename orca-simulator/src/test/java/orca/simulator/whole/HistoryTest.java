package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import orca.cli.screen.Terminal;
import orca.simulator.history.JournalCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code orca journal show} and {@code orca journal at}, over the journals of a container that ran. */
@Timeout(120)
class HistoryTest {
    @TempDir
    private Path folder;

    private Town.Ran journal(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(Town.print(out), Town.print(err), Map.of(), folder, Clock.systemUTC(), ZoneOffset.UTC,
                false, 80, 24);
        int code = JournalCommand.run(terminal, words);
        return new Town.Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** Two leases, of which one is closed after the instant that is answered. */
    private Instant lived() {
        try (Town town = Town.usual(folder)) {
            town.orca("request", "--type", "vm", "--size", "cpu=1000,memory=512", "--for", "1h", "--id", "r1", "--wait");
            town.orca("request", "--type", "licence", "--units", "2", "--for", "1h", "--id", "r2", "--wait");
            Instant both = Instant.now();
            town.until("nothing else is stamped then", () -> Instant.now().isAfter(both.plusMillis(5)));
            assertThat(town.orca("close", "r1", "--wait").code()).isZero();
            return both;
        }
    }

    @Test
    void theTablesAreThoseOfThatMomentAndNotOfNow() {
        Instant both = lived();
        Town.Ran then = journal("at", both.toString(), data(), "--get", "leases");
        assertThat(then.err()).contains("west: as of group ");
        assertThat(then.code()).isZero();
        assertThat(then.row("r1")).contains("active");
        assertThat(then.row("r2")).contains("active");
        Town.Ran now = journal("at", "now", data(), "--get", "leases");
        assertThat(now.out()).doesNotContain("r1 ").contains("r2 ");
        assertThat(journal("at", "now", data(), "--get", "leases", "--all").row("r1")).contains("closed");
        Town.Ran whole = journal("at", both.toString(), data());
        assertThat(whole.out()).contains("reservations\n", "tickets\n", "leases\n", "units\n", "delegations\n", "hosts\n",
                "cpu 1000, memory 512", "cpu 4000");
        assertThat(whole.out().lines()).allMatch(line -> line.length() <= 80);
        String journals = folder.resolve("data/journals").toString();
        assertThat(journal("at", both.toString(), journals, "--get", "units", "-o", "json").out())
                .contains("\"state\" : \"ready\"", "\"actor\" : \"west\"");
    }

    @Test
    void beforeItBeganThereWasNothing() {
        lived();
        Town.Ran ran = journal("at", "2001-01-01T00:00:00Z", data());
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("west: its journal begins later");
    }

    @Test
    void groupsAreShownInTheOrderOfTimeWithWhatChanged() {
        Instant both = lived();
        Town.Ran ran = journal("show", data(), "--of", "r1", "--limit", "0");
        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(ran.out()).contains("  reservation r1 of guest  ticketing  demand",
                "  ticket r1 of guest  requested -> ticketed  grant", "  lease r1 of guest  priming -> active  primed",
                "  unit west-u1  setup -> ready  done").doesNotContain("r2");
        assertThat(ran.out().lines().filter(line -> line.contains("  group ")).map(line -> line.substring(0, 19))).isSorted();
        Town.Ran later = journal("show", data(), "--of", "r1", "--since", both.toString(), "--actor", "west");
        assertThat(later.out()).contains("closing").doesNotContain("priming -> active");
        assertThat(journal("show", data(), "--until", "2001-01-01T00:00:00Z").err()).contains("nothing of that");
    }

    @Test
    void aPageSaysHowToGoOnAndLinesForProgramsHoldAll() {
        lived();
        Town.Ran page = journal("show", data(), "--limit", "3");
        assertThat(page.out().lines().filter(line -> line.contains("  group "))).hasSize(3);
        assertThat(page.err()).contains("there is more").contains("--since 2");
        Town.Ran lines = journal("show", data(), "--of", "r2", "-o", "json", "--actor", "market");
        assertThat(lines.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("{\"actor\":\"market\",\"sequence\":")
                && line.contains("\"records\":[{\"@\":\"TicketImage\""));
    }

    @Test
    void whatRunsIsNotRead() {
        try (Town town = Town.usual(folder)) {
            Town.Ran ran = journal("show", town.container().folder().toString());
            assertThat(ran.code()).isEqualTo(7);
            assertThat(ran.err()).contains("is open already");
        }
    }

    @Test
    void whatIsWrongIsSaidWithItsRule() {
        lived();
        assertThat(journal("at", "yesteryear", data()).code()).isEqualTo(2);
        Town.Ran table = journal("at", "now", data(), "--get", "leasse");
        assertThat(table.code()).isEqualTo(2);
        assertThat(table.err()).contains("did you mean 'leases'?");
        Town.Ran actor = journal("show", data(), "--actor", "nobody");
        assertThat(actor.code()).isEqualTo(2);
        assertThat(actor.err()).contains("only of guest, market, west");
        assertThat(journal("show", folder.resolve("nowhere").toString()).code()).isEqualTo(2);
    }
}
