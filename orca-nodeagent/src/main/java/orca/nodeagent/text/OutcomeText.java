package orca.nodeagent.text;

import java.util.Arrays;
import java.util.Optional;
import orca.core.handler.Outcome;
import orca.core.resource.PropertyList;

/**
 * An outcome as lines of text: the boot, then {@code done} with one {@code kind name value} a line, or
 * {@code trouble retry|final reason}; the last line is {@code end}, so that a torn file is seen as torn.
 */
public final class OutcomeText {
    private OutcomeText() {}

    public static String write(String boot, Outcome outcome) {
        StringBuilder text = new StringBuilder("boot ").append(boot).append('\n');
        switch (outcome) {
            case Outcome.Done(PropertyList properties) -> {
                text.append("done\n");
                text.append(PropertyLines.write(properties));
            }
            case Outcome.Trouble(String reason, boolean retry) ->
                text.append("trouble ").append(retry ? "retry " : "final ").append(PropertyLines.escaped(reason)).append('\n');
        }
        return text.append("end\n").toString();
    }

    /** The outcome, unless the text is torn or of another boot. */
    public static Optional<Outcome> read(String boot, String text) {
        String[] lines = text.split("\n", -1);
        boolean whole = lines.length >= 4 && lines[0].equals("boot " + boot) && lines[lines.length - 2].equals("end");
        if (!whole) {
            return Optional.empty();
        }
        if (lines[1].startsWith("trouble ")) {
            String[] words = lines[1].split(" ", 3);
            return Optional.of(new Outcome.Trouble(PropertyLines.plain(words[2]), words[1].equals("retry")));
        }
        try {
            return Optional.of(new Outcome.Done(PropertyLines.read(Arrays.asList(lines).subList(2, lines.length - 2))));
        } catch (IllegalArgumentException torn) {
            return Optional.empty();
        }
    }
}
