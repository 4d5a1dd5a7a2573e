package orca.runtime.config;

import java.util.Map;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;
import orca.wire.text.Rest;

/**
 * A host, or a range of hosts.
 *
 * @param type of its units
 * @param units how many it can have
 * @param properties of its units; in a range, {@code {}} in a text stands for the number
 * @param open whether new units may be placed on it
 * @param capacity by dimension; what is left out is 0
 */
public record HostConfig(
        String type,
        @Default("1") long units,
        @Default("") PropertyList properties,
        @Default("true") boolean open,
        @Rest Map<String, Long> capacity) {}
