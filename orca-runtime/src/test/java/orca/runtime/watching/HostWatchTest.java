package orca.runtime.watching;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import orca.authority.state.Attempts;
import orca.authority.state.HostImage;
import orca.authority.state.UnitImage;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.handler.Action;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.runtime.config.WatchConfig;
import orca.runtime.loop.LoopException;
import orca.wire.management.AgentView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a site sees of its hosts, told by agents that say what they are told to. */
@Timeout(120)
class HostWatchTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Cause CAUSE = new Cause(NOON, "TEST", "");
    private static final ResourceType VM = new ResourceType(new TypeName("vm"),
            List.of(new Dimension("cpu", "milli-cores"), new Dimension("memory", "MiB"), new Dimension("weight", "grams")),
            Turnaround.NONE);
    private static final String PRINT = "5a01".repeat(16);

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOON);
    private final Agents agents = new Agents();
    private final AtomicReference<Inventory> site = new AtomicReference<>();

    /** Agents that answer by their host's name, or do not. */
    private static final class Agents implements Looking {
        private final Map<String, AgentReport> reports = new ConcurrentHashMap<>();
        private final Map<String, CountDownLatch> hanging = new ConcurrentHashMap<>();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();

        @Override
        public AgentReport look(AgentAddress at) throws IOException, InterruptedException {
            asked.incrementAndGet();
            String host = at.setting().substring("agent.".length());
            CountDownLatch latch = hanging.get(host);
            if (latch != null) {
                latch.await();
            }
            AgentReport report = reports.get(host);
            answered.incrementAndGet();
            if (report == null) {
                throw new IOException("nobody there");
            }
            return report;
        }

        @Override
        public void close() {
            hanging.values().forEach(CountDownLatch::countDown);
        }
    }

    private static AgentReport report(String host, long cpus, long memory, AgentReport.Unit... units) {
        return new AgentReport(host, "0.1.0", cpus, memory, 0, 0, List.of(units), List.of(), List.of("west"));
    }

    private static AgentReport.Unit unit(String name, String match) {
        return new AgentReport.Unit(name, match);
    }

    private void has(List<String> hosts, UnitImage... units) {
        Map<String, HostImage> images = new LinkedHashMap<>();
        hosts.forEach(name -> images.put(name, new HostImage(name, VM.name(), Amounts.of(2, 4000, 4096, 7), PropertyList.NONE,
                true, false, 0, Optional.empty(), CAUSE)));
        site.set(new Inventory(images, Map.of(VM.name(), VM), List.of(units)));
    }

    private static UnitImage image(String id, String host, UnitState state, long version) {
        Term term = new Term(NOON, NOON.plusSeconds(3600));
        return new UnitImage(new UnitId(id), 1, version, new ContractKey(new Principal("a".repeat(64)), new ReservationId("r")),
                state, VM.name(), host, term, term, Amounts.of(1, 1, 1), Amounts.of(1, 1, 1), PropertyList.NONE,
                PropertyList.NONE, PropertyList.NONE, Action.SETUP, Attempts.NONE, 0, NOON, false, 0, Optional.empty(), CAUSE);
    }

    private HostWatch watch(int atOnce) {
        return watch(atOnce, site::get);
    }

    private HostWatch watch(int atOnce, Supplier<Inventory> inventory) {
        return new HostWatch(new WatchConfig(Duration.ofSeconds(30), Duration.ofSeconds(25), atOnce), host -> AgentAddress
                .of(PropertyList.of(
                "agent." + host.name(), PRINT + " http://10.0.0.7:7500/soap/agent").with("agent-key", "/west.key"), host
                .name()), inventory,
                agents, clock::get, most -> 0);
    }

    /** Turns until so many looks have ended, and once more. */
    private void until(HostWatch watch, int looks) throws InterruptedException {
        watch.turn();
        while (agents.answered.get() < looks) {
            Thread.onSpinWait();
            watch.turn();
        }
        AgentView seen = null;
        while (seen == null) {
            watch.turn();
            long ended = watch.tally().reached() + watch.tally().silent();
            seen = ended >= Math.min(looks, site.get().hosts().size()) ? watch.of(site.get().hosts().keySet().iterator().next())
                    .orElse(null) : null;
            Thread.onSpinWait();
        }
    }

    @Test
    void aSiteThatCannotBeReadForAWhileIsLookedAtAgainAfterThat() {
        has(List.of("h1"));
        agents.reports.put("h1", report("h1", 4, 8192));
        AtomicInteger reads = new AtomicInteger();
        List<RuntimeException> troubles = List.of(new LoopException(LoopException.Kind.BUSY, "too much waits"),
                new LoopException(LoopException.Kind.DISCARDED, "it is rebuilt"),
                new LoopException(LoopException.Kind.STOPPED, "the disk is full"));
        try (HostWatch watch = watch(4, () -> {
            int read = reads.getAndIncrement();
            if (read < troubles.size()) {
                throw troubles.get(read);
            }
            return site.get();
        })) {
            watch.start("west");
            while (watch.tally().reached() == 0) {
                Thread.onSpinWait();
            }
        }
        assertThat(agents.asked).hasPositiveValue();
    }

    private List<String> seen(AgentReport report, UnitImage... units) throws InterruptedException {
        has(List.of("h1"), units);
        agents.reports.put("h1", report);
        try (HostWatch watch = watch(4)) {
            until(watch, agents.answered.get() + 1);
            AgentView view = watch.of("h1").orElseThrow();
            assertThat(view.state()).isEqualTo("reached");
            return view.differences().stream().map(d -> d.about() + ": " + d.what()).toList();
        }
    }

    @Test
    void aHostThatIsAsTheSiteSaysDiffersInNothing() throws Exception {
        assertThat(seen(report("h1", 4, 8192, unit("u1", "held"), unit("u2", "partial")),
                image("u1", "h1", UnitState.READY, 3), image("u2", "h1", UnitState.SETUP, 1))).isEmpty();
    }

    @Test
    void whatIsOtherwiseThereIsNamed() throws Exception {
        assertThat(seen(report("h1", 2, 3936), image("u1", "h1", UnitState.READY, 3))).containsExactly(
                "capacity: the inventory promises 4000 milli-cores, and the host has 2 processors",
                "capacity: the inventory promises 4096 MiB of memory, and the host has 3936 MiB",
                "missing: unit u1 is not there, and ready at the site");
        assertThat(seen(report("h2", 4, 8192, unit("u1", "missing"), unit("u8", "held"), unit("u9", "unknown")),
                image("u1", "h1", UnitState.READY, 3))).containsExactly(
                "name: calls itself h2, and the inventory calls it h1",
                "missing: unit u1 is missing there, and ready at the site",
                "stray: unit u8 is held there for this site, which does not know it",
                "unknown: unit u9 is there, and nobody holds it");
    }

    @Test
    void whatTheSiteHasOnAnotherHostIsNamed() throws Exception {
        assertThat(seen(report("h1", 4, 8192, unit("u1", "held"), unit("u2", "held")),
                image("u1", "h2", UnitState.READY, 3), image("u2", "h2", UnitState.MIGRATING, 4))).containsExactly(
                "stray: unit u1 is held there, and the site has it on h2");
    }

    @Test
    void whatComesAndGoesDuringALookIsNoDifference() throws Exception {
        has(List.of("h1"), image("u1", "h1", UnitState.READY, 3), image("u2", "h1", UnitState.READY, 3));
        agents.hanging.put("h1", new CountDownLatch(1));
        agents.reports.put("h1", report("h1", 4, 8192, unit("u3", "held")));
        try (HostWatch watch = watch(4)) {
            watch.turn();
            // u1 was changed meanwhile, u2 was removed, u3 was made.
            has(List.of("h1"), image("u1", "h1", UnitState.READY, 5), image("u3", "h1", UnitState.READY, 2));
            agents.hanging.get("h1").countDown();
            until(watch, 1);
            assertThat(watch.of("h1").orElseThrow().differences()).isEmpty();
        }
    }

    @Test
    void anAgentThatIsSilentIsToldFromOneThatAnswersAndSinceWhen() throws Exception {
        has(List.of("h1"));
        agents.reports.put("h1", report("h1", 4, 8192));
        try (HostWatch watch = watch(4)) {
            until(watch, 1);
            assertThat(watch.of("h1").orElseThrow().since()).contains(NOON);
            agents.reports.clear();
            clock.set(NOON.plusSeconds(40));
            until(watch, 2);
            while (watch.tally().silent() == 0) {
                watch.turn();
                Thread.onSpinWait();
            }
            AgentView view = watch.of("h1").orElseThrow();
            assertThat(view.state()).isEqualTo("silent");
            assertThat(view.since()).contains(NOON.plusSeconds(40));
            assertThat(view.trouble()).isEqualTo("nobody there");
            assertThat(view.found().orElseThrow().cpus()).as("what it said last").isEqualTo(4);
        }
    }

    @Test
    void agentsThatHangHoldUpNoneThatAnswer() throws Exception {
        List<String> hosts = new ArrayList<>(List.of("b1", "b2", "b3", "b4", "b5", "b6"));
        hosts.forEach(host -> agents.reports.put(host, report(host, 4, 8192)));
        hosts.add("good");
        has(hosts);
        try (HostWatch watch = watch(4)) {
            until(watch, 1);
            while (watch.tally().silent() < 6) { // all but one fall silent
                hosts.stream().filter(host -> host.startsWith("b")).forEach(agents.reports::remove);
                agents.reports.put("good", report("good", 4, 8192));
                clock.set(clock.get().plusSeconds(31));
                watch.turn();
                Thread.onSpinWait();
            }
            hosts.stream().filter(host -> host.startsWith("b")).forEach(host ->
                    agents.hanging.put(host, new CountDownLatch(1)));
            for (int round = 0; round < 5; round++) {
                Instant before = watch.of("good").orElseThrow().looked().orElseThrow();
                clock.set(clock.get().plusSeconds(31));
                while (!watch.of("good").orElseThrow().looked().orElseThrow().isAfter(before)) {
                    watch.turn();
                    Thread.onSpinWait();
                }
            }
            int before = agents.asked.get();
            assertThat(watch.of("good").orElseThrow().state()).isEqualTo("reached");
            watch.turn();
            assertThat(agents.asked.get()).as("only a quarter of the places is for those that hang").isEqualTo(before);
        }
    }
}
