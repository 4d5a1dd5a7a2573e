package orca.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
import orca.wire.management.PlanAnswer;
import orca.wire.management.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks what would come of a request. */
@Command(name = "plan", description = "Say what would come of a request; nothing is done and nothing is held.",
        sortOptions = false, footer = {
            "", "Exits with 0 when all would be granted as asked, 1 when otherwise than asked (fewer, later, or not at once),",
            "3 or 4 when refused."})
final class Plan implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.number("WISH", 3), Column.whole("VERDICT"), Column.number("UNITS", 0), Column.extra("START", 1),
            Column.extra("END", 1), Column.extra("LEFT", 4), Column.words("WHERE", 6, 2), Column.words("REASON", 12, 5));

    @Mixin
    private final Wanting wanting = new Wanting();
    @Mixin
    private final Asking asking;

    Plan(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        var command = wanting.command(asking, Optional.empty(), false);
        ManagementClient client = asking.client();
        PlanAnswer answer = wanting.inOptions(() -> asking.patiently(() -> client.plan(command)));
        Terminal terminal = asking.terminal();
        switch (asking.format()) {
            case JSON, YAML -> asking.wrote(answer);
            case NAME -> answer.outcomes().forEach(o -> terminal.say(o.verdict()));
            case TABLE, WIDE -> {
                terminal.show(table(answer.outcomes()), asking.look().wide());
                answer.outcomes().stream().map(PlanAnswer.Outcome::problem).flatMap(Optional::stream).forEach(problem -> {
                    Fold.lines("  ", "  ", Cell.plain(problem.message()), terminal.columns()).forEach(terminal::note);
                    problem.alternative().ifPresent(a -> Failure.alternatives(a, terminal.moments())
                            .forEach(line -> terminal.note("  " + line)));
                });
            }
        }
        return answer.outcomes().stream().map(Plan::exit).max(Enum::compareTo).orElse(Exit.OK).code();
    }

    private Table table(List<PlanAnswer.Outcome> outcomes) {
        Look look = asking.look();
        List<List<Cell>> rows = new ArrayList<>();
        for (PlanAnswer.Outcome o : outcomes) {
            Tone tone = switch (exit(o)) {
                case OK -> Tone.GOOD;
                case DIFFERS -> Tone.BUSY;
                case USAGE, REFUSED, INSUFFICIENT, TIMED_OUT, CONFLICT, TROUBLE -> Tone.BAD;
            };
            rows.add(List.of(
                    Cell.of(rows.size() + 1), new Cell(o.verdict(), tone),
                    Look.units(Optional.of(o.granted()), o.asked()),
                    o.term().isPresent() ? look.start(o.term()) : o.estimate().map(look::at).orElse(Cell.of("")),
                    look.end(o.term()), look.left(o.verdict(), o.term()), Cell.of(o.site().orElse(o.broker())), Cell.of(why(o))));
        }
        return new Table(COLUMNS, rows);
    }

    private static String why(PlanAnswer.Outcome outcome) {
        return outcome.problem().map(Problem::message).filter(m -> outcome.why().isBlank()).orElse(outcome.why());
    }

    private static Exit exit(PlanAnswer.Outcome outcome) {
        return switch (outcome.verdict()) {
            case "granted" -> outcome.granted() == outcome.asked() && outcome.why().isBlank() ? Exit.OK : Exit.DIFFERS;
            case "refused" -> outcome.problem().map(p -> Exit.of(p.kind())).orElse(Exit.REFUSED);
            case "unanswered" -> Exit.TIMED_OUT;
            default -> Exit.DIFFERS;
        };
    }
}
