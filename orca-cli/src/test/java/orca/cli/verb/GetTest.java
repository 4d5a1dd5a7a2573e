package orca.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.management.ChangesView;
import orca.wire.management.DelegationRow;
import orca.wire.management.HostRow;
import orca.wire.management.LeaseRow;
import orca.wire.management.Problem;
import orca.wire.management.Rows;
import orca.wire.management.SliceRow;
import orca.wire.management.TicketRow;
import orca.wire.management.UnitRow;
import orca.wire.text.Tree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GetTest {
    private FakeContainer container;

    @BeforeEach
    void start() throws IOException {
        container = new FakeContainer();
    }

    @AfterEach
    void stop() {
        container.close();
    }

    @Test
    void reservationsStandInATableWithTimesInTheReadersZone() {
        container.says("reservations", Samples.rows(4, List.of(Samples.active(), Samples.waiting())));
        Typing typed = Typing.to(container, "get", "reservations");
        assertThat(typed.out()).isEqualTo("""
                ID       STATE      TYPE  UNITS  START     END           LEFT         WHERE          REASON
                web-1    active     vm      2/3  12:58:00  14:58:00      in 1 h 58 m  node-1,node-2
                batch-7  ticketing  vm        1  14:00:00  28 Nov 14:00                              waits for the..
                """);
        assertThat(typed.code()).isZero();
        assertThat(container.calls()).containsExactly("GET reservations");
    }

    @Test
    void theWideFormLeavesNothingOutAndIsAsWideAsItTakes() {
        container.says("reservations", Samples.rows(4, Samples.waiting()));
        assertThat(Typing.to(container, "get", "reservation", "-o", "wide").out()).isEqualTo("""
                ID       STATE      TYPE  UNITS  SIZE                   START                      END                      \
                  LEFT  WHERE  SLICE    BROKER  HOLDER  REASON
                batch-7  ticketing  vm        1  cpu 4000, memory 4096  2026-11-21T14:00:00+01:00  2026-11-28T14:00:00+01:00\
                               default  market  guest   waits for the broker
                """);
    }

    @Test
    void namesComeOneALine() {
        container.says("reservations", Samples.rows(4, List.of(Samples.active(), Samples.waiting())));
        assertThat(Typing.to(container, "get", "reservations", "-o", "name").out()).isEqualTo("web-1\nbatch-7\n");
    }

    @Test
    void jsonIsCompleteAndAList() {
        container.says("reservations", Samples.rows(4, Samples.active()));
        Typing typed = Typing.to(container, "get", "reservations", "-o", "json");
        Tree.Row list = (Tree.Row) Tree.parse(typed.out());
        Tree.Branch row = (Tree.Branch) list.items().getFirst();
        assertThat(row.fields().keySet()).containsExactly("id", "actor", "slice", "state", "waitsFor", "broker", "authority",
                "type", "asked", "minUnits", "granted", "sliver", "wanted", "term", "reason", "cause", "units");
        assertThat(row.fields().get("term")).isInstanceOfSatisfying(Tree.Branch.class, term ->
                assertThat(((Tree.Text) term.fields().get("end")).value()).isEqualTo("2026-11-21T13:58:00Z"));
    }

    @Test
    void yamlSaysTheSame() {
        container.says("slices", Samples.rows(1, new SliceRow("default", "guest", List.of("web-1"), Map.of("active", 1L))));
        assertThat(Typing.to(container, "get", "slices", "-o", "yaml").out()).isEqualTo("""
                - name: default
                  actor: guest
                  reservations:
                  - web-1
                  states:
                    active: 1
                """);
    }

    @Test
    void aNameThatIsNotThereIsRefused() {
        container.says("leases", Samples.rows(1, List.<LeaseRow>of()));
        Typing typed = Typing.to(container, "get", "leases", "web-9");
        assertThat(typed.code()).isEqualTo(3);
        assertThat(typed.err()).isEqualTo(
                "orca: no 'web-9' among the leases\n  see what there is with 'orca get leases --all'\n");
        assertThat(container.calls()).containsExactly("GET leases?id=web-9&ended=true");
    }

    @Test
    void whatIsOverIsShownOnlyWhenAskedFor() {
        container.says("tickets", Samples.rows(1, List.<TicketRow>of()));
        assertThat(Typing.to(container, "get", "tickets").err()).isEqualTo("none; --all shows also what is over\n");
        assertThat(Typing.to(container, "get", "tickets", "--all").err()).isEqualTo("none\n");
        assertThat(container.calls()).containsExactly("GET tickets", "GET tickets?ended=true");
    }

    @Test
    void theOtherListingsFitTheScreenToo() {
        Map<String, Long> size = Samples.size(1000, 512);
        container.says("tickets", Samples.rows(1, new TicketRow("web-1", "market", "guest", "ticketed", "the holder", "vm", 3,
                Optional.of(2L), size, Samples.term("PT0S", "PT2H"), Optional.of(Samples.term("PT0S", "PT2H")),
                Optional.of("west.market.vm"), 1, Optional.empty(), "", Optional.empty())));
        container.says("leases", Samples.rows(1, new LeaseRow("web-1", "west", "guest", "market", "priming",
                "the handlers of its units", "vm", 2, 1, size, Optional.of(Samples.term("PT0S", "PT2H")),
                Optional.empty(), "", Optional.empty())));
        container.says("units", Samples.rows(1, new UnitRow("west-u1", "west", "node-1", "vm", "web-1", "guest", "quarantined",
                "the authority's operator", 5, size, PropertyList.NONE, "teardown failed five times: umount: busy",
                Optional.empty())));
        container.says("delegations", Samples.rows(1, new DelegationRow("west.market.vm", "west", "given", "held", "the broker",
                "west", "market", "vm", 8, Samples.size(8000, 8192), size, Samples.term("PT-1H", "PT720H"), 100, "by-sum", 1, "",
                Optional.empty())));
        container.says("hosts", Samples.rows(1, new HostRow("node-1", "west", "vm", 4, 1, Samples.size(4000, 4096),
                Samples.size(3000, 3584), true, Optional.empty(), PropertyList.NONE)));
        assertThat(Typing.to(container, "get", "tickets").out()).isEqualTo("""
                ID     STATE     HOLDER  TYPE  UNITS  START     END       LEFT    WHERE           REASON
                web-1  ticketed  guest   vm      2/3  13:00:00  15:00:00  in 2 h  west.market.vm
                """);
        assertThat(Typing.to(container, "get", "leases").out()).isEqualTo("""
                ID     STATE    HOLDER  TYPE  UNITS  START     END       LEFT    WHERE  REASON
                web-1  priming  guest   vm      1/2  13:00:00  15:00:00  in 2 h  west   waits for the handlers of ..
                """);
        assertThat(Typing.to(container, "get", "units").out()).isEqualTo("""
                ID       STATE        TYPE  SIZE                  LEASE  WHERE   REASON
                west-u1  quarantined  vm    cpu 1000, memory 512  web-1  node-1  teardown failed five times: umoun..
                """);
        assertThat(Typing.to(container, "get", "delegations").out()).isEqualTo("""
                ID              STATE  SIDE   TYPE  UNITS  LIVE  START     END           LEFT          WHERE
                west.market.vm  held   given  vm        8     1  12:00:00  21 Dec 12:00  in 29 d 23 h  west > market
                """);
        assertThat(Typing.to(container, "get", "hosts").out()).isEqualTo("""
                NAME    STATE  TYPE  UNITS  FREE                   CAPACITY               WHERE
                node-1  open   vm      1/4  cpu 3000, memory 3584  cpu 4000, memory 4096  west
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reservatoins", "machines", "'"})
    void whatCannotBeListedIsAUsageError(String what) {
        Typing typed = Typing.to(container, "get", what);
        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.err()).startsWith("orca: no listing '" + what + "'; ").contains("reservations");
        assertThat(container.calls()).isEmpty();
    }

    @Test
    void watchingWritesWhatIsNewAndWhatChangedAndWhatIsGone() {
        container.says("reservations", Samples.rows(1, Samples.waiting()),
                Samples.rows(2, List.of(Samples.waiting(), Samples.active())),
                Samples.rows(3, Samples.active()));
        container.says("changes", new ChangesView(2), new ChangesView(3),
                Problem.of(Problem.Kind.STOPPED, "stopped by the test"));
        Typing typed = Typing.to(container, "get", "reservations", "-w");
        assertThat(typed.out().lines().map(line -> line.replaceAll(" .*", "")).toList())
                .containsExactly("ID", "batch-7", "web-1", "batch-7");
        assertThat(typed.out()).endsWith("batch-7  gone\n");
        assertThat(typed.code()).isEqualTo(7);
    }

    @Test
    void watchingInJsonWritesALineForEachChange() {
        container.says("reservations", Samples.rows(1, Samples.waiting()),
                Samples.rows(2, List.of(Samples.waiting(), Samples.active())));
        container.says("changes", new ChangesView(2), Problem.of(Problem.Kind.STOPPED, "stopped by the test"));
        Typing typed = Typing.to(container, "get", "reservations", "-w", "-o", "json");
        assertThat(typed.out().lines().map(line -> ((Tree.Branch) Tree.parse(line)).fields().get("id")).toList())
                .extracting(id -> ((Tree.Text) id).value()).containsExactly("batch-7", "web-1");
    }

    @Test
    void theCountOfAnEmptyTableIsKeptWhileSeveralNamesAreAskedFor() {
        container.says("units", new Rows<UnitRow>(7, List.of()));
        assertThat(Typing.to(container, "get", "units", "a", "b").code()).isEqualTo(3);
        assertThat(container.calls()).hasSize(2);
    }
}
