package orca.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.wire.management.CommandAnswer;
import orca.wire.management.FeedCommand;
import orca.wire.management.NoticeRow;
import orca.wire.management.NoticesCommand;
import org.junit.jupiter.api.Test;

class NoticesVerbTest {
    @Test
    void whatIsToldIsSaidTriedAndTakenBack() throws IOException {
        try (FakeContainer container = new FakeContainer()) {
            container.says("notices", new CommandAnswer(false, List.of("web"), ""));
            container.says("notices-test", new CommandAnswer(false, List.of("web"), "1 to be told"));

            assertThat(Typing.to(container, "notices", "set", "web", "--to", "mail:ann@example.org", "--before", "2d", "--about",
                    "ending,revoked")).isEqualTo(new Typing(0, "web is told to mail:ann@example.org\n", ""));
            assertThat(Typing.to(container, "notices", "test", "web").out()).isEqualTo("web is tested (1 to be told)\n");
            assertThat(Typing.to(container, "notices", "reset", "web").out())
                    .isEqualTo("web is told as the configuration says\n");
            assertThat(container.calls().get(0)).startsWith("POST notices ").contains("\"to\":[\"mail:ann@example.org\"]",
                    "\"before\":[\"2d\"]", "\"about\":[\"ending\",\"revoked\"]");
            assertThat(container.calls().get(2)).doesNotContain("\"to\"");
        }
    }

    @Test
    void whatIsNoReceiverIsRefusedBeforeAnybodyIsAsked() throws IOException {
        try (FakeContainer container = new FakeContainer()) {
            assertThat(Typing.to(container, "notices", "set", "web", "--to", "ann@example.org").err())
                    .contains("--to: receiver: must begin with mail: or hook:");
            assertThat(Typing.to(container, "notices", "set", "web", "--to", "mail:a@b", "--about", "lunch").err())
                    .contains("--about");
            assertThat(Typing.to(container, "notices", "key", "example.org").code()).isEqualTo(2);
            assertThat(container.calls()).isEmpty();
        }
    }

    @Test
    void tablesFitAndKeysAndCalendarsAreSaidAlone() throws IOException {
        try (FakeContainer container = new FakeContainer()) {
            container.says("notices", Samples.rows(1, List.of(new NoticeRow("lab", Optional.of("web"),
                    List.of("mail:ann@example.org"), List.of(Duration.ofDays(1)), List.of("ending", "revoked"),
                    Duration.ofMinutes(5), true, false))));
            container.says("letters", Samples.rows(1, List.of(new NoticeRow.Letter("lab", "lab-l1", "mail:ann@example.org",
                    "given-up", 3, 7, Optional.empty(), Typing.NOON, "550 no such person", List.of("ending lab-1")))));
            container.says("hook-key", new NoticesCommand.Key("https://a/", "whsec_x"));
            container.says("feed", new FeedCommand.Answer("lab", "web", Optional.of("http://c/web.ics?key=k")));

            assertThat(Typing.to(container, "notices", "show").out().lines().toList().get(1))
                    .matches("web +mail:ann@example.org +1d +5m +operator +ending, revoked");
            assertThat(Typing.to(container, "notices", "letters").out().lines().toList().get(1))
                    .matches("lab-l1 +given-up +mail:ann@example.org +3 +13:00:00 +7 +550 no such person");
            assertThat(Typing.to(container, "notices", "key", "hook:https://a/").out()).isEqualTo("whsec_x\n");
            assertThat(Typing.to(container, "notices", "feed", "web").out()).isEqualTo("http://c/web.ics?key=k\n");
        }
    }
}
