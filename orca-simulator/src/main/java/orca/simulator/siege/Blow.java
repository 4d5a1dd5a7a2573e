package orca.simulator.siege;

import java.time.Duration;
import java.util.List;
import java.util.Random;

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
        CLOCK
    }

    private static final List<String> CALLS = List.of("fsync", "fdatasync", "rename", "pwrite64");
    private static final int LONGEST_S = 6;

    /** Any, within a round of so long. */
    static Blow drawn(Random random, Duration round) {
        Kind[] kinds = {Kind.KILL, Kind.KILL, Kind.KILL, Kind.KILL_AT, Kind.KILL_AT, Kind.FREEZE, Kind.CUT, Kind.CUT, Kind.FILL,
            Kind.CLOCK};
        Kind kind = kinds[random.nextInt(kinds.length)];
        String whom = Residents.ALL.get(random.nextInt(Residents.ALL.size()));
        String other = whom;
        while (other.equals(whom)) {
            other = Residents.ALL.get(random.nextInt(Residents.ALL.size()));
        }
        int skew = (int) Residents.SKEW.toSeconds() / 2;
        int number = kind == Kind.CLOCK ? random.nextInt(2 * skew) - skew : 1 + random.nextInt(12);
        return new Blow(kind, whom, other, Duration.ofMillis(random.nextInt((int) round.toMillis())),
                Duration.ofMillis(500 + random.nextInt(LONGEST_S * 1000)), number, CALLS.get(random.nextInt(CALLS.size())));
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
        };
    }

    /** Whether a cut is in both directions. */
    boolean bothWays() {
        return number % 2 != 0;
    }
}
