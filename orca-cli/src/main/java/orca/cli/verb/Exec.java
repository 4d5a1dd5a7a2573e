package orca.cli.verb;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import orca.cli.screen.Terminal;
import orca.wire.management.ExecCommand;
import orca.wire.management.ManagementClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Runs a command in a unit. */
@Command(name = "exec", description = "Run a command in a unit; exits with the command's own code.", sortOptions = false,
        footer = {"", "For example: orca exec west-u1 -- uname -a"})
final class Exec implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "UNIT", description = "The unit; 'orca get units' lists them.")
    private String unit;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "CMD", description = "Program and arguments, after --.")
    private List<String> command;

    @Option(names = "--limit", paramLabel = "LENGTH", description = "How long it may take. Default: 1h.")
    private Duration limit = Duration.ofHours(1);

    @Mixin
    private final Asking asking;

    Exec(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        ManagementClient client = asking.client();
        Terminal terminal = asking.terminal();
        try {
            ExecCommand order = new ExecCommand(asking.actor(), unit, command, limit);
            return client.exec(order, line -> {
                if (terminal.live()) {
                    terminal.say(line);
                } else {
                    terminal.out().println(line); // a program takes what the unit said as it is
                }
                terminal.out().flush();
            });
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
