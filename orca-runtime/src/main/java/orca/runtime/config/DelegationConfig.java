package orca.runtime.config;

import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;
import orca.wire.text.Rest;
import orca.wire.text.When;

/**
 * A right that a site gives a broker when it has no delegation of that id yet.
 *
 * @param to the broker
 * @param type what
 * @param units how many at any instant
 * @param id its name; of the site, the broker and the type when left out
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
        Map<String, Long> largest,
        @Default("") TermConfig term,
        @Default("100") int oversubscription,
        @Default("") PropertyList properties,
        @Rest Map<String, Long> capacity) {
    /** When; relative times count from the start of the container that gives the delegation. */
    public record TermConfig(@Default("now") When from, @Default("now+365d") When until) {}
}
