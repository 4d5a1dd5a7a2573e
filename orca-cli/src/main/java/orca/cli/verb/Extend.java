package orca.cli.verb;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.screen.Terminal;
import orca.wire.management.ChangeCommand;
import orca.wire.text.When;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Asks for a later end. */
@Command(name = "extend", description = "Ask for a later end of a reservation that is in use.", sortOptions = false,
        footer = {"", "For example: orca extend web-1 +2h --wait"})
final class Extend implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "The reservation.")
    private String id;

    @Parameters(index = "1", paramLabel = "+LENGTH|TIME",
            description = "Later than its present end by that much (+2h), or the new end (now+3h, 2026-12-24T18:00:00Z).")
    private String until;

    @Mixin
    private final Changing changing = new Changing();
    @Mixin
    private final Asking asking;

    Extend(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        if (until.startsWith("-")) {
            throw new TypeConversionException(
                    "+LENGTH: a reservation is not shortened, got '" + until + "'; 'orca close' ends it");
        }
        boolean longer = until.startsWith("+");
        Optional<Duration> by = longer ? WishOptions.read("+LENGTH", until.substring(1), Words::length) : Optional.empty();
        Optional<When> end = longer ? Optional.empty() : WishOptions.read("TIME", until,
                text -> Words.when(text, asking.terminal().moments()));
        Resize.change(asking, changing, new ChangeCommand(changing.requestId(), changing.dryRun(), asking.actor(), id, end, by,
                Optional.empty(), Map.of(), List.of()), "extension asked for");
        return Exit.OK.code();
    }
}
