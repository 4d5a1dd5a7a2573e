package orca.simulator.plants;

import java.util.List;
import java.util.function.Function;
import orca.core.table.Row;
import orca.core.table.State;
import orca.core.table.Table;
import orca.simulator.federation.Dice;
import orca.simulator.federation.Tables;

/**
 * One row of one table, changed so that something ends in another state than it should: the row leads elsewhere, or it moves
 * nothing any more since it is gone, or it moves what it should leave alone.
 *
 * <p>What is no mutation, by definition and before anything is tried: a row that is ignored and then refused, or the other way
 * round. Both leave the state as it is, and differ in what whoever asked is told; every cell's answer is written down once more
 * in the table tests of the actors.
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
        if (!row.ignored() && dice.chance(333)) {
            return new Mutation(Tables.cell(table, row), table.name() + ": " + row + ", now refused",
                    put.apply(table.without(row.from(), row.trigger())));
        }
        S stays = row.ignored() ? row.from() : row.to();
        List<S> others = table.states().stream().filter(s -> s != stays).toList();
        Row<S, T> elsewhere = Row.row(row.from(), row.trigger(), dice.pick(others));
        return new Mutation(Tables.cell(table, row), table.name() + ": " + row + ", now -> " + elsewhere.to(),
                put.apply(table.with(elsewhere)));
    }
}
