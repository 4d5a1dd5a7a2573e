package orca.broker.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;

/** What is over, what is forgotten next first: of all holders, and of each. Follows from the images. */
final class Graves {
    private final TreeSet<Grave> all = new TreeSet<>();
    private final Map<Principal, TreeSet<Grave>> perHolder = new LinkedHashMap<>();

    private record Grave(Instant at, ContractKey key) implements Comparable<Grave> {
        @Override
        public int compareTo(Grave other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : key.compareTo(other.key);
        }
    }

    void add(TicketImage image) {
        check(all.add(grave(image)), image);
        perHolder.computeIfAbsent(image.key().holder(), holder -> new TreeSet<>()).add(grave(image));
    }

    void remove(TicketImage image) {
        check(all.remove(grave(image)), image);
        TreeSet<Grave> own = perHolder.get(image.key().holder());
        own.remove(grave(image));
        if (own.isEmpty()) {
            perHolder.remove(image.key().holder());
        }
    }

    private static Grave grave(TicketImage image) {
        return new Grave(image.forgetAt().orElse(image.cause().at()), image.key());
    }

    private static void check(boolean good, TicketImage image) {
        if (!good) {
            throw new IllegalStateException("ledger: " + image.key() + " is buried twice, or was not");
        }
    }

    Stream<ContractKey> all() {
        return all.stream().map(Grave::key);
    }

    Optional<ContractKey> first(Principal holder) {
        return Optional.ofNullable(perHolder.get(holder)).map(own -> own.first().key());
    }

    int size() {
        return all.size();
    }

    int size(Principal holder) {
        return Optional.ofNullable(perHolder.get(holder)).map(TreeSet::size).orElse(0);
    }
}
