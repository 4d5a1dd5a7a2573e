package orca.simulator.check;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import orca.authority.Authority;
import orca.authority.state.Bound;
import orca.authority.state.Host;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.core.contract.Answer;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.resource.Amounts;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Watched;

/**
 * Units that move so that they can grow: throughout the move, the place that such a unit has is booked as large as it is, and
 * the other one as large as its lease says; and what it is in the end, its holder is told. Counts what becomes of them.
 */
final class Growth {
    private final GrowthCount count;
    private final Map<UnitId, Journey> underWay = new LinkedHashMap<>();

    /**
     * A unit on its way.
     *
     * @param wanted what its lease says
     */
    private record Journey(Watched node, String from, String to, Amounts size, Amounts wanted) {}

    Growth(GrowthCount count) {
        this.count = count;
    }

    void authority(Watched node) {
        Authority authority = Actors.authority(node);
        Set<UnitId> there = new LinkedHashSet<>();
        for (UnitImage unit : authority.units()) {
            there.add(unit.id());
            if (unit.state() == UnitState.MIGRATING && unit.moving().flatMap(m -> m.held()).isPresent()) {
                underWay(node, authority, unit);
            } else if (underWay.containsKey(unit.id())) {
                arrived(authority, unit, underWay.get(unit.id()));
            }
        }
        underWay.entrySet().removeIf(entry -> {
            boolean gone = entry.getValue().node() == node && !there.contains(entry.getKey());
            if (gone) {
                count.add(GrowthCount.End.GIVEN_UP);
            }
            return gone;
        });
    }

    /** What it forgot of them is for its operator. */
    void restored(Watched node) {
        underWay.values().removeIf(journey -> journey.node() == node);
    }

    /** Nothing of it is lost when its site dies. */
    void restarted(Watched node) {
        underWay.values().stream().filter(journey -> journey.node() == node).forEach(journey -> count.restarted());
    }

    private void underWay(Watched node, Authority authority, UnitImage unit) {
        String to = unit.moving().orElseThrow().to();
        Journey journey = underWay.get(unit.id());
        if (journey == null) {
            Amounts wanted = authority.site().lease(unit.lease()).map(LeaseFile::image).flatMap(LeaseImage::bound)
                    .map(Bound::sliver).orElse(unit.wanted());
            journey = new Journey(node, unit.host(), to, unit.sliver(), wanted);
            underWay.put(unit.id(), journey);
            count.begun();
        }
        if (!journey.size().load(1).fitsIn(unit.loadOn(journey.from()))) {
            throw new Broken(node + ": unit " + unit.id() + " is " + journey.size() + ", and its place on " + journey.from()
                    + " is booked for " + unit.loadOn(journey.from()));
        }
        if (!journey.wanted().load(1).fitsIn(unit.loadOn(to))) {
            throw new Broken(node + ": unit " + unit.id() + " is to be " + journey.wanted() + " when it is on " + to
                    + ", where only " + unit.loadOn(to) + " is booked for it");
        }
    }

    private void arrived(Authority authority, UnitImage unit, Journey journey) {
        switch (unit.state()) {
            case MODIFYING -> {
                return; // what it becomes is not known yet
            }
            case READY, MIGRATING -> settled(authority, unit, journey);
            case QUARANTINED -> count.add(GrowthCount.End.LOST);
            case STOPPING, TEARDOWN, FREE -> count.add(GrowthCount.End.GIVEN_UP);
            case SETUP -> throw new Broken(journey.node() + ": unit " + unit.id() + " moved, and is set up anew");
        }
        underWay.remove(unit.id());
    }

    private void settled(Authority authority, UnitImage unit, Journey journey) {
        boolean moved = unit.host().equals(journey.to());
        boolean grew = unit.sliver().equals(journey.wanted());
        if (!moved && grew || !grew && !unit.sliver().equals(journey.size())) {
            throw new Broken(journey.node() + ": unit " + unit.id() + " was to grow from " + journey.size() + " on "
                    + journey.from() + " to " + journey.wanted() + " on " + journey.to() + ", and is " + unit.sliver() + " on "
                    + unit.host());
        }
        boolean told = grew || authority.site().lease(unit.lease()).map(LeaseFile::image)
                .filter(lease -> lease.state() == LeaseState.ACTIVE && lease.told().answer() instanceof Answer.Granted granted
                        && granted.why().isEmpty()).isEmpty();
        if (!told) {
            throw new Broken(journey.node() + ": unit " + unit.id() + " did not grow, and its holder is not told");
        }
        count.add(grew ? GrowthCount.End.GREW : moved ? GrowthCount.End.MOVED_ONLY : GrowthCount.End.STAYED);
        if (moved && authority.site().findHost(unit.host()).map(Host::image).filter(host -> host.takes()).isEmpty()) {
            count.shut();
        }
    }
}
