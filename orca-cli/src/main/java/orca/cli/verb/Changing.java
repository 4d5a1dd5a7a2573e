package orca.cli.verb;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import orca.cli.output.Format;
import orca.cli.screen.Terminal;
import orca.core.resource.Names;
import orca.wire.management.CommandAnswer;
import orca.wire.text.Notation;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What every verb takes that changes something. */
final class Changing {
    /** How long {@code --wait} waits when it does not say. */
    private static final Duration USUAL_WAIT = Duration.ofMinutes(5);

    @Option(names = "--dry-run", description = "Only say whether it would be taken; do nothing.")
    private boolean dryRun;

    @Option(names = "--wait", paramLabel = "TIME",
            description = "Wait until it has come about; --wait alone is --wait=5m.")
    private Duration wait;

    @Option(names = "--request-id", paramLabel = "NAME",
            description = "A name for this very command: given again, it is answered again and not done again.")
    private String requestId;

    boolean dryRun() {
        return dryRun;
    }

    Optional<String> requestId() {
        if (requestId != null) {
            try {
                Names.check("--request-id", requestId);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
        return Optional.ofNullable(requestId);
    }

    /** How long to wait, if at all; never when nothing is done. */
    Optional<Duration> waiting() {
        return dryRun ? Optional.empty() : Optional.ofNullable(wait);
    }

    /** {@code args} with the usual time where {@code --wait} stands alone, so that it never takes the next word for one. */
    static String[] withUsualWait(String... args) {
        int end = Arrays.asList(args).indexOf("--");
        String[] changed = args.clone();
        for (int i = 0; i < (end < 0 ? args.length : end); i++) {
            if (args[i].equals("--wait")) {
                changed[i] = "--wait=" + Notation.show(USUAL_WAIT);
            }
        }
        return changed;
    }

    /** Says what a command did, or would do. */
    static void say(Asking asking, CommandAnswer answer, String done) {
        if (asking.wrote(answer)) {
            return;
        }
        Terminal terminal = asking.terminal();
        if (asking.format() == Format.NAME) {
            answer.ids().forEach(terminal::say);
            return;
        }
        String what = answer.ids().isEmpty() ? done : String.join(", ", answer.ids()) + " " + done;
        terminal.say((answer.dryRun() ? "would be taken, nothing was done: " : "") + what
                + (answer.note().isBlank() ? "" : " (" + answer.note() + ")"));
    }
}
