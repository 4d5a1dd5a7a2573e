package orca.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import orca.core.resource.Amounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigFileTest {
    private static final Path FILE = Path.of("orca.yaml");

    private static final String GOOD = """
            folder: data
            types:
              vm:
                dimensions: {cpu: milli-cores, memory: MiB}
                turnaround: {setup: 10s, teardown: 5s}
            authorities:
              duke:
                types: {vm: {handler: none}, vlan: {}}
                hosts:
                  h1: {type: vm, units: 8, cpu: 4000, memory: 4096}
                  "vlan-{101..120}": {type: vlan, properties: {tag: "{}"}}
                delegations:
                  - {to: market, type: vm, units: 8, cpu: 4000, memory: 4096, largest: {cpu: 2000, memory: 2048}}
            brokers:
              market: {}
            service-managers:
              lab: {}
            """;

    private static List<String> flaws(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> ConfigFile.parse(FILE, yaml))
                .flaws().stream().map(Object::toString).toList();
    }

    @Test
    void aGoodFileIsRead() {
        ConfigFile file = ConfigFile.parse(Path.of("/etc/orca/orca.yaml"), GOOD);
        assertThat(file.folder()).isEqualTo(Path.of("/etc/orca/data"));
        assertThat(file.config().authorities().get("duke").hosts()).containsOnlyKeys("h1", "vlan-{101..120}");
        Vocabulary vocabulary = Vocabulary.of(file.config());
        assertThat(vocabulary.names()).containsExactly("vlan", "vm");
        assertThat(vocabulary.show(vocabulary.type("vm").name(), Amounts.of(5, 6)).toString()).isEqualTo("{cpu=5, memory=6}");
    }

    static Stream<Arguments> badInput() {
        return Stream.of(
                bad("folder: data", "foldr: data", "line 1: foldr: unknown name; did you mean 'folder'?"),
                bad("lab: {}", "lab: {margn: 1s}", "line 17: service-managers.lab.margn: unknown name; did you mean 'margin'?"),
                bad("lab: {}", "market: {}", "line 17: service-managers.market: the name is taken by one of the brokers already"),
                bad("setup: 10s", "setup: 10",
                        "line 5: types.vm.turnaround.setup: must be a length of time such as 30s, 5m, 1h30m, 7d or PT5M, "
                                + "got '10'"),
                bad("setup: 10s", "setup: 60d", "must be whole milliseconds from 0 to PT720H"),
                bad("teardown: 5s", "teardown: [5s]", "must be one value, got a list"),
                bad("units: 8, cpu: 4000, memory: 4096}", "units: -8, cpu: 4000, memory: 4096}", "host.units: must be from 0 to"),
                bad("units: 8, cpu: 4000, memory: 4096}", "units: 0, cpu: 4000, memory: 4096}",
                        "units: must be 1 or more, got 0"),
                bad("units: 8, cpu: 4000, memory: 4096}", "units: 99999999999999999999, cpu: 1}",
                        "must be a whole number, got '9999"),
                bad("type: vm, units: 8, cpu: 4000", "type: vm, units: 8, cpus: 4000",
                        "host: vm has no dimension 'cpus'; did you mean 'cpu'?"),
                bad("type: vlan", "type: vlann", "the site has no type 'vlann'; did you mean 'vlan'?"),
                bad("h1:", "H1:", "host: must be 1 to"),
                bad("{101..120}", "{120..101}", "a range must be of 1 to 10000 numbers, the smaller first"),
                bad("vlan-{101..120}", "h1 ", "host: must be 1 to"),
                bad("handler: none", "handler: nome", "there is no handler 'nome'; did you mean 'none'?"),
                bad("vm: {handler: none}", "vm: {services: [nome]}", "there is no handler 'nome'; did you mean 'none'?"),
                bad("vm: {handler: none}", "vm: {services: [none, none]}", "services: must be at most 8 names, each once"),
                bad("vlan: {}", "vlan: {services: [shell]}", "the turnaround of vlan is zero, but services take time"),
                bad("{to: market", "{to: markt", "there is no broker 'markt'; did you mean 'market'?"),
                bad("largest: {cpu: 2000, memory: 2048}", "largest: {cpu: 2000}", "'memory' is missing"),
                bad("largest: {cpu: 2000, memory: 2048}", "from: d1", "from: is for brokers, which give parts of what they hold"),
                passing("{to: market, type: vm, units: 1}", "a broker gives nothing to itself"),
                passing("{to: markt, type: vm, units: 1}", "there is no broker 'markt'; did you mean 'market'?"),
                passing("{to: corner, type: vmm, units: 1}", "type: there is no type 'vmm'; did you mean 'vm'?"),
                passing("{to: corner, type: vm, units: 1, cpus: 1}",
                        "delegation: vm has no dimension 'cpus'; did you mean 'cpu'?"),
                passing("{to: corner, type: vm, units: -1}", "delegation.units: must be from 0 to"),
                passing("{to: corner, type: vm, units: 1, from: D1}", "delegation: must be 1 to"),
                passing("{to: corner, type: vm, units: 1, form: 1}", "delegation: vm has no dimension 'form'"),
                bad("largest: {cpu: 2000, memory: 2048}", "term: {until: tomorrow}", "must be a time such as"),
                bad("market: {}", "market: {policy: firstcome}", "there is no policy 'firstcome'"),
                bad("market: {}", "market: {policy: {name: first-come, budget: 0s}}", "budget: must be more than nothing"),
                bad("lab: {}", "lab: {controllers: {web: nobody}}", "there is no controller 'nobody'"),
                bad("lab: {}", "lab: {sensors: {load: web}}", "no controller rules the slice 'web'"),
                bad("lab: {}", "lab: {joins: {vmm: none}}", "there is no type 'vmm'; did you mean 'vm'?"),
                bad("folder: data", "management: {host: 0.0.0.0}", "host: must be 127.0.0.1, ::1 or localhost, for what opens it"
                        + " there is a token in plain HTTP; operators elsewhere come by TLS with keys of theirs, where"
                        + " 'listen: HOST:PORT' says, got '0.0.0.0'"),
                bad("folder: data", "management: {listen: '0.0.0.0:7421'}", "line 1: management.listen: operators know the"
                        + " container by one key; say which with 'key: NAME', for the container has 3 actors"),
                bad("folder: data", "management: {port: 70000}", "port: must be from 0 to 65535, got 70000"),
                bad("folder: data", "folder: a\nfolder: b", "line 2: not YAML: 'folder' stands there twice"),
                bad("folder: data", "folder: [", "not YAML"));
    }

    /** A broker's delegation to another. */
    private static Arguments passing(String delegation, String message) {
        return bad("market: {}", "market: {delegations: [" + delegation + "]}\n  corner: {}",
                "brokers.market.delegations[0]: " + message);
    }

    private static Arguments bad(String was, String is, String message) {
        return Arguments.of(was, is, message);
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void whatIsWrongIsNamedWithItsPlaceAndItsRule(String was, String is, String message) {
        assertThat(GOOD).contains(was);
        assertThat(flaws(GOOD.replace(was, is))).anyMatch(flaw -> flaw.contains(message));
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ConfigFile.parse(FILE,
                GOOD.replace("{to: market", "{to: markt").replace("handler: none", "handler: nome").replace("lab:", "Lab:")));
        assertThat(e.flaws()).hasSize(3);
        assertThat(e.getMessage().lines()).allMatch(line -> line.matches("orca\\.yaml: line \\d+: .*"));
    }

    @Test
    void anAgentsFileIsKnownAndTheCommandForItIsSaid() {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ConfigFile.parse(Path.of("agent.yaml"),
                "host: h1\nlisten: \"10.0.0.7:7500\"\ndrivers:\n  native: {folder: /var/lib/orca/native}\n"));
        assertThat(e).hasMessage(
                "agent.yaml: describes a host's agent and no container: start it with 'orca agent agent.yaml'");
    }

    @Test
    void aZeroTurnaroundNeedsAHandlerThatPromisesIt() {
        String file = GOOD.replace("turnaround: {setup: 10s, teardown: 5s}", "turnaround: {setup: 10s}");
        assertThat(ConfigFile.parse(FILE, file).config().types()).containsKey("vm");
        assertThat(flaws(file.replace("vm: {handler: none}", "vm: {handler: dirty}"))).singleElement().asString()
                .contains("the handler 'dirty' does not promise that its units are clean at once");
    }

    @Test
    void anEmptyFileAndAFileThatIsNotThereAreSaidToBe(@TempDir Path folder) throws Exception {
        assertThat(flaws("{}")).singleElement().asString().contains("there is nothing to run");
        assertThat(flaws("")).singleElement().asString().contains("must be names and values, got nothing");
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(folder.resolve("none.yaml")));
        assertThat(e).hasMessage(folder.resolve("none.yaml") + ": there is no such file");
        Files.write(folder.resolve("large.yaml"), new byte[(int) ConfigFile.MOST_BYTES + 1]);
        ConfigException large = catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(folder.resolve("large.yaml")));
        assertThat(large).hasMessageContaining("larger than");
    }
}
