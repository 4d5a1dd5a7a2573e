package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import orca.runtime.config.ConfigFile;
import orca.runtime.hosting.HostingException;
import orca.wire.management.CloseCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What containers that lease really say of themselves. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class MetricsTest {
    private static final String ON = "metrics: {listen: '127.0.0.1:0'}\n";

    @TempDir
    private Path folder;

    private static Scrape scrape(Village village, String name) throws Exception {
        return Scrape.of(village.container(name).metricsUrl().orElseThrow());
    }

    @Test
    void aLeaseIsSeenInTheFiguresOfAllThree() throws Exception {
        try (Village village = new Village(folder, false, ON).startAll()) {
            village.client("lab").request(Laboratory.machine("r1", "1h"));
            village.until("r1", "active");

            // Figures are counted beside what they count, and a scrape is no single moment.
            village.comesTrue("duke", () -> site(scrape(village, "duke")));
            village.comesTrue("market", () -> broker(scrape(village, "market")));
            village.comesTrue("lab", () -> {
                Scrape guest = scrape(village, "lab");
                assertThat(guest.value("orca_reservations", "state=\"active\"", "type=\"vm\"")).isOne();
                assertThat(guest.value("orca_members", "state=\"in\"")).isOne();
            });

            village.client("lab").close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
            village.until("r1", "closed");
            village.comesTrue("duke", () -> {
                Scrape after = scrape(village, "duke");
                assertThat(after.value("orca_leases", "state=\"active\"")).isZero();
                assertThat(after.value("orca_leases", "state=\"closed\"")).isOne();
                assertThat(after.find("orca_units", "state=\"ready\"")).hasValue(0.0);
                assertThat(after.value("orca_state_seconds_count", "kind=\"lease\"", "state=\"active\"")).isOne();
            });
        }
    }

    private static void site(Scrape site) {
        assertThat(site.value("orca_actor_up", "actor=\"duke\"", "role=\"authority\"")).isOne();
        assertThat(site.value("orca_leases", "state=\"active\"", "type=\"vm\"")).isOne();
        assertThat(site.value("orca_units", "state=\"ready\"", "type=\"vm\"")).isOne();
        assertThat(site.value("orca_hosts", "state=\"open\"", "type=\"vm\"")).isOne();
        assertThat(site.value("orca_delegations", "state=\"held\"", "type=\"licence\"")).isOne();
        assertThat(site.value("orca_handler_calls_total", "action=\"setup\"", "outcome=\"done\"")).isOne();
        assertThat(site.value("orca_handler_call_seconds_count", "action=\"setup\"", "handler=\"shell\"")).isOne();
        assertThat(site.value("orca_state_seconds_count", "kind=\"lease\"", "state=\"priming\"")).isOne();
        assertThat(site.value("orca_journal_commit_seconds_count")).isEqualTo(site.value("orca_journal_groups_total"))
                .isPositive();
        assertThat(site.value("orca_journal_file_bytes")).isGreaterThan(10_000);
        assertThat(site.value("orca_actor_decisions_total")).isPositive();
        assertThat(site.value("orca_actor_inbox_limit_items")).isEqualTo(66_560);
        assertThat(site.value("orca_policy_round_seconds_count", "outcome=\"answered\"")).isPositive();
        assertThat(site.value("orca_peer_clock_skew_seconds", "peer=\"market\"")).isBetween(-30.0, 1.0);
        assertThat(site.find("orca_peer_clock_skew_seconds", "peer=\"lab\"")).as("the site never met it").isEmpty();
        assertThat(site.value("orca_call_seconds_count", "operation=\"exchange\"", "outcome=\"ok\"")).isPositive();
    }

    private static void broker(Scrape broker) {
        assertThat(broker.value("orca_tickets", "state=\"ticketed\"", "type=\"vm\"")).isOne();
        assertThat(broker.value("orca_holdings", "state=\"held\"", "type=\"vm\"")).isOne();
        assertThat(broker.value("orca_peer_call_seconds_count", "peer=\"duke\"", "outcome=\"ok\"")).isPositive();
        assertThat(broker.value("orca_actor_contested")).as("there from the first, as none").isZero();
        assertThat(broker.value("orca_peer_outbox_messages")).isZero();
        assertThat(broker.value("orca_calls_waiting")).isZero();
        assertThat(broker.value("orca_calls_unheeded_total")).isZero();
    }

    @Test
    void refusalsAreCountedByTheirReasonAndOnlyOnceEach() throws Exception {
        try (Village village = new Village(folder, false, ON).startAll()) {
            for (String id : new String[] {"r1", "r2"}) {
                village.client("lab").request(Laboratory.request(
                        "{\"wishes\": [{\"id\": \"" + id + "\", \"type\": \"licence\", \"units\": 4, \"length\": \"1h\"}]}"));
                village.until(id, "failed");
            }
            village.comesTrue("market", () -> assertThat(scrape(village, "market").value("orca_refusals_total",
                    "about=\"ticket\"", "reason=\"insufficient\"")).isEqualTo(2));

            village.stop("market");
            village.start("market");
            Scrape again = scrape(village, "market");
            assertThat(again.find("orca_refusals_total", "about=\"ticket\"")).as("what was refused before is no news").isEmpty();
            assertThat(again.value("orca_tickets", "state=\"refused\"")).as("how things stand is read again").isEqualTo(2);
            assertThat(again.value("orca_holdings", "state=\"held\"", "type=\"vm\"")).isOne();
        }
    }

    @Test
    void nothingIsOfferedUnlessTheFileSaysSo() throws Exception {
        try (Village village = new Village(folder)) {
            assertThat(village.start("duke").metricsUrl()).isEmpty();
        }
    }

    @Test
    void aPortThatIsTakenStopsTheStartWithWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String on = "metrics: {listen: '127.0.0.1:" + taken.getLocalPort() + "'}\n";
            assertThatThrownBy(() -> new Container(
                    ConfigFile.parse(folder.resolve("orca.yaml"), on + "management: {port: 0}\nbrokers: {market: {}}\n"),
                    false, "test"))
                    .isInstanceOf(HostingException.class).hasMessageContaining("metrics: {listen: ...}");
        }
    }

    /** Who stores the figures pays for each series, for months. */
    @Test
    void aSmallContainerHasFewSeries() throws Exception {
        try (Village village = new Village(folder, false, ON).startAll()) {
            village.client("lab").request(Laboratory.machine("r1", "1h"));
            village.until("r1", "active");
            Set<String> names = new TreeSet<>(scrape(village, "duke").series().keySet());
            assertThat(names).hasSizeLessThan(600);
            assertThat(names).noneMatch(name -> name.contains(village.key("duke").principal().value()));
        }
    }
}
