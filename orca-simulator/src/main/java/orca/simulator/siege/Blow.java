package orca.simulator.siege;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Something that is done to a federation, and undone after a while.
 *
 * @param kind what
 * @param whom to whom
 * @param other the second one, where there are two
 * @param after how long after the round began
 * @param length until it is undone
 * @param number how far a clock is set, in seconds, or which call it is
 * @param word which system call it is
 */
record Blow(Kind kind, String whom, String other, Duration after, Duration length, int number, String word) {
    /** What can be done. */
    enum Kind {
        /** SIGKILL, now. */
        KILL,
        /** It is started anew so that it dies at a certain call of the system: before it syncs, or renames. */
        KILL_AT,
        /** SIGSTOP, and SIGCONT. */
        FREEZE,
        /** Nothing passes from one to another, in one direction or in both. */
        CUT,
        /** Not a byte more fits on its disk. */
        FILL,
        /** Its clock is set, within what clocks may differ. */
        CLOCK,
        /** It is asked to end in good order. */
        END,
        /** SIGKILL to the first process of a database, or to one that works for somebody. */
        HARM
    }

    private static final List<String> CALLS = List.of("fsync", "fdatasync", "rename", "pwrite64");
    private static final int LONGEST_S = 6;
    /** Long enough for a standby to be sure that a leader is gone, and for that to come back. */
    private static final int LONGEST_OF_A_LEADER_S = 11;
    private static final Kind[] KINDS = {Kind.KILL, Kind.KILL, Kind.KILL, Kind.KILL_AT, Kind.KILL_AT, Kind.FREEZE, Kind.CUT,
        Kind.CUT, Kind.FILL, Kind.CLOCK};
    private static final Kind[] WITH_DATABASE = {Kind.KILL, Kind.KILL, Kind.KILL_AT, Kind.FREEZE, Kind.FREEZE, Kind.CUT, Kind.CUT,
        Kind.CUT, Kind.FILL, Kind.CLOCK, Kind.END, Kind.HARM};

    /** Any, within a round of so long. */
    static Blow drawn(Random random, Duration round, Roster roster) {
        Kind[] kinds = roster.database() ? WITH_DATABASE : KINDS;
        Kind kind = kinds[random.nextInt(kinds.length)];
        List<String> targets = roster.targets();
        String whom = targets.get(random.nextInt(targets.size()));
        // What is cut off from a database matters most where there is one.
        String other = roster.database() && random.nextBoolean() ? Roster.DATABASE : whom;
        while (other.equals(whom)) {
            other = targets.get(random.nextInt(targets.size()));
        }
        int skew = (int) Residents.SKEW.toSeconds() / 2;
        int number = kind == Kind.CLOCK ? random.nextInt(2 * skew) - skew : 1 + random.nextInt(12);
        int longest = roster.database() ? LONGEST_OF_A_LEADER_S : LONGEST_S;
        return new Blow(kind, whom, other, Duration.ofMillis(random.nextInt((int) round.toMillis())),
                Duration.ofMillis(500 + random.nextInt(longest * 1000)), number, CALLS.get(random.nextInt(CALLS.size())));
    }

    /**
     * Falls on whoever the targets are at this moment. A blow that is of another kind where a database is concerned becomes that,
     * and the other way round.
     *
     * @param process which process a target is
     */
    Blow now(UnaryOperator<String> process) {
        String struck = process.apply(whom);
        boolean database = struck.equals(Roster.DATABASE);
        Kind meant = switch (kind) {
            case HARM -> database ? Kind.HARM : Kind.KILL;
            case CLOCK -> database ? Kind.HARM : Kind.CLOCK;
            case KILL, KILL_AT, FREEZE, CUT, FILL, END -> kind;
        };
        String second = process.apply(other);
        return new Blow(meant, struck, second, after, length, number, word);
    }

    /** In a few words. */
    String words() {
        double seconds = length.toMillis() / 100 / 10.0;
        return switch (kind) {
            case KILL -> "killed " + whom;
            case KILL_AT -> "killed " + whom + " at " + word + " " + number;
            case FREEZE -> "froze " + whom + " " + seconds + " s";
            case CUT -> "cut " + whom + (number % 2 == 0 ? " to " : " and ") + other + " " + seconds + " s";
            case FILL -> "filled " + whom + "'s disk " + seconds + " s";
            case CLOCK -> "set " + whom + "'s clock by " + number + " s";
            case END -> "ended " + whom;
            case HARM -> beheads() ? "killed " + whom + "'s first process" : "killed a process of " + whom;
        };
    }

    /** Whether it is the first process of a database. */
    boolean beheads() {
        return number % 2 != 0;
    }

    /** Whether a cut is in both directions. */
    boolean bothWays() {
        return number % 2 != 0;
    }
}
