package orca.core.actor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.lease.UnitId;

/**
 * What a caller of the {@link Engine} must do now that a group is durable. The order among them does not matter:
 * none of them can be heard of by the actor but as a later event.
 *
 * @param messages to be sent, those for one peer in this order and in as few envelopes as the wire likes
 * @param runs handler calls to be started, each once for its name
 * @param stops handler calls to be cancelled; when one has ended, or if it does not run, an {@link Event.Ended} must follow
 * @param watches units to be probed now and then from now on, each in the place of an earlier watch of the same unit
 * @param unwatched units not to be probed any more
 * @param question to be put to the actor's policy; an {@link Event.Proposed} must follow
 */
public record Effects(
        List<Outgoing> messages, List<Duties.Run> runs, List<Duties.CallName> stops, List<Duties.Watch> watches,
        List<UnitId> unwatched, Optional<Question> question) {
    public static final Effects NONE = new Effects(List.of(), List.of(), List.of(), List.of(), List.of(),
            Optional.empty());

    public Effects {
        messages = List.copyOf(messages);
        runs = List.copyOf(runs);
        stops = List.copyOf(stops);
        watches = List.copyOf(watches);
        unwatched = List.copyOf(unwatched);
        Objects.requireNonNull(question, "question");
    }
}
