package orca.simulator.federation;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Operators whose actors take another key now and then, with a restart, and mostly tell their peers before. What they sealed with
 * the old one stays theirs, and so does what they have.
 */
final class Successors {
    private final Federation federation;
    private final Dice dice;
    private boolean busy = true;

    Successors(Federation federation, Dice dice) {
        this.federation = federation;
        this.dice = dice;
    }

    void start() {
        federation.timeline().after(dice.span(Duration.ofSeconds(20), Duration.ofMinutes(2)), this::act);
    }

    void stop() {
        busy = false;
    }

    private void act() {
        if (!busy) {
            return;
        }
        Node node = dice.pick(Stream.of(federation.sites(), federation.brokers(), federation.guests()).flatMap(List::stream)
                .toList());
        succeed(node);
        node.crash(Duration.ofMillis(dice.between(1, 5_000)));
        federation.timeline().after(dice.span(Duration.ofSeconds(10), Duration.ofMinutes(2)), this::act);
    }

    /** An actor has another key from now on; whoever was told does not hear the old one any more. */
    void succeed(Node node) {
        federation.succeed(node, dice.chance(700));
    }

    /** Half of those who lose a journal take the occasion. */
    void restored(Node node) {
        if (busy && dice.chance(500)) {
            succeed(node);
        }
    }
}
