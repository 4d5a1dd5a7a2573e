package orca.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.authority.state.Retries;
import orca.core.notice.NoticeKind;
import orca.core.notice.Receiver;
import orca.core.resource.Promised;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.wire.log.LogFormat;
import orca.wire.metrics.MetricsConfig;
import orca.wire.server.Listen;
import orca.wire.text.ByteSize;
import orca.wire.text.RecordForm;
import orca.wire.text.Tree;
import orca.wire.text.When;
import org.junit.jupiter.api.Test;

/** For each configuration record: what it is when the file says nothing, and that each of its names is read. */
class ConfigRecordsTest {
    private static <T> T read(Class<T> type, String yaml) throws IOException {
        return RecordForm.read(type, Tree.parse(new YAMLFactory().createParser(yaml)));
    }

    private static final ManagementConfig MANAGEMENT =
            new ManagementConfig(7420, "127.0.0.1", Optional.empty(), Optional.empty());
    private static final JournalConfig JOURNAL = journal(1_000_000, 20_000, 200_000);
    private static final CallsConfig CALLS = new CallsConfig(64, 100_000, 200, new ByteSize(65_536), Duration.ofSeconds(10));
    private static final PolicyConfig FIRST_COME = new PolicyConfig("first-come", Duration.ofSeconds(2), PropertyList.NONE);
    private static final PolicyConfig BEST_FIT = new PolicyConfig("best-fit", Duration.ofSeconds(2), PropertyList.NONE);
    private static final WatchConfig WATCH = new WatchConfig(Duration.ofSeconds(30), Duration.ofSeconds(25), 16);
    private static final PropertyList A = PropertyList.of("a", "b");

    @Test
    void container() throws IOException {
        assertThat(read(ContainerConfig.class, "{}")).isEqualTo(new ContainerConfig(
                "./orca-data", MANAGEMENT, Optional.empty(), JOURNAL, CALLS, Optional.empty(), Optional.empty(),
                Optional.empty(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of()));
        assertThat(read(ContainerConfig.class, """
                folder: x
                management: {port: 1}
                wire: {listen: "localhost:7400", address: "http://s.example.org", standbys: ["http://t.example.org"]}
                journal: {keep: 2}
                calls: {at-once: 3}
                metrics: {listen: "10.0.0.7:9000"}
                logs: json
                notices: {zone: Europe/Berlin}
                types: {t: {}}
                handlers: {none: {a: b}}
                authorities: {s: {}}
                brokers: {m: {}}
                service-managers: {g: {}}
                """)).isEqualTo(new ContainerConfig("x",
                new ManagementConfig(1, "127.0.0.1", Optional.empty(), Optional.empty()),
                Optional.of(new WireConfig(Optional.of(new Listen("localhost", 7400)), Optional.empty(),
                        Optional.of("http://s.example.org"), List.of("http://t.example.org"), "keys", ".",
                        Duration.ofMinutes(1))),
                journal(2, 20_000, 200_000),
                new CallsConfig(3, 100_000, 200, new ByteSize(65_536), Duration.ofSeconds(10)),
                Optional.of(new MetricsConfig(new Listen("10.0.0.7", 9000))), Optional.of(LogFormat.JSON),
                Optional.of(new NoticesConfig(Optional.empty(), Optional.empty(), Optional.empty(), "Europe/Berlin")),
                Map.of("t", TypeConfig.COUNTED),
                Map.of("none", A), Map.of("s", read(AuthorityConfig.class, "{}")), Map.of("m", read(BrokerConfig.class, "{}")),
                Map.of("g", read(GuestConfig.class, "{}"))));
    }

    @Test
    void wire() throws IOException {
        WireConfig usual = new WireConfig(
                Optional.empty(), Optional.empty(), Optional.empty(), List.of(), "keys", ".", Duration.ofMinutes(1));
        assertThat(read(WireConfig.class, "{}")).isEqualTo(usual);
        for (String bad : List.of("{listen: nowhere}", "{listen: 'a:b'}", "{listen: 'a:65536'}", "{rpc: ':1'}",
                "{address: site}", "{address: 'ftp://site'}", "{standbys: [site]}",
                "{standbys: ['http://a', 'http://b', 'http://c', 'http://d']}", "{skew: 2h}", "{keyz: x}")) {
            assertThatThrownBy(() -> read(WireConfig.class, bad)).as(bad).isInstanceOf(RecordForm.Flawed.class);
        }
    }

    @Test
    void management() throws IOException {
        assertThat(read(ManagementConfig.class, "{}")).isEqualTo(MANAGEMENT);
        assertThat(read(ManagementConfig.class, "{port: 0, host: localhost, listen: '0.0.0.0:7421', key: west}")).isEqualTo(
                new ManagementConfig(0, "localhost", Optional.of(new Listen("0.0.0.0", 7421)), Optional.of("west")));
        assertThatThrownBy(() -> read(ManagementConfig.class, "{key: west}")).hasMessageContaining("'listen: HOST:PORT'");
        assertThatThrownBy(() -> read(ManagementConfig.class, "{listen: 'x:1', key: ../west}"))
                .hasMessageContaining("key: must be");
    }

    @Test
    void journal() throws IOException {
        assertThat(read(JournalConfig.class, "{}")).isEqualTo(JOURNAL);
        assertThat(read(JournalConfig.class, "{keep: 0, snapshot-groups: 1, snapshot-records: 2}"))
                .isEqualTo(journal(0, 1, 2));
        assertThat(read(JournalConfig.class,
                "{url: 'jdbc:postgresql://db:5433/orca?sslmode=verify-full', user: west, password-file: secrets/pg}"))
                .isEqualTo(new JournalConfig(Optional.of("jdbc:postgresql://db:5433/orca?sslmode=verify-full"),
                        Optional.of("west"), Optional.of("secrets/pg"), 1_000_000, Optional.empty(), 20_000, 200_000));
        assertThat(read(JournalConfig.class, "{archive: old}").archive()).contains("old");
    }

    private static JournalConfig journal(long keep, long snapshotGroups, long snapshotRecords) {
        return new JournalConfig(Optional.empty(), Optional.empty(), Optional.empty(), keep, Optional.empty(),
                snapshotGroups, snapshotRecords);
    }

    @Test
    void wrongPlacesOfJournalsAreNamedWithTheirRule() {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("{url: 'postgres://orca:geheim@db/orca', user: u}", "url: must begin with jdbc:postgresql:");
        wrong.put("{url: 'jdbc:postgresql:', user: u}", "url: must begin with jdbc:postgresql:");
        wrong.put("{url: 'jdbc:postgresql://db:x/orca', user: u}", "url: must be jdbc:postgresql://HOST[:PORT]/DATABASE");
        wrong.put("{url: 'jdbc:postgresql://orca:geheim@db/orca', user: u}", "url: must hold no user and no password");
        wrong.put("{url: 'jdbc:postgresql://db/orca?a=b&Password=geheim', user: u}", "url: must hold no user and no password");
        wrong.put("{url: 'jdbc:postgresql://db/orca?sslpassword=geheim', user: u}", "url: must hold no user and no password");
        wrong.put("{url: 'jdbc:postgresql://db/orca'}", "user: must be said where there is a 'url'");
        wrong.put("{url: 'jdbc:postgresql://db/orca', user: ' '}", "user: must not be empty");
        wrong.put("{user: u}", "user: must not be said without a 'url'");
        wrong.put("{password-file: f}", "password-file: must not be said without a 'url'");
        wrong.put("{password: geheim}", "unknown");
        wrong.forEach((yaml, words) -> assertThatThrownBy(() -> read(JournalConfig.class, yaml)).as(yaml)
                .isInstanceOf(RecordForm.Flawed.class).hasMessageContaining(words).hasMessageNotContaining("geheim"));
    }

    @Test
    void metrics() throws IOException {
        assertThat(read(MetricsConfig.class, "{}")).isEqualTo(new MetricsConfig(new Listen("127.0.0.1", 9464)));
        assertThat(read(MetricsConfig.class, "{listen: 'localhost:0'}")).isEqualTo(new MetricsConfig(new Listen("localhost", 0)));
    }

    @Test
    void calls() throws IOException {
        assertThat(read(CallsConfig.class, "{}")).isEqualTo(CALLS);
        assertThat(read(CallsConfig.class, "{at-once: 1, waiting: 2, output-lines: 3, output-size: 4KiB, stop-within: 5s}"))
                .isEqualTo(new CallsConfig(1, 2, 3, new ByteSize(4096), Duration.ofSeconds(5)));
    }

    @Test
    void typeAndTurnaround() throws IOException {
        assertThat(read(TypeConfig.class, "{}")).isEqualTo(new TypeConfig(Map.of(), TurnaroundConfig.NONE, Map.of()));
        assertThat(read(TypeConfig.class, """
                dimensions: {cpu: milli-cores, memory: MiB}
                turnaround: {setup: 10s, teardown: 5s, grace: 1m, skew: 500ms}
                usual: {cpu: 1000, memory: 512}
                """)).isEqualTo(new TypeConfig(Map.of("cpu", "milli-cores", "memory", "MiB"), new TurnaroundConfig(
                Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMillis(500)),
                Map.of("cpu", 1000L, "memory", 512L)));
        assertThatThrownBy(() -> read(TypeConfig.class, "{dimensions: {cpu: cores, memory: MiB}, usual: {cpu: 1}}"))
                .hasMessageContaining("usual: must say every dimension of type, 'memory' is missing");
    }

    @Test
    void policy() throws IOException {
        assertThat(PolicyConfig.parse("first-come")).isEqualTo(FIRST_COME);
        assertThat(read(PolicyConfig.class, "{name: p}"))
                .isEqualTo(new PolicyConfig("p", Duration.ofSeconds(2), PropertyList.NONE));
        assertThat(read(PolicyConfig.class, "{name: p, budget: 3s, settings: {a: b}}"))
                .isEqualTo(new PolicyConfig("p", Duration.ofSeconds(3), A));
    }

    @Test
    void authority() throws IOException {
        assertThat(read(AuthorityConfig.class, "{}")).isEqualTo(new AuthorityConfig(BEST_FIT, Map.of(), Map.of(), List.of(),
                Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofMinutes(10), 4, WATCH, 10_000,
                ProbeConfig.USUAL, RetriesConfig.USUAL));
        assertThat(read(AuthorityConfig.class, """
                policy: {name: p}
                types: {vm: native}
                hosts: {h: {type: vm}}
                delegations: [{to: m, type: vm, units: 1}]
                answer-within: 2m
                tombstone: 3m
                call-limit: 4m
                moves: 9
                watch: {every: 5s}
                per-holder: 12
                probe: {every: 6s}
                retries: {teardown: 4}
                """)).isEqualTo(new AuthorityConfig(PolicyConfig.parse("p"), Map.of("vm", SiteTypeConfig.parse("native")),
                Map.of("h", read(HostConfig.class, "{type: vm}")),
                List.of(read(DelegationConfig.class, "{to: m, type: vm, units: 1}")),
                Duration.ofMinutes(2), Duration.ofMinutes(3), Duration.ofMinutes(4), 9,
                new WatchConfig(Duration.ofSeconds(5), Duration.ofSeconds(25), 16), 12,
                new ProbeConfig(Duration.ofSeconds(6), Duration.ofSeconds(20), 16, 2),
                new RetriesConfig(3, 4, Duration.ofSeconds(1), Duration.ofMinutes(1))));
    }

    @Test
    void retries() throws IOException {
        assertThat(read(RetriesConfig.class, "{}")).isEqualTo(RetriesConfig.USUAL);
        assertThat(RetriesConfig.USUAL.with(Retries.USUAL.callLimit())).isEqualTo(Retries.USUAL);
        RetriesConfig said = read(RetriesConfig.class, "{setup: 1, teardown: 2, first: 5s, longest: 10s}");
        assertThat(said.with(Duration.ofMinutes(3))).isEqualTo(new Retries(1, 2, Duration.ofSeconds(5), Duration.ofSeconds(10),
                Duration.ofMinutes(3), Retries.USUAL.stopAgain()));
        for (String bad : List.of("setup: 0", "teardown: 1001", "first: 0s", "first: 2m", "longest: 2d")) {
            assertThatThrownBy(() -> read(RetriesConfig.class, "{" + bad + "}")).as(bad).isInstanceOf(RecordForm.Flawed.class);
        }
    }

    @Test
    void watch() throws IOException {
        assertThat(read(WatchConfig.class, "{}")).isEqualTo(WATCH);
        assertThat(read(WatchConfig.class, "{every: 5s, limit: 6s, at-once: 7}"))
                .isEqualTo(new WatchConfig(Duration.ofSeconds(5), Duration.ofSeconds(6), 7));
        assertThatThrownBy(() -> new WatchConfig(Duration.ZERO, Duration.ofSeconds(5), 1)).hasMessageContaining("every:");
        assertThatThrownBy(() -> new WatchConfig(Duration.ofSeconds(5), Duration.ofHours(1), 1)).hasMessageContaining("limit:");
        assertThatThrownBy(() -> new WatchConfig(Duration.ofSeconds(5), Duration.ofSeconds(5), 0))
                .hasMessageContaining("at-once:");
    }

    @Test
    void probe() throws IOException {
        assertThat(read(ProbeConfig.class, "{}")).isEqualTo(ProbeConfig.USUAL);
        assertThat(read(ProbeConfig.class, "{every: 5s, limit: 6s, at-once: 7, deaths: 8}"))
                .isEqualTo(new ProbeConfig(Duration.ofSeconds(5), Duration.ofSeconds(6), 7, 8));
        assertThatThrownBy(() -> read(ProbeConfig.class, "{every: 1ms}")).hasMessageContaining("every: must be from 1s to 1d");
        assertThatThrownBy(() -> read(ProbeConfig.class, "{deaths: 0}")).hasMessageContaining("deaths:");
    }

    @Test
    void typeAtASite() throws IOException {
        assertThat(read(SiteTypeConfig.class, "{}")).isEqualTo(new SiteTypeConfig("none", PropertyList.NONE, MovedBy.SITE,
                Promised.BY_SUM, List.of(), Map.of(), Optional.empty()));
        assertThat(read(SiteTypeConfig.class,
                "{handler: native, settings: {a: b}, moved-by: holder, promised: by-host, services: [x, y],"
                        + " reserve: {cpu: 500}, define: {}}"))
                .isEqualTo(new SiteTypeConfig("native", A, MovedBy.HOLDER, Promised.BY_HOST, List.of("x", "y"),
                        Map.of("cpu", 500L),
                        Optional.of(TypeConfig.COUNTED)));
    }

    @Test
    void host() throws IOException {
        assertThat(read(HostConfig.class, "{type: vm}"))
                .isEqualTo(new HostConfig("vm", 1, PropertyList.NONE, true, Map.of()));
        assertThat(read(HostConfig.class, "{type: vm, units: 8, properties: {a: b}, open: false, cpu: 4000, memory: 4096}"))
                .isEqualTo(new HostConfig("vm", 8, A, false, Map.of("cpu", 4000L, "memory", 4096L)));
    }

    @Test
    void delegation() throws IOException {
        assertThat(read(DelegationConfig.class, "{to: m, type: vm, units: 8}")).isEqualTo(new DelegationConfig("m", "vm", 8,
                Optional.empty(), Optional.empty(), Map.of(), new DelegationConfig.TermConfig(When.NOW, Optional.empty()), 100,
                PropertyList.NONE, Map.of()));
        assertThat(read(DelegationConfig.class, """
                {to: m, type: vm, units: 8, id: d1, from: d0, largest: {cpu: 1}, term: {from: now+1h, until: now+2h},
                 oversubscription: 150, properties: {a: b}, cpu: 2}
                """)).isEqualTo(new DelegationConfig("m", "vm", 8, Optional.of("d1"),
                Optional.of("d0"), Map.of("cpu", 1L), new DelegationConfig.TermConfig(
                        When.in(Duration.ofHours(1)), Optional.of(When.in(Duration.ofHours(2)))), 150, A,
                Map.of("cpu", 2L)));
    }

    @Test
    void broker() throws IOException {
        assertThat(read(BrokerConfig.class, "{}"))
                .isEqualTo(new BrokerConfig(FIRST_COME, List.of(), Duration.ofMinutes(1), Duration.ofMinutes(10), 10_000));
        assertThat(read(BrokerConfig.class, """
                policy: p
                delegations: [{to: m, type: vm, units: 1, from: d1}]
                answer-within: 2m
                tombstone: 3m
                per-holder: 12
                """)).isEqualTo(new BrokerConfig(PolicyConfig.parse("p"),
                List.of(read(DelegationConfig.class, "{to: m, type: vm, units: 1, from: d1}")),
                Duration.ofMinutes(2), Duration.ofMinutes(3), 12));
        assertThatThrownBy(() -> read(BrokerConfig.class, "{per-holder: 0}"))
                .hasMessageContaining("must be from 1 to 200000, got 0");
    }

    @Test
    void serviceManagerAndJoin() throws IOException {
        assertThat(read(GuestConfig.class, "{}"))
                .isEqualTo(new GuestConfig(Map.of(), Map.of(), Duration.ofSeconds(30), Map.of(), Duration.ofSeconds(1),
                        Duration.ofHours(1), Duration.ofHours(1), Optional.empty(), Optional.empty()));
        assertThat(read(GuestConfig.class, """
                joins: {vm: {handler: h, limit: 1m, settings: {a: b}}, vlan: none}
                controllers: {web: c}
                ask-every: 5s
                sensors: {load: web, jobs: {slice: web, command: "wc -l q", every: 1m, limit: 10s}}
                margin: 2s
                remember: 3h
                remind: 20m
                purse: {credits: guest.credits, lasts: 2h, most: 70}
                notices: {usual: {to: ["mail:a@b"]}, slices: {web: {to: [], before: [2h], about: [ended], gather: 1m}}}
                """)).isEqualTo(new GuestConfig(Map.of("vm", new GuestConfig.JoinConfig("h", Duration.ofMinutes(1), A),
                "vlan", GuestConfig.JoinConfig.parse("none")), Map.of("web", PolicyConfig.parse("c")), Duration.ofSeconds(5),
                Map.of("load", SensorConfig.parse("web"), "jobs", new SensorConfig("web", Optional.of("wc -l q"),
                        Optional.empty(), Duration.ofMinutes(1), Duration.ofSeconds(10))), Duration.ofSeconds(2),
                Duration.ofHours(3), Duration.ofMinutes(20),
                Optional.of(new GuestConfig.PurseConfig("guest.credits", Duration.ofHours(2), Optional.of(70L))),
                Optional.of(new TellingConfig(
                        Optional.of(new TellingConfig.WishConfig(List.of(Receiver.parse("mail:a@b")), Optional.empty(),
                                Optional.empty(), Duration.ofMinutes(5))),
                        Map.of("web", new TellingConfig.WishConfig(List.of(), Optional.of(List.of(Duration.ofHours(2))),
                                Optional.of(List.of(NoticeKind.ENDED)), Duration.ofMinutes(1)))))));
        assertThat(read(GuestConfig.PurseConfig.class, "{credits: c}"))
                .isEqualTo(new GuestConfig.PurseConfig("c", Duration.ofMinutes(90), Optional.empty()));
    }

    @Test
    void noticesMailHooksAndFeed() throws IOException {
        assertThat(read(NoticesConfig.class, "{}")).isEqualTo(NoticesConfig.NONE);
        assertThat(read(NoticesConfig.class, "{mail: {host: m, from: o@m, to: ['*@m']}, hooks: {secret-file: s, "
                + "to: ['https://h/']}, feed: {}, zone: Europe/Berlin}")).isEqualTo(new NoticesConfig(
                Optional.of(new MailConfig("m", 587, MailConfig.Security.STARTTLS, Optional.empty(), Optional.empty(),
                        Optional.empty(), "o@m", List.of("*@m"))),
                Optional.of(new HooksConfig("s", List.of("https://h/"), false)),
                Optional.of(new NoticesConfig.FeedConfig(new Listen("127.0.0.1", 7480), Optional.empty())), "Europe/Berlin"));
        assertThat(read(MailConfig.class, "{host: m, port: 25, security: tls, user: u, password-file: p, ca-file: c, from: o@m, "
                + "to: [a@m]}")).isEqualTo(new MailConfig("m", 25, MailConfig.Security.TLS, Optional.of("u"), Optional.of("p"),
                Optional.of("c"), "o@m", List.of("a@m")));
        assertThat(read(HooksConfig.class, "{secret-file: s, to: ['https://h/'], private: true}"))
                .isEqualTo(new HooksConfig("s", List.of("https://h/"), true));
        assertThat(read(NoticesConfig.FeedConfig.class, "{listen: 'h:1', address: 'https://c'}"))
                .isEqualTo(new NoticesConfig.FeedConfig(new Listen("h", 1), Optional.of("https://c")));
    }

    @Test
    void aSensorIsToldOrAskedForInOneWay() throws IOException {
        assertThat(read(SensorConfig.class, "{slice: web}")).isEqualTo(SensorConfig.parse("web"));
        for (String bad : List.of("{}", "{slice: web, command: a, url: 'http://h/'}", "{slice: web, url: 'ftp://h/'}",
                "{slice: web, url: nowhere}", "{slice: web, every: 500ms}", "{slice: web, limit: 16s}", "{slice: web, limit: 0}",
                "{slice: 'W b'}")) {
            assertThatThrownBy(() -> read(SensorConfig.class, bad)).as(bad).isInstanceOf(RecordForm.Flawed.class);
        }
    }

    @Test
    void aRangeOfHostsCarriesItsNumbers() {
        PropertyList properties = PropertyList.of("tag", "{}").with("speed", new PropertyValue.Whole(10));
        assertThat(HostRange.of("vlan-{99..101}", properties)).containsExactly(
                Map.entry("vlan-99", properties.with("tag", "99")), Map.entry("vlan-100", properties.with("tag", "100")),
                Map.entry("vlan-101", properties.with("tag", "101")));
    }
}
