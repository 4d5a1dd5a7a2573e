package orca.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.Format;
import orca.cli.output.Listing;
import orca.cli.output.Listings;
import orca.cli.screen.Terminal;
import orca.core.resource.Names;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.Rows;
import orca.wire.text.Nearest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Lists what there is. */
@Command(name = "get", description = "List what there is.", sortOptions = false, footer = {
    "", "For example: orca get reservations -w, orca get units -o wide, orca get leases -o json"})
final class Get implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "WHAT",
            description = "reservations, tickets, leases, units, delegations, hosts, slices, actors or policies.")
    private String what;

    @Parameters(index = "1..*", paramLabel = "ID", description = "Only those of these names.")
    private List<String> ids = new ArrayList<>();

    @Option(names = {"-a", "--all"}, description = "Also what is over.")
    private boolean all;

    @Option(names = "--slice", paramLabel = "NAME", description = "Only reservations of this slice.")
    private String slice;

    @Option(names = {"-w", "--watch"}, description = "Go on, and show what changes as it changes.")
    private boolean watch;

    @Mixin
    private final Asking asking;

    Get(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        Listing<?> listing = Listings.named(what).orElseThrow(() -> new TypeConversionException(
                "no listing " + Names.quoted(what) + hint(what)));
        ManagementClient client = asking.client();
        if (watch) {
            watch(listing, client);
        } else {
            once(listing, client);
        }
        return Exit.OK.code();
    }

    private static String hint(String what) {
        return Nearest.to(what, Listings.names()).map(n -> "; did you mean '" + n + "'?")
                .orElse("; there are " + String.join(", ", Listings.names()));
    }

    private <T> void once(Listing<T> listing, ManagementClient client) {
        List<T> rows = asking.patiently(() -> fetch(listing, client)).items();
        ids.stream().filter(id -> rows.stream().noneMatch(row -> listing.name().apply(row).equals(id))).findFirst()
                .ifPresent(id -> {
                    throw new Failure(Exit.REFUSED, "no " + Names.quoted(id) + " among the " + what,
                            "see what there is with 'orca get " + what + " --all'");
                });
        Terminal terminal = asking.terminal();
        if (asking.format() == Format.NAME) {
            rows.stream().map(listing.name()).forEach(terminal::say);
        } else if (!asking.wrote(rows)) {
            if (rows.isEmpty()) {
                terminal.note("none" + (all ? "" : "; --all shows also what is over"));
            } else {
                terminal.show(listing.table(rows, asking.look()), asking.look().wide());
            }
        }
    }

    private <T> void watch(Listing<T> listing, ManagementClient client) {
        new Watch<>(asking, listing).run(() -> fetch(listing, client), client::changes);
    }

    private <T> Rows<T> fetch(Listing<T> listing, ManagementClient client) {
        if (ids.isEmpty()) {
            return listing.fetch().apply(client,
                    new Filter(asking.actor(), Optional.empty(), Optional.ofNullable(slice), all));
        }
        List<T> rows = new ArrayList<>();
        long changes = Long.MAX_VALUE;
        for (String id : ids) {
            Rows<T> found = listing.fetch().apply(client,
                    new Filter(asking.actor(), Optional.of(id), Optional.ofNullable(slice), true));
            found.items().stream().filter(row -> listing.name().apply(row).equals(id)).forEach(rows::add);
            changes = Math.min(changes, found.changes());
        }
        return new Rows<>(changes, rows);
    }
}
