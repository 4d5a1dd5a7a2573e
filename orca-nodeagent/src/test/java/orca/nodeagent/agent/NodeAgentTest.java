package orca.nodeagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.nodeagent.client.InProcessClient;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;
import orca.nodeagent.text.OutcomeText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class NodeAgentTest {
    private static final UnitId UNIT = new UnitId("u1");

    @TempDir
    Path folder;

    private final CountingDriver driver = new CountingDriver();
    private final Words words = new Words();

    @Test
    void anActionIsRunAndItsWordsReachTheCaller() throws Exception {
        Outcome outcome = new InProcessClient(agent()).run("counting", order("a1", "make"), words);

        assertThat(outcome).isEqualTo(new Outcome.Done(PropertyList.of("run", "1")));
        assertThat(words.lines).containsExactly("making u1");
    }

    @Test
    void theSameActionIdIsAnsweredAndNotRunTwice() throws Exception {
        NodeAgent agent = agent();
        Outcome first = agent.run("counting", order("a1", "make"), words);

        assertThat(agent.run("counting", order("a1", "make"), words)).isEqualTo(first);
        assertThat(driver.runs).hasValue(1);
    }

    @Test
    void theSameActionIdIsAnsweredByALaterProcessOfTheAgent() throws Exception {
        Outcome first = agent().run("counting", order("a1", "make"), words);

        assertThat(agent().run("counting", order("a1", "make"), words)).isEqualTo(first);
        assertThat(driver.runs).hasValue(1);
    }

    @Test
    void troubleIsRememberedLikeSuccess() throws Exception {
        NodeAgent agent = agent();
        driver.next = new Outcome.Trouble("no\nroom \\ here", false);

        assertThat(agent.run("counting", order("a1", "make"), words)).isEqualTo(driver.next);
        assertThat(agent().run("counting", order("a1", "make"), words)).isEqualTo(driver.next);
        assertThat(driver.runs).hasValue(1);
    }

    @Test
    void aQuestionIsAskedAnewEachTime() throws Exception {
        NodeAgent agent = agent();
        agent.run("counting", order("a1", "look"), words);
        agent.run("counting", order("a1", "look"), words);

        assertThat(driver.runs).hasValue(2);
    }

    @Test
    void anotherBootForgetsWhatTheEarlierOneMade() throws Exception {
        NodeAgent before = new NodeAgent(OutcomeStore.open(folder, "boot-1", 10), List.of(driver));
        before.run("counting", order("a1", "make"), words);
        NodeAgent after = new NodeAgent(OutcomeStore.open(folder, "boot-2", 10), List.of(driver));
        after.run("counting", order("a1", "make"), words);

        assertThat(driver.runs).hasValue(2);
    }

    @Test
    void anExceptionLeavesNothingToRemember() throws Exception {
        NodeAgent agent = agent();
        driver.thrown = new IOException("disk on fire");
        assertThatThrownBy(() -> agent.run("counting", order("a1", "make"), words)).isSameAs(driver.thrown);
        driver.thrown = null;

        assertThat(agent.run("counting", order("a1", "make"), words)).isInstanceOf(Outcome.Done.class);
        assertThat(driver.runs).hasValue(2);
    }

    @Test
    void aTornFileIsTakenAsNoAnswer() throws Exception {
        agent().run("counting", order("a1", "make"), words);
        Path file = onlyFile();
        String text = Files.readString(file);
        for (int length = 0; length < text.length(); length++) {
            Files.writeString(file, text.substring(0, length));
            driver.runs.set(0);
            agent().run("counting", order("a1", "make"), words);
            assertThat(driver.runs).as("with the first %d characters", length).hasValue(1);
        }
    }

    @Test
    void theOldestOutcomeGoesWhenThereAreTooMany() throws Exception {
        NodeAgent agent = new NodeAgent(OutcomeStore.open(folder, "boot", 2), List.of(driver));
        for (String id : List.of("a1", "a2", "a3", "a3", "a1")) {
            agent.run("counting", order(id, "make"), words);
        }

        assertThat(driver.runs).hasValue(4);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void anActionThatTakesTooLongIsInterruptedAndHasNoOutcome() throws Exception {
        NodeAgent agent = agent();
        Order order = new Order(new ActionId("a1"), "hang", UNIT, PropertyList.NONE, List.of(), Duration.ofMillis(50));

        assertThat(agent.run("counting", order, words))
                .isEqualTo(new Outcome.Trouble("hang: not done within 50 ms", true));
        assertThat(driver.interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        agent.run("counting", order, words);
        // Its thread may begin when it is over already.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (driver.runs.get() < 2 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(driver.runs).hasValue(2);
    }

    @Test
    void aCallerThatIsInterruptedTakesItsActionAlong() throws Exception {
        NodeAgent agent = agent();
        FutureTask<Outcome> call = new FutureTask<>(() -> agent.run("counting", order("a1", "hang"), words));
        Thread caller = Thread.ofPlatform().start(call);
        assertThat(driver.begun.await(60, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();

        assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(driver.interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void twoAtOnceUnderOneIdAreOneRun() throws Exception {
        NodeAgent agent = agent();
        FutureTask<Outcome> one = new FutureTask<>(() -> agent.run("counting", order("a1", "gate"), words));
        Thread.ofPlatform().start(one);
        assertThat(driver.begun.await(60, TimeUnit.SECONDS)).isTrue();
        FutureTask<Outcome> two = new FutureTask<>(() -> agent.run("counting", order("a1", "gate"), words));
        Thread.ofPlatform().start(two);
        driver.gate.countDown();

        assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(two.get(60, TimeUnit.SECONDS));
        assertThat(driver.runs).hasValue(1);
    }

    @Test
    void anUnknownDriverOrActionIsRefusedByName() throws Exception {
        assertThat(agent().run("other", order("a1", "make"), words))
                .isEqualTo(new Outcome.Trouble("driver: none is called 'other', only [counting]", false));
        assertThat(agent().run("counting", order("a1", "paint"), words))
                .isEqualTo(new Outcome.Trouble("order.action: driver counting has no 'paint'", false));
    }

    @Test
    void twoDriversOfOneNameAreRefused() {
        assertThatThrownBy(() -> new NodeAgent(folder, List.of(driver, new CountingDriver())))
                .hasMessage("driver.name: two drivers are called counting");
    }

    @Test
    void theAgentReportsTheUnitsThatItsDriversFind() throws Exception {
        assertThat(new InProcessClient(agent()).units())
                .containsExactly(new FoundUnit("counting", UNIT, true, PropertyList.NONE));
    }

    @Test
    void everyKindOfPropertySurvivesTheFile() {
        Outcome outcome = new Outcome.Done(PropertyList.of(Map.of(
                "text", new PropertyValue.Text("two\nlines \\n \r and  spaces "),
                "empty", new PropertyValue.Text(""),
                "whole", new PropertyValue.Whole(-7),
                "flag", new PropertyValue.Flag(true),
                "moment", new PropertyValue.Moment(Instant.parse("2026-01-02T03:04:05.006Z")),
                "span", new PropertyValue.Span(Duration.ofMillis(1500)))));

        assertThat(OutcomeText.read("b", OutcomeText.write("b", outcome))).contains(outcome);
    }

    private NodeAgent agent() throws IOException {
        return new NodeAgent(folder, List.of(driver));
    }

    private static Order order(String id, String action) {
        return new Order(new ActionId(id), action, UNIT, PropertyList.NONE, List.of(), Duration.ofSeconds(20));
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("outcomes"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private static final class Words implements CallContext {
        final List<String> lines = new ArrayList<>();

        @Override
        public synchronized void say(String line) {
            lines.add(line);
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }

    /** Counts its runs; hangs or waits at a gate when the action says so. */
    private static final class CountingDriver implements Driver {
        final AtomicInteger runs = new AtomicInteger();
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch gate = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);
        volatile Exception thrown;
        volatile Outcome next;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public Map<String, Repeat> actions() {
            return Map.of("make", Repeat.ANSWERED, "gate", Repeat.ANSWERED, "hang", Repeat.ANSWERED, "look", Repeat.RUN_AGAIN);
        }

        @Override
        public Outcome run(Order order, CallContext context) throws Exception {
            int run = runs.incrementAndGet();
            begun.countDown();
            context.say("making " + order.unit());
            if (thrown != null) {
                throw thrown;
            }
            if (order.action().equals("gate")) {
                gate.await();
            }
            if (order.action().equals("hang")) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException wanted) {
                    interrupted.countDown();
                    throw wanted;
                }
            }
            return next != null ? next : new Outcome.Done(PropertyList.of("run", Integer.toString(run)));
        }

        @Override
        public List<FoundUnit> units() {
            return List.of(new FoundUnit(name(), UNIT, true, PropertyList.NONE));
        }
    }
}
