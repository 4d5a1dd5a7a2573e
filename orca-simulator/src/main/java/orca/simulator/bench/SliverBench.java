package orca.simulator.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.handler.sliver.driver.SliverDriver;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Order;

/**
 * {@code orca bench sliver REFERENCE [N]}: how long slivers take from the order to a server that answers, beside the same
 * commands by hand in the same run; then {@code N} of them on one host, what a poll of the agent takes, and their removal.
 */
public final class SliverBench {
    private static final int SINGLE = 20;
    private static final int AT_ONCE = 4;
    private static final CallContext NOBODY = new CallContext() {
        @Override
        public void say(String line) {
            // Nobody reads along.
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    };

    private final Path folder;
    private final Path reference;
    private final NodeAgent agent;

    private SliverBench(Path folder, Path reference) throws IOException {
        this.folder = folder;
        this.reference = reference;
        this.agent = new NodeAgent(folder.resolve("agent"), List.of(new SliverDriver(folder, reference, "10.222.4.0/22", 64)));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 1 || args.length > 2) {
            throw new IllegalArgumentException("bench sliver: needs a reference tree, and may have a number of slivers");
        }
        int many = args.length == 2 ? Integer.parseInt(args[1]) : 100;
        SliverBench bench = new SliverBench(Files.createTempDirectory("orca-bench-slivers"), Path.of(args[0]).toAbsolutePath());
        try {
            bench.singles();
            bench.many(many);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void order(String action, String unit) throws ExecutionException {
        PropertyList input = PropertyList.of("slice", "guest").with("cpu", 500).with("memory", 64).with("bandwidth", 100);
        Order order = new Order(new ActionId(unit + "/" + action), action, new UnitId(unit), input, List.of(),
                Duration.ofMinutes(5));
        Outcome outcome = called(() -> agent.run(SliverDriver.NAME, order, NOBODY));
        if (outcome instanceof Outcome.Trouble(String reason, boolean retry)) {
            throw new IllegalStateException(action + " " + unit + ": " + reason);
        }
    }

    private static <T> T called(Callable<T> work) throws ExecutionException {
        FutureTask<T> task = new FutureTask<>(work);
        task.run();
        try {
            return task.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** One after the other, ours and by hand in turn, so that whatever else the machine does falls upon both. */
    private void singles() throws IOException, InterruptedException, ExecutionException {
        Path script = folder.resolve("by-hand.sh");
        try (InputStream in = SliverBench.class.getResourceAsStream("sliver-by-hand.sh")) {
            Files.copy(in, script);
        }
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("hostkey").toString());
        order("setup", "first"); // it makes the bridge, and warms this machine up
        String bridge = bridge();
        List<Double> ours = new ArrayList<>();
        List<Double> oursGone = new ArrayList<>();
        List<Double> hand = new ArrayList<>();
        List<Double> handGone = new ArrayList<>();
        for (int i = 0; i < SINGLE; i++) {
            String unit = "single-" + i;
            ours.add(millis(() -> order("setup", unit)));
            oursGone.add(millis(() -> order("teardown", unit)));
            String number = Integer.toString(100 + i);
            String[] words = {"bash", script.toString(), folder.toString(), reference.toString(), bridge, "10.222.7", number,
                folder.resolve("hostkey").toString(), "make"};
            hand.add(millis(() -> run(words)));
            words[words.length - 1] = "remove";
            handGone.add(millis(() -> run(words)));
        }
        order("teardown", "first");
        System.out.printf(Locale.ROOT, "one at a time, %d of each, milliseconds: median (least, most)%n", SINGLE);
        System.out.println("  until SSH answers, by the agent   " + figures(ours));
        System.out.println("  until SSH answers, by hand        " + figures(hand));
        System.out.println("  until nothing is left, by the agent   " + figures(oursGone));
        System.out.println("  until it is removed, by hand          " + figures(handGone));
    }

    private void many(int count) throws IOException, InterruptedException, ExecutionException {
        double made = millis(() -> together(count, "setup"));
        List<Double> polls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            polls.add(millis(() -> called(agent::units)));
        }
        long whole = agent.units().stream().filter(unit -> unit.whole()).count();
        long rss = Files.readString(Path.of("/proc/self/status")).lines().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(0);
        double removed = millis(() -> together(count, "teardown"));
        System.out.printf(Locale.ROOT, "%d slivers, %d at once: made in %.1f s, %d whole, removed in %.1f s%n", count, AT_ONCE,
                made / 1000, whole, removed / 1000);
        System.out.println("  a poll of the agent, milliseconds   " + figures(polls));
        System.out.println("  this process, MiB resident          " + rss);
        System.out.println("  left on the host                    " + agent.units().size());
    }

    private void together(int count, String action) throws ExecutionException, InterruptedException {
        try (ExecutorService hands = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String unit = "many-" + i;
                all.add(hands.submit(() -> {
                    order(action, unit);
                    return unit;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException, ExecutionException;
    }

    private static double millis(Work work) throws IOException, InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static String figures(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.0f (%.0f, %.0f)", sorted.get(sorted.size() / 2),
                sorted.getFirst(), sorted.getLast());
    }

    /** The only bridge of ours that has this range. */
    private static String bridge() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("ip", "-o", "-4", "addr", "show", "to", "10.222.4.1").start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Set<String> names = new TreeSet<>(List.of(words.strip().split("\\s+")));
        return names.stream().filter(name -> name.startsWith("ob")).findFirst().orElseThrow();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
        }
    }
}
