package orca.core.protocol;

import java.util.Objects;
import java.util.Optional;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;

/**
 * As what a host is invited.
 *
 * @param type of the units that it is to have
 * @param host its name; the host says one when absent
 * @param units how many it is to have; as many of the usual size as fit when absent
 * @param capacity whole numbers by dimension; what is not said is measured
 * @param properties given to each of its units
 * @param driver that its agent is to have
 * @param settings of that driver
 */
public record HostOffer(TypeName type, Optional<String> host, Optional<Long> units, PropertyList capacity,
        PropertyList properties, String driver, PropertyList settings) {
    public HostOffer {
        Objects.requireNonNull(type, "type");
        host.ifPresent(name -> Names.check("host", name));
        Objects.requireNonNull(units, "units");
        Objects.requireNonNull(capacity, "capacity");
        Objects.requireNonNull(properties, "properties");
        Names.check("driver", driver);
        Objects.requireNonNull(settings, "settings");
    }
}
