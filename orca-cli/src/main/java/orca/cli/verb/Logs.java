package orca.cli.verb;

import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.screen.Cell;
import orca.cli.screen.Terminal;
import orca.wire.management.LogView;
import orca.wire.management.ManagementClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what the handlers said about a unit. */
@Command(name = "logs", description = "Show what the handlers said about a unit, oldest line first.", sortOptions = false)
final class Logs implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "UNIT", description = "The unit; 'orca get units' lists them.")
    private String unit;

    @Mixin
    private final Asking asking;

    Logs(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        Words.name("UNIT", unit);
        ManagementClient client = asking.client();
        LogView log = asking.patiently(() -> client.logs(unit));
        if (!asking.wrote(log)) {
            if (log.cut()) {
                asking.terminal().note("(older lines are not kept)");
            }
            log.lines().stream().map(Cell::plain).forEach(asking.terminal()::say);
        }
        return Exit.OK.code();
    }
}
