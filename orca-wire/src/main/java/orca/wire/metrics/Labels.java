package orca.wire.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of one label, which are few whatever happens: each is a time series that somebody stores for months. Those that
 * come first keep their names, all later ones are {@link #OTHER} together.
 */
public final class Labels {
    /** What stands for all that have no name of their own. */
    public static final String OTHER = "other";

    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** @param most names besides {@link #OTHER}, 1 or more */
    public Labels(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("labels.most: must be 1 or more, got " + most);
        }
        this.most = most;
    }

    /** The label for {@code value}: itself, or {@link #OTHER}. */
    public String of(String value) {
        if (known.contains(value)) {
            return value;
        }
        synchronized (known) {
            return known.contains(value) || known.size() < most && known.add(value) ? value : OTHER;
        }
    }
}
