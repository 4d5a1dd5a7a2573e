package orca.wire.management;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a site saw when it looked at the agent of a host last. Observation only: nothing is decided by it.
 *
 * @param state {@code waiting} for its first look, {@code reached} or {@code silent}
 * @param address where it is called
 * @param looked when the last look ended
 * @param since since when it is in this state
 * @param trouble why it is silent; else empty
 * @param found what it said of its host when it was reached last
 * @param differences what is otherwise there than at the site; at most {@link #MOST_DIFFERENCES}
 */
public record AgentView(String state, String address, Optional<Instant> looked, Optional<Instant> since, String trouble,
        Optional<FoundView> found, List<DifferenceView> differences) {
    /** More are summed up in the last one. */
    public static final int MOST_DIFFERENCES = 50;

    /**
     * What a host has.
     *
     * @param version of the agent; empty where it does not say
     * @param cpus processors that it may use
     * @param units that it has for this site, or should
     */
    public record FoundView(String version, long cpus, long memoryMiB, long diskMiB, long diskFreeMiB, long units) {}

    /**
     * Something that is otherwise there than at the site.
     *
     * @param about {@code capacity}, {@code name}, {@code missing}, {@code stray}, {@code unknown}, {@code alarm}, or
     *     {@code more} for how many are left out
     * @param what in words
     */
    public record DifferenceView(String about, String what) {}

    /** Of an agent that nobody has looked at yet. */
    public static AgentView waiting(String address) {
        return new AgentView("waiting", address, Optional.empty(), Optional.empty(), "", Optional.empty(), List.of());
    }

    /** In a word or two: its state, or that something differs. */
    public String word() {
        return state.equals("reached") && !differences.isEmpty() ? "differs" : state;
    }
}
