package orca.cli.verb;

import java.util.List;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.output.Format;
import orca.cli.output.Listings;
import orca.cli.screen.Terminal;
import orca.wire.management.CommandAnswer;
import orca.wire.management.ManagementClient;
import orca.wire.management.ReservationView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks for one or several reservations. */
@Command(name = "request", description = "Ask for something for some time.", sortOptions = false, footer = {
    "", "For example: orca request --type vm --units 2 --size cpu=1000,memory=512 --for 2h --command 'sleep 1d' --wait"})
final class Request implements Callable<Integer> {
    @Mixin
    private final Wanting wanting = new Wanting();
    @Mixin
    private final Changing changing = new Changing();
    @Mixin
    private final Asking asking;

    Request(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        var command = wanting.command(asking, changing.requestId(), changing.dryRun());
        ManagementClient client = asking.client();
        CommandAnswer answer = wanting.inOptions(() -> asking.patiently(() -> client.request(command)));
        if (changing.waiting().isEmpty()) {
            Changing.say(asking, answer, "requested");
            return Exit.OK.code();
        }
        if (asking.format() == Format.NAME) {
            answer.ids().forEach(asking.terminal()::say);
        }
        List<ReservationView> held = new Waiting(asking.terminal(), client, asking.actor())
                .all(answer.ids(), List.of("active"), changing.waiting().get());
        if (!asking.wrote(held) && asking.format() != Format.NAME) {
            asking.terminal().show(Listings.RESERVATIONS.table(held, asking.look()), asking.look().wide());
        }
        return Exit.OK.code();
    }
}
