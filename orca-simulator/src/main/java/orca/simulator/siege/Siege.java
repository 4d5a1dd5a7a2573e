package orca.simulator.siege;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import orca.wire.management.Filter;

/**
 * Rounds of attacks. In each, guests order leases while things are done to the processes; then all is undone, the dead are
 * started again, and within a bounded time everybody must agree, with every lease that a guest had still in the very process
 * that it was. What was done and what came of it is a line for each round.
 */
final class Siege implements AutoCloseable {
    /** One lease in so many may fail before it begins: its host may have been attacked for as long as it was to be set up. */
    private static final int FEW = 20;
    private static final Duration ROUND = Duration.ofSeconds(8);
    /** How long after the last attack everybody must agree. Repeats of messages and of handler calls are seconds apart. */
    private static final Duration CALM = Duration.ofSeconds(120);
    /** From when on it is said what took so long. */
    private static final int SLOW_S = 15;
    private static final int ANCHORS = 8;
    private static final int MOST_BLOWS = 6;
    /** How soon whoever supervises processes starts one that ended. */
    private static final Duration RESTART = Duration.ofMillis(500);

    private final PrintStream out;
    private final long seed;
    private final Random random;
    private final Grounds grounds;
    private final Residents residents;
    private final Map<String, Household> households = new LinkedHashMap<>();
    private final Inspection inspection;

    /**
     * All agreed.
     *
     * @param seconds after how long
     * @param last what the last difference was, if there was any
     */
    record Calm(double seconds, String last) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "all agree after %.1f s%s", seconds,
                    seconds < SLOW_S || last.isEmpty() ? "" : "; the last difference: " + last);
        }
    }

    /** Something did not hold. */
    static final class Lost extends Exception {
        private static final long serialVersionUID = 1;

        Lost(String message) {
            super(message);
        }
    }

    Siege(Path folder, long seed, Roster roster, PrintStream out) throws IOException {
        this.out = out;
        this.seed = seed;
        this.random = new Random(seed);
        this.grounds = new Grounds(folder);
        this.residents = new Residents(grounds, folder, roster);
        for (String guest : Roster.GUESTS) {
            households.put(guest, new Household(guest, () -> residents.client(guest), random.nextLong()));
        }
        this.inspection = new Inspection(residents, households);
    }

    Residents residents() {
        return residents;
    }

    Map<String, Household> households() {
        return households;
    }

    Inspection inspection() {
        return inspection;
    }

    /** Starts everybody, and waits until the broker has something to promise. */
    void begin() throws IOException, Lost {
        if (residents.roster().database()) {
            residents.start(Roster.DATABASE);
            residents.await(Roster.DATABASE);
        }
        startAll(Roster.PARTS);
        // Whoever stands by has to see one that leads first.
        startAll(residents.roster().nodes().stream().filter(node -> !Roster.PARTS.contains(node)).toList());
        long deadline = System.nanoTime() + CALM.toNanos();
        while (residents.client(Roster.MARKET).delegations(Filter.LIVE).items().stream()
                .noneMatch(d -> d.state().equals("held"))) {
            if (System.nanoTime() > deadline) {
                throw new Lost("the broker was given nothing to promise");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private void startAll(List<String> names) throws IOException {
        for (String name : names) {
            residents.start(name);
        }
        for (String name : names) {
            residents.await(name);
        }
    }

    /** Attacks for {@code length} at least; then everything is given back, and nothing may be left. */
    void run(Duration length) throws IOException, Lost, InterruptedException {
        begin();
        households.values().forEach(household -> household.settle(ANCHORS, () -> false));
        Calm first = settle();
        out.println(ANCHORS * households.size() + " leases to hold all along; " + first);
        long until = System.nanoTime() + length.toNanos();
        int rounds = 0;
        int blows = 0;
        double longest = 0;
        while (System.nanoTime() < until) {
            List<Blow> these = attack(draw());
            Calm calm = settle();
            longest = Math.max(longest, calm.seconds());
            rounds++;
            blows += these.size();
            out.println("round " + rounds + ": " + String.join(", ", these.stream().map(Blow::words).toList()) + "; " + calm);
        }
        end();
        int[] calls = households.values().stream().map(Household::calls)
                .reduce(new int[2], (a, b) -> new int[] {a[0] + b[0], a[1] + b[1]});
        out.printf(Locale.ROOT, "seed %d: %d rounds, %d attacks, %d orders answered and %d calls repeated, "
                        + "%d leases seen active, none lost; %d failed before they began; "
                        + "the longest until all agreed %.1f s%n",
                seed, rounds, blows, calls[0], calls[1], inspection.seenActive(), inspection.neverActive().size(), longest);
        if (residents.roster().database()) {
            out.println("  " + inspection.succession().changes() + " times one that stood by took over");
        }
        inspection.neverActive().forEach((id, why) -> out.println("  " + id + " never began: " + why));
        if (inspection.neverActive().size() > Math.max(2, inspection.seenActive() / FEW)) {
            throw new Lost(inspection.neverActive().size() + " leases that were promised never began, beside "
                    + inspection.seenActive() + " that did");
        }
    }

    private List<Blow> draw() {
        List<Blow> drawn = new ArrayList<>();
        int count = 1 + random.nextInt(MOST_BLOWS);
        for (int i = 0; i < count; i++) {
            drawn.add(Blow.drawn(random, ROUND, residents.roster()));
        }
        drawn.sort(Comparator.comparing(Blow::after));
        return drawn;
    }

    /** Lets guests order while all of it is done and undone; to whom it was done. */
    private List<Blow> attack(List<Blow> blows) throws IOException, Lost, InterruptedException {
        long end = System.nanoTime() + ROUND.toNanos();
        BooleanSupplier over = () -> System.nanoTime() > end;
        List<FutureTask<Void>> lives = new ArrayList<>();
        households.forEach((guest, household) -> {
            FutureTask<Void> life = new FutureTask<>(() -> {
                household.live(over);
                return null;
            });
            lives.add(life);
            Thread.ofPlatform().daemon().name(guest + " orders").start(life);
        });
        Assault assault = new Assault(grounds, residents, RESTART);
        List<Blow> done = assault.carryOut(blows, over);
        assault.undo();
        for (FutureTask<Void> life : lives) {
            try {
                life.get(CALM.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new Lost("a guest's operator was stopped: " + e.getCause());
            } catch (java.util.concurrent.TimeoutException e) {
                throw new Lost("a guest does not answer its operator");
            }
        }
        return done;
    }

    /** Waits until all agree. */
    Calm settle() throws IOException, Lost {
        long begun = System.nanoTime();
        for (String name : residents.roster().all()) {
            residents.await(name);
        }
        List<String> differences = inspection.differences();
        String last = "";
        while (!differences.isEmpty()) {
            if (System.nanoTime() - begun > CALM.toNanos()) {
                throw new Lost("after " + CALM.toSeconds() + " s without attacks:\n  " + String.join("\n  ", differences));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            last = differences.getFirst();
            differences = inspection.differences();
        }
        for (Household household : households.values()) {
            if (!household.surprises().isEmpty()) {
                throw new Lost(String.join("\n  ", household.surprises()));
            }
        }
        return new Calm((System.nanoTime() - begun) / 1e9, last);
    }

    /** Everything is given back, and what was written holds together. */
    private void end() throws IOException, Lost, InterruptedException {
        households.values().forEach(household -> household.leave(() -> false));
        settle();
        residents.end();
        for (String actor : Roster.actors()) {
            residents.verify(actor);
        }
    }

    @Override
    public void close() throws IOException {
        residents.close();
        grounds.close();
    }
}
