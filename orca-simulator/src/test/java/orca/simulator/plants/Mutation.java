package orca.simulator.plants;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import orca.core.table.Row;
import orca.core.table.State;
import orca.core.table.Table;
import orca.simulator.federation.Dice;
import orca.simulator.federation.Tables;

/**
 * One row of one table, changed: it leads elsewhere, is ignored, or is gone, so that its trigger is refused.
 *
 * @param cell the name of the row's cell, as {@link Tables#watchedBy} tells it
 * @param what the change, for people
 * @param tables the six, five of them as they should be
 */
record Mutation(String cell, String what, Tables tables) {
    /** A mutation picked at random: first the table, then the row, then what becomes of it. */
    static Mutation thrown(Dice dice) {
        Tables six = Tables.STANDARD;
        List<Function<Dice, Mutation>> picks = List.of(
                d -> of(six.ticket(), d, six::withTicket),
                d -> of(six.delegation(), d, six::withDelegation),
                d -> of(six.lease(), d, six::withLease),
                d -> of(six.unit(), d, six::withUnit),
                d -> of(six.reservation(), d, six::withReservation),
                d -> of(six.member(), d, six::withMember));
        return dice.pick(picks).apply(dice);
    }

    private static <S extends Enum<S> & State, T extends Enum<T>> Mutation of(
            Table<S, T> table, Dice dice, Function<Table<S, T>, Tables> put) {
        Row<S, T> row = dice.pick(table.rows());
        int what = dice.index(3);
        if (what == 0 && row.from().ordinal() != 0) {
            return new Mutation(Tables.cell(table, row), table.name() + ": " + row + ", now refused", put.apply(without(table, row)));
        }
        if (what == 1 && !row.ignored()) {
            Row<S, T> ignored = Row.ignore(row.from(), row.trigger());
            return new Mutation(Tables.cell(table, row), table.name() + ": " + row + ", now ignored", put.apply(table.with(ignored)));
        }
        List<S> others = table.states().stream().filter(s -> !Optional.of(s).equals(Optional.ofNullable(row.to()))).toList();
        Row<S, T> elsewhere = Row.row(row.from(), row.trigger(), dice.pick(others));
        return new Mutation(Tables.cell(table, row), table.name() + ": " + row + ", now -> " + elsewhere.to(),
                put.apply(table.with(elsewhere)));
    }

    /** The table as it would have been written without {@code gone}; not for rows of the first state, on which others rest. */
    private static <S extends Enum<S> & State, T extends Enum<T>> Table<S, T> without(Table<S, T> table, Row<S, T> gone) {
        Row<S, T> first = table.rows().get(0);
        Table.Rows<S, T> rows = Table.named(table.name(), first.from().getDeclaringClass(), first.trigger().getDeclaringClass());
        for (Row<S, T> row : table.rows()) {
            if (!row.equals(gone)) {
                rows = row.ignored() ? rows.ignore(row.from(), row.trigger()) : rows.row(row.from(), row.trigger(), row.to());
            }
        }
        return rows.table();
    }
}
