package orca.wire.management;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;

/**
 * A host of an authority's inventory.
 *
 * @param units how many it can have
 * @param used how many it has now, with those that are being made or removed
 * @param capacity by dimension, without the units
 * @param free what is left of it now, by dimension, with {@code units} among them
 * @param open whether new units may be placed on it, if it is not drained
 * @param drained why it is drained, if it is: its units are moved elsewhere
 * @param maintenance what is planned for it or goes on, soonest first
 * @param agent what the site saw of its agent; absent where it has none, and its units are made by the site's own process
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
        Optional<String> drained,
        PropertyList properties,
        List<Service> maintenance,
        Optional<AgentView> agent) {
    /**
     * That a host is to be empty for a while.
     *
     * @param stage as {@link MaintenanceRow} has it
     */
    public record Service(String id, String stage, TermView term) {}

    /** Of which no agent is known, and nothing is planned. */
    public HostRow(String name, String actor, String type, long units, long used, Map<String, Long> capacity,
            Map<String, Long> free, boolean open, Optional<String> drained, PropertyList properties) {
        this(name, actor, type, units, used, capacity, free, open, drained, properties, List.of(), Optional.empty());
    }
}
