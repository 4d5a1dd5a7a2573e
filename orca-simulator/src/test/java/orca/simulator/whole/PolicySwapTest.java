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

    private static String good(Town town, String... args) {
        Town.Ran ran = town.orca(args);
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.out();
    }

    private static void request(Town town, String id, String type, int units) {
        List<String> args = new ArrayList<>(List.of("request", "--id", id, "--type", type, "--units", String.valueOf(units),
                "--for", "1h"));
        if (type.equals("vm")) {
            args.addAll(List.of("--size", "cpu=500,memory=256"));
        }
        good(town, args.toArray(String[]::new));
    }

    private static boolean ticket(Town town, String id, String state) {
        return town.orca("get", "tickets", id).out().contains(state);
    }

    @Test
    void whatWasPromisedStaysWhoWaitsIsAskedAboutAgainAndARestartChangesNothing() {
        String papers;
        try (Town town = Town.usual(folder)) {
            request(town, "small", "vm", 2);
            good(town, "wait", "small");
            request(town, "large", "vm", 3);
            town.until("the broker asks", () -> ticket(town, "large", "approval"));
            papers = good(town, "get", "tickets", "small", "-o", "json");
            assertThat(good(town, "policy", "show", "market")).contains("ask-first  units-above=2").doesNotContain("file");

            assertThat(good(town, "policy", "set", "market", "first-come", "--dry-run")).contains("nothing was done");
            assertThat(good(town, "policy", "set", "market", "first-come")).isEqualTo("first-come is followed by market\n");
            assertThat(good(town, "policy", "set", "market", "first-come")).contains("it is followed already");
            assertThat(good(town, "policy", "show")).contains("market  first-come", "the file says ask-first with units-above=2")
                    .contains("west    best-fit");
            assertThat(good(town, "get", "actors")).contains("first-come");
            assertThat(ticket(town, "large", "approval")).as("an operator was asked, and has not answered").isTrue();
            assertThat(good(town, "plan", "--type", "vm", "--units", "3", "--for", "1h", "--size", "cpu=500,memory=256"))
                    .contains("granted");
            request(town, "next", "vm", 3);
            good(town, "wait", "next");
            assertThat(good(town, "get", "tickets", "small", "-o", "json")).isEqualTo(papers);
        }
        try (Town town = new Town(folder, Town.USUAL)) {
            assertThat(town.container().differences()).singleElement().asString().contains(
                    "'market' follows the policy first-come", "and not ask-first", "orca policy reset market");
            assertThat(town.container().hosts()).contains("broker market (policy first-come)");
            assertThat(good(town, "get", "tickets", "small", "-o", "json")).isEqualTo(papers);
            request(town, "licences", "licence", 3);
            good(town, "wait", "licences");

            assertThat(good(town, "policy", "reset", "market"))
                    .isEqualTo("ask-first is followed by market, as its configuration says\n");
            request(town, "more", "licence", 1);
            good(town, "wait", "more");
            request(town, "most", "vm", 3);
            town.until("the broker asks", () -> ticket(town, "most", "approval"));
            assertThat(good(town, "policy", "show", "market")).doesNotContain("file");
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
            assertThat(good(town, "policy", "show", "market")).contains("ask-first").doesNotContain("file");
        }
    }
}
