package orca.cli.verb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.Look;
import orca.cli.screen.Cell;
import orca.cli.screen.Column;
import orca.cli.screen.Fold;
import orca.cli.screen.Table;
import orca.cli.screen.Terminal;
import orca.cli.screen.Tone;
import orca.wire.management.ManagementClient;
import orca.wire.management.Problem;
import orca.wire.management.SlotsAnswer;
import orca.wire.management.SlotsCommand;
import orca.wire.text.When;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Asks all brokers when something could be had. */
@Command(name = "slots", description = "Say when something could be had, of all brokers that are known; nothing is held.",
        sortOptions = false, footer = {
            "", "For example: orca slots --type vm --units 20 --size cpu=1000,memory=512 --for 4h --before friday",
            "An offer is no promise: take it with the line that is shown with it, before somebody else does.",
            "Exits with 0 when all units are offered, 1 when only fewer are, 4 when none are, 5 when no broker answered."})
final class Slots implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.number("", 0), Column.whole("START"), Column.words("IN", 4, 3), Column.extra("END", 2),
            Column.number("UNITS", 0), Column.words("WHERE", 8, 4), Column.extra("WHAT", 1));

    @Option(names = "--type", required = true, paramLabel = "TYPE", description = "What: a resource type, such as vm.")
    private String type;

    @Option(names = "--units", paramLabel = "N|M..N", description = "How many; M..N when fewer than M are not worth telling.")
    private String units;

    @Option(names = "--size", paramLabel = "NAME=N,...",
            description = "The size of each unit, such as cpu=1000,memory=512. Default: the type's usual size.")
    private String size;

    @Option(names = "--for", required = true, paramLabel = "LENGTH", description = "For how long: 30s, 5m, 1h30m, 7d, 2w.")
    private Duration length;

    @Option(names = "--from", paramLabel = "TIME", description = "The earliest start. Default: now.")
    private When from;

    @Option(names = "--before", paramLabel = "TIME",
            description = "When it must be over: friday, tomorrow 14:00, +3h. Default: 90 days ahead.")
    private When before;

    @Option(names = "--at", paramLabel = "SITE", description = "The one site that it must come from.")
    private String site;

    @Option(names = "--broker", paramLabel = "NAME", description = "The one broker to ask. Default: all that are known.")
    private String broker;

    @Option(names = "--most", paramLabel = "N", description = "How many offers, at most 20. Default: 5.")
    private int most = 5;

    @Mixin
    private final Asking asking;

    Slots(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        SlotsCommand command = command();
        ManagementClient client = asking.client();
        SlotsAnswer answer = asked(client, command);
        Terminal terminal = asking.terminal();
        switch (asking.format()) {
            case JSON, YAML -> asking.wrote(answer);
            case NAME -> answer.offers().forEach(offer -> terminal.say(RequestLine.of(offer.request())));
            case TABLE, WIDE -> show(terminal, answer);
        }
        if (answer.offers().isEmpty()) {
            return (answer.brokers().stream().anyMatch(SlotsAnswer.Asked::answered) ? Exit.INSUFFICIENT : Exit.TIMED_OUT).code();
        }
        return (answer.offers().stream().anyMatch(offer -> offer.units() == offer.asked()) ? Exit.OK : Exit.DIFFERS).code();
    }

    private SlotsCommand command() {
        Words.Units number = WishOptions.read("--units", units, Words::units).orElse(new Words.Units(1, 1));
        boolean range = units != null && units.contains("..");
        Map<String, Long> sliver = WishOptions.read("--size", size, Words::size).orElse(Map.of());
        try {
            return new SlotsCommand(asking.actor(), type, number.most(), range ? number.least() : 1, sliver, length,
                    from == null ? When.NOW : from, Optional.ofNullable(before), Optional.ofNullable(site),
                    Optional.ofNullable(broker), most);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("--" + e.getMessage());
        }
    }

    private SlotsAnswer asked(ManagementClient client, SlotsCommand command) {
        try {
            return asking.patiently(() -> client.slots(command));
        } catch (ManagementClient.Refused e) {
            if (e.problem().kind() == Problem.Kind.USAGE) {
                throw new Failure(Exit.USAGE, option(e.problem().message()));
            }
            throw e;
        }
    }

    /** {@code message} with the option in the place of the field. */
    private static String option(String message) {
        String rest = message.replaceFirst("^slots\\.", "").replaceFirst("^(least|minUnits):", "units:")
                .replaceFirst("^length:", "for:").replaceFirst("^site:", "at:").replaceFirst("^sliver:", "size:")
                .replaceFirst("^sliver\\.", "size ");
        return "--" + rest.replace("slots.length", "--for").replace("slots.from", "--from");
    }

    private void show(Terminal terminal, SlotsAnswer answer) {
        Look look = asking.look();
        if (!answer.offers().isEmpty()) {
            List<List<Cell>> rows = new ArrayList<>();
            for (SlotsAnswer.Offer offer : answer.offers()) {
                boolean soon = !offer.term().start().isAfter(look.moments().now());
                rows.add(List.of(Cell.of(rows.size() + 1), look.at(offer.term().start()),
                        Cell.of(soon ? "now" : look.moments().distance(offer.term().start())), look.at(offer.term().end()),
                        Look.units(Optional.of(offer.units()), offer.asked()), Cell.of(where(offer)), what(offer)));
            }
            terminal.show(new Table(COLUMNS, rows), look.wide());
        }
        answer.brokers().stream().filter(one -> !one.note().isEmpty()).forEach(one -> Fold.lines(
                "", "  ", Cell.plain(one.broker() + ": " + one.note()), terminal.columns()).forEach(terminal::say));
        for (int i = 0; i < answer.offers().size(); i++) {
            // Whole, however long: somebody will copy it.
            terminal.say(terminal.typed((i + 1) + ": " + RequestLine.of(answer.offers().get(i).request())));
        }
        if (answer.offers().isEmpty()) {
            terminal.note("nothing of that kind is free for so long; look further ahead, or for fewer units");
        }
    }

    private static String where(SlotsAnswer.Offer offer) {
        return offer.parts().stream().map(part -> (offer.parts().size() > 1 ? part.units() + " " : "") + part.broker()
                + (part.site().equals(part.broker()) ? "" : "/" + part.site())).collect(Collectors.joining(" + "));
    }

    private static Cell what(SlotsAnswer.Offer offer) {
        return switch (offer.kind()) {
            case "whole" -> new Cell("all", Tone.GOOD);
            case "split" -> new Cell("all, in " + offer.parts().size() + " parts", Tone.GOOD);
            default -> new Cell("fewer", Tone.BUSY);
        };
    }
}
