package orca.runtime.management;

import java.util.Optional;
import orca.core.contract.Refusal;
import orca.wire.management.AlternativeView;
import orca.wire.management.Problem;

/** A call is answered with a problem. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    ApiException(Problem problem) {
        super(problem.message());
        this.problem = problem;
    }

    ApiException(Problem.Kind kind, String message) {
        this(Problem.of(kind, message));
    }

    static ApiException field(String field, String message) {
        return new ApiException(Problem.field(field, message));
    }

    static ApiException of(Refusal refusal) {
        return new ApiException(problem(refusal));
    }

    /** An actor's no, in the words of the API. */
    static Problem problem(Refusal refusal) {
        Problem.Kind kind = switch (refusal.kind()) {
            case NEVER -> Problem.Kind.REFUSED;
            case INSUFFICIENT -> Problem.Kind.INSUFFICIENT;
            case NOT_NOW -> Problem.Kind.NOT_NOW;
            case DENIED -> Problem.Kind.DENIED;
            case CONFLICT -> Problem.Kind.CONFLICT;
            case UNKNOWN -> Problem.Kind.UNKNOWN;
            case LATE -> Problem.Kind.LATE;
        };
        return new Problem(kind, refusal.reason(), Optional.empty(),
                refusal.alternative().map(a -> new AlternativeView(a.earliestStart(), a.units())));
    }

    Problem problem() {
        return problem;
    }
}
