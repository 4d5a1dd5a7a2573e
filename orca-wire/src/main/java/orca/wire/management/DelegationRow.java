package orca.wire.management;

import java.util.Map;
import java.util.Optional;

/**
 * A delegation, at the authority or broker that gave it or at the broker that holds it.
 *
 * @param id its name
 * @param actor who keeps this record of it
 * @param side {@code given} or {@code held}
 * @param state {@code offered}, {@code held}, ...
 * @param waitsFor who has to act next
 * @param units how many at any instant
 * @param capacity by dimension, without the units
 * @param largest the largest size of one unit, by dimension
 * @param oversubscription in hundredths; 100 means none too many
 * @param promised {@code by-host}: what is promised on it has a host with room; {@code by-sum}: that is not guaranteed
 * @param live tickets on it, and parts given of it, that are not over; where it was given, as the broker last said, and
 *     no fewer than its own leases
 */
public record DelegationRow(
        String id,
        String actor,
        String side,
        String state,
        String waitsFor,
        String issuer,
        String holder,
        String type,
        long units,
        Map<String, Long> capacity,
        Map<String, Long> largest,
        TermView term,
        int oversubscription,
        String promised,
        long live,
        String reason,
        Optional<CauseView> cause) {}
