package orca.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.screen.Terminal;
import orca.core.resource.PropertyList;
import orca.wire.management.ChangeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Asks for other properties. */
@Command(name = "change", description = "Ask for other properties of a reservation; what is not named stays.",
        sortOptions = false, footer = {"", "For example: orca change web-1 --property power=paused --wait"})
final class Change implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "The reservation.")
    private String id;

    @Option(names = "--property", paramLabel = "NAME=VALUE", converter = Pair.class,
            description = "What it is to have; may be repeated.")
    private List<String> properties = new ArrayList<>();

    @Option(names = "--drop", paramLabel = "NAME", split = ",", description = "What it is to have no more.")
    private List<String> dropped = new ArrayList<>();

    @Mixin
    private final Changing changing = new Changing();
    @Mixin
    private final Asking asking;

    Change(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        PropertyList set = Words.properties(properties);
        if (set.isEmpty() && dropped.isEmpty()) {
            throw new TypeConversionException("change: nothing to change; give --property or --drop");
        }
        dropped.forEach(name -> Words.name("--drop", name));
        Resize.change(asking, changing, new ChangeCommand(changing.requestId(), changing.dryRun(), asking.actor(), id,
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), List.of(), set, dropped), "change asked for");
        return Exit.OK.code();
    }
}
