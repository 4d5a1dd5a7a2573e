package orca.simulator.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import orca.core.contract.ContractKey;
import orca.core.contract.ReservationId;
import orca.wire.log.TraceId;
import orca.wire.management.Filter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One lease is followed by one id through the logs of a guest, a broker, a site and a host, each a process. */
@Tag("hosts")
@Timeout(300)
class TraceIT {
    @TempDir
    private Path folder;

    private Quarter quarter;

    @BeforeEach
    void found() throws Exception {
        quarter = new Quarter(folder, "logs: json\n");
    }

    @AfterEach
    void end() {
        quarter.close();
    }

    /** What a process wrote about a trace; everything that it logged is a line of JSON. */
    private List<Json> about(String name, String trace) throws IOException {
        return Files.readAllLines(quarter.settlement().home(name).resolve("output")).stream()
                .filter(line -> line.startsWith("{")).map(Json::of)
                .filter(line -> line.find("trace").filter(t -> t.text().equals(trace)).isPresent()).toList();
    }

    private static List<String> messages(List<Json> lines) {
        return lines.stream().map(line -> line.at("message").text()).toList();
    }

    @Test
    void oneLeaseIsFollowedFromGuestToUnitByOneId() throws Exception {
        quarter.ready();
        quarter.machine("r1");
        quarter.machine("r2");
        String unit = quarter.client("site").units(Filter.LIVE).items().stream().filter(row -> row.lease().equals("r1"))
                .findFirst().orElseThrow().id();
        String trace = TraceId.of(new ContractKey(quarter.settlement().key("guest").principal(), new ReservationId("r1")));
        assertThat(String.join("\n", quarter.client("site").logs(unit).lines())).as("the unit's own output")
                .contains("setup attempt 1, trace " + trace);
        quarter.close("r1");
        quarter.close("r2");

        assertThat(messages(about("guest", trace))).anyMatch(m -> m.startsWith("guest: reservation r1 is ticketing"))
                .anyMatch(m -> m.startsWith("guest: reservation r1 is active"))
                .anyMatch(m -> m.startsWith("guest: member " + unit + " is in"))
                .anyMatch(m -> m.startsWith("guest: reservation r1 is closed"));
        assertThat(messages(about("market", trace))).anyMatch(m -> m.startsWith("market: ticket r1 is ticketed"));
        assertThat(messages(about("site", trace))).anyMatch(m -> m.startsWith("site: lease r1 is active"))
                .anyMatch(m -> m.startsWith("site: unit " + unit + " is ready"))
                .anyMatch(m -> m.startsWith("site: native ended setup attempt 1 of " + unit + ": done"));
        List<Json> atHost = about("host", trace);
        assertThat(messages(atHost)).contains("driver native ended setup of " + unit + ": done",
                "driver native ended teardown of " + unit + ": done");
        for (String name : List.of("guest", "market", "site", "host")) {
            assertThat(about(name, trace)).as(name).isNotEmpty().allSatisfy(line -> {
                assertThat(line.at("reservation").text()).isEqualTo("r1");
                assertThat(line.at("holder").text()).isEqualTo(quarter.settlement().key("guest").principal().value());
                assertThat(line.at("actor").text()).isEqualTo(name.equals("host") ? "agent" : name);
            });
        }
        assertThat(atHost).allSatisfy(line -> assertThat(line.at("unit").text()).isEqualTo(unit));
    }
}
