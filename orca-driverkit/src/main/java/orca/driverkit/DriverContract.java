package orca.driverkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.Names;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The promises of {@link Driver}, each as a test. A driver's test extends this class and says how to reach its host; it
 * inherits the rest. What the driver promises is what an agent needs that outlives its site: twice is once, whoever dies in
 * between, and what is not there is removed at once.
 *
 * <p>Every test uses a unit of its own and removes it at the end, also when it fails.
 */
@Timeout(300)
public abstract class DriverContract {
    /** How soon an action must end that was told to. */
    public static final Duration SOON = Duration.ofSeconds(20);
    /** At how many moments of a making it is told to stop. */
    private static final int MOMENTS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<UnitId> used = new ArrayList<>();
    private int orders;

    /** A new driver with nothing in its memory, over the same host as all others of this test. */
    protected abstract Driver driver() throws Exception;

    /** An order that makes {@code unit}. */
    protected abstract Order make(ActionId id, UnitId unit);

    /** An order that removes {@code unit}: what a last will says. */
    protected abstract Order remove(ActionId id, UnitId unit);

    /**
     * What there is of {@code unit} on the host, sorted and in words that stay the same while nothing changes; empty when
     * there is nothing. The test looks by itself and does not ask the driver.
     */
    protected abstract List<String> traces(UnitId unit) throws Exception;

    @AfterEach
    void removeWhatIsLeft() throws Exception {
        for (UnitId unit : used) {
            run(driver(), remove(id(), unit));
            assertThat(traces(unit)).as("left of %s after the test", unit).isEmpty();
        }
    }

    private ActionId id() {
        orders++;
        return new ActionId("contract/" + orders);
    }

    private UnitId unit(String name) {
        UnitId unit = new UnitId(name);
        used.add(unit);
        return unit;
    }

    private static Outcome run(Driver driver, Order order) throws Exception {
        return within(PATIENCE, driver, order, new RecordingContext());
    }

    /** As an agent runs it: on a thread of its own. */
    private static Outcome within(Duration longest, Driver driver, Order order, CallContext context) throws Exception {
        FutureTask<Outcome> task = new FutureTask<>(() -> driver.run(order, context));
        Thread.ofPlatform().daemon().name("contract").start(task);
        return task.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void done(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
    }

    private List<UnitId> found() throws Exception {
        return driver().units().stream().map(FoundUnit::unit).toList();
    }

    @Test
    void itsNamesAreSuchAsOrdersMayCarry() throws Exception {
        Driver driver = driver();
        Names.check("driver.name", driver.name());
        assertThat(driver.actions()).isNotEmpty();
        driver.actions().forEach((action, repeat) -> {
            Names.check("action", action);
            assertThat(repeat).isNotNull();
            assertThat(driver.longest(action)).isPositive();
        });
        UnitId unit = new UnitId("named");
        assertThat(driver.actions()).containsKeys(make(id(), unit).action(), remove(id(), unit).action());
    }

    @Test
    void whatIsMadeIsFoundAndWhatIsRemovedLeavesNothing() throws Exception {
        UnitId unit = unit("whole-life");
        assertThat(traces(unit)).isEmpty();
        done(run(driver(), make(id(), unit)));
        assertThat(traces(unit)).isNotEmpty();
        assertThat(driver().units()).anySatisfy(found -> {
            assertThat(found.unit()).isEqualTo(unit);
            assertThat(found.driver()).isEqualTo(driver().name());
            assertThat(found.whole()).isTrue();
        });
        done(run(driver(), remove(id(), unit)));

        assertThat(traces(unit)).isEmpty();
        assertThat(found()).doesNotContain(unit);
    }

    @Test
    void madeTwiceIsMadeOnce() throws Exception {
        UnitId unit = unit("made-twice");
        Driver driver = driver();
        done(run(driver, make(id(), unit)));
        List<String> once = traces(unit);
        done(run(driver, make(id(), unit)));
        assertThat(traces(unit)).isEqualTo(once);
        done(run(driver(), make(id(), unit)));

        assertThat(traces(unit)).as("by a later process").isEqualTo(once);
        assertThat(found()).containsOnlyOnce(unit);
    }

    @Test
    void removedTwiceIsRemovedOnce() throws Exception {
        UnitId unit = unit("removed-twice");
        done(run(driver(), make(id(), unit)));
        Driver driver = driver();
        done(run(driver, remove(id(), unit)));
        done(run(driver, remove(id(), unit)));
        done(run(driver(), remove(id(), unit)));

        assertThat(traces(unit)).isEmpty();
    }

    @Test
    void whatIsNotThereIsRemovedAtOnce() throws Exception {
        UnitId unit = unit("never-there");
        done(within(SOON, driver(), remove(id(), unit), new RecordingContext()));

        assertThat(traces(unit)).isEmpty();
        assertThat(found()).doesNotContain(unit);
    }

    @Test
    void itRemovesThatUnitAndNoOther() throws Exception {
        UnitId one = unit("neighbour-1");
        UnitId other = unit("neighbour-11");
        done(run(driver(), make(id(), one)));
        done(run(driver(), make(id(), other)));
        List<String> before = traces(other);
        done(run(driver(), remove(id(), one)));

        assertThat(traces(other)).isEqualTo(before);
        assertThat(found()).contains(other).doesNotContain(one);
    }

    @Test
    void aMakingThatIsStoppedIsFinishedByALaterProcess() throws Exception {
        for (int moment = 0; moment < MOMENTS; moment++) {
            UnitId unit = unit("finished-" + moment);
            stopAt(moment, unit);
            done(run(driver(), make(id(), unit)));
            assertThat(found()).containsOnlyOnce(unit);
            done(run(driver(), remove(id(), unit)));
            assertThat(traces(unit)).as("after it was stopped at its word %d", moment).isEmpty();
        }
    }

    @Test
    void aMakingThatIsStoppedLeavesNothingThatARemovalDoesNotFind() throws Exception {
        for (int moment = 0; moment < MOMENTS; moment++) {
            UnitId unit = unit("stopped-" + moment);
            stopAt(moment, unit);
            if (!traces(unit).isEmpty()) {
                assertThat(found()).as("what is there is found").contains(unit);
            }
            done(run(driver(), remove(id(), unit)));
            assertThat(traces(unit)).as("after it was stopped at its word %d", moment).isEmpty();
        }
    }

    /** Begins to make a unit and tells it to stop when it speaks, or asks whether it shall, for the {@code moment}th time. */
    private void stopAt(int moment, UnitId unit) throws Exception {
        Thread[] worker = new Thread[1];
        AtomicInteger words = new AtomicInteger();
        CallContext context = new CallContext() {
            private boolean stopped() {
                boolean now = words.incrementAndGet() > moment;
                if (now) {
                    worker[0].interrupt();
                }
                return now;
            }

            @Override
            public void say(String line) {
                stopped();
            }

            @Override
            public boolean cancelled() {
                return stopped();
            }
        };
        FutureTask<Outcome> task = new FutureTask<>(() -> driver().run(make(id(), unit), context));
        worker[0] = Thread.ofPlatform().daemon().name("contract").unstarted(task);
        worker[0].start();
        if (moment == 0) {
            worker[0].interrupt();
        }
        try {
            assertThat(task.get(SOON.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
        } catch (ExecutionException stopped) {
            assertThat(stopped.getCause()).as("how it stops").isNotInstanceOf(Error.class);
        }
    }
}
