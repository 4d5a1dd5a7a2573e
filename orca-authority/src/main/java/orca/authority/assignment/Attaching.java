package orca.authority.assignment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import orca.authority.state.LeaseFile;
import orca.authority.state.Site;
import orca.authority.state.UnitImage;
import orca.core.contract.ContractKey;
import orca.core.contract.ReservationId;
import orca.core.handler.Attached;
import orca.core.lease.UnitState;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/**
 * What a handler hears of other units: those of the leases that the holder of its unit names. Only leases of the same holder are
 * looked for, and only what is known of their units to the site is told, so a holder's words lead nowhere but to what is its own.
 */
final class Attaching {
    private Attaching() {}

    /**
     * What a policy is asked for units of {@code lease}: what its holder {@code asked}, and that they are near to what they are
     * to be attached to, where the site says of that where it can be reached from; as asked, where that is more than a property
     * holds.
     */
    static PropertyList near(Site site, ContractKey lease, PropertyList asked) {
        String rules = Attached.wished(asked).stream().flatMap(name -> units(site, lease, name).stream())
                .filter(other -> inUse(other.state())).flatMap(other -> other.inherited().text(Attached.NEAR).stream()).distinct()
                .collect(Collectors.joining("; "));
        boolean room = rules.length() <= PropertyValue.MAX_TEXT && asked.size() < PropertyList.MAX_ENTRIES;
        return rules.isEmpty() || !room ? asked : asked.with(Attached.NEAR, rules);
    }

    /** {@code properties} of a call for {@code unit}, and what is to be known of the units that it is attached to. */
    static PropertyList told(Site site, UnitImage unit, PropertyList properties) {
        List<Attached> all = new ArrayList<>();
        for (String name : Attached.wished(unit.asked())) {
            for (UnitImage other : units(site, unit.lease(), name)) {
                if (all.size() < Attached.MOST && inUse(other.state())) {
                    all.add(new Attached(name, other.id().value(), own(other.inherited().overlaid(other.made()))));
                }
            }
        }
        return Attached.told(properties, all);
    }

    private static Collection<UnitImage> units(Site site, ContractKey lease, String name) {
        try {
            ContractKey key = new ContractKey(lease.holder(), new ReservationId(name));
            return key.equals(lease) ? List.of() : site.lease(key).map(LeaseFile::units).orElse(List.of());
        } catch (IllegalArgumentException noName) {
            return List.of();
        }
    }

    private static boolean inUse(UnitState state) {
        return switch (state) {
            case READY, MODIFYING, MIGRATING, REPLACING -> true;
            case FREE, SETUP, STOPPING, TEARDOWN, QUARANTINED -> false;
        };
    }

    private static PropertyList own(PropertyList all) {
        Map<String, PropertyValue> own = new TreeMap<>();
        all.forEach(property -> Optional.of(property.getKey()).filter(name -> name.startsWith(PropertyList.SITES_OWN))
                .map(name -> name.substring(PropertyList.SITES_OWN.length())).filter(name -> !name.isEmpty())
                .filter(name -> Character.isLetterOrDigit(name.charAt(0)))
                .ifPresent(name -> own.put(name, property.getValue())));
        return PropertyList.of(own);
    }
}
