package orca.authority.assignment;

import java.util.List;
import orca.authority.state.Draft;
import orca.authority.state.UnitImage;
import orca.core.handler.HandOver;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;

/**
 * What the handlers of a unit hear of those in whose place it comes: from its beginning whose place that is, at its end who of
 * them lives on. Both are written down with the unit, for a call is what was written down, whatever becomes of the others.
 */
final class Succession {
    private Succession() {}

    /** What the site notes of a unit that comes in the place of {@code replaced}. */
    static PropertyList noted(List<UnitImage> replaced) {
        return HandOver.told(PropertyList.NONE, HandOver.FROM, replaced.stream().map(UnitImage::id).toList());
    }

    /** {@code unit}, which is to be torn down, and knows who of those lives on in whose place it came. */
    static UnitImage ending(Draft draft, UnitImage unit) {
        List<UnitId> living = HandOver.of(unit.inherited(), HandOver.FROM).stream().filter(id -> lives(draft, id)).toList();
        PropertyList made = HandOver.told(unit.made().without(List.of(HandOver.BACK)), HandOver.BACK, living);
        boolean room = PropertyList.count(unit.asked(), unit.inherited(), made)
                <= Moves.mostProperties(draft.site(), unit.type());
        return made.equals(unit.made()) || !room ? unit : unit.knowing(unit.asked(), made);
    }

    private static boolean lives(Draft draft, UnitId id) {
        if (draft.site().unit(id).isEmpty()) {
            return false;
        }
        return switch (draft.unit(id).state()) {
            case READY, MODIFYING, MIGRATING, REPLACING -> true;
            case FREE, SETUP, STOPPING, TEARDOWN, QUARANTINED -> false;
        };
    }
}
