package orca.cli.verb;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.output.Format;
import orca.cli.output.Listings;
import orca.cli.screen.Terminal;
import orca.core.reservation.ReservationState;
import orca.wire.management.ReservationView;
import orca.wire.text.Nearest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Waits until reservations are in a state. */
@Command(name = "wait", description = "Wait until reservations are in a state.", sortOptions = false)
final class Await implements Callable<Integer> {
    private static final List<String> STATES =
            Arrays.stream(ReservationState.values()).map(s -> s.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();

    @Parameters(arity = "1..*", paramLabel = "ID", description = "The reservations.")
    private List<String> ids;

    @Option(names = "--for", paramLabel = "STATE", split = ",", description = "The state, or several. Default: active.")
    private List<String> states = List.of("active");

    @Option(names = "--timeout", paramLabel = "LENGTH", description = "How long at most. Default: 5m.")
    private Duration longest = Duration.ofMinutes(5);

    @Mixin
    private final Asking asking;

    Await(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        for (String state : states) {
            if (!STATES.contains(state)) {
                throw new TypeConversionException("--for: no state '" + state + "'" + hint(state));
            }
        }
        List<ReservationView> reached =
                new Waiting(asking.terminal(), asking.client(), asking.actor()).all(ids, states, longest);
        if (asking.format() == Format.NAME) {
            reached.forEach(r -> asking.terminal().say(r.id()));
        } else if (!asking.wrote(reached)) {
            asking.terminal().show(Listings.RESERVATIONS.table(reached, asking.look()), asking.look().wide());
        }
        return Exit.OK.code();
    }

    private static String hint(String state) {
        return Nearest.to(state, STATES).map(n -> "; did you mean '" + n + "'?")
                .orElse("; known are " + String.join(", ", STATES));
    }
}
