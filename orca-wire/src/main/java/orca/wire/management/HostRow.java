package orca.wire.management;

import java.util.Map;
import orca.core.resource.PropertyList;

/**
 * A host of an authority's inventory.
 *
 * @param units how many it can have
 * @param used how many it has now, with those that are being made or removed
 * @param capacity by dimension, without the units
 * @param free what is left of it now, by dimension, with {@code units} among them
 * @param open whether new units may be placed on it
 */
public record HostRow(
        String name,
        String actor,
        String type,
        long units,
        long used,
        Map<String, Long> capacity,
        Map<String, Long> free,
        boolean open,
        PropertyList properties) {}
