package orca.wire.management;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;
import orca.wire.text.When;

/**
 * Want something else of a reservation; to be posted to {@code change}.
 *
 * @param id the reservation
 * @param end the new end
 * @param extendBy later than the present end by this, instead of {@code end}
 * @param units the new number
 * @param sliver the new size of each unit: every dimension of its type; empty for as it is
 * @param victims the units to give up first
 * @param set properties that it is to have, in the place of those of the same names
 * @param dropped names of properties that it is to have no more
 */
public record ChangeCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        String id,
        Optional<When> end,
        Optional<Duration> extendBy,
        Optional<Long> units,
        Map<String, Long> sliver,
        List<String> victims,
        @Default("") PropertyList set,
        List<String> dropped) {
    /** A change that leaves the properties as they are. */
    public ChangeCommand(Optional<String> requestId, boolean dryRun, Optional<String> actor, String id, Optional<When> end,
            Optional<Duration> extendBy, Optional<Long> units, Map<String, Long> sliver, List<String> victims) {
        this(requestId, dryRun, actor, id, end, extendBy, units, sliver, victims, PropertyList.NONE, List.of());
    }
}
