package orca.runtime.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import orca.core.resource.TypeName;
import orca.core.time.Term;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HandlerRunnerTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    /** Does what the test says. */
    private interface Deed {
        Outcome act(UnitCall call, CallContext context) throws Exception;
    }

    private record Scripted(String name, Deed deed) implements Handler {
        @Override
        public Outcome handle(UnitCall call, CallContext context) throws Exception {
            return deed.act(call, context);
        }
    }

    @TempDir
    private Path folder;

    private final BlockingQueue<Event.Ended> ends = new LinkedBlockingQueue<>();
    private final Map<String, Handler> handlers = new HashMap<>(Map.of("none", new NoHandler()));
    private final CountDownLatch release = new CountDownLatch(1);
    private RunnerSettings settings = new RunnerSettings(8, 100, 5, 1024, Duration.ofMillis(50));
    private UnitOutput output;
    private HandlerRunner runner;

    @BeforeEach
    void open() {
        output = new UnitOutput(folder.resolve("units"), InstantSource.system(), settings.outputLines(), settings.outputBytes());
    }

    @AfterEach
    void end() {
        release.countDown();
        if (runner != null) {
            runner.close();
        }
    }

    private void start(Deed deed) {
        handlers.put("scripted", new Scripted("scripted", deed));
        runner = new HandlerRunner("test", settings, run -> Optional.ofNullable(handlers.get(run.handler())), output,
                InstantSource.system(), ends::add);
    }

    private static Duties.Run run(String unit, int attempt, String handler, Instant notBefore, Duration limit) {
        return new Duties.Run(new UnitCall(new UnitId(unit), Action.SETUP, attempt, new TypeName("vm"), "h", Amounts.EMPTY,
                Term.of(Instant.EPOCH, Duration.ofHours(1)), PropertyList.NONE), handler, notBefore, limit);
    }

    private static Duties.Run runAt(String host, String unit) {
        UnitCall at = new UnitCall(new UnitId(unit), Action.SETUP, 1, new TypeName("vm"), host, Amounts.EMPTY,
                Term.of(Instant.EPOCH, Duration.ofHours(1)), PropertyList.NONE);
        return new Duties.Run(at, "scripted", Instant.EPOCH, LONG);
    }

    private static Duties.Run run(String unit, int attempt) {
        return run(unit, attempt, "scripted", Instant.EPOCH, LONG);
    }

    private Event.Ended next() throws InterruptedException {
        Event.Ended next = ends.poll(60, TimeUnit.SECONDS);
        assertThat(next).as("an end, in time").isNotNull();
        return next;
    }

    private static Event.Ended ended(String unit, int attempt, Outcome outcome) {
        return new Event.Ended(new UnitId(unit), Action.SETUP, attempt, outcome);
    }

    private static Outcome trouble(String reason) {
        return new Outcome.Trouble(reason, true);
    }

    @Test
    void aCallThatIsDoneIsReportedWithWhatItSaid() throws Exception {
        Outcome done = new Outcome.Done(PropertyList.of("address", "10.0.0.1"));
        start((call, context) -> {
            context.say("making " + call.unit());
            return done;
        });
        runner.start(run("u1", 1));
        assertThat(next()).isEqualTo(ended("u1", 1, done));
        assertThat(output.lines(new UnitId("u1"))).singleElement().asString().endsWith(" making u1");
    }

    @Test
    void aHostThatHangsDoesNotKeepTheCallsOfOthersWaiting() throws Exception {
        settings = new RunnerSettings(16, 100, 5, 1024, Duration.ofMillis(50));
        start((call, context) -> {
            if (call.host().equals("dead")) {
                release.await();
            }
            return Outcome.done();
        });
        for (int i = 0; i < 50; i++) {
            runner.start(runAt("dead", "d" + i));
        }
        for (int i = 0; i < 30; i++) {
            runner.start(runAt("alive", "a" + i));
        }
        for (int i = 0; i < 30; i++) {
            assertThat(next().unit().value()).startsWith("a");
        }
        assertThat(runner.running()).as("half of what may run").isEqualTo(8);
        release.countDown();
        for (int i = 0; i < 50; i++) {
            assertThat(next().unit().value()).startsWith("d");
        }
    }

    @Test
    void theHandlerForWhatIsOnlyCountedIsDoneAtOnce() throws Exception {
        start((call, context) -> Outcome.done());
        runner.start(run("u1", 1, "none", Instant.EPOCH, LONG));
        assertThat(next()).isEqualTo(ended("u1", 1, Outcome.done()));
        assertThat(new NoHandler().cleansAtOnce(new TypeName("licence"))).isTrue();
    }

    @Test
    void whatAHandlerThrowsIsTroubleThatMayBeRetriedAndIsKeptInTheOutput() throws Exception {
        start((call, context) -> {
            throw new IOException("no route");
        });
        runner.start(run("u1", 2));
        assertThat(next()).isEqualTo(ended("u1", 2, trouble("the handler failed: java.io.IOException: no route")));
        assertThat(output.lines(new UnitId("u1"))).singleElement().asString().contains("SETUP attempt 2").contains("no route");
    }

    @Test
    void aHandlerThatSaysNothingOrDoesNotExistIsTrouble() throws Exception {
        start((call, context) -> null);
        runner.start(run("u1", 1));
        assertThat(next()).isEqualTo(ended("u1", 1, trouble("the handler scripted said nothing")));
        runner.start(run("u1", 1, "other", Instant.EPOCH, LONG));
        assertThat(next()).isEqualTo(ended("u1", 1, new Outcome.Trouble("there is no handler 'other'", false)));
    }

    @Test
    void aCallBeyondItsDeadlineIsInterruptedAndReported() throws Exception {
        start((call, context) -> {
            release.await();
            return Outcome.done();
        });
        runner.start(run("u1", 1, "scripted", Instant.EPOCH, Duration.ofMillis(100)));
        assertThat(next()).isEqualTo(ended("u1", 1, trouble("it took longer than 100ms")));
    }

    @Test
    void aStoppedCallIsCancelledAndReportedOnce() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        BlockingQueue<Boolean> saw = new LinkedBlockingQueue<>();
        start((call, context) -> {
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                saw.add(context.cancelled());
                release.await();
                throw e;
            }
            return Outcome.done();
        });
        runner.start(run("u1", 1));
        began.await();
        runner.stop(run("u1", 1).name());
        assertThat(saw.take()).isTrue();
        runner.stop(run("u1", 1).name());
        assertThat(ends).isEmpty();
        release.countDown();
        assertThat(next()).isEqualTo(ended("u1", 1, trouble("it was stopped")));
        runner.stop(run("u1", 1).name());
        assertThat(next()).isEqualTo(ended("u1", 1, trouble("it does not run")));
        assertThat(ends).isEmpty();
    }

    @Test
    void aHandlerThatIgnoresItsCancellingCountsAsRunningUntilItEnds() throws Exception {
        start((call, context) -> {
            boolean waiting = true;
            while (waiting) {
                try {
                    release.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    context.say("ignored");
                }
            }
            return Outcome.done();
        });
        runner.start(run("u1", 1, "scripted", Instant.EPOCH, Duration.ofMillis(10)));
        said("ignored");
        said("does not end; it counts as running until it does");
        assertThat(ends).isEmpty();
        assertThat(runner.running()).isEqualTo(1);
        release.countDown();
        assertThat(next()).isEqualTo(ended("u1", 1, trouble("it took longer than 10ms")));
    }

    /** Waits for a line of the unit that ends so. */
    private void said(String end) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (output.lines(new UnitId("u1")).stream().noneMatch(l -> l.endsWith(end))) {
            assertThat(System.nanoTime()).as(end).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void aCallDoesNotBeginBeforeItsTime() throws Exception {
        BlockingQueue<Instant> began = new LinkedBlockingQueue<>();
        start((call, context) -> {
            began.add(Instant.now());
            return Outcome.done();
        });
        // Long enough for the other call, however slow the machine is at the moment.
        Instant at = Instant.now().plusSeconds(3);
        runner.start(run("later", 1, "scripted", at, LONG));
        runner.start(run("now", 1));
        assertThat(next().unit()).isEqualTo(new UnitId("now"));
        assertThat(next().unit()).isEqualTo(new UnitId("later"));
        began.take();
        assertThat(began.take()).isAfterOrEqualTo(Instant.ofEpochMilli(at.toEpochMilli()));
    }

    @Test
    void aCallThatWaitsForItsTimeIsStoppedWithoutBeginning() throws Exception {
        start((call, context) -> {
            throw new AssertionError("it began");
        });
        runner.start(run("u1", 1, "scripted", Instant.now().plus(LONG), LONG));
        runner.stop(run("u1", 1).name());
        assertThat(next()).isEqualTo(ended("u1", 1, trouble("it was stopped before it began")));
    }

    @Test
    void aCallOfOneNameRunsOnceAndAUnitHasOneCallAtATime() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        start((call, context) -> {
            began.countDown();
            release.await();
            return Outcome.done();
        });
        runner.start(run("u1", 1));
        began.await();
        runner.start(run("u1", 1));
        runner.start(run("u1", 2));
        runner.start(run("u2", 1, "none", Instant.EPOCH, LONG));
        assertThat(next().unit()).isEqualTo(new UnitId("u2"));
        assertThat(runner.running()).isEqualTo(1);
        release.countDown();
        assertThat(List.of(next().attempt(), next().attempt())).containsExactly(1, 2);
        assertThat(ends).isEmpty();
    }

    @Test
    void noMoreRunAtOnceThanAllowedAndNoMoreWaitThanKept() throws Exception {
        settings = new RunnerSettings(2, 3, 5, 1024, Duration.ofMillis(50));
        CountDownLatch began = new CountDownLatch(2);
        start((call, context) -> {
            began.countDown();
            release.await();
            return Outcome.done();
        });
        for (int i = 1; i <= 4; i++) {
            runner.start(run("u" + i, 1));
        }
        began.await();
        assertThat(runner.running()).isEqualTo(2);
        assertThat(next()).isEqualTo(ended("u4", 1, trouble("more than 3 handler calls wait")));
        release.countDown();
        assertThat(List.of(next(), next(), next())).extracting(Event.Ended::unit)
                .containsExactlyInAnyOrder(new UnitId("u1"), new UnitId("u2"), new UnitId("u3"));
    }

    @Test
    void outputIsBoundedInLinesAndBytesTheOldestGoFirst() throws Exception {
        start((call, context) -> {
            for (int i = 0; i < 200; i++) {
                context.say("line " + i);
            }
            context.say("x".repeat(5000));
            return Outcome.done();
        });
        runner.start(run("u1", 1));
        next();
        List<String> lines = output.lines(new UnitId("u1"));
        assertThat(lines).hasSizeLessThanOrEqualTo(5);
        assertThat(lines.get(lines.size() - 1)).endsWith("xxx...");
        assertThat(Files.size(folder.resolve("units").resolve("u1.log"))).isLessThan(2100);
        UnitOutput again = new UnitOutput(folder.resolve("units"), InstantSource.system(), 5, 1024);
        assertThat(again.lines(new UnitId("u1"))).isEqualTo(lines);
    }

    @Test
    void aRunnerThatEndsCutsItsCallsOffAndSaysNothingOfThemAsInACrash() throws Exception {
        settings = new RunnerSettings(8, 100, 5, 1024, Duration.ofSeconds(20));
        CountDownLatch began = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        start((call, context) -> {
            calls.incrementAndGet();
            began.countDown();
            release.await();
            return Outcome.done();
        });
        runner.start(run("u1", 1));
        began.await();
        runner.close();
        assertThat(runner.running()).as("it was interrupted").isZero();
        // Whoever is told of a failure orders the next attempt; ten of those would be over before the container is.
        runner.start(run("u1", 2));
        runner.start(run("u2", 1));
        assertThat(calls).hasValue(1);
        assertThat(ends).isEmpty();
    }

    @Test
    void theHandlerNoneIsFoundByItsName() {
        assertThat(Handlers.named("none")).containsInstanceOf(NoHandler.class);
        assertThat(Handlers.named("nobody")).isEmpty();
        assertThat(Handlers.names()).contains("none");
    }
}
