package orca.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.management.CauseView;
import orca.wire.management.CommandAnswer;
import orca.wire.management.PolicyRow;
import org.junit.jupiter.api.Test;

class PolicyVerbTest {
    @Test
    void aPolicyIsNamedWithItsSettingsAndTheFileIsFollowedAgain() throws IOException {
        try (FakeContainer container = new FakeContainer()) {
            container.says("policy", new CommandAnswer(false, List.of("winks"), ""));

            assertThat(Typing.to(container, "policy", "set", "market", "winks", "--set", "usual=2", "--set", "weights=a=3"))
                    .isEqualTo(new Typing(0, "winks is followed by market\n", ""));
            assertThat(Typing.to(container, "policy", "reset", "guest", "--slice", "web").code()).isZero();
            assertThat(container.calls().get(0)).startsWith("POST policy ").contains("\"actor\":\"market\"",
                    "\"policy\":\"winks\"", "\"usual\":2", "\"weights\":\"a=3\"");
            assertThat(container.calls().get(1)).contains("\"actor\":\"guest\"", "\"slice\":\"web\"")
                    .doesNotContain("\"policy\"");
        }
    }

    @Test
    void whatIsNoNameOrNoSettingIsRefusedBeforeAnybodyIsAsked() throws IOException {
        try (FakeContainer container = new FakeContainer()) {
            assertThat(Typing.to(container, "policy", "set", "market", "Easy going").err()).contains("POLICY: ");
            assertThat(Typing.to(container, "policy", "set", "market", "easy", "--set", "cap", "10").err())
                    .contains("'--set' (NAME=VALUE): must be NAME=VALUE without spaces, such as size=10, got 'cap'");
            assertThat(Typing.to(container, "policy", "set", "market", "easy", "--actor", "west").err())
                    .contains("ACTOR: is 'market', and --actor says otherwise");
            assertThat(Typing.to(container, "policy", "set", "market").err()).contains("POLICY");
            assertThat(container.calls()).isEmpty();
        }
    }

    @Test
    void whatDiffersFromTheFileIsShown() throws IOException {
        try (FakeContainer container = new FakeContainer()) {
            container.says("policies", Samples.rows(1, List.of(
                    new PolicyRow("market", "broker", Optional.empty(), "winks", PropertyList.NONE.with("usual", 2), true,
                            "first-come", PropertyList.NONE,
                            Optional.of(new CauseView(Typing.NOON, "SET_POLICY", "by ada")), ""),
                    new PolicyRow("west", "authority", Optional.empty(), "best-fit", PropertyList.NONE, false, "best-fit",
                            PropertyList.NONE, Optional.empty(), ""))));
            String shown = Typing.to(container, "policy", "show").out();
            assertThat(shown.lines().toList().get(0)).startsWith("NAME").contains("POLICY", "SETTINGS", "SINCE", "REASON");
            assertThat(shown.lines().toList().get(1)).matches("market +winks +usual=2 +13:00:00 +the file says first-come");
            assertThat(shown.lines().toList().get(2)).matches("west +best-fit");
            assertThat(Typing.to(container, "policy", "show", "-o", "name").out()).isEqualTo("winks\nbest-fit\n");
        }
    }
}
