package orca.simulator.history;

import java.util.LinkedHashMap;
import java.util.Map;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.RecordCodec;
import orca.wire.text.Tree;

/** A record as its journal has it, flat: each value by the way that leads to it, such as {@code bound.term.end}. */
final class Leaves {
    private Leaves() {}

    static Map<String, String> of(RecordCodec codec, JournalRecord record) {
        return read(codec.toJson(record));
    }

    /** The same of a record that was written by {@link RecordCodec#toJson}. */
    static Map<String, String> read(String json) {
        Map<String, String> leaves = new LinkedHashMap<>();
        gather("", Tree.parse(json), leaves);
        return leaves;
    }

    private static void gather(String way, Tree tree, Map<String, String> into) {
        switch (tree) {
            case Tree.Branch branch -> branch.fields().forEach((name, value) ->
                    gather(way.isEmpty() ? name : way + "." + name, value, into));
            case Tree.Row row -> {
                for (int i = 0; i < row.items().size(); i++) {
                    gather(way + "[" + i + "]", row.items().get(i), into);
                }
            }
            case Tree.Text text -> into.put(way, text.value());
            case Tree.Number number -> into.put(way, number.value());
            case Tree.Flag flag -> into.put(way, Boolean.toString(flag.value()));
            case Tree.Nothing nothing -> { }
        }
    }
}
