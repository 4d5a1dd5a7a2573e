package orca.runtime.loop;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import orca.core.protocol.Message;

/**
 * What became of messages that came.
 *
 * @param later those for which there was no room, in the order in which they came; their sender may say them again
 * @param after how long it should wait before that: 1 to 30 s
 */
public record Admission(List<Message> later, Duration after) {
    /** All were taken. */
    public static final Admission ALL = new Admission(List.of(), Duration.ofSeconds(1));

    public Admission {
        later = List.copyOf(later);
        Objects.requireNonNull(after, "after");
    }
}
