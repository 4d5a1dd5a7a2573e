package orca.cli.verb;

import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.Format;
import orca.cli.output.StoryText;
import orca.cli.screen.Terminal;
import orca.core.resource.Names;
import orca.wire.management.ManagementClient;
import orca.wire.management.Story;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells the whole story of one reservation. */
@Command(name = "describe", description = "Tell all that this container's actors know of one reservation, with reasons.",
        sortOptions = false)
final class Describe implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "The reservation.")
    private String id;

    @Mixin
    private final Asking asking;

    Describe(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        Words.name("ID", id);
        ManagementClient client = asking.client();
        Story story = asking.patiently(() -> client.describe(id));
        if (story.reservations().isEmpty() && story.tickets().isEmpty() && story.leases().isEmpty() && story.lines().isEmpty()) {
            throw new Failure(Exit.REFUSED, "nobody here knows a reservation " + Names.quoted(id),
                    "see what there is with 'orca get reservations --all'");
        }
        if (asking.format() == Format.NAME) {
            asking.terminal().say(story.id());
        } else if (!asking.wrote(story)) {
            Terminal terminal = asking.terminal();
            int width = asking.look().wide() ? Integer.MAX_VALUE : terminal.columns();
            new StoryText(asking.look(), width, terminal.colours()).lines(story).forEach(terminal::say);
        }
        return Exit.OK.code();
    }
}
