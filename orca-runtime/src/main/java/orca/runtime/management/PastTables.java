package orca.runtime.management;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor.Role;
import orca.runtime.hosting.PastActor;

/** The tables of the management API for actors as they were. */
public final class PastTables {
    /** Which there are; the others tell of what runs. */
    public static final List<String> NAMES =
            List.of("reservations", "tickets", "leases", "units", "delegations", "hosts", "slices");

    private final List<PastActor> actors;
    private final GuestRows guests;
    private final MarketRows markets;
    private final SiteRows sites;

    public PastTables(List<PastActor> actors, Vocabulary vocabulary, Directory directory) {
        this.actors = List.copyOf(actors);
        this.guests = new GuestRows(vocabulary, directory);
        this.markets = new MarketRows(vocabulary, directory);
        this.sites = new SiteRows(vocabulary, directory);
    }

    /**
     * The rows of the table {@code name}, of the same record types as a running container's.
     *
     * @param ended whether also of what is over
     * @throws IllegalArgumentException when there is no such table
     */
    public List<?> rows(String name, boolean ended) {
        return switch (name) {
            case "reservations" -> of(Role.SERVICE_MANAGER, guests::reservations, r -> ended || !r.state().isEnd());
            case "slices" -> in(Role.SERVICE_MANAGER).flatMap(a -> guests.slices(a, ended).stream()).toList();
            case "tickets" -> of(Role.BROKER, markets::tickets, t -> ended || !t.state().isEnd());
            case "leases" -> of(Role.AUTHORITY, sites::leases, l -> ended || !l.over());
            case "units" -> of(Role.AUTHORITY, sites::units, u -> true);
            case "hosts" -> in(Role.AUTHORITY).flatMap(a -> sites.hosts(a).stream()).toList();
            case "delegations" -> Stream.concat(in(Role.AUTHORITY).flatMap(a -> sites.delegations(a, ended).stream()),
                    in(Role.BROKER).flatMap(a -> markets.delegations(a, ended).stream())).toList();
            default -> throw new IllegalArgumentException(
                    "table: must be one of " + String.join(", ", NAMES) + ", got '" + name + "'");
        };
    }

    private Stream<PastActor> in(Role role) {
        return actors.stream().filter(a -> a.role() == role);
    }

    private <W, R> List<R> of(Role role, BiFunction<PastActor, W, List<R>> rows, W wanted) {
        return in(role).flatMap(a -> rows.apply(a, wanted).stream()).toList();
    }
}
