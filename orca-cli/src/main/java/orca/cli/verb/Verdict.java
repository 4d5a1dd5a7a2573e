package orca.cli.verb;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.screen.Terminal;
import orca.wire.management.CommandAnswer;
import orca.wire.management.ManagementClient;
import orca.wire.management.VerdictCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An operator's word about one contract. */
@Command(sortOptions = false)
abstract sealed class Verdict implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "The reservation's name.")
    private String id;

    @Option(names = "--reason", paramLabel = "TEXT", description = "What its holder is told.")
    private String reason = "";

    @Option(names = "--holder", paramLabel = "NAME", description = "Whose it is, where several holders use the name.")
    private String holder;

    @Mixin
    private final Changing changing = new Changing();
    @Mixin
    private final Asking asking;

    private Verdict(Terminal terminal) {
        asking = new Asking(terminal);
    }

    abstract CommandAnswer send(ManagementClient client, VerdictCommand command);

    abstract String done();

    @Override
    public Integer call() {
        ManagementClient client = asking.client();
        VerdictCommand command = new VerdictCommand(changing.requestId(), changing.dryRun(), asking.actor(),
                Optional.ofNullable(holder), id, reason);
        CommandAnswer answer = asking.patiently(() -> send(client, command));
        // Contracts are named by holder and reservation; whoever typed this knows it by the name that was typed.
        Changing.say(asking, new CommandAnswer(answer.dryRun(), List.of(id), answer.note()), done());
        return Exit.OK.code();
    }

    /** Says yes. */
    @Command(name = "approve", description = "Say yes to a request that waits for an operator.")
    static final class Approve extends Verdict {
        Approve(Terminal terminal) {
            super(terminal);
        }

        @Override
        CommandAnswer send(ManagementClient client, VerdictCommand command) {
            return client.approve(command);
        }

        @Override
        String done() {
            return "approved";
        }
    }

    /** Says no. */
    @Command(name = "deny", description = "Say no to a request that waits for an operator.")
    static final class Deny extends Verdict {
        Deny(Terminal terminal) {
            super(terminal);
        }

        @Override
        CommandAnswer send(ManagementClient client, VerdictCommand command) {
            return client.deny(command);
        }

        @Override
        String done() {
            return "denied";
        }
    }

    /** Takes back. */
    @Command(name = "revoke", description = "Take a ticket back or end a lease before its time; its holder is told why.")
    static final class Revoke extends Verdict {
        Revoke(Terminal terminal) {
            super(terminal);
        }

        @Override
        CommandAnswer send(ManagementClient client, VerdictCommand command) {
            return client.revoke(command);
        }

        @Override
        String done() {
            return "revoked";
        }
    }
}
