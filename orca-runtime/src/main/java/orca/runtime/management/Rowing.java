package orca.runtime.management;

import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.time.Term;
import orca.wire.management.CauseView;
import orca.wire.management.TermView;

/** What all rows have in common. */
final class Rowing {
    private Rowing() {}

    static TermView term(Term term) {
        return new TermView(term.start(), term.end());
    }

    static Optional<CauseView> cause(Cause cause) {
        return Optional.of(new CauseView(cause.at(), cause.what(), cause.why()));
    }

    /** What an answer says to people; may be empty. */
    static String reason(Answer answer) {
        return switch (answer) {
            case Answer.Pending pending -> "";
            case Answer.Granted granted -> granted.why();
            case Answer.Refused refused -> refused.refusal().reason();
            case Answer.Ended ended -> ended.reason();
        };
    }

    /** What somebody waits for whose time has not come. */
    static String start(Term term) {
        return "its start at " + term.start();
    }

    static String waitsFor(Optional<Answer> answer, String owner) {
        return answer.isPresent() && answer.get() instanceof Answer.Pending pending ? pending.waitingFor() : owner;
    }

    static String firstOf(String... texts) {
        for (String text : texts) {
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }
}
