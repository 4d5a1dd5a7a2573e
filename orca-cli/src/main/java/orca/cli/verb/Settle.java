package orca.cli.verb;

import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.screen.Terminal;
import orca.wire.management.CommandAnswer;
import orca.wire.management.ManagementClient;
import orca.wire.management.SettleCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends the time in which an actor that lost something promises nothing. */
@Command(name = "settle", sortOptions = false, description = {
    "Let an actor promise again that was restored from a backup, or put up with a loss.",
    "Refused with a list while contracts are open: known ones whose holders have not said what they hold, and",
    "those that only peers know. See docs/journals.md."}, footer = {
    "", "For example: orca settle duke --dry-run, which says what is open; orca settle duke --anyway"})
final class Settle implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ACTOR", description = "Which; 'orca get actors' says whether it has to be.")
    private String actor;

    @Option(names = "--anyway", description = "Even though some of it is open; what that is, is forgotten.")
    private boolean anyway;

    @Option(names = "--reason", paramLabel = "TEXT", description = "For the journal.")
    private String reason = "";

    @Mixin
    private final Changing changing = new Changing();
    @Mixin
    private final Asking asking;

    Settle(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        ManagementClient client = asking.client();
        SettleCommand command = new SettleCommand(changing.requestId(), changing.dryRun(), actor, anyway, reason);
        CommandAnswer answer = asking.patiently(() -> command.giveTo(client));
        Changing.say(asking, answer, actor + " is settled" + (answer.note().isEmpty() ? "" : "; " + answer.note()));
        return Exit.OK.code();
    }
}
