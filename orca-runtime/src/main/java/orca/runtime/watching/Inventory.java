package orca.runtime.watching;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.authority.Authority;
import orca.authority.state.Host;
import orca.authority.state.HostImage;
import orca.authority.state.TypeFile;
import orca.authority.state.UnitImage;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.runtime.hosting.ReadActor;

/**
 * A site at one instant; never changes.
 *
 * @param hosts by name
 * @param types by name
 * @param units all that are not free
 */
public record Inventory(Map<String, HostImage> hosts, Map<TypeName, ResourceType> types, List<UnitImage> units) {
    static Inventory of(ReadActor site) {
        return site.read(Authority.class, (actor, now) -> {
            Map<String, HostImage> hosts = new LinkedHashMap<>();
            for (Host host : actor.hosts()) {
                hosts.put(host.image().name(), host.image());
            }
            Map<TypeName, ResourceType> types = new LinkedHashMap<>();
            for (TypeFile type : actor.types()) {
                types.put(type.type().name(), type.type());
            }
            return new Inventory(hosts, types, new ArrayList<>(actor.units()));
        });
    }
}
