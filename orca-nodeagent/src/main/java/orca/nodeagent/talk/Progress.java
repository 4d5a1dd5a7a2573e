package orca.nodeagent.talk;

import java.util.List;
import java.util.Optional;
import orca.core.handler.Outcome;
import orca.nodeagent.text.OutcomeText;

/**
 * How an action goes on.
 *
 * @param known whether the agent knows of it; if not, it was never asked for, or the agent was started anew, or its answer is
 *     long since forgotten: it may be asked for again
 * @param lines its words since those that were heard
 * @param heard how many lines there were with these
 * @param outcome when it is over, as lines
 */
public record Progress(boolean known, List<String> lines, long heard, Optional<String> outcome) {
    private static final String NO_BOOT = "-";
    public static final Progress UNKNOWN = new Progress(false, List.of(), 0, Optional.empty());

    public static Progress of(List<String> lines, long heard, Optional<Outcome> outcome) {
        return new Progress(true, lines, heard, outcome.map(end -> OutcomeText.write(NO_BOOT, end)));
    }

    /** @throws IllegalArgumentException when it says one that cannot be read */
    public Optional<Outcome> end() {
        return outcome.map(text -> OutcomeText.read(NO_BOOT, text)
                .orElseThrow(() -> new IllegalArgumentException("progress.outcome: cannot be read")));
    }
}
