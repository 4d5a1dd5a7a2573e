package orca.simulator.siege;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import orca.core.contract.Assurance;
import orca.core.resource.PropertyList;
import orca.wire.management.ChangeCommand;
import orca.wire.management.CloseCommand;
import orca.wire.management.ManagementClient;
import orca.wire.management.Problem;
import orca.wire.management.RequestCommand;
import orca.wire.text.When;

/**
 * What one guest's operator orders, and what was answered. A call that was not answered is made again, under the same id, until
 * it is; what was answered must hold whatever happens. Orders are drawn by a seed, and given by one thread.
 */
final class Household {
    /** What a unit takes of its host. */
    static final Map<String, Long> SIZE = new TreeMap<>(Map.of("cpu", 500L, "memory", 32L));

    private static final Duration ANCHORED = Duration.ofHours(2);
    private static final int SHORTEST_S = 15;
    private static final int LONGEST_S = 60;
    private static final int MOST_SHORT = 12;
    private static final Duration PAUSE = Duration.ofMillis(250);

    /**
     * A lease that was asked for, and the answer was yes.
     *
     * @param anchor whether it is held all along
     * @param end until when, as last answered
     * @param given back, by an order that was sent; it may not have been answered yet
     */
    record Asked(String id, boolean anchor, long units, Instant end, boolean given) {
        Asked until(Instant newEnd) {
            return new Asked(id, anchor, units, newEnd, given);
        }

        Asked givenBack() {
            return new Asked(id, anchor, units, end, true);
        }
    }

    private final String name;
    private final Supplier<ManagementClient> client;
    private final Random random;
    private final Map<String, Asked> asked = new LinkedHashMap<>();
    private final List<String> surprises = new ArrayList<>();
    private int counter;
    private int answered;
    private int repeated;

    Household(String name, Supplier<ManagementClient> client, long seed) {
        this.name = name;
        this.client = client;
        this.random = new Random(seed);
    }

    /** What it asked for, by id. */
    synchronized Map<String, Asked> asked() {
        return new LinkedHashMap<>(asked);
    }

    /** Answers that nobody should get. */
    synchronized List<String> surprises() {
        return List.copyOf(surprises);
    }

    /** How many orders were answered, and how many calls had to be made again. */
    synchronized int[] calls() {
        return new int[] {answered, repeated};
    }

    /** Asks for leases that are held all along, in one call; whether the answer came. */
    boolean settle(int leases, BooleanSupplier enough) {
        return ask(leases, true, 1, ANCHORED, enough);
    }

    /** Orders this and that until it is enough. */
    void live(BooleanSupplier enough) {
        while (!enough.getAsBoolean()) {
            List<Asked> mine = asked().values().stream().filter(a -> !a.given() && a.end().isAfter(Instant.now())).toList();
            List<Asked> brief = mine.stream().filter(a -> !a.anchor()).toList();
            int dice = random.nextInt(10);
            if (dice < 6 && brief.size() < MOST_SHORT) {
                int length = SHORTEST_S + random.nextInt(LONGEST_S - SHORTEST_S);
                ask(1, false, 1 + random.nextInt(2), Duration.ofSeconds(length), enough);
            } else if (dice < 8 && !brief.isEmpty()) {
                giveBack(brief.get(random.nextInt(brief.size())), enough);
            } else if (!mine.isEmpty()) {
                Asked one = mine.get(random.nextInt(mine.size()));
                if (one.anchor()) {
                    extend(one, Duration.ofSeconds(1 + random.nextInt(30)), enough);
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos() / 2 + random.nextInt((int) PAUSE.toNanos()));
        }
    }

    /** Gives everything back. */
    void leave(BooleanSupplier enough) {
        for (Asked one : asked().values()) {
            if (!one.given()) {
                giveBack(one, enough);
            }
        }
    }

    /** Asks for leases that begin now. */
    private boolean ask(int leases, boolean anchor, long units, Duration length, BooleanSupplier enough) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        // Said exactly, so that a repeat says the same.
        When end = When.at(now.plus(length));
        List<RequestCommand.Wish> wishes = new ArrayList<>();
        for (int i = 0; i < leases; i++) {
            String id = name + (anchor ? "-a" : "-s") + ++counter;
            wishes.add(new RequestCommand.Wish(Optional.of(id), Optional.empty(), "vm", units, Optional.empty(), SIZE,
                    When.at(now), Optional.of(end), Optional.empty(), Optional.of(end), Optional.empty(), Assurance.RESERVED,
                    Optional.empty(), PropertyList.NONE, Optional.empty(), List.of(), List.of()));
        }
        String first = wishes.getFirst().id().orElseThrow();
        RequestCommand call = new RequestCommand(Optional.of("ask-" + first), false, Optional.empty(), "siege", wishes, false,
                Optional.empty());
        boolean yes = insist("ask for " + first, () -> client.get().request(call), enough);
        if (yes) {
            wishes.forEach(wish -> note(new Asked(wish.id().orElseThrow(), anchor, units, now.plus(length), false)));
        }
        return yes;
    }

    private void giveBack(Asked one, BooleanSupplier enough) {
        // It may be heard although the answer is lost.
        note(one.givenBack());
        insist("give back " + one.id(), () -> client.get().close(new CloseCommand(Optional.of("close-" + one.id()), false,
                Optional.empty(), one.id())), enough);
    }

    private void extend(Asked one, Duration by, BooleanSupplier enough) {
        Instant end = one.end().plus(by);
        ChangeCommand call = new ChangeCommand(Optional.of("extend-" + one.id() + "-" + ++counter), false, Optional.empty(),
                one.id(), Optional.of(When.at(end)), Optional.empty(), Optional.empty(), Map.of(), List.of());
        if (insist("extend " + one.id(), () -> client.get().change(call), enough)) {
            note(one.until(end));
        }
    }

    private synchronized void note(Asked one) {
        asked.put(one.id(), one);
    }

    /** Calls until there is an answer; whether it was yes. What is not answered when it is enough counts as not said. */
    private boolean insist(String what, Runnable call, BooleanSupplier enough) {
        while (true) {
            try {
                call.run();
                count(1, 0);
                return true;
            } catch (ManagementClient.Unreachable lost) {
                count(0, 1);
            } catch (ManagementClient.Refused no) {
                Problem.Kind kind = no.problem().kind();
                boolean later = kind == Problem.Kind.BUSY || kind == Problem.Kind.STOPPED || kind == Problem.Kind.TIMEOUT;
                if (!later) {
                    refused(what, no.problem());
                    return false;
                }
                count(0, 1);
            }
            if (enough.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        }
    }

    private synchronized void count(int more, int again) {
        answered += more;
        repeated += again;
    }

    /** A lease may have ended while it was spoken of; all other refusals are surprises. */
    private synchronized void refused(String what, Problem problem) {
        answered++;
        boolean over = problem.kind() == Problem.Kind.UNKNOWN || problem.kind() == Problem.Kind.REFUSED
                || problem.kind() == Problem.Kind.LATE || problem.kind() == Problem.Kind.NOT_NOW;
        if (!over || what.startsWith("ask")) {
            surprises.add(name + ", " + what + ": " + problem.kind() + " " + problem.message());
        }
    }
}
