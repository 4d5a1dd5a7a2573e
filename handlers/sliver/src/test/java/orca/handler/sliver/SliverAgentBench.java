package orca.handler.sliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import orca.core.handler.Action;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.driverkit.AgentProcess;
import orca.nodeagent.client.Agents;
import orca.nodeagent.client.RemoteClient;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent with many slivers takes; docs/performance.md says how it is run. It asserts no time. */
@Timeout(600)
class SliverAgentBench {
    private static final int MANY = Integer.getInteger("many", 100);
    private static final int POLLS = 20;

    @TempDir
    private Path place;

    @Test
    void manySliversOfOneAgent() throws Exception {
        SliverNode node = SliverNode.in(place);
        AgentProcess agent = node.agent("1m", System.getProperty("agent.options", "-Xshare:auto").split(" "));
        try (Agents agents = Agents.of(agent.caller())) {
            System.out.printf("the agent before, resident: %s%n", resident(agent));
            PropertyList properties = node.properties("alice");
            System.out.printf("%d made in %.1f s%n", MANY, each(agent, Action.SETUP, properties));
            RemoteClient client = (RemoteClient) agents.client("h1").orElseThrow();
            List<Double> polls = new ArrayList<>();
            for (int i = 0; i < POLLS; i++) {
                long begin = System.nanoTime();
                assertThat(client.status().units()).hasSize(MANY).allMatch(row -> row.match().name().equals("HELD"));
                polls.add((System.nanoTime() - begin) / 1e6);
            }
            System.out.printf("a poll of all, ms: first %.0f, then median %.0f, most %.0f%n", polls.getFirst(),
                    polls.stream().skip(1).sorted().toList().get(POLLS / 2 - 1),
                    polls.stream().skip(1).mapToDouble(ms -> ms).max().orElseThrow());
            System.out.printf("the agent with %d, resident: %s%n", MANY, resident(agent));
            System.out.printf("%d removed in %.1f s%n", MANY, each(agent, Action.TEARDOWN, properties));
            System.out.printf("the agent after, resident: %s%n", resident(agent));
        } finally {
            agent.end();
            assertThat(node.clean()).isEmpty();
        }
    }

    /** Seconds until the action was done to all, four at a time. */
    private static double each(AgentProcess agent, Action action, PropertyList properties) throws Exception {
        Term term = Term.of(Term.grain(Instant.now()), Duration.ofHours(1));
        SliverHandler handler = SliverNode.handler(agent);
        long begin = System.nanoTime();
        try (ExecutorService four = Executors.newFixedThreadPool(4)) {
            List<Future<PropertyList>> all = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                UnitCall call = new UnitCall(new UnitId("u" + i), action, 1, new TypeName("vm"), "h1", SliverNode.SIZE, term,
                        properties, 1);
                all.add(four.submit(() -> SliverNode.done(handler.handle(call, new RecordingContext()))));
            }
            for (Future<PropertyList> one : all) {
                one.get();
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static String resident(AgentProcess agent) throws Exception {
        return Files.readAllLines(Path.of("/proc", Long.toString(agent.process().pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow().replaceAll("VmRSS:\\s*", "");
    }
}
