package orca.runtime.watching;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import orca.authority.state.HostImage;
import orca.runtime.config.WatchConfig;
import orca.runtime.loop.LoopException;
import orca.wire.call.CallRefused;
import orca.wire.management.AgentView;

/**
 * Looks at the agents of one site's hosts: at each of them once in {@code every}, spread out, at most so many at once. Those that
 * were silent at their last look have places of their own, so that agents that hang hold up none that answer.
 *
 * <p>One thread keeps the pace and all that is known; a look has a thread of its own and ends as a {@link Look} in a queue. The
 * site is read once in a turn at most, and only when a look begins or has ended. All of it is soft.
 */
public final class HostWatch implements AutoCloseable {
    private static final Duration TURN = Duration.ofSeconds(1);
    /** How soon a host that is new in the inventory is noticed. */
    private static final Duration NOTICED = Duration.ofSeconds(10);
    private static final Duration APART = Duration.ofMillis(50);

    private final WatchConfig config;
    private final Function<HostImage, Optional<AgentAddress>> addresses;
    private final Supplier<Inventory> site;
    private final Looking looking;
    private final InstantSource clock;
    private final LongUnaryOperator dice;
    private final Map<AgentAddress, Watched> agents = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<Look> ended = new ConcurrentLinkedQueue<>();
    private volatile Map<String, AgentView> views = Map.of();
    private volatile Tally tally = new Tally(0, 0, Map.of());
    private Instant nextKnow = Instant.MIN;
    private Thread thread;

    /**
     * Looks at nothing before it is started.
     *
     * @param addresses where the agent of a host is
     * @param dice a number from 0 to less than what it is given
     */
    HostWatch(WatchConfig config, Function<HostImage, Optional<AgentAddress>> addresses, Supplier<Inventory> site,
            Looking looking,
            InstantSource clock, LongUnaryOperator dice) {
        this.config = config;
        this.addresses = addresses;
        this.site = site;
        this.looking = looking;
        this.clock = clock;
        this.dice = dice;
    }

    /** One agent. Changed by the thread that keeps the pace alone. */
    private static final class Watched {
        private Set<String> hosts = Set.of();
        private Instant next;
        private boolean underway;
        private AgentView view;

        boolean silent() {
            return view.state().equals("silent");
        }
    }

    /** How a look ended. @param trouble why there is no report */
    private record Look(AgentAddress at, Inventory before, Optional<AgentReport> report, String trouble, Instant when) {}

    /**
     * How many agents are how, and what was found at all of them.
     *
     * @param differences how many, by what they are about
     */
    public record Tally(long reached, long silent, Map<String, Long> differences) {}

    /** Begins to look. */
    public void start(String name) {
        thread = Thread.ofPlatform().daemon().name("orca-watch-" + name).start(this::pace);
    }

    private void pace() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    turn();
                } catch (LoopException | IllegalStateException e) {
                    // The site cannot be read just now, being busy or stopped or rebuilt; it says so itself.
                    System.getLogger(HostWatch.class.getName()).log(System.Logger.Level.DEBUG, "not looked: " + e.getMessage());
                }
                Thread.sleep(TURN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes in what ended, and begins what is due. */
    void turn() {
        Instant now = clock.instant();
        boolean due = !nextKnow.isAfter(now) || !ended.isEmpty()
                || agents.values().stream().anyMatch(one -> !one.underway && !one.next.isAfter(now));
        if (!due) {
            return;
        }
        Inventory seen = site.get();
        for (Look look = ended.poll(); look != null; look = ended.poll()) {
            take(look, seen);
        }
        know(seen, now);
        nextKnow = now.plus(NOTICED);
        begin(seen, now);
        publish();
    }

    /** Which agents there are, and which hosts each serves; new ones are looked at soon, one after the other. */
    private void know(Inventory seen, Instant now) {
        Map<AgentAddress, Set<String>> served = new LinkedHashMap<>();
        for (HostImage host : seen.hosts().values()) {
            address(host).ifPresent(at -> served.computeIfAbsent(at, a -> new LinkedHashSet<>()).add(host.name()));
        }
        agents.keySet().removeIf(at -> !served.containsKey(at));
        long spread = Math.min(config.every().toMillis(), served.size() * APART.toMillis()) + 1;
        served.forEach((at, hosts) -> {
            Watched one = agents.computeIfAbsent(at, a -> {
                Watched fresh = new Watched();
                fresh.next = now.plusMillis(dice.applyAsLong(spread));
                fresh.view = AgentView.waiting(a.endpoint().url());
                return fresh;
            });
            one.hosts = hosts;
        });
    }

    private Optional<AgentAddress> address(HostImage host) {
        try {
            return addresses.apply(host);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the handler refuses such settings, and the container does not start with them
        }
    }

    private void begin(Inventory seen, Instant now) {
        int silent = 0;
        int others = 0;
        List<Map.Entry<AgentAddress, Watched>> due = new ArrayList<>();
        for (Map.Entry<AgentAddress, Watched> entry : agents.entrySet()) {
            Watched one = entry.getValue();
            silent += one.underway && one.silent() ? 1 : 0;
            others += one.underway && !one.silent() ? 1 : 0;
            if (!one.underway && !one.next.isAfter(now)) {
                due.add(entry);
            }
        }
        due.sort(Comparator.comparing(entry -> entry.getValue().next));
        for (Map.Entry<AgentAddress, Watched> entry : due) {
            Watched one = entry.getValue();
            boolean room = one.silent() ? silent < Math.max(1, config.atOnce() / 4) : others < config.atOnce();
            if (room) {
                silent += one.silent() ? 1 : 0;
                others += one.silent() ? 0 : 1;
                one.underway = true;
                Thread.ofVirtual().name("orca-look-" + entry.getKey().setting()).start(() -> look(entry.getKey(), seen));
            }
        }
    }

    private void look(AgentAddress at, Inventory before) {
        Optional<AgentReport> report = Optional.empty();
        String trouble = "";
        try {
            report = Optional.of(looking.look(at));
        } catch (CallRefused e) {
            trouble = "it refuses: " + e.getMessage();
        } catch (IOException | IllegalArgumentException e) {
            trouble = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            trouble = "it was not waited for";
        }
        ended.add(new Look(at, before, report, trouble, clock.instant()));
    }

    private void take(Look look, Inventory after) {
        Watched one = agents.get(look.at());
        if (one == null) {
            return; // no host has it any more
        }
        one.underway = false;
        // A tenth earlier or later, so that agents that came together do not stay together.
        long every = config.every().toMillis();
        one.next = look.when().plusMillis(every - every / 10 + dice.applyAsLong(every / 5 + 1));
        String state = look.report().isPresent() ? "reached" : "silent";
        boolean same = state.equals(one.view.state());
        Optional<Instant> since = same ? one.view.since() : Optional.of(look.when());
        one.view = new AgentView(state, look.at().endpoint().url(), Optional.of(look.when()), since, look.trouble(),
                look.report().map(HostWatch::found).or(() -> one.view.found()),
                look.report().map(report -> new Comparison(one.hosts, look.at().ofOneHost(), look.before(), after, report)
                        .differences()).orElse(List.of()));
    }

    private static AgentView.FoundView found(AgentReport report) {
        return new AgentView.FoundView(report.version(), report.cpus(), report.memoryMiB(), report.diskMiB(),
                report.diskFreeMiB(), report.units().size());
    }

    private void publish() {
        Map<String, AgentView> all = new LinkedHashMap<>();
        long silent = 0;
        long reached = 0;
        Map<String, Long> differences = new LinkedHashMap<>();
        for (Watched one : agents.values()) {
            one.hosts.forEach(host -> all.put(host, one.view));
            silent += one.silent() ? 1 : 0;
            reached += one.view.state().equals("reached") ? 1 : 0;
            one.view.differences().forEach(difference -> differences.merge(difference.about(), 1L, Long::sum));
        }
        views = all;
        tally = new Tally(reached, silent, Map.copyOf(differences));
    }

    /** What is known of the agent of {@code host}; empty where it has none. */
    public Optional<AgentView> of(String host) {
        return Optional.ofNullable(views.get(host));
    }

    /** How things are on the whole. */
    public Tally tally() {
        return tally;
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
        looking.close();
    }
}
