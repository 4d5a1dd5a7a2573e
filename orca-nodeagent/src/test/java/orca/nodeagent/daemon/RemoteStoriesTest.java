package orca.nodeagent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.nodeagent.client.RemoteClient;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Room;
import orca.nodeagent.keeper.Actions;
import orca.nodeagent.talk.Kind;
import orca.nodeagent.talk.StatusView;
import orca.wire.trust.Identity;
import orca.wire.trust.Role;
import orca.wire.call.CallRefused;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An authority and the agent of a host over a real socket, with a network that fails. */
@Timeout(120)
class RemoteStoriesTest {
    private static final Outcome MADE = new Outcome.Done(PropertyList.of("made", "of\nwood"));

    @TempDir
    Path folder;

    private final Site.Words words = new Site.Words();
    private Site site;
    private Site.Weak weak;
    private RemoteClient client;

    @BeforeEach
    void start() throws Exception {
        site = new Site(folder);
        weak = new Site.Weak(site.line(site.authority));
        client = new RemoteClient("h1", weak, Duration.ZERO);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        site.close();
    }

    private Outcome run(String action, String unit) throws Exception {
        return client.run("shop", Site.order(unit + "/" + action, action, unit), Site.hold(), words);
    }

    private static Order within(Order order, Duration limit) {
        return new Order(order.id(), order.action(), order.unit(), order.input(), order.arguments(), limit);
    }

    private FutureTask<Outcome> begin(String action, String unit) throws InterruptedException {
        FutureTask<Outcome> call = new FutureTask<>(() -> run(action, unit));
        Thread.ofVirtual().start(call);
        assertThat(site.shop.begun.await(60, TimeUnit.SECONDS)).isTrue();
        return call;
    }

    @Test
    void anOrderIsCarriedOutAndItsWordsComeBack() throws Exception {
        assertThat(run("make", "u1")).isEqualTo(MADE);

        assertThat(words.lines).containsExactly("make u1");
        assertThat(site.shop.last.input()).isEqualTo(PropertyList.of("colour", "red\nblue"));
        assertThat(site.shop.last.arguments()).containsExactly("a b", "");
        assertThat(client.units()).containsExactly(
                new FoundUnit("shop", new UnitId("u1"), true, PropertyList.of("size", "2")));
    }

    @Test
    void whatIsLostIsSaidAgainAndRunOnce() throws Exception {
        weak.callsToLose.set(2);
        weak.answersToLose.set(3);

        assertThat(run("make", "u1")).isEqualTo(MADE);
        assertThat(weak.lost).hasValue(5);
        assertThat(site.shop.runs).hasValue(1);
        assertThat(run("make", "u1")).as("asked anew under the same id").isEqualTo(MADE);
        assertThat(site.shop.runs).hasValue(1);
    }

    @Test
    void anAuthorityLetsAHostGoOnceItHasNothingThere() throws Exception {
        run("make", "u1");
        no(site.authority, "units of 'west' are held here: u1");
        assertThat(client.units()).as("it is heard still").hasSize(1);
        Identity other = Identity.generate();
        site.know("east", Role.AUTHORITY, other);
        try (Line line = site.line(other)) {
            line.call(Operation.ORDER, Kind.DISMISS.body(new Kind.Nothing()));
        }
        no(other, "is not known to this agent, which serves west");
        no(site.daemon.own(), "is for authority alone");
    }

    private void no(Identity caller, String words) {
        try (Line line = site.line(caller)) {
            assertThatThrownBy(() -> line.call(Operation.ORDER, Kind.DISMISS.body(new Kind.Nothing())))
                    .isInstanceOf(CallRefused.class).hasMessageContaining(words);
        }
    }

    @Test
    void anAgentThatIsRestartedInTheMiddleOfAnActionGetsTheOrderAgain() throws Exception {
        FutureTask<Outcome> call = begin("slow", "u1");
        site.daemon.close();
        site.start();
        site.shop.gate.countDown();

        assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo(MADE);
        assertThat(site.shop.units).containsExactly("u1");
    }

    @Test
    void aCallerThatIsInterruptedStopsTheActionOnTheHost() throws Exception {
        FutureTask<Outcome> call = new FutureTask<>(() -> run("slow", "u1"));
        Thread thread = Thread.ofVirtual().start(call);
        assertThat(site.shop.begun.await(60, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();

        assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(site.shop.interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSilentHostIsTroubleAndNeverAnOutcome() throws Exception {
        weak.callsToLose.set(Integer.MAX_VALUE);
        Order order = within(Site.order("t", "remove", "u1"), Duration.ofMillis(300));

        assertThat(client.run("shop", order, Site.end(), words)).isInstanceOfSatisfying(Outcome.Trouble.class, trouble -> {
            assertThat(trouble.retry()).isTrue();
            assertThat(trouble.reason()).contains("is silent about remove of u1", "lost");
        });
    }

    @Test
    void aNetworkCutThroughAnExpiryEndsWithTheHostsOwnTeardown() throws Exception {
        run("make", "u1");
        weak.callsToLose.set(Integer.MAX_VALUE);
        Order order = within(Site.order("t", "remove", "u1"), Duration.ofMillis(300));
        assertThat(client.run("shop", order, Site.end(), words)).isInstanceOf(Outcome.Trouble.class);
        site.pass(Duration.ofMinutes(62));
        awaitNoWills();
        assertThat(site.shop.units).isEmpty();

        weak.callsToLose.set(0);
        assertThat(client.run("shop", Site.order("t", "remove", "u1"), Site.end(), words)).isInstanceOf(Outcome.Done.class);
        StatusView status = client.status();
        assertThat(status.units()).isEmpty();
        assertThat(status.ended()).singleElement().satisfies(row -> assertThat(row.unit()).isEqualTo("u1"));
    }

    private void awaitNoWills() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!site.daemon.keeper().held().isEmpty() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(site.daemon.keeper().held()).isEmpty();
    }

    @Test
    void twoAuthoritiesOfOneHostDoNotSeeOrTouchEachOthersUnits() throws Exception {
        Identity other = Identity.generate();
        site.know("east", Role.AUTHORITY, other);
        run("make", "u1");
        try (RemoteClient east = site.client(other)) {
            assertThat(east.run("shop", Site.order("x", "remove", "u1"), Site.end(), words))
                    .isEqualTo(new Outcome.Trouble("refused by the agent: unit u1: is held by another authority, "
                            + site.authority.principal(), false));
            assertThat(east.status().units()).isEmpty();
            assertThat(east.units()).isEmpty();
        }
        assertThat(site.shop.units).containsExactly("u1");
    }

    @Test
    void theStatusSaysWhatDoesNotMatch() throws Exception {
        run("make", "held");
        run("make", "missing");
        site.shop.units.remove("missing");
        site.shop.units.add("strange");

        StatusView status = client.status();
        assertThat(status.units()).extracting(StatusView.UnitRow::unit, StatusView.UnitRow::match).containsExactlyInAnyOrder(
                tuple("held", StatusView.Match.HELD),
                tuple("strange", StatusView.Match.UNKNOWN),
                tuple("missing", StatusView.Match.MISSING));
        assertThat(status.capacity().cpus()).isPositive();
        assertThat(status.capacity().diskMiB()).isGreaterThanOrEqualTo(status.capacity().diskFreeMiB());
        assertThat(status.authorities()).containsExactly("west");
        assertThat(client.units()).extracting(unit -> unit.unit().value()).containsExactlyInAnyOrder("held", "strange");
        List<String> lines = StatusTable.lines(status);
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("missing", "shop", "west"));
    }

    @Test
    void aDriverThatKnowsBetterSaysHowMuchThereIs() throws Exception {
        site.shop.room = Optional.empty();
        StatusView mute = client.status();
        assertThat(mute.capacity()).as("what the system says may not be so").isEqualTo(StatusView.Capacity.UNTOLD);
        assertThat(mute.alarms()).anyMatch(alarm -> alarm.contains("driver shop: cannot say how much there is")
                && alarm.contains("the shop is shut"));
        assertThat(StatusTable.lines(mute)).contains("what it has cannot be told yet");

        site.shop.room = Optional.of(new Room(64, 262_144, 0, 0));
        StatusView told = client.status();
        assertThat(told.capacity().cpus()).isEqualTo(64);
        assertThat(told.capacity().memoryMiB()).isEqualTo(262_144);
        assertThat(told.capacity().diskMiB()).as("of the agent's own folder").isPositive();

        site.shop.room = Optional.empty();
        assertThat(client.status().capacity()).as("what was so a while ago may not be").isEqualTo(StatusView.Capacity.UNTOLD);
    }

    @Test
    void aClockThatWasSetIsAnAlarmUntilAnOperatorSaysThatItIsRight() throws Exception {
        try (RemoteClient operator = site.client(site.daemon.own())) {
            assertThat(operator.status().alarms()).isEmpty();
            assertThat(operator.ask(Kind.ACCEPT_CLOCK, new Kind.Nothing(), StatusView.class).alarms()).isEmpty();
        }
        assertThatThrownBy(() -> client.ask(Kind.ACCEPT_CLOCK, new Kind.Nothing(), StatusView.class))
                .hasMessageContaining("is for operator alone");
    }

    @Test
    void aDriverThatPrintsAGigabyteIsHeardInPartAndTheRestIsCounted() throws Exception {
        assertThat(run("chat", "u1")).isEqualTo(MADE);

        long kept = words.lines.stream().mapToLong(String::length).sum();
        assertThat(kept).isLessThan(64L * Actions.MOST_WORDS);
        assertThat(words.lines.getLast()).isEqualTo("chat u1");
        assertThat(words.lines).anySatisfy(line -> assertThat(line).contains("lines were not kept"));
    }

    @Test
    void aDriverThatThrowsIsTroubleForItsUnitAlone() throws Exception {
        assertThat(run("fail", "u1")).isEqualTo(
                new Outcome.Trouble("the driver failed: java.lang.IllegalStateException: it fell off", true));
        assertThat(run("make", "u2")).isEqualTo(MADE);
    }

    @Test
    void anOrderWithoutATermIsNotEvenSent() throws Exception {
        CallContext context = words;
        assertThat(client.run("shop", Site.order("a", "make", "u1"), context))
                .isEqualTo(new Outcome.Trouble("agent h1: takes no order without a term", false));
    }
}
