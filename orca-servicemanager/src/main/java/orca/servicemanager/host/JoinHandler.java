package orca.servicemanager.host;

import java.time.Duration;
import java.util.Objects;
import orca.core.resource.Names;

/**
 * Who takes units of some type into service and out of it.
 *
 * @param name of the handler
 * @param limit how long one call may take before it is cancelled, up to {@link #LONGEST}
 */
public record JoinHandler(String name, Duration limit) {
    /** The longest that a call may take. */
    public static final Duration LONGEST = Duration.ofDays(1);
    /** What a call may take unless somebody says otherwise. */
    public static final Duration USUAL_LIMIT = Duration.ofMinutes(5);

    public JoinHandler {
        Names.check("joinHandler.name", name);
        Objects.requireNonNull(limit, "joinHandler.limit");
        if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "joinHandler.limit: must be more than 0 and at most " + LONGEST + ", got " + limit);
        }
    }
}
