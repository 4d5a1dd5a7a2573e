package orca.cli.verb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import orca.wire.management.RequestCommand;
import orca.wire.text.Notation;
import orca.wire.text.RecordForm;
import orca.wire.text.Tree;
import orca.wire.text.When;

/** What to type for a request, in one line that any shell takes as it stands. */
final class RequestLine {
    private RequestLine() {}

    /** {@code orca request ...}: one wish in options, several as documents. */
    static String of(RequestCommand request) {
        List<String> words = new ArrayList<>(List.of("orca", "request"));
        request.actor().ifPresent(actor -> add(words, "--actor", actor));
        if (!request.slice().equals("default")) {
            add(words, "--slice", request.slice());
        }
        if (request.wishes().size() == 1) {
            options(words, request.wishes().get(0));
        } else {
            request.wishes().forEach(wish -> add(words, "--wish", document(wish)));
        }
        if (request.together()) {
            words.add("--group");
        }
        return String.join(" ", words);
    }

    private static void options(List<String> words, RequestCommand.Wish wish) {
        add(words, "--type", wish.type());
        add(words, "--units", Long.toString(wish.units()));
        if (!wish.sliver().isEmpty()) {
            add(words, "--size", size(wish.sliver()));
        }
        if (!wish.start().equals(When.NOW)) {
            add(words, "--start", wish.start().toString());
        }
        wish.length().ifPresent(length -> add(words, "--for", Notation.show(length)));
        wish.end().ifPresent(end -> add(words, "--end", end.toString()));
        wish.broker().ifPresent(broker -> add(words, "--broker", broker));
        wish.site().ifPresent(site -> add(words, "--at", site));
    }

    /** What it says, without what need not be said. */
    private static String document(RequestCommand.Wish wish) {
        Map<String, Tree> fields = new LinkedHashMap<>(((Tree.Branch) RecordForm.write(wish)).fields());
        fields.values().removeIf(tree -> tree instanceof Tree.Branch branch && branch.fields().isEmpty()
                || tree instanceof Tree.Row row && row.items().isEmpty());
        return new Tree.Branch(0, fields).toJson();
    }

    private static String size(Map<String, Long> sliver) {
        return sliver.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(","));
    }

    private static void add(List<String> words, String option, String value) {
        words.add(option);
        words.add(value.matches("[A-Za-z0-9_.,:=/+@-]+") ? value : "'" + value.replace("'", "'\\''") + "'");
    }
}
