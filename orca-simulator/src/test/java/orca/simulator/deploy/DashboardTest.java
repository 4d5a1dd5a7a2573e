package orca.simulator.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard has the fields that Grafana reads, and asks for nothing that the page does not explain. */
class DashboardTest {
    @Test
    void theDashboardHasTheFieldsThatGrafanaReads() throws IOException {
        Json dashboard = Deployed.dashboard();
        assertThat(dashboard.at("uid").text()).isEqualTo("orca");
        assertThat(Integer.parseInt(dashboard.at("schemaVersion").text())).isGreaterThanOrEqualTo(36);
        for (String[] field : new String[][] {{"title"}, {"time", "from"}, {"time", "to"}, {"refresh"}, {"templating", "list"},
                {"annotations", "list"}, {"tags"}}) {
            assertThat(dashboard.find(field)).as(String.join(".", field)).isPresent();
        }
        Set<String> ids = new HashSet<>();
        List<Json> panels = dashboard.at("panels").items();
        assertThat(panels).hasSizeGreaterThan(30);
        int below = 0;
        for (Json panel : panels) {
            assertThat(ids.add(panel.at("id").text())).as("an id of its own: " + panel.at("title")).isTrue();
            int x = number(panel, "x");
            assertThat(x + number(panel, "w")).as(panel.at("title").text()).isLessThanOrEqualTo(24);
            assertThat(number(panel, "y")).as("from above to below: " + panel.at("title")).isGreaterThanOrEqualTo(below);
            below = number(panel, "y");
            if (!panel.at("type").text().equals("row")) {
                assertThat(panel.at("type").text()).isIn("timeseries", "stat");
                assertThat(panel.at("datasource", "uid").text()).isEqualTo("${datasource}");
                assertThat(panel.at("fieldConfig", "defaults", "unit").text())
                        .isIn("short", "ops", "s", "bytes", "percentunit");
                assertThat(panel.at("targets").items()).isNotEmpty().allSatisfy(target ->
                        assertThat(target.at("refId").text()).matches("[A-Z]"));
            }
        }
    }

    private static int number(Json panel, String side) {
        return Integer.parseInt(panel.at("gridPos", side).text());
    }

    @Test
    void whatAPersonMayChooseIsDeclared() throws IOException {
        Set<String> declared = new HashSet<>(Set.of("__rate_interval"));
        Deployed.dashboard().at("templating", "list").items().forEach(one -> declared.add(one.at("name").text()));
        Matcher used = Pattern.compile("\\$\\{?([a-z_]+)").matcher(Files.readString(Deployed.DASHBOARD));
        while (used.find()) {
            assertThat(declared.contains(used.group(1)) || used.group(1).equals("__all")).as(used.group()).isTrue();
        }
    }

    @Test
    void everyFigureThatIsAskedForIsOnThePage() throws IOException {
        String page = Files.readString(Deployed.ROOT.resolve("docs/observability.md"));
        String asked = String.join("\n", Deployed.panelExpressions()) + "\n" + Files.readString(Deployed.ALERTS);
        Set<String> missing = new HashSet<>();
        Matcher figure = Pattern.compile("\\borca_[a-z_]+").matcher(asked);
        while (figure.find()) {
            String name = figure.group().replaceAll("_(bucket|count|sum)$", "");
            if (!page.contains("`" + name + "`") && !written(page, name)) {
                missing.add(name);
            }
        }
        assertThat(missing).isEmpty();
    }

    /** Names that share their beginning are written as `a_b`, `_c`. */
    private static boolean written(String page, String name) {
        return page.lines().filter(line -> line.startsWith("| `orca_")).anyMatch(line -> {
            String first = line.split("`")[1];
            return Stream.of(line.split("\\|")[1].split("`")).filter(part -> part.startsWith("_")).anyMatch(tail -> {
                for (int cut = first.lastIndexOf('_'); cut > 0; cut = first.lastIndexOf('_', cut - 1)) {
                    if (name.equals(first.substring(0, cut) + tail)) {
                        return true;
                    }
                }
                return false;
            });
        });
    }

    @Test
    void everyAlertIsTestedAndSaysWhatToDo() throws IOException {
        String tests = Files.readString(Deployed.ALERTS_TEST);
        List<String> lines = Files.readAllLines(Deployed.ALERTS);
        List<String> alerts = lines.stream().filter(line -> line.contains("- alert: "))
                .map(line -> line.substring(line.indexOf("- alert: ") + 9)).toList();
        assertThat(alerts).hasSizeGreaterThan(15).doesNotHaveDuplicates().allSatisfy(alert -> assertThat(tests).contains(alert));
        for (String field : List.of("labels: {severity: ", "summary: ", "description: ")) {
            assertThat(lines.stream().filter(line -> line.contains(field))).as(field).hasSize(alerts.size());
        }
    }
}
