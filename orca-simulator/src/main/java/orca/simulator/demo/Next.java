package orca.simulator.demo;

import java.util.List;
import orca.cli.screen.Terminal;
import orca.cli.screen.Tone;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.UnitRow;

/** What to try while the demo goes on running. */
final class Next {
    private Next() {}

    static void tell(Terminal terminal, ManagementClient client, String url, Substrate on) {
        String unit = client.units(Filter.LIVE).items().stream().filter(u -> u.type().equals("vm")).map(UnitRow::id)
                .findFirst().orElseThrow(() -> new Sentence("This should be so and is not: a unit is left to try things on."));
        terminal.say("");
        terminal.say(Tone.STRONG.paint(
                "It goes on running, on " + url + ". Try in another window:", terminal.colours()));
        // A machine is entered by SSH; its handler runs no commands in it.
        commands(terminal.command(), unit).stream().filter(command -> on != Substrate.LIBVIRT || !command.contains(" exec "))
                .forEach(command -> terminal.say("   " + command));
        terminal.say("Ctrl-C here gives everything back and ends it.");
        terminal.out().flush();
    }

    static void tell(Terminal terminal, Apart apart) {
        terminal.say("");
        terminal.say(Tone.STRONG.paint("They go on running. Try in another window:", terminal.colours()));
        apartCommands(terminal.command(), apart).forEach(command -> terminal.say("   " + command));
        terminal.say("Ctrl-C here gives everything back and ends them.");
        terminal.out().flush();
    }

    /** What each says to its own operator; the guest's is asked if nothing else is said. */
    static List<String> apartCommands(String orca, Apart apart) {
        return List.of(
                orca + " get reservations",
                orca + " describe alpha",
                orca + " get tickets --container " + apart.data("market"),
                orca + " get units --container " + apart.data("west"),
                orca + " trust list --trust " + apart.home("market"),
                orca + " extend alpha +30m --wait",
                orca + " close beta --wait");
    }

    /** Each works against the demo as it is kept. */
    static List<String> commands(String orca, String unit) {
        return List.of(
                orca + " get reservations -w",
                orca + " describe alpha",
                orca + " exec " + unit + " -- sh -c 'hostname; ps ax || ls /proc'",
                orca + " request --id delta --type vm --size cpu=250,memory=64 --for 10m --command 'sleep 1d' --wait",
                orca + " plan --type vm --units 9 --size cpu=500,memory=128 --for 10m",
                orca + " extend alpha +30m --wait",
                orca + " resize alpha --cpu 750 --wait",
                orca + " get units -o wide",
                orca + " close beta --wait",
                orca + " get hosts");
    }
}
