package orca.core.handler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/**
 * A unit of another lease that a unit is to be attached to: a volume, a network, an address. Its holder names the leases by the
 * property {@link #WISH}; what their units are the site says by its own books, so that nobody is attached to what is not its own.
 *
 * @param lease what the holder of both calls the other lease
 * @param unit the other unit
 * @param properties what its host and handlers said of it to the site alone, without {@link PropertyList#SITES_OWN} before
 *     each name
 */
public record Attached(String lease, String unit, PropertyList properties) {
    /** The property by which a holder names leases of its own, with commas between. */
    public static final String WISH = "attach";
    /**
     * The site's own property of a host: on which hosts whatever is to have a unit of it attached must live, as {@code host:NAME}
     * or {@code PROPERTY:VALUE} with commas between. Policies are asked for it under the same name, with semicolons between what
     * several say.
     */
    public static final String NEAR = PropertyList.SITES_OWN + "near";
    /** The most units that one is attached to; what is named beyond is not told. */
    public static final int MOST = 16;

    private static final String BEGIN = PropertyList.SITES_OWN + "attached.";
    private static final String LEASE = "lease";
    private static final String UNIT = "unit";

    public Attached {
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(properties, "properties");
    }

    /** The leases that {@code properties} name, each once. */
    public static List<String> wished(PropertyList properties) {
        return properties.text(WISH).stream().flatMap(words -> List.of(words.split(",")).stream()).map(String::strip)
                .filter(word -> !word.isEmpty()).distinct().toList();
    }

    /** {@code properties}, and all of {@code attached} as far as they have room: each wholly or not at all. */
    public static PropertyList told(PropertyList properties, List<Attached> attached) {
        PropertyList all = properties;
        for (int n = 0; n < Math.min(attached.size(), MOST); n++) {
            Attached each = attached.get(n);
            Map<String, PropertyValue> more = new LinkedHashMap<>(all.asMap());
            String begin = BEGIN + n + ".";
            each.properties().forEach(property -> {
                if (begin.length() + property.getKey().length() <= Names.MAX_LENGTH) {
                    more.put(begin + property.getKey(), property.getValue());
                }
            });
            more.put(begin + LEASE, new PropertyValue.Text(each.lease()));
            more.put(begin + UNIT, new PropertyValue.Text(each.unit()));
            if (more.size() <= PropertyList.MAX_ENTRIES) {
                all = PropertyList.of(more);
            }
        }
        return all;
    }

    /** What {@code properties} tell. */
    public static List<Attached> of(PropertyList properties) {
        List<Attached> all = new ArrayList<>();
        for (int n = 0; n < MOST; n++) {
            String begin = BEGIN + n + ".";
            Optional<String> lease = properties.text(begin + LEASE);
            Optional<String> unit = properties.text(begin + UNIT);
            if (lease.isPresent() && unit.isPresent()) {
                Map<String, PropertyValue> own = new LinkedHashMap<>();
                properties.forEach(property -> {
                    String rest = property.getKey().startsWith(begin) ? property.getKey().substring(begin.length()) : "";
                    if (!rest.isEmpty() && !rest.equals(LEASE) && !rest.equals(UNIT)) {
                        own.put(rest, property.getValue());
                    }
                });
                all.add(new Attached(lease.get(), unit.get(), PropertyList.of(own)));
            }
        }
        return all;
    }

    /** The leases that {@code properties} name and of which they tell nothing: they are not there, not in use yet or any more. */
    public static List<String> missing(PropertyList properties) {
        List<String> told = of(properties).stream().map(Attached::lease).toList();
        return wished(properties).stream().filter(lease -> !told.contains(lease)).toList();
    }
}
