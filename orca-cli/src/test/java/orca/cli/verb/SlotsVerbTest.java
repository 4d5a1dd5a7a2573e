package orca.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.contract.Assurance;
import orca.core.resource.PropertyList;
import orca.wire.management.CommandAnswer;
import orca.wire.management.Problem;
import orca.wire.management.RequestCommand;
import orca.wire.management.SlotsAnswer;
import orca.wire.management.SlotsAnswer.Asked;
import orca.wire.management.SlotsAnswer.Offer;
import orca.wire.management.SlotsAnswer.Part;
import orca.wire.management.TermView;
import orca.wire.text.RecordForm;
import orca.wire.text.When;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlotsVerbTest {
    private FakeContainer container;

    @BeforeEach
    void start() throws IOException {
        container = new FakeContainer();
    }

    @AfterEach
    void stop() {
        container.close();
    }

    private static Offer offer(String kind, String in, Part... parts) {
        Instant start = Typing.NOON.plus(Duration.parse(in));
        When when = start.equals(Typing.NOON) ? When.NOW : When.at(start);
        List<RequestCommand.Wish> wishes = new ArrayList<>();
        long units = 0;
        for (Part part : parts) {
            units += part.units();
            wishes.add(new RequestCommand.Wish(Optional.empty(), Optional.of(part.broker()), "vm", part.units(), Optional.empty(),
                    Samples.size(1000, 512), when, Optional.empty(), Optional.of(Duration.ofHours(4)), Optional.empty(),
                    Optional.empty(), Assurance.RESERVED, Optional.of(part.site()), PropertyList.NONE, Optional.empty(),
                    List.of(), List.of()));
        }
        RequestCommand request = new RequestCommand(
                Optional.empty(), false, Optional.empty(), "default", wishes, wishes.size() > 1, Optional.empty());
        return new Offer(kind, 20, units, new TermView(start, start.plus(Duration.ofHours(4))), List.of(parts), request);
    }

    private static final SlotsAnswer ANSWER = new SlotsAnswer(List.of(
            offer("fewer", "PT0S", new Part("east", "duke", 12)),
            offer("split", "PT2H", new Part("east", "duke", 12), new Part("west", "yale", 8)),
            offer("whole", "PT30H", new Part("east", "duke", 20))),
            List.of(new Asked("east", true, 3, ""), new Asked("west", true, 1, ""),
                    new Asked("north", false, 0, "no answer within 3 s")));

    private static final String TAKE_ALL = "orca request --type vm --units 20 --size cpu=1000,memory=512 "
            + "--start 2026-11-22T18:00:00Z --for 4h --broker east --at duke";
    private static final String TAKE_PARTS = "orca request --wish '{\"broker\":\"east\",\"type\":\"vm\",\"units\":12,"
            + "\"sliver\":{\"cpu\":1000,\"memory\":512},\"start\":\"2026-11-21T14:00:00Z\",\"length\":\"4h\","
            + "\"assurance\":\"reserved\",\"site\":\"duke\"}' --wish '{\"broker\":\"west\",\"type\":\"vm\",\"units\":8,"
            + "\"sliver\":{\"cpu\":1000,\"memory\":512},\"start\":\"2026-11-21T14:00:00Z\",\"length\":\"4h\","
            + "\"assurance\":\"reserved\",\"site\":\"yale\"}' --group";

    @Test
    void theTableShowsLocalTimesAndBelowWhatTakesEach() {
        container.says("slots", ANSWER);

        Typing typed = Typing.to(container, "slots", "--type", "vm", "--units", "20", "--for", "4h", "--before", "friday");

        assertThat(typed.code()).isZero();
        assertThat(typed.out().lines().toList()).hasSize(8).allSatisfy(line -> {
            if (!line.contains("request")) {
                assertThat(line.length()).isLessThanOrEqualTo(100);
            }
        });
        assertThat(typed.out()).contains("1  13:00:00", "now", "12/20", "fewer", "in 2 h", "12 east/duke + 8 west/yale",
                "all, in 2 parts", "22 Nov 19:00", "north: no answer within 3 s\n",
                "\n1: orca request --type vm --units 12 --size cpu=1000,memory=512 --for 4h --broker east --at duke\n",
                "\n2: " + TAKE_PARTS + "\n", "\n3: " + TAKE_ALL + "\n");
        assertThat(container.calls()).containsExactly("POST slots {\"type\":\"vm\",\"units\":20,\"minUnits\":1,\"sliver\":{},"
                + "\"length\":\"4h\",\"from\":\"now\",\"before\":\"2026-11-26T23:00:00Z\",\"most\":5}");
    }

    /** What is shown is typed again, as a shell would take it apart. */
    @Test
    void theLinesAskForWhatWasOffered() {
        container.says("slots", ANSWER).says("request", new CommandAnswer(false, List.of("a"), ""));
        Typing shown = Typing.to(container, "slots", "--type", "vm", "--units", "20", "--for", "4h", "-o", "name");
        List<String> lines = shown.out().lines().toList();

        for (int i = 0; i < lines.size(); i++) {
            List<String> words = new ArrayList<>();
            Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(lines.get(i));
            while (word.find()) {
                words.add(word.group(1) != null ? word.group(1) : word.group(2));
            }
            assertThat(Typing.to(container, words.subList(1, words.size()).toArray(String[]::new)).code()).isZero();
            assertThat(container.calls().getLast()).isEqualTo(
                    "POST request " + RecordForm.json(ANSWER.offers().get(i).request()));
        }
        assertThat(lines).hasSize(3);
    }

    @Test
    void theExitCodeSaysWhatThereIs() {
        List<Asked> one = List.of(new Asked("east", true, 0, "no 1 of that size are free"));
        List<Asked> silent = List.of(new Asked("east", false, 0, "no answer within 3 s"));
        container.says("slots", new SlotsAnswer(ANSWER.offers().subList(0, 1), one), new SlotsAnswer(List.of(), one),
                new SlotsAnswer(List.of(), silent));
        String[] words = {"slots", "--type", "vm", "--units", "5..20", "--for", "4h"};
        assertThat(Typing.to(container, words).code()).isEqualTo(1);
        Typing none = Typing.to(container, words);
        assertThat(none.code()).isEqualTo(4);
        assertThat(none.out()).isEqualTo("east: no 1 of that size are free\n");
        assertThat(none.err()).contains("nothing of that kind is free for so long");
        assertThat(Typing.to(container, words).code()).isEqualTo(5);
        assertThat(container.calls().getFirst()).contains("\"units\":20,\"minUnits\":5");
    }

    @Test
    void whatIsWrongIsSaidOfTheOption() {
        container.says("slots", Problem.field("", "slots.before: must leave room for slots.length, which is PT4H; from x to y"),
                Problem.field("sliver", "sliver: must say every dimension of vm, 'cpu' is missing"));
        String[] words = {"slots", "--type", "vm", "--for", "4h"};
        Typing typed = Typing.to(container, words);
        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.err()).contains("--before: must leave room for --for");
        assertThat(Typing.to(container, words).err()).contains("--size: must say every dimension of vm");
        assertThat(Typing.to(container, "slots", "--type", "vm", "--for", "4h", "--most", "21").err())
                .contains("--most: must be from 1 to 20, got 21");
        assertThat(Typing.to(container, "slots", "--type", "vm", "--for", "4h", "--before", "someday").err())
                .contains("'--before': must be a time such as friday");
        assertThat(Typing.to(container, "slots", "--for", "4h").err()).contains("--type");
        assertThat(Typing.to(container, "request", "--wish", "{type: vm}").err()).contains("--wish[0]: ", "either end or length");
        assertThat(Typing.to(container, "request", "--wish", "{type: vm, length: 1h}", "--units", "3").err())
                .contains("--wish: says it all");
    }

    @Test
    void jsonHasItAll() {
        container.says("slots", ANSWER);
        Typing typed = Typing.to(container, "slots", "--type", "vm", "--units", "20", "--for", "4h", "-o", "json");
        assertThat(RecordForm.readJson(SlotsAnswer.class, typed.out())).isEqualTo(ANSWER);
        assertThat(typed.code()).isZero();
    }
}
