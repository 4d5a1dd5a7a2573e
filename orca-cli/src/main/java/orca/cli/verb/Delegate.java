package orca.cli.verb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.screen.Terminal;
import orca.wire.management.CommandAnswer;
import orca.wire.management.DelegateCommand;
import orca.wire.management.ManagementClient;
import orca.wire.text.When;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Gives a broker a right to an inventory, or to a part of what another broker holds. */
@Command(name = "delegate", description = "Give a broker the right to promise a part of a site's inventory,"
        + " or of what another broker holds; or renew one.",
        sortOptions = false,
        footer = {"", "For example: orca delegate --broker market --type vm --units 8 --capacity cpu=8000,memory=8192 --for 30d"})
final class Delegate implements Callable<Integer> {
    @Option(names = "--id", paramLabel = "NAME", description = "Its name; the name of one there is, to renew that.")
    private String id;

    @Option(names = "--from", paramLabel = "NAME",
            description = "Where a broker gives (--actor): the delegation that it is a part of. Default: the first that has it.")
    private String from;

    @Option(names = {"--broker", "--to"}, required = true, paramLabel = "NAME", description = "Who gets it.")
    private String broker;

    @Option(names = "--type", required = true, paramLabel = "TYPE", description = "What.")
    private String type;

    @Option(names = "--units", required = true, paramLabel = "N", description = "How many at any instant.")
    private long units;

    @Option(names = "--capacity", paramLabel = "NAME=N,...", description = "How much altogether, by dimension.")
    private String capacity;

    @Option(names = "--largest", paramLabel = "NAME=N,...", description = "The largest size of one unit. Default: the capacity.")
    private String largest;

    @Option(names = "--start", paramLabel = "TIME", description = "From when. Default: now.")
    private When start;

    @Option(names = "--end", paramLabel = "TIME", description = "Until when; either this or --for.")
    private When end;

    @Option(names = "--for", paramLabel = "LENGTH", description = "For how long from now.")
    private Duration length;

    @Option(names = "--oversubscription", paramLabel = "N",
            description = "In hundredths; 150 promises half as much again. Default: 100.")
    private int oversubscription = 100;

    @Option(names = "--property", paramLabel = "NAME=VALUE", converter = Pair.class,
            description = "For the broker's policy; may be repeated.")
    private List<String> properties = new ArrayList<>();

    @Mixin
    private final Changing changing = new Changing();
    @Mixin
    private final Asking asking;

    Delegate(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        if ((end == null) == (length == null)) {
            throw new TypeConversionException("--end, --for: give one of them, not " + (end == null ? "neither" : "both"));
        }
        if (length != null && start != null) {
            throw new TypeConversionException("--for: counts from now; with --start give --end");
        }
        DelegateCommand command = new DelegateCommand(changing.requestId(), changing.dryRun(), asking.actor(),
                Optional.ofNullable(id), Optional.ofNullable(from), broker, type, units,
                WishOptions.read("--capacity", capacity, Words::size).orElse(Map.of()),
                WishOptions.read("--largest", largest, Words::size).orElse(Map.of()),
                start == null ? When.NOW : start, end == null ? When.in(length) : end, oversubscription,
                Words.properties(properties));
        ManagementClient client = asking.client();
        CommandAnswer answer = asking.patiently(() -> client.delegate(command));
        Changing.say(asking, answer, "delegated to " + broker);
        return Exit.OK.code();
    }
}
