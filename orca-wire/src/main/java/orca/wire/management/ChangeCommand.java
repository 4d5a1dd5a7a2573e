package orca.wire.management;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        List<String> victims) {}
