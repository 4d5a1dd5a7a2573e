package orca.wire.management;

import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;
import orca.wire.text.When;

/**
 * Give a broker a right to an authority's inventory, or to a part of what another broker holds, or renew one; to be posted to
 * {@code delegate}.
 *
 * @param actor the authority or broker that gives; may be left out when the container has one authority
 * @param id its name; chosen when absent
 * @param from where a broker gives: the delegation that it is a part of; the first that has it when absent
 * @param broker who gets it
 * @param units how many at any instant
 * @param capacity by dimension
 * @param largest the largest size of one unit; as {@code capacity} when empty
 * @param oversubscription in hundredths
 */
public record DelegateCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        Optional<String> id,
        Optional<String> from,
        String broker,
        String type,
        long units,
        Map<String, Long> capacity,
        Map<String, Long> largest,
        @Default("now") When start,
        When end,
        @Default("100") int oversubscription,
        @Default("") PropertyList properties) {}
