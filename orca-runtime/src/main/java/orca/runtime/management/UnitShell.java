package orca.runtime.management;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import orca.authority.Authority;
import orca.authority.state.UnitImage;
import orca.core.handler.Shell;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.runtime.handler.HandlerRunner;
import orca.runtime.handler.ShellEnd;
import orca.runtime.hosting.HostedActor;
import orca.wire.management.ExecCommand;
import orca.wire.management.ExecLine;
import orca.wire.management.Problem;
import orca.wire.text.Notation;

/** Runs commands in units, through their handlers. */
final class UnitShell {
    private static final Set<UnitState> USABLE = EnumSet.of(UnitState.READY, UnitState.MODIFYING, UnitState.MIGRATING);

    private final Finder finder;

    UnitShell(Finder finder) {
        this.finder = finder;
    }

    /** A command that may be run. */
    record Ready(Shell shell, UnitCall call) {}

    /** What {@code command} would be run with; refused before anything is answered. */
    Ready ready(ExecCommand command) {
        UnitId id = new UnitId(command.unit());
        HostedActor site = finder.withUnit(id, command.actor());
        UnitImage unit = site.read(Authority.class, (actor, now) -> actor.site().unit(id)).orElseThrow(
                () -> new ApiException(Problem.Kind.UNKNOWN, "there is no unit '" + id + "' here"));
        if (!USABLE.contains(unit.state())) {
            throw new ApiException(Problem.Kind.CONFLICT, "unit '" + id + "' is " + Notation.word(unit.state()) + ", not ready");
        }
        if (!(site.handler(unit.type()).orElse(null) instanceof Shell shell)) {
            throw new ApiException(Problem.Kind.REFUSED, "units of type " + unit.type() + " run no commands");
        }
        return new Ready(shell, new UnitCall(unit.id(), unit.action(), Math.max(1, unit.attempt()), unit.type(), unit.host(),
                unit.sliver(), unit.term(), unit.asked().overlaid(unit.inherited()).overlaid(unit.made()),
                site.read(Authority.class, (actor, now) -> actor.epoch())));
    }

    /** Runs it, tells each line as it comes, then the end. */
    void run(Ready ready, ExecCommand command, Consumer<ExecLine> out) throws InterruptedException {
        ShellEnd end = HandlerRunner.exec(ready.shell(), ready.call(), command.command(), command.limit(),
                line -> out.accept(ExecLine.said(line)));
        out.accept(switch (end) {
            case ShellEnd.Exited(int code) -> ExecLine.ended(code);
            case ShellEnd.Overran overran -> ExecLine.failed(Problem.of(Problem.Kind.TIMEOUT,
                    "the command took longer than " + Notation.show(command.limit())));
            case ShellEnd.Failed(String reason) -> ExecLine.failed(Problem.of(Problem.Kind.FAULT, reason));
        });
    }
}
