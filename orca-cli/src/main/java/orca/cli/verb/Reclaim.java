package orca.cli.verb;

import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.screen.Terminal;
import orca.wire.management.CommandAnswer;
import orca.wire.management.ManagementClient;
import orca.wire.management.ReclaimCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a delegation back. */
@Command(name = "reclaim", description = "Let no more tickets be issued on a delegation; live ones run to their end.",
        sortOptions = false)
final class Reclaim implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "The delegation.")
    private String id;

    @Option(names = "--reason", paramLabel = "TEXT", description = "What the broker is told.")
    private String reason = "";

    @Mixin
    private final Changing changing = new Changing();
    @Mixin
    private final Asking asking;

    Reclaim(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        ManagementClient client = asking.client();
        CommandAnswer answer = asking.patiently(() -> client.reclaim(
                new ReclaimCommand(changing.requestId(), changing.dryRun(), asking.actor(), id, reason)));
        Changing.say(asking, answer, answer.ids().isEmpty() ? id + " reclaimed" : "reclaimed");
        return Exit.OK.code();
    }
}
