package orca.handler.ant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.time.Term;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.client.AgentClient;
import orca.nodeagent.client.InProcessClient;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;
import orca.nodeagent.term.LastWill;
import orca.nodeagent.term.Mandate;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AgentTaskTest {
    private static final UnitId UNIT = new UnitId("u1");
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;
    private final RecordingContext context = new RecordingContext();
    private final Volumes volumes = new Volumes();
    private final List<Mandate> mandates = Collections.synchronizedList(new ArrayList<>());
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    /** A driver that remembers what it was asked. */
    private static final class Volumes implements Driver {
        private final List<Order> orders = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public String name() {
            return "volumes";
        }

        @Override
        public Map<String, Repeat> actions() {
            return Map.of("make", Repeat.ANSWERED, "hang", Repeat.RUN_AGAIN, "full", Repeat.RUN_AGAIN, "never", Repeat.RUN_AGAIN);
        }

        @Override
        public Outcome run(Order order, CallContext caller) throws InterruptedException {
            orders.add(order);
            return switch (order.action()) {
                case "make" -> {
                    caller.say("made " + order.arguments());
                    yield new Outcome.Done(PropertyList.of("path", "/vol/" + order.unit()).with("count", orders.size()));
                }
                case "hang" -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        ended.countDown();
                    }
                    yield Outcome.done();
                }
                default -> new Outcome.Trouble("no room", order.action().equals("full"));
            };
        }

        @Override
        public List<FoundUnit> units() {
            return List.of();
        }
    }

    private Outcome setup(int attempt, String tasks) throws Exception {
        return script(Action.SETUP, attempt, tasks);
    }

    private Outcome script(Action action, int attempt, String tasks) throws Exception {
        Files.writeString(folder.resolve("handler.xml"), "<project><target name='setup'>" + tasks
                + "</target><target name='teardown'>" + tasks + "</target><target name='probe'/></project>");
        InProcessClient agent = new InProcessClient(new NodeAgent(folder.resolve("agent"), List.of(volumes)));
        AntHandler handler = new AntHandler(host -> {
            asked.add(host);
            return new AgentClient() {
                @Override
                public Outcome run(String driver, Order order, CallContext caller) throws Exception {
                    return agent.run(driver, order, caller);
                }

                @Override
                public Outcome run(String driver, Order order, Mandate mandate, CallContext caller) throws Exception {
                    mandates.add(mandate);
                    return agent.run(driver, order, mandate, caller);
                }

                @Override
                public List<FoundUnit> units() throws IOException {
                    return agent.units();
                }
            };
        });
        handler.configure(PropertyList.of("script", folder.toString()));
        return handler.handle(TemplateContractTest.call(action, UNIT, attempt, PropertyList.NONE), context);
    }

    @Test
    void whatItOrdersGoesWithTheTermAndWithWhatTheHostDoesAtTheEnd() throws Exception {
        setup(1, "<agent driver='volumes' action='make' last='full' within='3m'/>");
        setup(2, "<agent driver='volumes' action='make'/>");
        script(Action.TEARDOWN, 1, "<agent driver='volumes' action='make'/>");

        Term term = TemplateContractTest.call(Action.SETUP, UNIT, 1, PropertyList.NONE).term();
        assertThat(mandates).containsExactly(
                new Mandate(Mandate.Purpose.HOLD, term, 0, Optional.of(LastWill.of("full", Duration.ofMinutes(3)))),
                new Mandate(Mandate.Purpose.LOOK, term, 0, Optional.empty()),
                new Mandate(Mandate.Purpose.END, term, 0, Optional.empty()));
    }

    private static void trouble(Outcome outcome, boolean retry, String part) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Trouble.class, trouble -> {
            assertThat(trouble.reason()).contains(part);
            assertThat(trouble.retry()).isEqualTo(retry);
        });
    }

    @Test
    void aScriptOrdersAnActionAndGetsWhatItGave() throws Exception {
        assertThat(setup(1, "<agent driver='volumes' action='make' into='vol'><in name='size' value='8'/>"
                + "<in name='image' value='debian'/><arg value='-x'/></agent><property name='out.path' value='${vol.path}'/>"))
                .isEqualTo(new Outcome.Done(PropertyList.of("path", "/vol/u1")));
        assertThat(volumes.orders).singleElement().satisfies(order -> {
            assertThat(order.unit()).isEqualTo(UNIT);
            assertThat(order.input()).isEqualTo(PropertyList.of("image", "debian").with("size", 8));
            assertThat(order.arguments()).containsExactly("-x");
        });
        assertThat(context.lines()).contains("made [-x]");
        assertThat(asked).containsExactly("h1");
    }

    @Test
    void theSameRequestIsDoneOnceAlsoByALaterProcessAndAnotherAttemptAgain() throws Exception {
        String make = "<agent driver='volumes' action='make' into='v'><in name='n' value='1'/></agent>"
                + "<property name='out.count' value='${v.count}'/>";
        Outcome first = setup(1, make);
        assertThat(setup(1, make)).isEqualTo(first);
        assertThat(volumes.orders).hasSize(1);
        assertThat(setup(2, make)).isNotEqualTo(first);
        assertThat(setup(2, make.replace("value='1'", "value='2'"))).isNotEqualTo(first);
        assertThat(volumes.orders).hasSize(3);
    }

    @Test
    void itsTroubleIsTheScripts() throws Exception {
        trouble(setup(1, "<agent driver='volumes' action='full'/>"), true, "agent: volumes.full: no room");
        trouble(setup(1, "<agent driver='volumes' action='never'/>"), false, "agent: volumes.never: no room");
        trouble(setup(1, "<agent driver='tapes' action='make'/>"), false, "none is called 'tapes'");
        trouble(setup(1, "<agent driver='volumes' action='burn'/>"), false, "has no 'burn'");
        trouble(setup(1, "<agent driver='volumes' action='make'><in name='Bad Name' value=''/></agent>"), true, "Bad Name");
        trouble(setup(1, "<agent driver='volumes' action='hang' within='50ms'/>"), true, "not done within 50 ms");
        assertThat(volumes.ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCancelledScriptEndsTheActionFirst() throws Exception {
        FutureTask<Outcome> call = new FutureTask<>(() -> setup(1, "<agent driver='volumes' action='hang' within='1h'/>"));
        Thread thread = Thread.ofVirtual().start(call);
        assertThat(volumes.begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        context.cancel();
        thread.interrupt();
        assertThat(thread.join(SOON)).isTrue();
        assertThat(volumes.ended.getCount()).as("the script waited for its end").isZero();
    }

    @Test
    void whereNoAgentIsNamedADriverOfThisProcessIsFoundByItsName() throws Exception {
        Files.writeString(folder.resolve("handler.xml"), "<project><target name='setup'><agent driver='shelves' action='reserve'"
                + " into='s'/><property name='out.shelf' value='${s.shelf}'/></target>"
                + "<target name='teardown'/><target name='probe'/></project>");
        assertThat(TemplateContractTest.handler(folder, PropertyList.NONE)
                .handle(TemplateContractTest.call(Action.SETUP, UNIT, 1, PropertyList.NONE), context))
                .isEqualTo(new Outcome.Done(PropertyList.of("shelf", "for u1")));
    }

    @Test
    void withoutADriverOfThatNameInThisProcessItSaysSo() throws Exception {
        Files.writeString(folder.resolve("handler.xml"), "<project><target name='setup'><agent driver='nobody'"
                + " action='x'/></target>"
                + "<target name='teardown'/><target name='probe'/></project>");
        trouble(TemplateContractTest.handler(folder, PropertyList.NONE)
                .handle(TemplateContractTest.call(Action.SETUP, UNIT, 1, PropertyList.NONE), context), false,
                "none is called 'nobody'");
    }
}
