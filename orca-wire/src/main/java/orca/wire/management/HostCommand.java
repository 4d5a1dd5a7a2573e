package orca.wire.management;

import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;

/**
 * Add a host to an authority's inventory, or change one; to be posted to {@code host}.
 *
 * @param units how many it can have
 * @param capacity by dimension
 * @param open whether new units may be placed on it
 */
public record HostCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        String host,
        String type,
        @Default("1") long units,
        Map<String, Long> capacity,
        @Default("") PropertyList properties,
        @Default("true") boolean open) {}
