package orca.nodeagent.talk;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.wire.text.Default;

/**
 * How a host is.
 *
 * @param host what its site's inventory calls it
 * @param agent the agent's principal
 * @param now what time it is there
 * @param since when the agent was started
 * @param capacity what the host has
 * @param drivers what it can do
 * @param authorities whose orders it takes
 * @param units what it has, and what it should have
 * @param ended what it did by itself, the latest last
 * @param alarms what is wrong; nothing on a good day
 * @param epochs the highest epoch that was heard of each authority; orders of lower ones are refused
 * @param version of the agent's program
 */
public record StatusView(String host, String agent, Instant now, Instant since, Capacity capacity, List<DriverRow> drivers,
        List<String> authorities, List<UnitRow> units, List<EndedRow> ended, List<String> alarms,
        List<EpochRow> epochs, @Default("") String version) {
    /**
     * What a host has for units, as the agent's system says or a driver that knows better.
     *
     * @param cpus processors; 0 when a driver cannot say what is there just now
     * @param memoryMiB in all
     * @param diskMiB in all, where units' disks are
     * @param diskFreeMiB of it that nobody uses
     */
    public record Capacity(int cpus, long memoryMiB, long diskMiB, long diskFreeMiB) {
        /** What is said when a driver that may know better, or may have units, cannot say so just now. */
        public static final Capacity UNTOLD = new Capacity(0, 0, 0, 0);
    }

    /**
     * A driver.
     *
     * @param name its name
     * @param version that serves; empty when it came with the agent
     * @param before the version that a rollback lets serve again; empty when there is none
     * @param from who signed it
     */
    public record DriverRow(String name, String version, String before, String from) {}

    /** How far an authority's lives have come. */
    public record EpochRow(String authority, long epoch) {}

    /** What the host did by itself. */
    public record EndedRow(Instant when, String unit, String what) {}

    /** How what is found matches what is held. */
    public enum Match {
        /** It is held, and it is there. */
        HELD,
        /** It is held, and a part of it is there. */
        PARTIAL,
        /** It is held, and nothing of it is there. */
        MISSING,
        /** It is there, and nobody holds it: the agent knows of no term, and leaves it alone. */
        UNKNOWN,
        /** Its term is over, and the host removes it. */
        ENDING
    }

    /**
     * A unit.
     *
     * @param unit its id
     * @param driver who made it
     * @param match how it matches
     * @param authority for whom it is held, by the name that the agent knows
     * @param end of its term
     * @param properties what the driver says about it, as lines
     */
    public record UnitRow(String unit, String driver, Match match, Optional<String> authority, Optional<Instant> end,
            String properties) {}
}
