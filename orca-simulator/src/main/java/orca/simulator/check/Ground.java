package orca.simulator.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import orca.authority.state.UnitImage;
import orca.core.contract.ContractKey;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.resource.Amounts;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Watched;
import orca.simulator.federation.Substrate;

/**
 * What really exists against what the authority believes: nothing is there that it takes for gone (invariant 2), and no host
 * carries more than it has (invariant 1).
 */
final class Ground {
    private final Substrate substrate;
    private final Forgotten forgotten;

    Ground(Substrate substrate, Forgotten forgotten) {
        this.substrate = substrate;
        this.forgotten = forgotten;
    }

    void authority(Watched node) {
        Map<UnitId, UnitImage> units = new LinkedHashMap<>();
        Map<UnitId, ContractKey> leases = new LinkedHashMap<>();
        Actors.authority(node).units().forEach(unit -> {
            units.put(unit.id(), unit);
            ContractKey before = leases.put(unit.id(), unit.lease());
            if (before != null && !before.equals(unit.lease())) {
                throw new Broken(node + ": unit " + unit.id() + " is in two leases: " + before + " and " + unit.lease());
            }
        });
        Map<String, Amounts> carried = new LinkedHashMap<>();
        for (UnitCall there : substrate.units().values()) {
            if (!there.unit().value().startsWith(node.name() + "-")) {
                continue;
            }
            Optional<UnitImage> known = Optional.ofNullable(units.get(there.unit()));
            if (known.isEmpty() && forgotten.excuses(node, there.unit())) {
                continue;
            }
            if (known.isEmpty() || known.get().state() == UnitState.FREE) {
                throw new Broken(node + " takes unit " + there.unit() + " for gone, and it is on " + there.host());
            }
            for (String place : substrate.places(there.unit())) {
                if (!known.get().isBookedOn(place)) {
                    throw new Broken(node + ": unit " + there.unit() + " is on " + place + ", and has a place on "
                            + known.get().places() + " alone");
                }
                carried.merge(place, there.sliver().load(1), Amounts::plus);
            }
        }
        Actors.authority(node).hosts().forEach(host -> {
            Amounts load = carried.get(host.name());
            if (load != null && !host.image().tight() && !load.fitsIn(host.image().capacity())) {
                throw new Broken(node + ": host " + host.name() + " has " + host.image().capacity() + " and carries " + load);
            }
        });
    }
}
