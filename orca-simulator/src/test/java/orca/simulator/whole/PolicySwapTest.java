package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operator changes the policy of a running broker, as docs/cli.md says; its broker asks about more than two units. */
@Timeout(180)
class PolicySwapTest {
    @TempDir
    private Path folder;

    private static void request(Town town, String id, String type, int units) {
        List<String> args = new ArrayList<>(List.of("request", "--id", id, "--type", type, "--units", String.valueOf(units),
                "--for", "1h"));
        if (type.equals("vm")) {
            args.addAll(List.of("--size", "cpu=500,memory=256"));
        }
        town.good(args.toArray(String[]::new));
    }

    private static boolean ticket(Town town, String id, String state) {
        return town.orca("get", "tickets", id).out().contains(state);
    }

    @Test
    void whatWasPromisedStaysWhoWaitsIsAskedAboutAgainAndARestartChangesNothing() {
        String papers;
        try (Town town = Town.usual(folder)) {
            request(town, "small", "vm", 2);
            town.good("wait", "small");
            request(town, "large", "vm", 3);
            town.until("the broker asks", () -> ticket(town, "large", "approval"));
            papers = town.good("get", "tickets", "small", "-o", "json");
            assertThat(town.good("policy", "show", "market")).contains("ask-first  units-above=2").doesNotContain("file");

            assertThat(town.good("policy", "set", "market", "first-come", "--dry-run")).contains("nothing was done");
            assertThat(town.good("policy", "set", "market", "first-come")).isEqualTo("first-come is followed by market\n");
            assertThat(town.good("policy", "set", "market", "first-come")).contains("it is followed already");
            assertThat(town.good("policy", "show")).contains("market  first-come", "the file says ask-first with units-above=2")
                    .contains("west    best-fit");
            assertThat(town.good("get", "actors")).contains("first-come");
            assertThat(ticket(town, "large", "approval")).as("an operator was asked, and has not answered").isTrue();
            assertThat(town.good("plan", "--type", "vm", "--units", "3", "--for", "1h", "--size", "cpu=500,memory=256"))
                    .contains("granted");
            request(town, "next", "vm", 3);
            town.good("wait", "next");
            assertThat(town.good("get", "tickets", "small", "-o", "json")).isEqualTo(papers);
        }
        try (Town town = new Town(folder, Town.USUAL)) {
            assertThat(town.container().differences()).singleElement().asString().contains(
                    "'market' follows the policy first-come", "and not ask-first", "orca policy reset market");
            assertThat(town.container().hosts()).contains("broker market (policy first-come)");
            assertThat(town.good("get", "tickets", "small", "-o", "json")).isEqualTo(papers);
            request(town, "licences", "licence", 3);
            town.good("wait", "licences");

            assertThat(town.good("policy", "reset", "market"))
                    .isEqualTo("ask-first is followed by market, as its configuration says\n");
            request(town, "more", "licence", 1);
            town.good("wait", "more");
            request(town, "most", "vm", 3);
            town.until("the broker asks", () -> ticket(town, "most", "approval"));
            assertThat(town.good("policy", "show", "market")).doesNotContain("file");
        }
    }

    @Test
    void whatIsNoPolicyOrNoSettingOfItIsRefusedWithWhatThereIs() {
        try (Town town = Town.usual(folder)) {
            assertThat(town.orca("policy", "set", "market", "esy").err())
                    .contains("policy: there is no policy 'esy'; did you mean 'easy'?", "ask-first, ", "conservative, easy, ");
            assertThat(town.orca("policy", "set", "market", "best-fit").err()).contains("no policy 'best-fit'");
            assertThat(town.orca("policy", "set", "market", "winks", "--set", "weigths=a").err())
                    .contains("settings: ", "weigths", "weights");
            assertThat(town.orca("policy", "set", "market", "winks", "--set", "usual=none").err())
                    .contains("settings: ", "usual");
            assertThat(town.orca("policy", "set", "market", "winks", "--set", "usual").err())
                    .contains("--set", "must be NAME=VALUE");
            assertThat(town.orca("policy", "set", "market", "easy", "--slice", "web").err()).contains("slice: ");
            assertThat(town.orca("policy", "set", "guest", "keep-count").err()).contains("slice: ", "has no controller");
            assertThat(town.orca("policy", "set", "markt", "easy").err()).contains("there is no 'markt'", "market");
            assertThat(town.good("policy", "show", "market")).contains("ask-first").doesNotContain("file");
        }
    }
}
