package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import orca.cli.verb.Orca;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** {@code orca get}, of everything in every form, with something in it. */
@Timeout(180)
class ListingTest {
    @TempDir
    private static Path folder;

    private static Town town;

    @BeforeAll
    static void open() {
        town = Town.usual(folder);
        assertThat(town.orca("request", "--id", "web", "--type", "vm", "--units", "2", "--size", "cpu=1000,memory=512",
                "--for", "2h", "--slice", "shop", "--wait").code()).isZero();
        assertThat(town.orca("request", "--id", "seats", "--type", "licence", "--for", "30m", "--wait").code()).isZero();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "reservations | web, seats      | ID.*STATE.*TYPE.*UNITS.*END.*WHERE   | web +active +vm +2 .*in 1 h 5[0-9] m .*node-",
        "tickets      | web, seats      | ID.*STATE.*HOLDER.*TYPE.*UNITS.*END  | web +ticketed +guest +vm +2 ",
        "leases       | web, seats      | ID.*STATE.*HOLDER.*TYPE.*UNITS.*END  | seats +active +guest +licence +1 .*west",
        "units        | west-u1, west-u2, west-u3 | ID.*STATE.*SIZE.*LEASE | west-u1 +ready +vm +cpu 1000, memory 512 +web",
        "delegations  | west-market-vm, west-market-licence, west-market-vm, west-market-licence "
                + "| ID.*STATE.*SIDE.*UNITS.*LIVE | west-market-vm +held +given.* 8 +1 ",
        "hosts        | node-1, node-2, pool | NAME.*STATE.*TYPE.*UNITS.*FREE  | pool +open +licence +1/5",
        "slices       | default, shop   | NAME.*COUNT.*STATES.*RESERVATIONS    | shop +1 +1 active +guest +web",
        "actors       | west, market, guest | NAME.*STATE.*ROLE.*POLICY        | market +running +broker +ask-first"})
    void eachListingHasItsFormsAndFitsTheScreen(String what, String names, String heading, String row) {
        Town.Ran table = town.orca("get", what);
        assertThat(table.code()).as(table.err()).isZero();
        assertThat(table.err()).isEmpty();
        assertThat(table.out().lines().findFirst().orElseThrow()).containsPattern(heading);
        assertThat(table.out()).containsPattern("(?m)^" + row);
        assertThat(table.out().lines()).allMatch(line -> line.length() <= 80);
        List<String> expected = List.of(names.split(", "));
        assertThat(town.orca("get", what, "-o", "name").out().lines()).containsExactlyInAnyOrderElementsOf(expected);
        Town.Ran wide = town.orca("get", what, "-o", "wide");
        assertThat(wide.out().lines()).hasSameSizeAs(table.out().lines().toList());
        assertThat(wide.out()).doesNotContain("..");
        // JSON is YAML, so one reader reads both; they say the same, unless something was journaled between them.
        town.until("both say the same", () -> read(what, "json").toString().equals(read(what, "yaml").toString()));
        assertThat(read(what, "json")).hasSameSizeAs(expected);
        assertThat(town.orca("get", what, expected.getFirst(), "-o", "name").out().lines()).containsOnly(expected.getFirst());
        Town.Ran none = town.orca("get", what, "nosuch");
        assertThat(none).isEqualTo(new Town.Ran(3, "", "orca: no 'nosuch' among the " + what
                + "\n  see what there is with 'orca get " + what + " --all'\n"));
    }

    private static List<?> read(String what, String form) {
        return new Yaml().load(town.good("get", what, "-o", form));
    }

    /** A reader who is told each line, and goes away at a word of his own. */
    private static final class Lines extends OutputStream {
        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final StringBuilder line = new StringBuilder();
        private volatile boolean gone;

        @Override
        public void write(int b) throws IOException {
            if (gone) {
                throw new IOException("nobody reads any more");
            }
            if (b == '\n') {
                lines.add(line.toString());
                line.setLength(0);
            } else {
                line.append((char) b);
            }
        }

        void await(String pattern) throws InterruptedException {
            for (String said = lines.poll(60, TimeUnit.SECONDS); ; said = lines.poll(60, TimeUnit.SECONDS)) {
                assertThat(said).as("a line like " + pattern).isNotNull();
                if (said.matches(pattern)) {
                    return;
                }
            }
        }
    }

    @Test
    void whoWatchesSeesEachChange() throws Exception {
        Lines seen = new Lines();
        PrintStream out = new PrintStream(seen, true, StandardCharsets.UTF_8);
        FutureTask<Integer> watch = new FutureTask<>(() -> Orca.run(town.terminal(out, out), "get", "reservations", "-w"));
        Thread.ofPlatform().daemon().start(watch);
        seen.await("ID +STATE .*");
        seen.await("seats +active .*");
        assertThat(town.orca("request", "--id", "brief", "--type", "licence", "--for", "30m", "--wait").code()).isZero();
        seen.await("brief +active .*");
        assertThat(town.orca("close", "brief", "--wait").code()).isZero();
        seen.await("brief +gone");
        seen.gone = true;
        // The next change is the one that finds nobody reading.
        assertThat(town.orca("request", "--id", "last", "--type", "licence", "--for", "30m", "--wait").code()).isZero();
        assertThat(watch.get(60, TimeUnit.SECONDS)).isZero();
        town.over("brief", "last");
    }

    @Test
    void aRequestUnderANameIsMadeOnceAndAnotherUnderItIsAConflict() {
        String[] request = {"request", "--type", "licence", "--for", "30m", "--slice", "named", "--request-id", "mine"};
        Town.Ran first = town.orca(request);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(town.orca(request)).as("now is later, the request is the same").isEqualTo(first);
        request[4] = "31m";
        Town.Ran other = town.orca(request);
        assertThat(other.code()).isEqualTo(6);
        assertThat(other.err()).contains("mine");
        assertThat(town.orca("get", "reservations", "--slice", "named", "-o", "name").out().lines()).hasSize(1);
        town.over(first.out().split(" ")[0]);
    }

    @Test
    void whatIsOverIsShownOnlyWhenAskedFor() {
        assertThat(town.orca("request", "--id", "over", "--type", "licence", "--for", "30m", "--wait").code()).isZero();
        town.over("over");
        assertThat(town.orca("get", "reservations", "-o", "name").out()).doesNotContain("over");
        assertThat(town.orca("get", "reservations", "--all", "-o", "name").out().lines()).contains("over");
        assertThat(town.orca("get", "reservations", "--slice", "shop", "-o", "name").out()).isEqualTo("web\n");
        assertThat(town.orca("get", "reservations", "--slice", "nosuch").err())
                .isEqualTo("none; --all shows also what is over\n");
        assertThat(town.orca("get", "units", "--actor", "est").err()).isEqualTo(
                "orca: actor: there is no 'est' here; did you mean 'west'?\n");
    }
}
