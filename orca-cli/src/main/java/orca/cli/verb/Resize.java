package orca.cli.verb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.Format;
import orca.cli.output.Listings;
import orca.cli.screen.Terminal;
import orca.core.resource.Names;
import orca.wire.management.ChangeCommand;
import orca.wire.management.CommandAnswer;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.ReservationView;
import orca.wire.text.Nearest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.Unmatched;

/** Asks for more or fewer units, or larger or smaller ones. */
@Command(name = "resize", description = "Ask for another number or size of a reservation's units.", sortOptions = false,
        footer = {"", "Each dimension of the reservation's type is an option too:",
            "for example: orca resize web-1 --units 3 --cpu 2000 --wait"})
final class Resize implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "The reservation.")
    private String id;

    @Option(names = "--units", paramLabel = "N", description = "How many.")
    private Long units;

    @Option(names = "--size", paramLabel = "NAME=N,...", description = "The new size of each unit; what is not named stays.")
    private String size;

    @Option(names = "--give-up", paramLabel = "UNIT", split = ",",
            description = "Units to give up first, when there are to be fewer.")
    private List<String> victims = new ArrayList<>();

    @Unmatched
    private List<String> dimensions = new ArrayList<>();

    @Mixin
    private final Changing changing = new Changing();
    @Mixin
    private final Asking asking;

    Resize(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        Map<String, Long> wanted = new LinkedHashMap<>(WishOptions.read("--size", size, Words::size).orElse(Map.of()));
        for (int i = 0; i < dimensions.size(); i += 2) {
            String option = dimensions.get(i);
            String value = i + 1 < dimensions.size() ? dimensions.get(i + 1) : "";
            if (!option.matches("--[a-z0-9][a-z0-9._-]*") || !value.matches("[0-9]{1,16}")) {
                throw new TypeConversionException("resize: a dimension is set by its name and a whole number, such as"
                        + " --cpu 2000, got " + Names.quoted(option + " " + value));
            }
            wanted.put(option.substring(2), Long.parseLong(value));
        }
        if (units == null && wanted.isEmpty()) {
            throw new TypeConversionException(
                    "resize: nothing to change; give --units, --size or a dimension such as --cpu 2000");
        }
        Map<String, Long> sliver = wanted.isEmpty() ? Map.of() : merged(wanted);
        change(asking, changing, new ChangeCommand(changing.requestId(), changing.dryRun(), asking.actor(), id, Optional.empty(),
                Optional.empty(), Optional.ofNullable(units), sliver, victims), "resize asked for");
        return Exit.OK.code();
    }

    /** The present size with what is {@code wanted} in it. */
    private Map<String, Long> merged(Map<String, Long> wanted) {
        Filter one = new Filter(asking.actor(), Optional.of(id), Optional.empty(), true);
        List<ReservationView> found = asking.client().reservations(one).items();
        if (found.size() != 1) {
            throw new Failure(Exit.REFUSED, found.isEmpty() ? "no reservation " + Names.quoted(id)
                    : "several actors have a reservation " + Names.quoted(id) + "; say which with --actor");
        }
        Map<String, Long> sliver = new LinkedHashMap<>(found.getFirst().sliver());
        wanted.forEach((name, amount) -> {
            if (sliver.replace(name, amount) == null) {
                throw new TypeConversionException("--" + name + ": type " + found.getFirst().type() + " has no such dimension"
                        + Nearest.hint(name, sliver.keySet()));
            }
        });
        return sliver;
    }

    /** Sends {@code command} and, if asked to, waits until the reservation is in use again and says what came of it. */
    static void change(Asking asking, Changing changing, ChangeCommand command, String done) {
        ManagementClient client = asking.client();
        CommandAnswer answer = asking.patiently(() -> client.change(command));
        if (changing.waiting().isEmpty()) {
            Changing.say(asking, answer, done);
            return;
        }
        Terminal terminal = asking.terminal();
        List<ReservationView> now = new Waiting(terminal, client, asking.actor())
                .all(List.of(command.id()), List.of("active"), changing.waiting().get());
        if (asking.format() == Format.NAME) {
            terminal.say(command.id());
        } else if (!asking.wrote(now)) {
            terminal.show(Listings.RESERVATIONS.table(now, asking.look()), asking.look().wide());
        }
        now.getFirst().refusal().ifPresent(problem -> {
            throw Failure.of(problem, terminal.moments());
        });
    }
}
