package orca.handler.sandbox.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The strongest form that works here.
 *
 * @param form what every unit gets, empty when no permitted form works
 * @param words what was tried, in order, and what came of it: for the operator
 */
record FormChoice(Optional<Form> form, List<String> words) {
    /** Makes a unit of one form for real, and takes it away again. */
    interface Trial {
        /** Why the form does not work here; empty when it does. */
        Optional<String> reasonAgainst(Form form) throws InterruptedException;
    }

    FormChoice {
        words = List.copyOf(words);
    }

    /** The first of {@code permitted} that passes its trial; forms after it are not tried. */
    static FormChoice among(List<Form> permitted, Trial trial) throws InterruptedException {
        List<String> words = new ArrayList<>();
        for (Form form : permitted) {
            Optional<String> against = trial.reasonAgainst(form);
            if (against.isEmpty()) {
                words.add("form " + form.word() + " works here");
                return new FormChoice(Optional.of(form), words);
            }
            words.add("form " + form.word() + " does not work here: " + against.get());
        }
        return new FormChoice(Optional.empty(), words);
    }
}
