package orca.wire.management;

import java.util.Optional;

/** One line of what a command says, or, as the last one, its exit code or why there is none. */
public record ExecLine(Optional<String> line, Optional<Integer> exit, Optional<Problem> problem) {
    public static ExecLine said(String line) {
        return new ExecLine(Optional.of(line), Optional.empty(), Optional.empty());
    }

    public static ExecLine ended(int exit) {
        return new ExecLine(Optional.empty(), Optional.of(exit), Optional.empty());
    }

    public static ExecLine failed(Problem problem) {
        return new ExecLine(Optional.empty(), Optional.empty(), Optional.of(problem));
    }
}
