package orca.runtime.management;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import orca.wire.management.Problem;
import orca.wire.text.Flaw;
import orca.wire.text.Nearest;
import orca.wire.text.RecordForm;

/**
 * One call, as it came over the wire.
 *
 * @param by who calls
 * @param method GET or POST
 * @param path what follows {@code /v1/}, in parts
 * @param query its parameters; each name once
 * @param body the text of a POST, else empty
 */
record Call(Operator by, String method, List<String> path, Map<String, String> query, String body) {
    /** The body as a record. */
    <T> T as(Class<T> type) {
        try {
            return RecordForm.readJson(type, body);
        } catch (RecordForm.Flawed e) {
            Flaw first = e.flaws().get(0);
            String all = String.join("; ", e.flaws().stream()
                    .map(f -> (f.path().isEmpty() ? "" : f.path() + ": ") + f.message()).toList());
            throw new ApiException(new Problem(Problem.Kind.USAGE, all,
                    first.path().isEmpty() ? Optional.empty() : Optional.of(first.path()), Optional.empty()));
        }
    }

    /** The parameter called {@code name}. */
    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    String required(String name) {
        return parameter(name).orElseThrow(() -> ApiException.field(name, name + ": must be given"));
    }

    /** Refuses parameters that the path does not have. */
    void only(String... names) {
        TreeSet<String> known = new TreeSet<>(List.of(names));
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                throw ApiException.field(name, name + ": unknown parameter" + Nearest.hint(name, known));
            }
        }
    }

    boolean flag(String name) {
        String value = parameter(name).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw ApiException.field(name, name + ": must be true or false, got '" + value + "'");
        }
        return value.equals("true");
    }
}
