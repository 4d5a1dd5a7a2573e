package orca.runtime.config;

import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;
import orca.wire.text.Rest;
import orca.wire.text.When;

/**
 * A right that a site gives a broker, or a broker another of what it holds, when there is no delegation of that id yet.
 *
 * @param to the broker that gets it
 * @param type what
 * @param units how many at any instant
 * @param id its name; of the giver, the broker and the type when left out
 * @param from where a broker gives: the delegation that it is a part of; the first that has it when left out
 * @param largest the largest unit, by dimension; as much as all when left out
 * @param term when
 * @param oversubscription in hundredths; 100 means none too many
 * @param capacity by dimension
 */
public record DelegationConfig(
        String to,
        String type,
        long units,
        Optional<String> id,
        Optional<String> from,
        Map<String, Long> largest,
        @Default("") TermConfig term,
        @Default("100") int oversubscription,
        @Default("") PropertyList properties,
        @Rest Map<String, Long> capacity) {
    /**
     * When; relative times count from the start of the container that gives the delegation.
     *
     * @param until for a year when a site leaves it out; as long as what it is a part of when a broker does
     */
    public record TermConfig(@Default("now") When from, Optional<When> until) {}
}
