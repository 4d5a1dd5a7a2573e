package orca.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.wire.management.AlternativeView;
import orca.wire.management.CommandAnswer;
import orca.wire.management.LogView;
import orca.wire.management.PlanAnswer;
import orca.wire.management.Problem;
import orca.wire.management.ReservationView;
import orca.wire.management.Story;
import orca.wire.management.WaitAnswer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerbTest {
    private static final Problem TOO_FEW = new Problem(Problem.Kind.INSUFFICIENT, "only 4 of 9 units are free",
            Optional.empty(), Optional.of(new AlternativeView(Optional.of(Instant.parse("2026-11-21T15:30:00Z")), 4)));

    @TempDir
    private Path folder;
    private FakeContainer container;

    @BeforeEach
    void start() throws IOException {
        container = new FakeContainer();
    }

    @AfterEach
    void stop() {
        container.close();
    }

    private static CommandAnswer done(String... ids) {
        return new CommandAnswer(false, List.of(ids), "");
    }

    @Test
    void aRequestSaysAllThatItsOptionsSay() {
        container.says("request", done("web-1"));
        Typing typed = Typing.to(container, "request", "--id", "web-1", "--type", "vm", "--units", "2..3", "--size",
                "cpu=1000,memory=512", "--start", "now+5m", "--for", "2h", "--defer-until", "+1d", "--deadline",
                "2026-12-24T18:00:00+01:00", "--renew-until", "+7d", "--broker", "market", "--at", "west", "--slice", "shop",
                "--after", "db-1,db-2", "--join-after", "db-1", "--property", "image=small", "--property", "tries=3",
                "--property", "public=true", "--command", "sleep 60", "--assurance", "best-effort", "--request-id", "r1",
                "--actor", "guest");
        assertThat(typed).isEqualTo(new Typing(0, "web-1 requested\n", ""));
        assertThat(container.calls()).containsExactly("POST request {\"requestId\":\"r1\",\"dryRun\":false,\"actor\":\"guest\","
                + "\"slice\":\"shop\",\"wishes\":[{\"id\":\"web-1\","
                + "\"broker\":\"market\",\"type\":\"vm\",\"units\":3,\"minUnits\":2,"
                + "\"sliver\":{\"cpu\":1000,\"memory\":512},\"start\":\"now+5m\",\"length\":\"2h\",\"latestStart\":\"now+1d\","
                + "\"deadline\":\"2026-12-24T17:00:00Z\",\"assurance\":\"best-effort\",\"site\":\"west\",\"properties\":"
                + "{\"command\":\"sleep 60\",\"image\":\"small\",\"public\":true,\"tries\":3},\"renewUntil\":\"now+7d\","
                + "\"redeemAfter\":[\"db-1\",\"db-2\"],\"joinAfter\":[\"db-1\"]}],\"together\":false}");
    }

    @Test
    void aFileHoldsSeveralWishes() throws IOException {
        Files.writeString(folder.resolve("shop.yaml"), """
                slice: shop
                together: true
                holdUntil: now+10m
                wishes:
                - id: db-1
                  type: vm
                  sliver: {cpu: 1000, memory: 512}
                  length: 2h
                - id: web-1
                  type: vm
                  units: 2
                  sliver: {cpu: 500, memory: 256}
                  length: 2h
                  joinAfter: [db-1]
                """);
        container.says("request", done("db-1", "web-1"));
        Typing typed = Typing.at(folder, variables(), "request", "-f", "shop.yaml", "--dry-run");
        assertThat(typed.out()).isEqualTo("db-1, web-1 requested\n");
        assertThat(container.calls().getFirst())
                .contains("\"dryRun\":true", "\"together\":true", "\"holdUntil\":\"now+10m\"", "\"joinAfter\":[\"db-1\"]");
    }

    @Test
    void aListAloneIsAListOfWishes() throws IOException {
        Files.writeString(folder.resolve("list.yaml"), "- {type: licence, length: 1h}\n- {type: licence, length: 2h}\n");
        container.says("request", done("a", "b"));
        assertThat(Typing.at(folder, variables(), "request", "-f", "list.yaml", "--group", "-o", "name").out())
                .isEqualTo("a\nb\n");
        assertThat(container.calls().getFirst()).contains("\"together\":true");
    }

    @Test
    void aFileThatCannotBeIsRefusedByLineAndName() throws IOException {
        Files.writeString(folder.resolve("bad.yaml"), "wishes:\n- type: vm\n  length: 2 hours\n  unit: 3\n");
        Typing typed = Typing.at(folder, variables(), "request", "-f", "bad.yaml");
        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.err()).contains("bad.yaml: line 3: wishes[0].length: must be a length of time")
                .contains("line 4: wishes[0].unit");
        assertThat(Typing.at(folder, variables(), "request", "-f", "none.yaml").err()).contains("--file: there is no none.yaml");
        assertThat(Typing.at(folder, variables(), "request", "-f", "bad.yaml", "--type", "vm").err())
                .contains("--file: the wishes stand in the file");
        assertThat(container.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "--for 2x                    | '--for': must be a length of time such as 30s, 5m, 1h30m, 7d or PT5M, got '2x'",
        "--for -2h                   | -2h",
        "--for 0                     | --for: must be more than nothing",
        "--for 1h --end now+1h       | --end, --for: give one of them, not both",
        "--units 0 --for 1h          | --units: must be a number from 1 such as 3, or a range such as 2..3, got '0'",
        "--units 3..2 --for 1h       | --units: must be a number from 1",
        "--units 99999999999 --for 1h| --units: must be a number from 1",
        "--units 2..3 --min 1 --for 1h | --min: --units says already how few would do, 2..3",
        "--min 2 --for 1h            | --min: must be from 1 to 1, got 2",
        "--start someday --for 1h    | '--start': must be a time such as friday, tomorrow 14:00, 2026-12-24 18:00, +3h or",
        "--start 2026-01-31T12:00:00 --for 1h | '--start': must be a time",
        "--size cpu --for 1h         | --size: must be names and whole numbers such as cpu=1000,memory=512, got 'cpu'",
        "--size cpu=1,cpu=2 --for 1h | --size: 'cpu' stands there twice",
        "--size cpu=-1 --for 1h      | --size: must be names and whole numbers",
        "--property =x --for 1h      | --property' (NAME=VALUE): must be NAME=VALUE without spaces, such as size=10, got '=x'",
        "--property UP=x --for 1h    | --property: property: must be 1 to 64 characters",
        "--assurance firm --for 1h   | --assurance: must be reserved, minimum-share or best-effort, got 'firm'",
        "--hold-until +1h --for 1h   | --hold-until: needs --group",
        "--request-id A --for 1h     | --request-id: must be 1 to 64 characters",
        "--wait=soon --for 1h        | '--wait'",
        "--output xml --for 1h       | '--output'",
        "--nonsense --for 1h         | --nonsense"
    })
    void nonsenseIsRefusedNamingTheOptionAndTheRule(String options, String message) {
        Typing typed = Typing.to(container, ("request --type vm " + options.strip()).split(" +"));
        assertThat(typed.err()).contains(message.strip());
        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(container.calls()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Problem.Kind.class)
    void theExitCodeSaysWhatSortOfNoItWas(Problem.Kind kind) {
        container.says("close", Problem.of(kind, "no because of the test"));
        int expected = switch (kind) {
            case USAGE, METHOD, TOO_LARGE, MEDIA_TYPE -> 2;
            case UNKNOWN, REFUSED, NOT_NOW, DENIED, LATE -> 3;
            case INSUFFICIENT -> 4;
            case BUSY, TIMEOUT -> 5;
            case CONFLICT -> 6;
            case UNAUTHORISED, FORBIDDEN, STOPPED, FAULT -> 7;
        };
        Typing typed = Typing.to(container, "close", "web-1");
        assertThat(typed.code()).isEqualTo(expected);
        assertThat(typed.err()).startsWith(kind == Problem.Kind.UNAUTHORISED
                ? "orca: the token for " + container.url() + " is another one\n" : "orca: no because of the test\n");
    }

    @Test
    void waitingForARequestShowsWhatWasGot() {
        container.says("request", done("web-1"));
        container.says("wait", new WaitAnswer(false, true, Samples.waiting()), new WaitAnswer(true, false, Samples.active()));
        Typing typed = Typing.to(container, "request", "--type", "vm", "--for", "2h", "--wait");
        assertThat(typed.code()).isZero();
        assertThat(typed.out()).startsWith("ID ").contains("web-1  active");
        assertThat(typed.err()).isEqualTo("web-1 is ticketing: waits for the broker ...\n");
        assertThat(container.calls().get(1)).isEqualTo("GET wait?id=web-1&states=active&timeout=2s");
    }

    @Test
    void whatIsNotEnoughExitsWithFourAndSaysTheEarliestAlternative() {
        container.says("request", done("big-1"));
        container.says("wait", new WaitAnswer(false, false, Samples.failed(TOO_FEW)));
        Typing typed = Typing.to(container, "request", "--type", "vm", "--units", "9", "--for", "1h", "--wait=10s");
        assertThat(typed.code()).isEqualTo(4);
        assertThat(typed.err()).isEqualTo("""
                orca: big-1 is failed: only 4 of 9 units are free
                  earliest for all of it: --start 2026-11-21T16:30:00+01:00 (in 3 h 30 m)
                  at the time asked for: --units 4
                  its story: orca describe big-1
                """);
    }

    @Test
    void waitingTooLongExitsWithFive() {
        container.says("wait", new WaitAnswer(false, true, Samples.waiting()));
        Typing typed = Typing.to(container, "wait", "batch-7", "--for", "active,closed", "--timeout", "0s");
        assertThat(typed.code()).isEqualTo(5);
        assertThat(typed.err()).startsWith(
                "orca: batch-7: not active or closed within 0 s; it is ticketing: waits for the broker\n");
        assertThat(Typing.to(container, "wait", "batch-7", "--for", "activ").err())
                .contains("--for: no state 'activ'; did you mean 'active'?");
    }

    @Test
    void aPlanExitsByTheWorstOfItsOutcomes() {
        PlanAnswer.Outcome whole = new PlanAnswer.Outcome("granted", "market", 2, 2,
                Optional.of(Samples.term("PT0S", "PT1H")), Optional.of("west"), Optional.empty(), "", Optional.empty());
        PlanAnswer.Outcome fewer = new PlanAnswer.Outcome("granted", "market", 3, 2,
                Optional.of(Samples.term("PT0S", "PT1H")), Optional.of("west"), Optional.empty(), "2 of 3 fit", Optional.empty());
        PlanAnswer.Outcome none = new PlanAnswer.Outcome("refused", "market", 9, 0, Optional.empty(), Optional.empty(),
                Optional.empty(), "", Optional.of(TOO_FEW));
        container.says("plan", new PlanAnswer(List.of(whole)), new PlanAnswer(List.of(whole, fewer)),
                new PlanAnswer(List.of(none, whole)));
        String[] words = {"plan", "--type", "vm", "--for", "1h"};
        assertThat(Typing.to(container, words).code()).isZero();
        Typing differs = Typing.to(container, words);
        assertThat(differs.code()).isEqualTo(1);
        assertThat(differs.out()).isEqualTo("""
                WISH  VERDICT  UNITS  START     END       LEFT    WHERE  REASON
                   1  granted      2  13:00:00  14:00:00  in 1 h  west
                   2  granted    2/3  13:00:00  14:00:00  in 1 h  west   2 of 3 fit
                """);
        Typing refused = Typing.to(container, words);
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("earliest for all of it: --start 2026-11-21T16:30:00+01:00");
    }

    @Test
    void anExtensionIsByALengthOrUntilATime() {
        container.says("change", done("web-1"));
        assertThat(Typing.to(container, "extend", "web-1", "+2h").out()).isEqualTo("web-1 extension asked for\n");
        Typing.to(container, "extend", "web-1", "now+3h");
        assertThat(container.calls().get(0)).contains("\"extendBy\":\"2h\"").doesNotContain("\"end\"");
        assertThat(container.calls().get(1)).contains("\"end\":\"now+3h\"").doesNotContain("extendBy");
        assertThat(Typing.to(container, "extend", "web-1", "later").code()).isEqualTo(2);
    }

    @Test
    void anExtensionThatIsRefusedKeepsTheTermAndExitsByItsReason() {
        ReservationView kept = Samples.active();
        ReservationView refused = new ReservationView(kept.id(), kept.actor(), kept.slice(), kept.state(), kept.waitsFor(),
                kept.broker(), kept.authority(), kept.type(), kept.asked(), kept.minUnits(), kept.granted(), kept.sliver(),
                kept.wanted(), kept.term(), kept.renewUntil(), kept.estimate(), "", Optional.of(TOO_FEW), kept.cause(),
                kept.units());
        container.says("change", done("web-1"));
        container.says("wait", new WaitAnswer(true, false, refused));
        Typing typed = Typing.to(container, "extend", "web-1", "+2h", "--wait");
        assertThat(typed.code()).isEqualTo(4);
        assertThat(typed.out()).contains("web-1  active").contains("14:58:00");
    }

    @Test
    void aResizeKeepsTheDimensionsThatItDoesNotName() {
        container.says("reservations", Samples.rows(1, Samples.active()));
        container.says("change", done("web-1"));
        Typing.to(container, "resize", "web-1", "--units", "2", "--cpu", "2000", "--give-up", "west-u1");
        assertThat(container.calls().get(1)).contains("\"units\":2", "\"sliver\":{\"cpu\":2000,\"memory\":512}",
                "\"victims\":[\"west-u1\"]");
        Typing typo = Typing.to(container, "resize", "web-1", "--cpus", "2000");
        assertThat(typo.code()).isEqualTo(2);
        assertThat(typo.err()).contains("--cpus: type vm has no such dimension; did you mean 'cpu'?");
        assertThat(Typing.to(container, "resize", "web-1").err()).contains("nothing to change");
        assertThat(Typing.to(container, "resize", "web-1", "--cpu", "many").code()).isEqualTo(2);
    }

    @Test
    void otherPropertiesAreAskedForByTheOptionOfARequest() {
        container.says("change", done("web-1"));
        Typing typed = Typing.to(container, "change", "web-1", "--property", "power=paused", "--property", "n=2",
                "--drop", "a,b");
        assertThat(typed.out()).isEqualTo("web-1 change asked for\n");
        assertThat(container.calls().getFirst()).contains("\"set\":{\"n\":2,\"power\":\"paused\"}", "\"dropped\":[\"a\",\"b\"]")
                .doesNotContain("\"units\"");
        assertThat(Typing.to(container, "change", "web-1").err()).contains("nothing to change");
        assertThat(Typing.to(container, "change", "web-1", "--property", "power").code()).isEqualTo(2);
        assertThat(Typing.to(container, "change", "web-1", "--drop", "no name").code()).isEqualTo(2);
    }

    @Test
    void severalAreClosedInOneGoAndTheNextWordAfterWaitIsNoTime() {
        container.says("close", done());
        container.says("wait", new WaitAnswer(true, false, Samples.active()));
        Typing typed = Typing.to(container, "close", "--wait", "web-1", "web-2");
        assertThat(typed.out()).isEqualTo("web-1, web-2 closed\n");
        assertThat(container.calls()).hasSize(4);
        assertThat(Typing.to(container, "close", "a", "b", "--request-id", "x").code()).isEqualTo(2);
    }

    @Test
    void aDryRunSaysThatNothingWasDone() {
        container.says("close", new CommandAnswer(true, List.of("web-1"), ""));
        Typing typed = Typing.to(container, "close", "web-1", "--dry-run", "--wait");
        assertThat(typed.out()).isEqualTo("would be taken, nothing was done: web-1 closing\n");
        assertThat(container.calls()).containsExactly("POST close {\"dryRun\":true,\"id\":\"web-1\"}");
    }

    @Test
    void operatorsSayTheirWords() {
        for (String path : List.of("approve", "deny", "revoke", "reclaim", "host", "free-unit", "retry-teardown",
                "move-unit", "delegate")) {
            container.says(path, done());
        }
        assertThat(Typing.to(container, "approve", "web-1", "--holder", "guest").out()).isEqualTo("web-1 approved\n");
        assertThat(Typing.to(container, "deny", "web-1", "--reason", "too dear").out()).isEqualTo("web-1 denied\n");
        assertThat(Typing.to(container, "revoke", "web-1", "--actor", "west").out()).isEqualTo("web-1 revoked\n");
        assertThat(Typing.to(container, "reclaim", "west.market.vm").out()).isEqualTo("west.market.vm reclaimed\n");
        assertThat(Typing.to(container, "host", "set", "node-3", "--type", "vm", "--units", "4", "--capacity",
                "cpu=4000", "--shut")
                .out()).isEqualTo("node-3 set\n");
        assertThat(Typing.to(container, "unit", "free", "west-u1", "--reason", "host is off").out()).isEqualTo("west-u1 freed\n");
        assertThat(Typing.to(container, "unit", "retry", "west-u1").code()).isZero();
        assertThat(Typing.to(container, "unit", "move", "west-u1", "h2", "--reason", "h1 is to be mended").out())
                .isEqualTo("west-u1 is on its way to h2\n");
        assertThat(Typing.to(container, "delegate", "--broker", "market", "--type", "vm", "--units", "8", "--for", "30d").out())
                .isEqualTo("delegated to market\n");
        assertThat(container.calls().get(4)).contains("\"open\":false", "\"capacity\":{\"cpu\":4000}");
        assertThat(container.calls().get(5)).contains("\"reason\":\"host is off\"");
        assertThat(Typing.to(container, "unit").code()).isEqualTo(2);
        assertThat(Typing.to(container, "unit", "free", "west-u1").err()).contains("--reason");
    }

    @Test
    void aCommandInAUnitShowsItsLinesAndExitsWithItsCode() {
        container.saysText("exec", "{\"line\":\"web-1\"}\n{\"line\":\"root\"}\n{\"exit\":42}\n");
        Typing typed = Typing.to(container, "exec", "west-u1", "--", "sh", "-c", "hostname; id -un; exit 42", "--wait");
        assertThat(typed).isEqualTo(new Typing(42, "web-1\nroot\n", ""));
        assertThat(container.calls().getFirst()).contains("[\"sh\",\"-c\",\"hostname; id -un; exit 42\",\"--wait\"]");
        assertThat(Typing.to(container, "exec", "west-u1").code()).isEqualTo(2);
    }

    @Test
    void logsAreShownAsTheyAre() {
        container.says("logs/west-u1", new LogView("west-u1", List.of("12:00:00 setup", "12:00:01 up\u001b[2J"), true));
        Typing typed = Typing.to(container, "logs", "west-u1");
        assertThat(typed.out()).isEqualTo("12:00:00 setup\n12:00:01 up?[2J\n");
        assertThat(typed.err()).isEqualTo("(older lines are not kept)\n");
    }

    @Test
    void aStoryIsToldWithItsReasons() {
        Story story = new Story("web-1", List.of(Samples.active()), List.of(), List.of(), List.of(), List.of(
                new Story.Line(Typing.NOON.minusSeconds(120), "guest", "reservation", "ticketing", "DEMAND", ""),
                new Story.Line(Typing.NOON.minusSeconds(119), "market", "ticket", "ticketed", "GRANT",
                        "2 of 3 units fit on west until 14:58, and the request says that 2 would do;"
                                + " the third is free at 15:30")),
                false);
        container.says("describe/web-1", story);
        assertThat(Typing.to(container, "describe", "web-1").out()).isEqualTo("""
                Reservation web-1: active
                  what           2 x vm, each cpu 1000, memory 512
                  asked for      3 units, at least 2
                  for            guest, slice default
                  from           market, at west
                  term           2026-11-21T12:58:00+01:00 until 2026-11-21T14:58:00+01:00, 2 h long, ends in 1 h 58
                                 m
                  next to act    the guest
                  west-u1        ready on node-1, in the guest in; address=10.0.0.1
                  west-u2        ready on node-2, in the guest in

                What happened
                WHEN      ACTOR   SUBJECT      STATE      WHAT
                12:58:00  guest   reservation  ticketing  DEMAND
                12:58:01  market  ticket       ticketed   GRANT
                    2 of 3 units fit on west until 14:58, and the request says that 2 would do; the third is free at
                    15:30
                """);
    }

    @Test
    void whoNobodyKnowsHasNoStory() {
        container.says("describe/web-9", new Story("web-9", List.of(), List.of(), List.of(), List.of(), List.of(), false));
        assertThat(Typing.to(container, "describe", "web-9").code()).isEqualTo(3);
    }

    @Test
    void anUnknownVerbIsToldTheNearestAndAMissingOneTheHelp() {
        Typing typo = Typing.to(container, "reqest");
        assertThat(typo).isEqualTo(new Typing(2, "", "orca: no verb 'reqest'; did you mean 'request'?\n  see 'orca --help'\n"));
        assertThat(Typing.to(container).err()).contains("a verb is missing");
        assertThat(Typing.to(container, "demo").err()).endsWith("start it with orca demo\n");
        Typing help = Typing.to(container, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("request", "plan", "get", "describe", "wait", "extend", "resize", "close", "exec", "logs",
                "approve", "deny", "revoke", "delegate", "reclaim", "host", "unit", "Exit codes:");
        assertThat(Typing.to(container, "request", "--help").out()).contains("--defer-until").contains("--dry-run");
        assertThat(Typing.to(container, "--version").out()).startsWith("orca ");
    }

    @Test
    void lengthsOfTimeAreOfEveryUnit() {
        container.says("request", done("a"));
        for (String length : List.of("1500ms", "30s", "5m", "2h", "7d", "2w", "1h30m", "PT5M")) {
            assertThat(Typing.to(container, "request", "--type", "vm", "--for", length).code()).as(length).isZero();
        }
        assertThat(container.calls().get(5)).contains("\"length\":\"14d\"");
    }

    private Map<String, String> variables() {
        return Map.of("ORCA_CONTAINER", container.url(), "ORCA_TOKEN", FakeContainer.TOKEN);
    }
}
