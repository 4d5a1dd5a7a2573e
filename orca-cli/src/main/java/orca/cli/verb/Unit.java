package orca.cli.verb;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.output.Format;
import orca.cli.output.Listings;
import orca.cli.screen.Cell;
import orca.cli.screen.Fold;
import orca.cli.screen.Terminal;
import orca.wire.management.CommandAnswer;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.MoveCommand;
import orca.wire.management.UnitCommand;
import orca.wire.management.UnitRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves units, and settles those that are quarantined. */
@Command(name = "unit", description = "Move units to other hosts; settle units that could not be torn down.",
        synopsisSubcommandLabel = "list|move|retry|release")
final class Unit extends Parent {
    private final Terminal terminal;

    Unit(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    List<Object> verbs() {
        return List.of(new Stuck(terminal), new Move(terminal), new Retry(terminal), new Release(terminal));
    }

    /** Which wait for somebody to look. */
    @Command(name = "list", description = "List the units that could not be torn down, and what is left: their places are kept.",
            sortOptions = false, footer = {"",
        "'orca logs UNIT' has all that its handler said; 'orca unit retry UNIT' tears it down again when the cause is gone;",
        "'orca unit release UNIT --reason TEXT' puts on record that nothing is left of it."})
    static final class Stuck implements Callable<Integer> {
        @Mixin
        private final Asking asking;

        Stuck(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            ManagementClient client = asking.client();
            List<UnitRow> rows = asking.patiently(() -> client.units(
                    new Filter(asking.actor(), Optional.empty(), Optional.empty(), true))).items().stream()
                    .filter(unit -> quarantined(unit) || unit.state().equals("teardown") && unit.attempt() > 1).toList();
            Terminal terminal = asking.terminal();
            if (asking.format() == Format.NAME) {
                rows.stream().filter(Stuck::quarantined).map(UnitRow::id).forEach(terminal::say);
            } else if (!asking.wrote(rows)) {
                if (rows.isEmpty()) {
                    terminal.note("none; 'orca get units' lists all");
                } else {
                    show(terminal, rows);
                }
            }
            return Exit.OK.code();
        }

        private static boolean quarantined(UnitRow unit) {
            return unit.state().equals("quarantined");
        }

        /** Where they are; then what is left of each, whole, for that is what somebody has to look at. */
        private void show(Terminal terminal, List<UnitRow> rows) {
            terminal.show(Listings.STUCK_UNITS.table(rows, asking.look()), asking.look().wide());
            if (asking.look().wide()) {
                return;
            }
            terminal.say("");
            for (UnitRow unit : rows) {
                String tried = quarantined(unit) ? "" : "being torn down, attempt " + unit.attempt()
                        + (unit.reason().isBlank() ? "" : "; the one before: ");
                Fold.lines(unit.id() + ": ", "  ", Cell.plain(tried + unit.reason()), terminal.columns())
                        .forEach(terminal::say);
            }
            List<UnitRow> stuck = rows.stream().filter(Stuck::quarantined).toList();
            if (!stuck.isEmpty()) {
                String one = stuck.size() == 1 ? stuck.get(0).id() : "UNIT";
                terminal.note("when the cause is gone: " + terminal.command() + " unit retry " + one);
                terminal.note("when nothing is left:   " + terminal.command() + " unit release " + one + " --reason TEXT");
            }
        }
    }

    /** Has a unit moved. */
    @Command(name = "move", description = "Move a unit that is up to another host, while it runs if its handler can.",
            sortOptions = false)
    static final class Move implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "UNIT", description = "The unit.")
        private String unit;

        @Parameters(index = "1", paramLabel = "HOST", description = "Where to.")
        private String host;

        @Option(names = "--reason", paramLabel = "TEXT", description = "What its holder is told.")
        private String reason = "";

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Move(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            ManagementClient client = asking.client();
            CommandAnswer answer = asking.patiently(() -> client.moveUnit(
                    new MoveCommand(changing.requestId(), changing.dryRun(), asking.actor(), unit, host, reason)));
            String done = "is on its way to " + host;
            Changing.say(asking, answer, answer.ids().isEmpty() ? unit + " " + done : done);
            return Exit.OK.code();
        }
    }

    /** Records that a unit is gone. */
    @Command(name = "release", aliases = "free", sortOptions = false,
            description = "Put on record that a quarantined unit is gone, or that its host is off.")
    static final class Release implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "UNIT", description = "The unit.")
        private String unit;

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "How you know that it is gone.")
        private String reason;

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Release(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            ManagementClient client = asking.client();
            CommandAnswer answer = asking.patiently(() -> client.freeUnit(
                    new UnitCommand(changing.requestId(), changing.dryRun(), asking.actor(), unit, reason)));
            Changing.say(asking, answer, answer.ids().isEmpty() ? unit + " freed" : "freed");
            return Exit.OK.code();
        }
    }

    /** Tries again. */
    @Command(name = "retry", description = "Try the teardown of a quarantined unit again.", sortOptions = false)
    static final class Retry implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "UNIT", description = "The unit.")
        private String unit;

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Retry(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            ManagementClient client = asking.client();
            CommandAnswer answer = asking.patiently(() -> client.retryTeardown(
                    new UnitCommand(changing.requestId(), changing.dryRun(), asking.actor(), unit, "")));
            Changing.say(asking, answer, answer.ids().isEmpty() ? unit + " is torn down again" : "is torn down again");
            return Exit.OK.code();
        }
    }
}
