package orca.policies.guest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.policies.settings.Given;

/**
 * What one unit is that a controller asks for.
 *
 * @param brokers whom to ask; the next one after one that came to nothing
 * @param length of a lease; it is renewed by that again and again
 * @param until no unit is asked for or renewed beyond
 * @param retry how long to wait before asking again; doubles up to {@link #LONGEST_PAUSE} times itself
 */
record Wants(List<Principal> brokers, TypeName type, Amounts sliver, Duration length, Instant until, Duration retry,
        PropertyList properties) {
    /** How many times itself the pause may grow to. */
    static final int LONGEST_PAUSE = 16;
    /** The most units that any controller wants. */
    static final long MOST = 1_000;
    /** The most brokers. */
    static final int MOST_BROKERS = 16;
    /** The settings that it is made of. */
    static final List<String> KNOWN = List.of("broker", "type", "sliver", "length", "until", "retry", "image");

    /** Those settings and {@code own}. */
    static List<String> and(List<String> own) {
        List<String> known = new ArrayList<>(KNOWN);
        known.addAll(own);
        return known;
    }

    static Wants of(Given given) {
        List<Principal> brokers = new ArrayList<>();
        for (String name : given.needed("broker").split(",", -1)) {
            try {
                brokers.add(new Principal(name.trim()));
            } catch (IllegalArgumentException e) {
                throw given.no("broker", e.getMessage());
            }
        }
        if (brokers.size() > MOST_BROKERS || brokers.stream().distinct().count() < brokers.size()) {
            throw given.no("broker", "must be at most " + MOST_BROKERS + " different ones, got " + given.needed("broker"));
        }
        return new Wants(List.copyOf(brokers), new TypeName(given.needed("type")), given.amounts("sliver"),
                given.span("length", Duration.ofHours(1)), given.until("until"),
                given.span("retry", Duration.ofMinutes(1)), given.handedOn());
    }

    /** The pause after it was asked for so many times in vain. */
    Duration pause(int times) {
        return retry.multipliedBy(Math.min(LONGEST_PAUSE, 1L << Math.min(Math.max(0, times - 1), 30)));
    }

    /** One unit from now on; empty when there is not even a second left. */
    Optional<Demand> demand(Instant now) {
        Instant start = Term.grain(now);
        Duration left = Duration.between(start, until);
        Duration whole = length.compareTo(left) > 0 ? Duration.ofMillis(left.toMillis()) : length;
        if (whole.compareTo(Duration.ofSeconds(1)) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Demand(type, 1, 1, sliver, Term.of(start, whole), start, Optional.empty(), Assurance.RESERVED,
                Optional.empty(), properties));
    }
}
