package orca.simulator.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import orca.cli.screen.Cell;
import orca.cli.screen.Column;
import orca.cli.screen.Table;

/** What came of replays, for people. */
final class ReplayTable {
    private static final String NOTHING = "-";

    private ReplayTable() {}

    static List<String> lines(ReplayCommand.Answer answer) {
        List<String> lines = new ArrayList<>();
        boolean sizes = answer.hosts() > 0;
        lines.add(answer.workload() + ": " + answer.jobs() + " jobs, "
                + (sizes ? answer.hosts() + " nodes" : answer.capacity() + " units"));
        lines.add("");
        List<Column> columns = new ArrayList<>();
        List<List<Cell>> rows = new ArrayList<>();
        for (ReplayCommand.Line line : answer.policies()) {
            columns.clear();
            List<Cell> row = new ArrayList<>();
            if (sizes) {
                sized(line, answer.jobs(), columns, row);
            } else {
                counted(line, answer.jobs(), columns, row);
            }
            rows.add(row);
        }
        lines.addAll(telling(columns, rows).lines(Integer.MAX_VALUE, false));
        return lines;
    }

    /** The table without the columns in which nothing is said of any. */
    private static Table telling(List<Column> columns, List<List<Cell>> rows) {
        List<Integer> told = IntStream.range(0, columns.size())
                .filter(c -> rows.stream().anyMatch(row -> !row.get(c).text().equals(NOTHING))).boxed().toList();
        return new Table(told.stream().map(columns::get).toList(),
                rows.stream().map(row -> told.stream().map(row::get).toList()).toList());
    }

    private static String count(long number) {
        return number == 0 ? NOTHING : number("%,.0f", number);
    }

    /** Those that were neither refused nor ever started, which a policy has to be asked about. */
    private static String neverRan(int jobs, Figures f) {
        return count(jobs - f.jobs() - f.refused());
    }

    private static void add(List<Column> columns, List<Cell> row, String heading, int rank, String text) {
        columns.add(Column.number(heading, rank));
        row.add(Cell.of(text));
    }

    private static void counted(ReplayCommand.Line line, int jobs, List<Column> columns, List<Cell> row) {
        Figures f = line.figures();
        columns.add(Column.whole("POLICY"));
        row.add(Cell.of(line.policy()));
        add(columns, row, "MEAN WAIT", 0, span(f.meanWait()));
        add(columns, row, "95% WAIT", 3, span(f.wait95()));
        add(columns, row, "SLOWDOWN", 0, number("%.2f", f.meanSlowdown()));
        add(columns, row, "USED", 0, percent(f.utilisation()));
        add(columns, row, "FAIRNESS", 2, number("%.2f", f.fairness()));
        add(columns, row, "REFUSED", 1, Integer.toString(f.refused()));
        add(columns, row, "NEVER RAN", 1, neverRan(jobs, f));
        add(columns, row, "DEADLINES MET", 2, f.deadlines() == 0 ? NOTHING : percent(f.met()));
        add(columns, row, "VALUE", 2, count(Math.round(f.value())));
        add(columns, row, "REVENUE", 2, count(f.revenue()));
        add(columns, row, "MOVES", 3, count(f.migrations()));
        add(columns, row, "MAKESPAN", 4, span(f.makespan()));
        add(columns, row, "JOBS/S", 5, number("%.0f", f.jobs() / line.seconds()));
        add(columns, row, "POLICY ALONE", 6, number("%.0f", f.jobs() / line.thinking()));
    }

    private static void sized(ReplayCommand.Line line, int jobs, List<Column> columns, List<Cell> row) {
        Figures f = line.figures();
        columns.add(Column.whole("POLICY"));
        row.add(Cell.of(line.policy()));
        columns.add(Column.whole("HOSTS BY"));
        row.add(Cell.of(line.assignment()));
        add(columns, row, "MEAN WAIT", 0, span(f.meanWait()));
        add(columns, row, "95% WAIT", 3, span(f.wait95()));
        for (Share share : f.shares()) {
            add(columns, row, share.dimension().toUpperCase(Locale.ROOT), 0, percent(share.mean()));
            add(columns, row, "PEAK", 1, percent(share.peak()));
        }
        add(columns, row, "REFUSED", 0, Integer.toString(f.refused()));
        add(columns, row, "NO HOST", 0, Integer.toString(f.homeless()));
        add(columns, row, "NEVER RAN", 1, neverRan(jobs, f));
        add(columns, row, "JOBS/S", 5, number("%.0f", f.jobs() / line.seconds()));
    }

    private static String percent(double share) {
        return number("%.1f%%", 100 * share);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static String span(double seconds) {
        Duration span = Duration.ofSeconds(Math.round(seconds));
        return span.toDays() > 0 ? span.toDays() + "d" + span.toHoursPart() + "h"
                : span.toHours() > 0 ? span.toHours() + "h" + String.format(Locale.ROOT, "%02dm", span.toMinutesPart())
                : span.toMinutesPart() + "m" + String.format(Locale.ROOT, "%02ds", span.toSecondsPart());
    }
}
