package orca.core.table;

import java.util.Objects;

/**
 * One cell of a {@link Table}.
 *
 * @param to the next state, or null where the trigger is ignored
 */
public record Row<S, T>(S from, T trigger, S to) {
    public Row {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(trigger, "trigger");
    }

    public static <S, T> Row<S, T> row(S from, T trigger, S to) {
        return new Row<>(from, trigger, Objects.requireNonNull(to, "to"));
    }

    /** The trigger comes late or twice in this state and changes nothing. */
    public static <S, T> Row<S, T> ignore(S from, T trigger) {
        return new Row<>(from, trigger, null);
    }

    public boolean ignored() {
        return to == null;
    }

    @Override
    public String toString() {
        return from + " on " + trigger + (ignored() ? " is ignored" : " -> " + to);
    }
}
