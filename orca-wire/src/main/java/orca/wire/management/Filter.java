package orca.wire.management;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which rows of a table are wanted.
 *
 * @param actor of this one only
 * @param id with this name only: of the reservation, unit, delegation or host
 * @param slice of this slice only; for reservations
 * @param ended also those that are over
 */
public record Filter(Optional<String> actor, Optional<String> id, Optional<String> slice, boolean ended) {
    /** All that is not over. */
    public static final Filter LIVE = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), false);
    /** All that is known. */
    public static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), true);

    public static Filter id(String id) {
        return new Filter(Optional.empty(), Optional.of(id), Optional.empty(), true);
    }

    String query() {
        Map<String, String> parts = new LinkedHashMap<>();
        actor.ifPresent(a -> parts.put("actor", a));
        id.ifPresent(i -> parts.put("id", i));
        slice.ifPresent(s -> parts.put("slice", s));
        if (ended) {
            parts.put("ended", "true");
        }
        return query(parts);
    }

    static String query(Map<String, String> parts) {
        return parts.isEmpty() ? "" : parts.entrySet().stream()
                .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }
}
