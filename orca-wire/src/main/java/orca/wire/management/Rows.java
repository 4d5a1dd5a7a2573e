package orca.wire.management;

import java.util.List;

/** A table, and the {@linkplain ChangesView change counter} that was not newer than any row when it was read. */
public record Rows<T>(long changes, List<T> items) {
    public Rows {
        items = List.copyOf(items);
    }
}
