package orca.simulator.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files in {@code deploy/}, and what they ask Prometheus for. */
final class Deployed {
    static final Path ROOT = Path.of(System.getProperty("orca.root")).toAbsolutePath().normalize();
    static final Path ALERTS = ROOT.resolve("deploy/prometheus/orca-alerts.yml");
    static final Path ALERTS_TEST = ROOT.resolve("deploy/prometheus/orca-alerts-test.yml");
    static final Path CONFIG = ROOT.resolve("deploy/prometheus/prometheus.yml");
    static final Path DASHBOARD = ROOT.resolve("deploy/grafana/orca.json");
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:orca|jvm|process|disk)_[a-z_]+|up)(\\{[^}]*\\})?");

    private Deployed() {}

    static Json dashboard() throws IOException {
        return Json.of(Files.readString(DASHBOARD));
    }

    /** The expressions of all panels, with everything that a person may choose chosen. */
    static List<String> panelExpressions() throws IOException {
        List<String> all = new ArrayList<>();
        for (Json panel : dashboard().at("panels").items()) {
            panel.find("targets").stream().flatMap(targets -> targets.items().stream())
                    .forEach(target -> all.add(chosen(target.at("expr").text())));
        }
        return all;
    }

    static String chosen(String expression) {
        return expression.replace("$instance", ".*").replace("$actor", ".*").replace("$__rate_interval", "1m");
    }

    /** The series that an expression looks at, as selectors. */
    static Set<String> selectors(String expression) {
        Set<String> all = new TreeSet<>();
        Matcher matcher = SELECTOR.matcher(expression.replaceAll("(by|on) \\([^)]*\\)", ""));
        while (matcher.find()) {
            all.add(matcher.group());
        }
        return all;
    }
}
