package orca.simulator.federation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import orca.authority.state.UnitImage;
import orca.core.actor.Actor;
import orca.core.contract.Principal;
import orca.core.handler.HandOver;
import orca.core.journal.Group;
import orca.core.resource.PropertyList;
import orca.runtime.hosting.HostedActor.Role;

/** What one actor of a {@link KeptStory} wrote down. */
public record KeptWriting(String name, Role role, Principal self, List<Group> groups) {
    /** What a site notes of a unit in the place of one that died. */
    private static final String REPAIR = PropertyList.SITES_OWN + "repair";

    public KeptWriting {
        groups = List.copyOf(groups);
    }

    /** The kinds of record that its groups have, or a snapshot after all of them. */
    Set<Class<?>> kinds() {
        Set<Class<?>> kinds = new HashSet<>();
        Actor actor = KeptStory.born(role, self, 1);
        groups.forEach(group -> group.records().forEach(record -> {
            kinds.add(record.getClass());
            actor.apply(record);
        }));
        actor.image().forEach(record -> kinds.add(record.getClass()));
        return kinds;
    }

    /** Whether its actor knows at the end of a unit that came in the place of one that died, and from whom it took over. */
    boolean replaced() {
        Actor actor = KeptStory.born(role, self, 1);
        groups.forEach(group -> group.records().forEach(actor::apply));
        return actor.image().stream().anyMatch(record -> record instanceof UnitImage unit
                && unit.inherited().whole(REPAIR).isPresent() && !HandOver.of(unit.inherited(), HandOver.FROM).isEmpty());
    }
}
