package orca.simulator.federation;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import orca.core.contract.Refusal;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;

/** Gives commands for people who wait for an answer: one that gets none is given again. */
final class Desk {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Timeline timeline;
    private long accepted;
    private long declined;

    Desk(Timeline timeline) {
        this.timeline = timeline;
    }

    /** How many commands were accepted. */
    long accepted() {
        return accepted;
    }

    /** How many commands were declined. */
    long declined() {
        return declined;
    }

    /** Gives a command, again and again, until it is answered. */
    void insist(Node node, Command command) {
        insist(node, command, ids -> { });
    }

    /** Gives a command, again and again, until it is answered; {@code then} hears what it was accepted for. */
    void insist(Node node, Command command, Consumer<List<String>> then) {
        boolean[] answered = {false};
        node.order(command, reply -> {
            if (!answered[0]) {
                answered[0] = true;
                count(command, reply, then);
            }
        });
        timeline.after(PATIENCE, () -> {
            if (!answered[0]) {
                answered[0] = true;
                insist(node, command, then);
            }
        });
    }

    private void count(Command command, Reply reply, Consumer<List<String>> then) {
        switch (reply) {
            case Reply.Accepted(List<String> ids, String note) -> {
                accepted++;
                then.accept(ids);
            }
            case Reply.Declined(Refusal no) -> {
                declined++;
                if (command instanceof Command.Close && no.kind() != Refusal.Kind.UNKNOWN) {
                    throw new IllegalStateException(
                            "a reservation may be closed in every state, and it was refused: " + no.reason());
                }
            }
        }
    }
}
