package orca.runtime.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Units are looked after by a handler that says what it is told to. */
@Timeout(120)
class ProberTest {
    private static final Outcome ALIVE = new Outcome.Done(PropertyList.NONE.with(Handler.PRESENT, new PropertyValue.Flag(true)));
    private static final Outcome DEAD = new Outcome.Done(PropertyList.NONE.with(Handler.PRESENT, new PropertyValue.Flag(false)));
    private static final Outcome TROUBLE = new Outcome.Trouble("the agent is silent", true);

    @TempDir
    private Path folder;

    private final Map<String, Outcome> says = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> hanging = new ConcurrentHashMap<>();
    private final BlockingQueue<Event> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Event.Ended> others = new LinkedBlockingQueue<>();
    private HandlerRunner runner;
    private Prober prober;

    /** Says of a unit what it is told to say; may hang. */
    private final class Saying implements Handler {
        @Override
        public String name() {
            return "saying";
        }

        @Override
        public Outcome handle(UnitCall call, CallContext context) throws InterruptedException {
            asked.computeIfAbsent(call.unit().value(), unit -> new AtomicInteger()).incrementAndGet();
            CountDownLatch latch = hanging.get(call.unit().value());
            if (latch != null && call.action() == Action.PROBE) {
                latch.await();
            }
            return says.getOrDefault(call.unit().value(), ALIVE);
        }
    }

    private void start(int atOnce, int deaths) {
        UnitOutput output = new UnitOutput(folder.resolve("units"), InstantSource.system(), 10, 4096);
        AtomicReference<Prober> made = new AtomicReference<>();
        runner = new HandlerRunner("test", RunnerSettings.USUAL, run -> Optional.of(new Saying()), output, InstantSource.system(),
                Prober.aside(made::get, others::add));
        prober = new Prober("test", new ProbeSettings(Duration.ofMillis(20), Duration.ofSeconds(30), atOnce, deaths), runner,
                InstantSource.system(), most -> 0, told::add);
        made.set(prober);
    }

    @AfterEach
    void end() {
        hanging.values().forEach(CountDownLatch::countDown);
        prober.close();
        runner.close();
    }

    private static Duties.Watch watch(String unit, String host) {
        return new Duties.Watch(new UnitCall(new UnitId(unit), Action.PROBE, 1, new TypeName("vm"), host, Amounts.EMPTY,
                Term.of(Instant.EPOCH, Duration.ofHours(1)), PropertyList.NONE), "saying", 7);
    }

    private void untilAsked(String unit, int times) {
        while (asked.getOrDefault(unit, new AtomicInteger()).get() < times) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aUnitThatIsGoneIsToldAfterSoManyTimesAndAgainUntilItIsWatchedNoMore() throws Exception {
        start(4, 3);
        says.put("u1", DEAD);
        prober.watch(watch("u1", "h1"));
        Event.Died died = (Event.Died) told.poll(60, TimeUnit.SECONDS);
        assertThat(died).isEqualTo(new Event.Died(new UnitId("u1"), 7, "its handler found it gone 3 times in a row"));
        assertThat(asked.get("u1").get()).isGreaterThanOrEqualTo(3);
        assertThat(told.poll(60, TimeUnit.SECONDS)).isInstanceOf(Event.Died.class);
        prober.unwatch(new UnitId("u1"));
        assertThat(prober.watched()).isZero();
        assertThat(others).as("the actor hears of no probe").isEmpty();
    }

    @Test
    void neitherTroubleNorAUnitThatCameBackIsDeath() {
        start(4, 3);
        says.put("u1", TROUBLE);
        says.put("u2", ALIVE);
        prober.watch(watch("u1", "h1"));
        prober.watch(watch("u2", "h2"));
        untilAsked("u1", 6);
        untilAsked("u2", 6);
        assertThat(told).isEmpty();
        assertThat(prober.count(Prober.End.TROUBLE)).isPositive();
        assertThat(prober.count(Prober.End.DEAD)).isZero();
    }

    @Test
    void aHandlerThatHasNothingToLookAtIsNotAsked() {
        start(4, 1);
        Duties.Watch counted = watch("u1", "h1");
        prober.watch(new Duties.Watch(counted.probe(), NoHandler.NAME, 1));
        assertThat(prober.watched()).isZero();
    }

    @Test
    void unitsOfHostsThatHangHoldUpNoOthers() {
        start(4, 1);
        for (int i = 0; i < 12; i++) {
            says.put("b" + i, TROUBLE);
            prober.watch(watch("b" + i, "bad" + i % 3));
        }
        while (prober.count(Prober.End.TROUBLE) < 30) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 12; i++) {
            hanging.put("b" + i, new CountDownLatch(1));
        }
        prober.watch(watch("good", "h1"));
        untilAsked("good", 10);
        assertThat(told).isEmpty();
    }

    @Test
    void whatIsDoneToAUnitWaitsForNoProbe() throws Exception {
        start(4, 1);
        hanging.put("u1", new CountDownLatch(1));
        prober.watch(watch("u1", "h1"));
        untilAsked("u1", 1);
        prober.unwatch(new UnitId("u1"));
        UnitCall probe = watch("u1", "h1").probe();
        runner.start(new Duties.Run(new UnitCall(probe.unit(), Action.TEARDOWN, 1, probe.type(), probe.host(), probe.sliver(),
                probe.term(), probe.properties()), "saying", Instant.EPOCH, Duration.ofSeconds(30)));
        assertThat(others.poll(60, TimeUnit.SECONDS)).as("the probe was stopped").isNotNull()
                .extracting(Event.Ended::action).isEqualTo(Action.TEARDOWN);
    }
}
