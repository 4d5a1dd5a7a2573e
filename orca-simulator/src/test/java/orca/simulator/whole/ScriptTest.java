package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with the template of a script, as its page says: copies it, names it, and leases what it makes. */
@Timeout(120)
class ScriptTest {
    private static final String SCRIPTED = """
            folder: data
            management: {port: 0}
            types:
              vm:
                dimensions: {cpu: milli-cores, memory: MiB}
                turnaround: {teardown: 1s, skew: 1s}
            authorities:
              west:
                types: {vm: {handler: ant, settings: {script: "%s", folder: "%s"}}}
                hosts:
                  node-1: {type: vm, units: 2, cpu: 2000, memory: 2048}
                delegations:
                  - {to: market, type: vm, units: 2, cpu: 2000, memory: 2048, largest: {cpu: 2000, memory: 2048}}
            brokers:
              market: {}
            service-managers:
              guest: {}
            """;

    @TempDir
    private Path folder;

    @Test
    void aCopyOfTheTemplateMakesUnits() throws Exception {
        Path script = folder.resolve("web");
        Path units = Files.createDirectories(folder.resolve("units"));
        Files.createDirectories(script);
        Files.copy(Path.of("../handlers/TEMPLATE/handler.xml"), script.resolve("handler.xml"));
        try (Town town = new Town(folder, SCRIPTED.formatted(script, units))) {
            town.until("the delegation is held", () -> town.orca("get", "delegations").out().lines()
                    .filter(line -> line.matches(".* held +(given|held) .*")).count() == 2);
            assertThat(town.orca("request", "--id", "r1", "--type", "vm", "--units", "2", "--size", "cpu=1000,memory=1024",
                    "--for", "1h", "--wait=60s").code()).isZero();
            List<Path> made = in(units);
            assertThat(made).hasSize(2).allSatisfy(home ->
                    assertThat(Files.readString(home.resolve("size"))).isEqualTo("cpu 1000"));
            String unit = made.get(0).getFileName().toString();
            assertThat(town.orca("logs", unit).out()).contains("made for vm on node-1");
            assertThat(town.orca("get", "units", unit, "-o", "json").out()).contains(made.get(0).toString());

            Town.Ran grown = town.orca("resize", "r1", "--cpu", "500");
            assertThat(grown.code()).as(grown.err()).isZero();
            town.until("the units are smaller", () -> made.stream()
                    .allMatch(home -> read(home.resolve("size")).equals("cpu 500")));
            town.until("the guest has them", () -> town.orca("get", "reservations", "r1").row("r1").anyMatch("active"::equals));

            assertThat(town.orca("close", "r1", "--wait").code()).isZero();
            assertThat(in(units)).isEmpty();
        }
    }

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
