package orca.core.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Every legal move of one kind of contract. What is not listed is refused with a reason, so a table is complete by
 * construction; what a state <em>owes</em> the world (a message, a handler's run, an alarm) is not written here but
 * derived from the state by the actor that keeps it.
 *
 * <p>Immutable. {@link #with} and {@link #watchedBy} give altered copies: simulations plant wrong rows with the one, tests
 * find rows that nothing visits with the other.
 */
public final class Table<S extends Enum<S> & State, T extends Enum<T>> {
    private final String name;
    private final Class<S> states;
    private final Class<T> triggers;
    private final List<Row<S, T>> rows;
    private final Row<S, T>[] cells;
    private final Consumer<Row<S, T>> watcher;
    private final int width;

    private Table(String name, Class<S> states, Class<T> triggers, List<Row<S, T>> rows, Consumer<Row<S, T>> watcher) {
        this.name = Objects.requireNonNull(name, "name");
        this.states = states;
        this.triggers = triggers;
        this.rows = List.copyOf(rows);
        this.watcher = watcher;
        this.width = triggers.getEnumConstants().length;
        @SuppressWarnings({"unchecked", "rawtypes"})
        Row<S, T>[] empty = new Row[states.getEnumConstants().length * width];
        this.cells = empty;
        for (Row<S, T> row : this.rows) {
            int cell = cell(row.from(), row.trigger());
            if (cells[cell] != null) {
                throw new IllegalArgumentException(name + ": two rows for " + row.from() + " on " + row.trigger());
            }
            if (leavesAnEnd(row)) {
                throw new IllegalArgumentException(name + ": " + row + " leaves an end");
            }
            cells[cell] = row;
        }
    }

    /** Begins a table; its rows follow, one call each. */
    public static <S extends Enum<S> & State, T extends Enum<T>> Rows<S, T> named(
            String name, Class<S> states, Class<T> triggers) {
        return new Rows<>(name, states, triggers);
    }

    /**
     * The rows of a table that is being written down. One call for each, and not one list of them all: the compiler would
     * need minutes to infer the type of such a list.
     */
    public static final class Rows<S extends Enum<S> & State, T extends Enum<T>> {
        private final String name;
        private final Class<S> states;
        private final Class<T> triggers;
        private final List<Row<S, T>> rows = new ArrayList<>();

        private Rows(String name, Class<S> states, Class<T> triggers) {
            this.name = name;
            this.states = states;
            this.triggers = triggers;
        }

        public Rows<S, T> row(S from, T trigger, S to) {
            rows.add(Row.row(from, trigger, to));
            return this;
        }

        /** The trigger comes late or twice in this state and changes nothing. */
        public Rows<S, T> ignore(S from, T trigger) {
            rows.add(Row.ignore(from, trigger));
            return this;
        }

        /** The table; refuses two rows for one cell, and rows that lead out of an end to anywhere but the start. */
        public Table<S, T> table() {
            return new Table<>(name, states, triggers, rows, row -> {});
        }
    }

    /** What ends where it starts, as a unit does, may start from there. */
    private boolean leavesAnEnd(Row<S, T> row) {
        return row.from().isEnd() && row.from() != first()
                && !row.ignored() && !row.to().isEnd() && row.to() != first() && !reopens(row);
    }

    /** A refused request may be made again, changed: the one way back from an end. */
    private boolean reopens(Row<S, T> row) {
        Row<S, T> opening = cells[cell(first(), row.trigger())];
        return opening != null && opening.to() == row.to();
    }

    private S first() {
        return states.getEnumConstants()[0];
    }

    private int cell(S state, T trigger) {
        return state.ordinal() * width + trigger.ordinal();
    }

    /** What {@code trigger} does to something that is in {@code state}. */
    public Verdict<S> step(S state, T trigger) {
        Row<S, T> row = cells[cell(state, trigger)];
        if (row == null) {
            return new Verdict.Refused<>(name + ": " + trigger + " is not possible while " + state);
        }
        watcher.accept(row);
        return row.ignored() ? new Verdict.Ignored<>() : new Verdict.Moved<>(row.to());
    }

    /** The state after {@code trigger}, where the caller knows that it is legal; anything else is a fault of the caller. */
    public S move(S state, T trigger) {
        return switch (step(state, trigger)) {
            case Verdict.Moved<S>(S to) -> to;
            case Verdict.Ignored<S>() -> state;
            case Verdict.Refused<S>(String reason) -> throw new IllegalStateException(reason);
        };
    }

    /** Whether {@code trigger} would move something that is in {@code state}. Visits nothing. */
    public boolean allows(S state, T trigger) {
        Row<S, T> row = cells[cell(state, trigger)];
        return row != null && !row.ignored();
    }

    /** The same table with {@code row} in place of what stood in its cell; no rule is checked. For tests that plant faults. */
    public Table<S, T> with(Row<S, T> row) {
        Table<S, T> copy = watchedBy(watcher);
        copy.cells[cell(row.from(), row.trigger())] = row;
        return copy;
    }

    /** The same table in which {@code trigger} is refused in {@code state}; no rule is checked. For tests that plant faults. */
    public Table<S, T> without(S state, T trigger) {
        Table<S, T> copy = watchedBy(watcher);
        copy.cells[cell(state, trigger)] = null;
        return copy;
    }

    /** The same table; {@code watcher} is shown each row that is used. */
    public Table<S, T> watchedBy(Consumer<Row<S, T>> watcher) {
        Table<S, T> copy = new Table<>(name, states, triggers, rows, watcher);
        System.arraycopy(cells, 0, copy.cells, 0, cells.length);
        return copy;
    }

    public String name() {
        return name;
    }

    public List<Row<S, T>> rows() {
        return rows;
    }

    public List<S> states() {
        return List.of(states.getEnumConstants());
    }

    public List<T> triggers() {
        return List.of(triggers.getEnumConstants());
    }

    /** The table as a Mermaid state diagram; triggers that lead from one state to the same other share an arrow. */
    public String diagram() {
        StringBuilder text = new StringBuilder("stateDiagram-v2\n");
        text.append("    [*] --> ").append(first()).append('\n');
        for (S from : states.getEnumConstants()) {
            for (S to : states.getEnumConstants()) {
                List<String> names = new ArrayList<>();
                rows.stream().filter(r -> r.from() == from && r.to() == to).forEach(r -> names.add(r.trigger().name()));
                if (!names.isEmpty()) {
                    text.append("    ").append(from).append(" --> ").append(to).append(": ");
                    text.append(String.join(", ", names).toLowerCase(Locale.ROOT)).append('\n');
                }
            }
        }
        Arrays.stream(states.getEnumConstants()).filter(State::isEnd)
                .forEach(s -> text.append("    ").append(s).append(" --> [*]\n"));
        return text.toString();
    }
}
