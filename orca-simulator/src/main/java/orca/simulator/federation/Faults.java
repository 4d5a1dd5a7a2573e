package orca.simulator.federation;

import java.time.Duration;

/**
 * How bad the world is. Chances are per mille of each occasion.
 *
 * @param lost a message is lost
 * @param doubled a message arrives twice
 * @param slowest the longest that a message may take; what is sent later may arrive earlier
 * @param cut a pair of nodes is partitioned, asked once a second for each pair
 * @param crash a node dies at one of its crash points, asked at each
 * @param troubled a handler fails and may be tried again
 * @param broken a handler fails for good
 * @param hung a handler does not end before it is cancelled
 * @param overrun a policy does not answer
 * @param nonsense a policy answers nonsense
 * @param slow a policy takes its time, so that its answer may come when nobody waits for it any more
 * @param skew how far apart two clocks may be
 */
public record Faults(
        int lost,
        int doubled,
        Duration slowest,
        int cut,
        int crash,
        int troubled,
        int broken,
        int hung,
        int overrun,
        int nonsense,
        int slow,
        Duration skew) {
    /** A world in which nothing goes wrong, but clocks still differ. */
    public static Faults none(Duration skew) {
        return new Faults(0, 0, Duration.ofMillis(20), 0, 0, 0, 0, 0, 0, 0, 0, skew);
    }

    /** A world as bad as {@code dice} make it. */
    public static Faults thrown(Dice dice, Duration skew) {
        return new Faults(
                (int) dice.between(0, 250),
                (int) dice.between(0, 150),
                Duration.ofMillis(dice.between(5, 5_000)),
                (int) dice.between(0, 20),
                (int) dice.between(0, 12),
                (int) dice.between(0, 120),
                (int) dice.between(0, 60),
                (int) dice.between(0, 40),
                (int) dice.between(0, 60),
                (int) dice.between(0, 60),
                (int) (dice.chance(300) ? dice.between(250, 700) : dice.between(30, 150)),
                skew);
    }

    /** The same world with a quarter of what keeps people waiting: more of what they want is begun. */
    Faults milder() {
        return new Faults(lost / 4, doubled, slowest.dividedBy(4), cut / 4, crash / 4, troubled, broken, hung, overrun / 4,
                nonsense / 4, slow / 4, skew);
    }
}
