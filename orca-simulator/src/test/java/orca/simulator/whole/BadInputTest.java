package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody types wrong, or on purpose: each is told what is wrong by which rule and changes nothing. */
@Timeout(180)
class BadInputTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    private static Path folder;

    private static Town town;
    private static String before;

    @BeforeAll
    static void open() {
        town = Town.usual(folder);
        assertThat(town.orca("request", "--id", "web", "--type", "vm", "--size", "cpu=1000,memory=512", "--for", "2h",
                "--wait").code()).isZero();
        before = all();
    }

    @AfterAll
    static void close() {
        assertThat(all()).as("nothing of it changed anything").isEqualTo(before);
        assertThat(town.container().actors().all()).allSatisfy(actor -> assertThat(actor.loop().status().restarts()).isZero());
        town.close();
    }

    private static String all() {
        StringBuilder all = new StringBuilder();
        for (String what : List.of("reservations", "tickets", "leases", "units", "delegations", "hosts", "slices")) {
            all.append(town.orca("get", what, "--all", "-o", "json").out());
        }
        return all.toString();
    }

    /** Lines of "code | what is said | what is typed". */
    private static Stream<Arguments> lines(String text) {
        return text.lines().map(line -> line.split(" *\\| *", 3)).map(p -> Arguments.of(Integer.parseInt(p[0]), p[1], p[2]));
    }

    static Stream<Arguments> requests() {
        return lines("""
                2 | --type: must be given | request --for 1h
                2 | --end, --for: give one of them, not neither | request --type licence
                2 | --end, --for: give one of them, not both | request --type licence --for 1h --end now+1h
                2 | --end, --for: must be after term.start | request --type licence --start now+2h --end now+1h
                2 | --end, --for: must be after term.start | request --type licence --start now+2h --end now+2h
                2 | --for: must be more than nothing | request --type licence --for 0s
                2 | must be a length of time | request --type licence --for -1h
                2 | --end, --for: must not be in the past | request --type licence --start 2001-01-01T00:00:00Z --for 1h
                2 | --end, --for: must not be in the past | request --type licence --start now-2h --end now-1h
                2 | --for: too long | request --type licence --for 3000000d
                2 | must be a length of time | request --type licence --for 99999999999999999999d
                2 | must be a time | request --type licence --end 999999999999-01-01T00:00:00Z
                2 | '--start': must be a time such as friday | request --type licence --start now+900000000d --for 1h
                2 | must be a time | request --type licence --start someday --for 1h
                2 | must be a time | request --type licence --start 2030-01-01T00:00:00 --for 1h
                2 | --units: must be | request --type licence --for 1h --units 0
                2 | --units: must be | request --type licence --for 1h --units -1
                2 | --units: must be | request --type licence --for 1h --units 99999999999
                2 | --units: must be | request --type licence --for 1h --units 99999999999999999999
                2 | --units: must be | request --type licence --for 1h --units many
                2 | --units: must be | request --type licence --for 1h --units 5..2
                2 | --min: must be from 1 to 2 | request --type licence --for 1h --units 2 --min 3
                2 | --type: there is no type 'licences'; did you mean 'licence'? | request --type licences --for 1h
                2 | --type: | request --type ../../etc --for 1h
                2 | --size: must say every dimension of vm, 'memory' is missing | request --type vm --for 1h --size cpu=1
                2 | --size: | request --type vm --for 1h --size cpu=1,memory=1,gpu=1
                2 | --size: | request --type vm --for 1h --size cpu=1,cpu=2
                2 | --size: | request --type vm --for 1h --size cpu=-1,memory=1
                2 | --size: | request --type vm --for 1h --size cpu=99999999999999999999,memory=1
                2 | --size cpu: must be from 0 to | request --type vm --for 1h --size cpu=9999999999999999,memory=1
                2 | --id: must be | request --type licence --for 1h --id 'NOT A NAME'
                2 | --id: must be | request --type licence --for 1h --id ../web
                2 | --slice: must be | request --type licence --for 1h --slice ''
                2 | --request-id: must be | request --type licence --for 1h --request-id 'A B'
                2 | --assurance: must be reserved | request --type licence --for 1h --assurance surely
                2 | --property | request --type licence --for 1h --property novalue
                2 | --hold-until: needs --group | request --type licence --for 1h --hold-until now+1h
                3 | broker: there is no 'nobody' here; known are | request --type licence --for 1h --broker nobody
                3 | broker: there is no 'markte' here; did you mean 'market'? | plan --type licence --for 1h --broker markte
                2 | broker: 'west' is no broker | request --type licence --for 1h --broker west
                6 | there is a reservation web already | request --type licence --for 1h --id web
                3 | nosuch | request --type licence --for 1h --after nosuch
                2 | actor: 'market' is no service manager, but a broker | request --type licence --for 1h --actor market
                2 | no verb 'reqest'; did you mean 'request'? | reqest --type licence
                2 | Unknown options: '--unitz', '3' | request --type licence --for 1h --unitz 3
                2 | --deadline | request --type licence --for 1h --deadline now+10m
                2 | --deadline | request --type licence --for 1h --deadline 2001-01-01T00:00:00Z""");
    }

    static Stream<Arguments> otherVerbs() {
        return lines("""
                3 | there is no reservation 'nobody' here | extend nobody +1h
                2 | change.extendBy: must be more than nothing | extend web +0s
                2 | +LENGTH: must be a length of time | extend web +1x
                2 | +LENGTH: | extend web +99999999999d
                2 | +LENGTH: a reservation is not shortened | extend web -1h
                3 | change.end: leaves nothing of the term | extend web 2001-01-01T00:00:00Z
                2 | TIME: must be a time | extend web later
                2 | change.units: must be from 1 to 10000 | resize web --units 0
                2 | change.units: must be from 1 to 10000 | resize web --units -4
                2 | change.units: must be from 1 to 10000 | resize web --units 10001
                2 | Invalid value for option '--units' | resize web --units 99999999999999999999
                2 | resize: a dimension is set by its name and a whole number | resize web --cpu -7
                2 | cpu: must be from 0 to | resize web --cpu 9999999999999999
                2 | --gpu: type vm has no such dimension | resize web --gpu 1
                2 | resize: nothing to change | resize web
                3 | nosuch-u1 is no unit of it | resize web --units 1 --give-up nosuch-u1
                3 | there is no reservation 'nobody' here | resize nobody --units 2
                3 | there is no reservation 'nobody' here | close nobody
                3 | there is no reservation '../../etc/passwd' here | close ../../etc/passwd
                3 | there is no reservation 'nobody' here | wait nobody
                2 | --for: no state 'activ'; did you mean 'active'? | wait web --for activ
                3 | nothing is known of a reservation 'nobody' here | describe nobody
                2 | must be 1 to | describe ../../../etc/passwd
                2 | must be 1 to | describe ''
                2 | must be 1 to | logs ../../../etc/passwd
                2 | must be 1 to | logs ..
                3 | there is no unit 'nobody' here | logs nobody
                2 | must be 1 to | exec ../west-u1 -- ls
                3 | there is no unit 'nobody' here | exec nobody -- ls
                2 | limit | exec west-u1 --limit 0s -- ls
                2 | limit | exec west-u1 --limit 4000d -- ls
                3 | there is no ticket and no lease 'nobody' here | approve nobody
                3 | there is no ticket and no lease 'nobody' here | deny nobody
                3 | there is no ticket and no lease 'nobody' here | revoke nobody
                6 | 'web' does not wait for an operator's word | approve web
                2 | no listing 'machines' | get machines
                3 | no 'nobody' among the slices | get slices nobody
                3 | actor: there is no 'eats' here | get units --actor eats
                2 | Invalid value for option '--output' | get units -o xml
                3 | must be units, at least 1 | delegate --broker market --type vm --units 0 --capacity cpu=1,memory=1 --for 1h
                2 | units | delegate --broker market --type vm --units -1 --capacity cpu=1,memory=1 --for 1h
                2 | there is no type 'vmm' | delegate --broker market --type vmm --units 1 --for 1h
                4 | delegation.capacity | delegate --broker market --type licence --units 9 --for 1h
                3 | broker: there is no 'nobody' here | delegate --broker nobody --type licence --units 1 --for 1h
                3 | delegation.term: is over | delegate --broker market --type licence --units 1 --start now-2h --end now-1h
                2 | must be after term.start | delegate --broker market --type licence --units 1 --start now+2h --end now+1h
                3 | there is no delegation nobody | reclaim nobody
                2 | must be 1 to | reclaim ../x
                2 | must be | host set node-9 --type vm --units -1 --capacity cpu=1,memory=1
                2 | must be 1 to | host set ../node --type vm --units 1 --capacity cpu=1,memory=1
                2 | there is no type 'vmm' | host set node-9 --type vmm --units 1
                2 | cpu | host set node-9 --type vm --units 1 --capacity cpu=-1,memory=1
                3 | there is no unit 'nobody' here | unit release nobody --reason gone
                3 | there is no unit 'nobody' here | unit retry nobody
                6 | west-u1 | unit free west-u1 --reason 'because I can'
                4 | licence | plan --type licence --units 9 --for 1h
                2 | --size | plan --type vm --for 1h""");
    }

    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words.toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource({"requests", "otherVerbs"})
    void itIsToldWhatIsWrong(int code, String message, String typed) {
        Town.Ran ran = town.orca(words(typed));
        assertThat(ran.err()).contains(message).startsWith(code == 4 && typed.startsWith("plan") ? "" : "orca")
                .doesNotContain("Exception");
        assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    }

    @Test
    void theSameRequestIdForAnotherCommandIsAConflict() {
        String[] first = {"request", "--type", "licence", "--start", "2035-01-01T00:00:00Z", "--for", "1h",
            "--id", "web", "--request-id", "once", "--dry-run"};
        assertThat(town.orca(first).code()).isEqualTo(6);
        String[] host = {"host", "set", "pool", "--type", "licence", "--units", "5", "--property", "vendor=acme",
            "--request-id", "same-host"};
        assertThat(town.orca(host)).isEqualTo(town.orca(host));
        host[6] = "6";
        Town.Ran other = town.orca(host);
        assertThat(other.code()).isEqualTo(6);
        assertThat(other.err()).startsWith("orca: requestId: 'same-host' was used for another command\n");
    }

    @Test
    void aNameOrACommandThatIsMuchTooLongIsRefused() {
        Town.Ran name = town.orca("request", "--type", "licence", "--for", "1h", "--id", "x".repeat(10_000));
        assertThat(name.code()).isEqualTo(2);
        assertThat(name.err()).startsWith("orca: --id: must be 1 to").hasSizeLessThan(500);
        Town.Ran command = town.orca("request", "--type", "vm", "--size", "cpu=1,memory=1", "--for", "1h",
                "--command", "x".repeat(10 << 20));
        assertThat(command.code()).isEqualTo(2);
        assertThat(command.err()).startsWith("orca: ").contains("--command: property: at most 8192 characters")
                .hasSizeLessThan(500);
    }

    @Test
    void aFileOfWishesIsCheckedBeforeItIsSent() throws IOException {
        assertThat(file("wishes: [").err()).contains("wishes.yaml");
        assertThat(file("").code()).isEqualTo(2);
        assertThat(file("- {type: licence, length: 1h, unitz: 3}").err()).contains("line 1").contains("unitz")
                .contains("did you mean 'units'?");
        assertThat(file("- {type: licence, length: 1h, units: -1}").err()).contains("units: must be");
        assertThat(file("- {type: licence, length: 1h}\n".repeat(300)).err()).contains("must be 1 to 256");
        assertThat(file("#" + "x".repeat(10 << 20)).err()).hasSizeLessThan(500);
        assertThat(file("\"\u0000\u0001\"").err()).startsWith("orca");
        Town.Ran none = town.orca("request", "-f", folder.resolve("nosuch.yaml").toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("nosuch.yaml");
        assertThat(town.orca("request", "-f", folder.toString()).code()).isEqualTo(2);
        assertThat(file("- {type: licence, length: 1h}", "--type", "vm").err()).contains("--file: the wishes stand in the file");
    }

    private static Town.Ran file(String text, String... more) throws IOException {
        Path file = folder.resolve("wishes.yaml");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        Town.Ran ran = town.orca(
                Stream.concat(Stream.of("request", "-f", file.toString()), Stream.of(more)).toArray(String[]::new));
        assertThat(ran.code()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).startsWith("orca").doesNotContain("Exception");
        return ran;
    }
}
