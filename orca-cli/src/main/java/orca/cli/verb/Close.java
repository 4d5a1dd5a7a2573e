package orca.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.screen.Terminal;
import orca.wire.management.CloseCommand;
import orca.wire.management.CommandAnswer;
import orca.wire.management.ManagementClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Gives reservations back. */
@Command(name = "close", description = "Give reservations back, in whatever state they are.", sortOptions = false)
final class Close implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "The reservations.")
    private List<String> ids;

    @Mixin
    private final Changing changing = new Changing();
    @Mixin
    private final Asking asking;

    Close(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        if (changing.requestId().isPresent() && ids.size() > 1) {
            throw new TypeConversionException("--request-id: names one command, and each reservation is closed by its own");
        }
        ManagementClient client = asking.client();
        List<String> closed = new ArrayList<>();
        String note = "";
        for (String id : ids) {
            CommandAnswer answer = asking.patiently(() -> client.close(
                    new CloseCommand(changing.requestId(), changing.dryRun(), asking.actor(), id)));
            closed.add(id);
            note = answer.note();
        }
        if (changing.waiting().isPresent()) {
            new Waiting(asking.terminal(), client, asking.actor())
                    .all(ids, List.of("closed", "failed"), changing.waiting().get());
        }
        Changing.say(asking, new CommandAnswer(changing.dryRun(), closed, note),
                changing.waiting().isPresent() ? "closed" : "closing");
        return Exit.OK.code();
    }
}
