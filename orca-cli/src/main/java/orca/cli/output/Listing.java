package orca.cli.output;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import orca.cli.screen.Cell;
import orca.cli.screen.Column;
import orca.cli.screen.Table;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.Rows;
import orca.wire.text.RecordForm;
import orca.wire.text.Tree;
import orca.wire.text.Yaml;

/**
 * How one table of the management API is listed: where its rows come from, what they are called, and what is shown of them.
 *
 * @param fetch asks for its rows
 * @param name what {@code -o name} prints of a row
 * @param key what a row is known by from one look to the next
 * @param fields what stands in its columns, from left to right
 */
public record Listing<T>(
        BiFunction<ManagementClient, Filter, Rows<T>> fetch,
        Function<T, String> name,
        Function<T, String> key,
        List<Field<T>> fields) {
    /** One column and what a row shows in it; those that are {@code wide} only where there is room for everything. */
    public record Field<T>(Column column, boolean wide, BiFunction<T, Look, Cell> cell) {
        static <T> Field<T> of(Column column, BiFunction<T, Look, Cell> cell) {
            return new Field<>(column, false, cell);
        }

        static <T> Field<T> wide(String name, Function<T, String> text) {
            return new Field<>(Column.whole(name), true, (row, look) -> Cell.of(text.apply(row)));
        }
    }

    public Listing {
        fields = List.copyOf(fields);
    }

    public Table table(List<T> rows, Look look) {
        List<Field<T>> shown = fields.stream().filter(f -> look.wide() || !f.wide()).toList();
        return new Table(shown.stream().map(Field::column).toList(),
                rows.stream().map(row -> shown.stream().map(f -> f.cell().apply(row, look)).toList()).toList());
    }

    /** {@code rows} in a form for programs. */
    public static String document(List<?> rows, Format format) {
        return document(RecordForm.write(rows), format);
    }

    /** {@code tree} in a form for programs. */
    public static String document(Tree tree, Format format) {
        return format == Format.YAML ? Yaml.write(tree) : tree.toPrettyJson() + "\n";
    }
}
