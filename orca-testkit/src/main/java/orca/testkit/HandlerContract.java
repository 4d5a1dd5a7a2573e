package orca.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The promises of {@link Handler}, each as a test. An implementation's test extends this class and says how to reach its
 * world; it inherits the rest.
 *
 * <p>Every test uses a unit of its own and tears it down at the end, also when it fails.
 */
@Timeout(300)
public abstract class HandlerContract {
    /** The most lines that one action may say. */
    public static final int MOST_LINES = 1_000;
    /** The longest line, in characters. */
    public static final int LONGEST_LINE = 4_096;
    /** How soon a call that was cancelled must end. */
    public static final Duration SOON = Duration.ofSeconds(20);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<UnitId> used = new ArrayList<>();

    /** A new handler with nothing in its memory, over the same world as all others of this test. */
    protected abstract Handler handler() throws Exception;

    /** A call that the handler can fulfil; the same arguments give an equal call. */
    protected abstract UnitCall call(Action action, UnitId unit, int attempt);

    /** A SETUP whose unit prints as much as it can, where the handler's units can print; the plain one otherwise. */
    protected UnitCall noisySetup(UnitId unit) {
        return call(Action.SETUP, unit, 1);
    }

    /**
     * What there is of {@code unit} in the world, sorted and in words that stay the same while nothing changes; empty when there
     * is nothing. The test looks by itself and does not ask the handler.
     */
    protected abstract List<String> traces(UnitId unit) throws Exception;

    @AfterEach
    void tearDownWhatIsLeft() throws Exception {
        for (UnitId unit : used) {
            run(handler(), call(Action.TEARDOWN, unit, 100));
            assertThat(traces(unit)).as("left of %s after the test", unit).isEmpty();
        }
    }

    @Test
    void setupMakesTheUnitAndTeardownLeavesNothing() throws Exception {
        UnitId unit = unit("whole-life");
        assertThat(traces(unit)).isEmpty();
        done(run(handler(), call(Action.SETUP, unit, 1)));
        assertThat(traces(unit)).isNotEmpty();
        done(run(handler(), call(Action.TEARDOWN, unit, 1)));
        assertThat(traces(unit)).isEmpty();
    }

    @Test
    void setupTwiceIsSetupOnce() throws Exception {
        UnitId unit = unit("setup-twice");
        Handler handler = handler();
        Outcome first = run(handler, call(Action.SETUP, unit, 1));
        done(first);
        List<String> once = traces(unit);

        assertThat(run(handler, call(Action.SETUP, unit, 1))).isEqualTo(first);
        assertThat(traces(unit)).isEqualTo(once);
    }

    @Test
    void setupIsRepeatedByALaterProcessWithoutASecondUnit() throws Exception {
        UnitId unit = unit("setup-later");
        Outcome first = run(handler(), call(Action.SETUP, unit, 1));
        List<String> once = traces(unit);

        assertThat(run(handler(), call(Action.SETUP, unit, 1))).isEqualTo(first);
        done(run(handler(), call(Action.SETUP, unit, 2)));
        assertThat(traces(unit)).isEqualTo(once);
    }

    @Test
    void modifyTwiceIsModifyOnce() throws Exception {
        UnitId unit = unit("modify-twice");
        done(run(handler(), call(Action.SETUP, unit, 1)));
        Outcome first = run(handler(), call(Action.MODIFY, unit, 1));
        done(first);
        List<String> once = traces(unit);

        assertThat(run(handler(), call(Action.MODIFY, unit, 1))).isEqualTo(first);
        assertThat(traces(unit)).isEqualTo(once);
    }

    @Test
    void teardownTwiceIsTeardownOnce() throws Exception {
        UnitId unit = unit("teardown-twice");
        Handler handler = handler();
        done(run(handler, call(Action.SETUP, unit, 1)));
        done(run(handler, call(Action.TEARDOWN, unit, 1)));
        done(run(handler, call(Action.TEARDOWN, unit, 1)));
        done(run(handler(), call(Action.TEARDOWN, unit, 2)));
        assertThat(traces(unit)).isEmpty();
    }

    @Test
    void teardownOfWhatIsNotThereIsDoneAtOnce() throws Exception {
        UnitId unit = unit("never-there");
        done(within(SOON, () -> run(handler(), call(Action.TEARDOWN, unit, 1))));
        assertThat(traces(unit)).isEmpty();
    }

    @Test
    void joinAndLeaveMayBeRepeated() throws Exception {
        UnitId unit = unit("join-twice");
        done(run(handler(), call(Action.SETUP, unit, 1)));
        for (Action action : List.of(Action.JOIN, Action.LEAVE)) {
            Outcome first = run(handler(), call(action, unit, 1));
            assertThat(run(handler(), call(action, unit, 1))).as("%s twice", action).isEqualTo(first);
        }
    }

    @Test
    void probeTellsWhetherTheUnitIsThereAndChangesNothing() throws Exception {
        UnitId unit = unit("probed");
        assertThat(present(unit)).as("before setup").isFalse();
        done(run(handler(), call(Action.SETUP, unit, 1)));
        assertThat(present(unit)).as("after setup").isTrue();
        assertThat(present(unit)).as("after setup, asked again").isTrue();
        done(run(handler(), call(Action.MODIFY, unit, 1)));
        assertThat(present(unit)).as("after modify").isTrue();
        done(run(handler(), call(Action.TEARDOWN, unit, 1)));
        assertThat(present(unit)).as("after teardown").isFalse();
    }

    @Test
    void aUnitMayBeMadeAgainAfterItsTeardown() throws Exception {
        UnitId unit = unit("made-again");
        done(run(handler(), call(Action.SETUP, unit, 1)));
        done(run(handler(), call(Action.TEARDOWN, unit, 1)));
        done(run(handler(), call(Action.SETUP, unit, 2)));
        assertThat(present(unit)).isTrue();
    }

    @Test
    void aSetupThatWasInterruptedIsFoundByTeardown() throws Exception {
        for (int traces = 0; traces < 4; traces++) {
            UnitId unit = unit("interrupted-" + traces);
            interruptSetup(unit, traces);
            done(tornDown(unit));
            assertThat(traces(unit)).as("left of a setup interrupted at trace %d", traces).isEmpty();
        }
    }

    @Test
    void aSetupThatWasInterruptedMayBeFinishedByALaterProcess() throws Exception {
        for (int traces = 0; traces < 4; traces++) {
            UnitId unit = unit("finished-" + traces);
            interruptSetup(unit, traces);
            done(run(handler(), call(Action.SETUP, unit, 1)));
            assertThat(present(unit)).as("after a setup interrupted at trace %d", traces).isTrue();
            done(run(handler(), call(Action.TEARDOWN, unit, 1)));
            assertThat(traces(unit)).isEmpty();
        }
    }

    @Test
    void manyUnitsAreMadeAtOnce() throws Exception {
        Handler handler = handler();
        List<FutureTask<Outcome>> setups = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            UnitId unit = unit("at-once-" + i);
            setups.add(started(() -> run(handler, call(Action.SETUP, unit, 1))));
        }
        for (FutureTask<Outcome> setup : setups) {
            done(setup.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        }
        for (UnitId unit : used) {
            assertThat(present(unit)).as("%s", unit).isTrue();
        }
    }

    @Test
    void whatIsSaidIsBounded() throws Exception {
        UnitId unit = unit("noisy");
        List<UnitCall> calls = List.of(
                noisySetup(unit), call(Action.PROBE, unit, 1), call(Action.MODIFY, unit, 1), call(Action.TEARDOWN, unit, 1));
        for (UnitCall call : calls) {
            RecordingContext context = new RecordingContext();
            done(handler().handle(call, context));
            assertThat(context.count()).as("lines said by %s", call.action()).isLessThanOrEqualTo(MOST_LINES);
            assertThat(context.lines()).as("lines said by %s", call.action()).allMatch(l -> l.length() <= LONGEST_LINE);
        }
    }

    /** Begins a setup, waits until the world shows that many traces of it or it is over, and interrupts it. */
    private void interruptSetup(UnitId unit, int traces) throws Exception {
        Handler handler = handler();
        RecordingContext context = new RecordingContext();
        FutureTask<Outcome> setup = new FutureTask<>(() -> handler.handle(call(Action.SETUP, unit, 1), context));
        Thread thread = Thread.ofPlatform().start(setup);
        awaitThat(unit, found -> found.size() >= traces || setup.isDone());
        context.cancel();
        thread.interrupt();
        thread.join(SOON);
        assertThat(thread.isAlive()).as("a cancelled setup still runs after %s", SOON).isFalse();
    }

    private void awaitThat(UnitId unit, Predicate<List<String>> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.test(traces(unit))) {
            assertThat(System.nanoTime() - deadline).as("waited too long for %s", unit).isNegative();
            Thread.onSpinWait();
        }
    }

    private boolean present(UnitId unit) throws Exception {
        List<String> before = traces(unit);
        Outcome outcome = run(handler(), call(Action.PROBE, unit, 1));
        assertThat(traces(unit)).as("a probe changes nothing").isEqualTo(before);
        done(outcome);
        Optional<PropertyValue> flag = ((Outcome.Done) outcome).properties().get(Handler.PRESENT);
        assertThat(flag).as("the flag %s of a probe", Handler.PRESENT).containsInstanceOf(PropertyValue.Flag.class);
        return flag.equals(Optional.of(new PropertyValue.Flag(true)));
    }

    private UnitId unit(String name) {
        UnitId unit = new UnitId("contract-" + name);
        used.add(unit);
        return unit;
    }

    private static Outcome run(Handler handler, UnitCall call) throws Exception {
        return handler.handle(call, new RecordingContext());
    }

    /** Trouble that may be tried again is, as an actor would: what was interrupted may take a moment to end. */
    private Outcome tornDown(UnitId unit) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Outcome outcome = run(handler(), call(Action.TEARDOWN, unit, 1));
        for (int attempt = 2; outcome instanceof Outcome.Trouble trouble && trouble.retry()
                && System.nanoTime() < deadline; attempt++) {
            outcome = run(handler(), call(Action.TEARDOWN, unit, attempt));
        }
        return outcome;
    }

    private static void done(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
    }

    private interface Work {
        Outcome run() throws Exception;
    }

    private static FutureTask<Outcome> started(Work work) {
        FutureTask<Outcome> task = new FutureTask<>(work::run);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static Outcome within(Duration limit, Work work) throws Exception {
        try {
            return started(work).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException thrown) {
            throw new AssertionError("the call threw", thrown.getCause());
        }
    }
}
