package orca.wire.management;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.wire.text.Default;

/**
 * Run a command in a unit; to be posted to {@code exec}. The answer is a line of JSON for each {@link ExecLine}.
 *
 * @param actor the authority; may be left out when only one has such a unit
 * @param command program and arguments
 * @param limit how long it may take
 */
public record ExecCommand(
        Optional<String> actor, String unit, List<String> command, @Default("1h") Duration limit) {
    /** The most words of a command. */
    public static final int MOST_WORDS = 1024;
    /** The longest limit. */
    public static final Duration LONGEST = Duration.ofDays(7);

    public ExecCommand {
        command = List.copyOf(command);
        if (command.isEmpty() || command.size() > MOST_WORDS) {
            throw new IllegalArgumentException("command: must be 1 to " + MOST_WORDS + " words, got " + command.size());
        }
        if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("limit: must be more than nothing and at most " + LONGEST + ", got " + limit);
        }
    }
}
