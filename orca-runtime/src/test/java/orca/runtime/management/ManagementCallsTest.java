package orca.runtime.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import orca.core.resource.PropertyList;
import orca.runtime.container.Laboratory;
import orca.wire.management.ChangeCommand;
import orca.wire.management.ChangesView;
import orca.wire.management.CloseCommand;
import orca.wire.management.CommandAnswer;
import orca.wire.management.DelegateCommand;
import orca.wire.management.ExecCommand;
import orca.wire.management.Filter;
import orca.wire.management.HostCommand;
import orca.wire.management.ManagementClient;
import orca.wire.management.PlanAnswer;
import orca.wire.management.MoveCommand;
import orca.wire.management.Problem;
import orca.wire.management.ReclaimCommand;
import orca.wire.management.RequestCommand;
import orca.wire.management.ReservationView;
import orca.wire.management.UnitCommand;
import orca.wire.management.VerdictCommand;
import orca.wire.management.WaitAnswer;
import orca.wire.text.When;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each call once as it is meant, against a real container. */
@Timeout(180)
class ManagementCallsTest {
    private static final Optional<String> ANY = Optional.empty();

    @TempDir
    private static Path folder;

    private static Laboratory lab;
    private static ManagementClient client;

    @BeforeAll
    static void open() {
        lab = new Laboratory(folder).ready();
        client = lab.client();
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static Problem refused(Runnable call) {
        return catchThrowableOfType(ManagementClient.Refused.class, call::run).problem();
    }

    private static void close(String id) {
        lab.over(id);
    }

    private static RequestCommand licences(String id, int units) {
        return Laboratory.request("{\"wishes\": [{\"id\": \"" + id + "\", \"type\": \"licence\", \"units\": " + units
                + ", \"length\": \"1h\"}]}");
    }

    @Test
    void tablesShowWhatThereIs() {
        client.request(Laboratory.machine("tables", "1h"));
        ReservationView view = lab.until("tables", "active").reservation();
        assertThat(view.sliver()).isEqualTo(Map.of("cpu", 1000L, "memory", 512L));
        assertThat(view.authority()).contains("duke");
        assertThat(client.reservations(Filter.id("tables")).items()).containsExactly(view);
        assertThat(client.tickets(Filter.id("tables")).items()).singleElement().satisfies(t -> {
            assertThat(t.state()).isEqualTo("ticketed");
            assertThat(t.granted()).contains(1L);
            assertThat(t.delegation()).contains("duke-market-vm");
        });
        assertThat(client.leases(Filter.id("tables")).items()).singleElement().satisfies(l -> {
            assertThat(l.state()).isEqualTo("active");
            assertThat(l.ready()).isEqualTo(1);
            assertThat(l.broker()).isEqualTo("market");
        });
        String unit = view.units().get(0).id();
        assertThat(client.units(Filter.id(unit)).items()).singleElement().satisfies(u -> {
            assertThat(u.lease()).isEqualTo("tables");
            assertThat(u.host()).isEqualTo(view.units().get(0).host());
            assertThat(client.hosts(Filter.id(u.host())).items()).singleElement().satisfies(h -> {
                assertThat(h.capacity()).containsOnlyKeys("cpu", "memory");
                assertThat(h.free().get("cpu")).isLessThanOrEqualTo(h.capacity().get("cpu") - 1000);
            });
        });
        assertThat(client.slices(Filter.LIVE).items()).anySatisfy(s -> assertThat(s.reservations()).contains("tables"));
        assertThat(client.delegations(Filter.LIVE).items()).extracting(d -> d.side() + " " + d.id())
                .contains("given duke-market-vm", "held duke-market-vm");
        assertThat(client.actors().items()).extracting(a -> a.name() + " " + a.role() + " " + a.state())
                .containsExactlyInAnyOrder("duke authority running", "market broker running", "lab service-manager running");
        close("tables");
        assertThat(client.reservations(Filter.LIVE).items()).noneMatch(r -> r.id().equals("tables"));
        assertThat(client.reservations(Filter.ALL).items()).anyMatch(r -> r.id().equals("tables"));
    }

    @Test
    void whatLiesAheadWaitsForItsStartAndSaysWhen() {
        client.request(Laboratory.request("{\"wishes\": [{\"id\": \"ahead\", \"type\": \"vm\","
                + " \"sliver\": {\"cpu\": 1000, \"memory\": 512}, \"start\": \"now+2h\", \"length\": \"1h\"}]}"));
        ReservationView view = lab.until("ahead", "redeeming").reservation();
        String start = "its start at " + view.wanted().start();
        long deadline = System.nanoTime() + Laboratory.PATIENCE.toNanos();
        while (!client.reservations(Filter.id("ahead")).items().get(0).waitsFor().equals(start)) {
            assertThat(System.nanoTime()).as(client.describe("ahead").toString()).isLessThan(deadline);
            client.changes(client.changes(0, Duration.ofMillis(1)).changes(), Duration.ofSeconds(1));
        }
        assertThat(client.units(Filter.LIVE).items().stream().filter(u -> u.lease().equals("ahead"))).singleElement()
                .satisfies(u -> assertThat(u.state() + ", waits for " + u.waitsFor()).isEqualTo("setup, waits for " + start));
        assertThat(client.leases(Filter.id("ahead")).items()).singleElement()
                .satisfies(l -> assertThat(l.waitsFor()).isEqualTo(start));
        close("ahead");
    }

    @Test
    void aRequestMayBeRepeatedUnderItsIdAndAnotherUnderTheSameIdIsAConflict() {
        String wish = "\"type\": \"licence\", \"start\": \"2035-01-01T00:00:00Z\", \"end\": \"2035-01-02T00:00:00Z\"";
        RequestCommand named =
                Laboratory.request("{\"requestId\": \"once\", \"wishes\": [{\"id\": \"twice\", " + wish + "}]}");
        CommandAnswer first = client.request(named);
        assertThat(client.request(named)).isEqualTo(first);
        RequestCommand other =
                Laboratory.request("{\"requestId\": \"once\", \"wishes\": [{\"id\": \"other\", " + wish + "}]}");
        assertThat(refused(() -> client.request(other)).kind()).isEqualTo(Problem.Kind.CONFLICT);
        assertThat(refused(() -> client.request(licences("twice", 1))).kind()).isEqualTo(Problem.Kind.CONFLICT);
    }

    @Test
    void aDryRunSaysWhatWouldBeAndDoesNothing() {
        RequestCommand real = Laboratory.machine("dry", "1h");
        RequestCommand dry = new RequestCommand(ANY, true, ANY, real.slice(), real.wishes(), false, Optional.empty());
        assertThat(client.request(dry)).isEqualTo(new CommandAnswer(true, List.of("dry"), client.request(dry).note()));
        assertThat(client.reservations(Filter.id("dry")).items()).isEmpty();
        HostCommand host = new HostCommand(ANY, true, ANY, "h9", "vm", 1, Map.of("cpu", 1L), PropertyList.NONE, true);
        assertThat(client.host(host).dryRun()).isTrue();
        assertThat(client.hosts(Filter.id("h9")).items()).isEmpty();
    }

    @Test
    void aPlanSaysWhatThePolicyWouldGrantAndTheAlternativeToWhatItWouldNot() {
        PlanAnswer plan = client.plan(Laboratory.machine("p1", "1h"));
        assertThat(plan.outcomes()).singleElement().satisfies(o -> {
            assertThat(o.verdict()).isEqualTo("granted");
            assertThat(o.site()).contains("duke");
        });
        PlanAnswer large = client.plan(licences("p2", 900));
        assertThat(large.outcomes()).singleElement().satisfies(o -> {
            assertThat(o.verdict()).isEqualTo("refused");
            assertThat(o.problem().orElseThrow().kind()).isIn(Problem.Kind.INSUFFICIENT, Problem.Kind.REFUSED);
        });
        PlanAnswer both = client.plan(Laboratory.request("{\"wishes\": [{\"type\": \"licence\", \"units\": 2, \"length\": \"1h\","
                + " \"start\": \"now+9d\"}, {\"type\": \"licence\", \"units\": 2, \"length\": \"1h\", \"start\": \"now+9d\"}]}"));
        assertThat(both.outcomes()).extracting(PlanAnswer.Outcome::verdict).containsExactly("granted", "refused");
        assertThat(both.outcomes().get(1).problem().orElseThrow().alternative().orElseThrow().units()).isEqualTo(1);
        assertThat(client.reservations(Filter.ALL).items()).noneMatch(r -> r.id().startsWith("p"));
    }

    @Test
    void whatIsRefusedIsShownWithItsReason() {
        client.request(licences("greedy", 4));
        WaitAnswer answer = client.waitFor("greedy", ANY, List.of("active"), Laboratory.PATIENCE);
        assertThat(answer.reached()).isFalse();
        assertThat(answer.timedOut()).isFalse();
        assertThat(answer.reservation().state()).isEqualTo("failed");
        assertThat(answer.reservation().reason()).isNotEmpty();
    }

    @Test
    void aWaitEndsWithItsTime() {
        client.request(Laboratory.request("{\"wishes\": [{\"id\": \"later\", \"type\": \"licence\", \"start\": \"now+5d\","
                + " \"length\": \"1h\"}]}"));
        WaitAnswer answer = client.waitFor("later", ANY, List.of("active"), Duration.ofMillis(300));
        assertThat(answer.timedOut()).isTrue();
        assertThat(refused(() -> client.waitFor("later", ANY, List.of("activ"), Duration.ZERO)).message())
                .contains("there is no state 'activ'; did you mean 'active'?");
        close("later");
    }

    @Test
    void changesAreHeardOfWhenTheyHappen() throws Exception {
        long before = client.health().changes();
        CompletableFuture<ChangesView> heard =
                CompletableFuture.supplyAsync(() -> client.changes(before, Duration.ofSeconds(60)));
        client.request(licences("noise", 1));
        assertThat(heard.get(60, TimeUnit.SECONDS).changes()).isGreaterThan(before);
        lab.until("noise", "active");
        close("noise");
    }

    @Test
    void aReservationIsResizedAndAnUnknownOneIsSaidToBe() {
        client.request(licences("grow", 1));
        lab.until("grow", "active");
        client.change(new ChangeCommand(Optional.of("g1"), false, ANY, "grow", Optional.empty(), Optional.empty(),
                Optional.of(2L), Map.of(), List.of()));
        long deadline = System.nanoTime() + Laboratory.PATIENCE.toNanos();
        while (client.reservations(Filter.id("grow")).items().get(0).units().size() < 2) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            client.changes(client.health().changes(), Duration.ofSeconds(1));
        }
        lab.until("grow", "active");
        client.change(new ChangeCommand(Optional.of("g2"), false, ANY, "grow", Optional.empty(), Optional.empty(),
                Optional.empty(), Map.of(), List.of(), PropertyList.of("colour", "blue"), List.of("unheard-of")));
        while (!client.reservations(Filter.id("grow")).items().get(0).state().equals("active")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            client.changes(client.health().changes(), Duration.ofSeconds(1));
        }
        assertThat(client.change(new ChangeCommand(ANY, true, ANY, "grow", Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of(), List.of(), PropertyList.of("colour", "blue"), List.of())).note()).isEqualTo("nothing to change");
        close("grow");
        assertThat(refused(() -> client.close(new CloseCommand(ANY, false, ANY, "nobody")))).isEqualTo(
                Problem.of(Problem.Kind.UNKNOWN, "there is no reservation 'nobody' here"));
        assertThat(refused(() -> client.change(new ChangeCommand(ANY, false, ANY, "grow", Optional.empty(), Optional.empty(),
                Optional.empty(), Map.of(), List.of()))).message()).contains("nothing to change");
    }

    @Test
    void aCommandRunsInAUnitAndItsOutputAndCodeComeBack() {
        client.request(Laboratory.machine("shell", "1h"));
        String unit = lab.until("shell", "active").reservation().units().get(0).id();
        List<String> said = new ArrayList<>();
        Consumer<String> keep = said::add;
        int code = client.exec(new ExecCommand(ANY, unit, List.of("echo", "hello"), Duration.ofMinutes(1)), keep);
        assertThat(code).isEqualTo(2);
        assertThat(said).hasSize(3).endsWith("echo", "hello");
        assertThat(refused(() -> client.exec(new ExecCommand(ANY, unit, List.of("hang"), Duration.ofMillis(200)), keep)).kind())
                .isEqualTo(Problem.Kind.TIMEOUT);
        assertThat(refused(() -> client.exec(new ExecCommand(ANY, "no-unit", List.of("x"), Duration.ofSeconds(1)), keep)).kind())
                .isEqualTo(Problem.Kind.UNKNOWN);
        assertThat(client.logs(unit).lines()).anyMatch(line -> line.contains("SETUP on h"));
        assertThat(refused(() -> client.logs("no-unit")).kind()).isEqualTo(Problem.Kind.UNKNOWN);
        close("shell");
        assertThat(client.logs(unit).lines()).anyMatch(line -> line.contains("TEARDOWN on h"));
    }

    @Test
    void aUnitThatIsOnlyCountedRunsNoCommands() {
        client.request(licences("seat", 1));
        String unit = lab.until("seat", "active").reservation().units().get(0).id();
        assertThat(refused(() -> client.exec(
                new ExecCommand(ANY, unit, List.of("ls"), Duration.ofSeconds(5)), line -> { })).message())
                .isEqualTo("units of type licence run no commands");
        assertThat(refused(() -> client.retryTeardown(new UnitCommand(ANY, false, ANY, unit, ""))).kind())
                .isEqualTo(Problem.Kind.CONFLICT);
        assertThat(refused(() -> client.freeUnit(new UnitCommand(ANY, false, ANY, unit, "host is off"))).kind())
                .isEqualTo(Problem.Kind.CONFLICT);
        assertThat(refused(() -> client.moveUnit(new MoveCommand(ANY, false, ANY, unit, "h2", "why not"))).message())
                .contains("does not move any");
        assertThat(refused(() -> client.moveUnit(new MoveCommand(ANY, false, ANY, "no-unit", "h2", ""))).kind())
                .isEqualTo(Problem.Kind.UNKNOWN);
        close("seat");
    }

    @Test
    void aStoryNamesAllThatHappenedAtEachActor() {
        client.request(licences("tale", 1));
        lab.until("tale", "active");
        client.revoke(new VerdictCommand(ANY, false, Optional.of("duke"), ANY, "tale", "the cooling failed"));
        lab.until("tale", "failed");
        lab.gone("tale");
        assertThat(client.describe("tale").lines()).anySatisfy(line -> {
            assertThat(line.actor()).isEqualTo("duke");
            assertThat(line.why()).contains("the cooling failed");
        });
        assertThat(client.reservations(Filter.id("tale")).items().get(0).reason()).contains("the cooling failed");
        assertThat(refused(() -> client.describe("no-tale")).kind()).isEqualTo(Problem.Kind.UNKNOWN);
        assertThat(refused(() -> client.approve(new VerdictCommand(ANY, false, ANY, ANY, "no-tale", ""))).kind())
                .isEqualTo(Problem.Kind.UNKNOWN);
        assertThat(refused(() -> client.deny(new VerdictCommand(ANY, false, ANY, ANY, "no-tale", ""))).kind())
                .isEqualTo(Problem.Kind.UNKNOWN);
    }

    @Test
    void inventoryAndDelegationsChangeByCommandAndMayBeRepeated() {
        HostCommand host = new HostCommand(Optional.of("add-h3"), false, ANY, "h3", "vm", 4,
                Map.of("cpu", 2000L, "memory", 1024L), PropertyList.of("rack", "7"), true);
        assertThat(client.host(host)).isEqualTo(client.host(host));
        assertThat(client.hosts(Filter.id("h3")).items()).singleElement()
                .satisfies(h -> assertThat(h.properties().text("rack")).contains("7"));
        DelegateCommand more = new DelegateCommand(Optional.of("more"), false, ANY, ANY, ANY, "market", "vm", 2,
                Map.of("cpu", 1000L, "memory", 512L), Map.of(), When.NOW, When.parse("now+1d"), 100, PropertyList.NONE);
        assertThat(client.delegate(more).ids()).containsExactly("more");
        assertThat(client.delegate(more).ids()).containsExactly("more");
        DelegateCommand other = new DelegateCommand(Optional.of("more"), false, ANY, ANY, ANY, "market", "vm", 1, Map.of(),
                Map.of(), When.NOW, When.parse("now+1d"), 100, PropertyList.NONE);
        assertThat(refused(() -> client.delegate(other)).message())
                .isEqualTo("requestId: 'more' was used for another command");
        DelegateCommand huge = new DelegateCommand(ANY, false, ANY, Optional.of("huge"), ANY, "market", "vm", 2000,
                Map.of("cpu", 1L, "memory", 1L), Map.of(), When.NOW, When.parse("now+1d"), 100, PropertyList.NONE);
        assertThat(refused(() -> client.delegate(huge)).kind()).isEqualTo(Problem.Kind.INSUFFICIENT);
        client.reclaim(new ReclaimCommand(ANY, false, ANY, "more", "needed at home"));
        assertThat(refused(() -> client.reclaim(new ReclaimCommand(ANY, false, ANY, "no-such", ""))).kind())
                .isEqualTo(Problem.Kind.UNKNOWN);
    }
}
