package orca.simulator.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import orca.cli.screen.Cell;
import orca.cli.screen.Column;
import orca.cli.screen.Table;

/** What came of replays, for people. */
final class ReplayTable {
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
                sized(line, columns, row);
            } else {
                counted(line, columns, row);
            }
            rows.add(row);
        }
        lines.addAll(new Table(columns, rows).lines(Integer.MAX_VALUE, false));
        return lines;
    }

    private static void add(List<Column> columns, List<Cell> row, String heading, int rank, String text) {
        columns.add(Column.number(heading, rank));
        row.add(Cell.of(text));
    }

    private static void counted(ReplayCommand.Line line, List<Column> columns, List<Cell> row) {
        Figures f = line.figures();
        columns.add(Column.whole("POLICY"));
        row.add(Cell.of(line.policy()));
        add(columns, row, "MEAN WAIT", 0, span(f.meanWait()));
        add(columns, row, "95% WAIT", 3, span(f.wait95()));
        add(columns, row, "SLOWDOWN", 0, number("%.2f", f.meanSlowdown()));
        add(columns, row, "USED", 0, percent(f.utilisation()));
        add(columns, row, "FAIRNESS", 2, number("%.2f", f.fairness()));
        add(columns, row, "REFUSED", 1, Integer.toString(f.refused()));
        add(columns, row, "DEADLINES MET", 2, f.deadlines() == 0 ? "-" : percent(f.met()));
        add(columns, row, "VALUE", 2, number("%,.0f", f.value()));
        add(columns, row, "REVENUE", 2, f.revenue() == 0 ? "-" : number("%,.0f", f.revenue()));
        add(columns, row, "MOVES", 3, Long.toString(f.migrations()));
        add(columns, row, "MAKESPAN", 4, span(f.makespan()));
        add(columns, row, "JOBS/S", 5, number("%.0f", f.jobs() / line.seconds()));
        add(columns, row, "POLICY ALONE", 6, number("%.0f", f.jobs() / line.thinking()));
    }

    private static void sized(ReplayCommand.Line line, List<Column> columns, List<Cell> row) {
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
