package orca.simulator.deploy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.wire.text.Tree;

/** A place in a JSON document. */
record Json(Tree tree) {
    static Json of(String text) {
        return new Json(Tree.parse(text));
    }

    /** What stands under {@code names}, one inside the other. */
    Optional<Json> find(String... names) {
        Optional<Tree> here = Optional.of(tree);
        for (String name : names) {
            here = here.flatMap(at -> at instanceof Tree.Branch(int line, Map<String, Tree> fields)
                    ? Optional.ofNullable(fields.get(name)) : Optional.empty());
        }
        return here.map(Json::new);
    }

    Json at(String... names) {
        return find(names).orElseThrow(() -> new AssertionError("no " + String.join(".", names) + " in " + tree));
    }

    List<Json> items() {
        return tree instanceof Tree.Row(int line, List<Tree> items) ? items.stream().map(Json::new).toList() : List.of();
    }

    String text() {
        return switch (tree) {
            case Tree.Text(int line, String value) -> value;
            case Tree.Number(int line, String value) -> value;
            default -> throw new AssertionError("no text: " + tree);
        };
    }
}
