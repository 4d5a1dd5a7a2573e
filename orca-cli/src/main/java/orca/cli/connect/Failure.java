package orca.cli.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.cli.screen.Moments;
import orca.wire.management.AlternativeView;
import orca.wire.management.Problem;

/** Why a command ends without what was asked for: sentences for people and a code for scripts. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Exit exit;
    private final transient List<String> next;

    /**
     * @param message what is wrong and by which rule
     * @param next what to do about it, a line each; may be none
     */
    public Failure(Exit exit, String message, String... next) {
        super(message);
        this.exit = exit;
        this.next = List.of(next);
    }

    /** What a container said no with, for somebody who reads times as {@code moments} shows them. */
    public static Failure of(Problem problem, Moments moments) {
        List<String> next = new ArrayList<>();
        problem.alternative().ifPresent(a -> next.addAll(alternatives(a, moments)));
        advice(problem.kind()).ifPresent(next::add);
        String field = problem.field().filter(f -> !problem.message().contains(f)).map(f -> f + ": ").orElse("");
        return new Failure(Exit.of(problem.kind()), field + problem.message(), next.toArray(String[]::new));
    }

    public Exit exit() {
        return exit;
    }

    public List<String> next() {
        return next;
    }

    /** What could be had instead, a line each. */
    public static List<String> alternatives(AlternativeView alternative, Moments moments) {
        List<String> lines = new ArrayList<>();
        alternative.earliestStart().ifPresent(start -> lines.add("earliest for all of it: --start " + moments.full(start)
                + " (" + moments.distance(start) + ")"));
        if (alternative.units() > 0) {
            lines.add("at the time asked for: --units " + alternative.units());
        }
        return lines;
    }

    private static Optional<String> advice(Problem.Kind kind) {
        return switch (kind) {
            case NOT_NOW, BUSY -> Optional.of("try again later");
            case UNAUTHORISED -> Optional.of("use the container's folder with --container, or put its token into ORCA_TOKEN");
            case CONFLICT -> Optional.of("look at what there is with 'orca get' and 'orca describe'");
            case STOPPED -> Optional.of("look at the actors with 'orca get actors'");
            case USAGE, FORBIDDEN, UNKNOWN, METHOD, TOO_LARGE, MEDIA_TYPE, REFUSED, INSUFFICIENT, DENIED, LATE, TIMEOUT, FAULT ->
                    Optional.empty();
        };
    }
}
