package orca.servicemanager.host;

import java.util.Map;
import java.util.TreeMap;
import orca.core.actor.Duties;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.ReservationImage;

/** The calls of a guest's handler, as they follow from a member's image. */
public final class Calls {
    private Calls() {}

    /** The call that was begun last. */
    public static Duties.CallName name(MemberImage member) {
        return new Duties.CallName(member.subject(), member.calls().last(), member.calls().attempt());
    }

    /** What the handler has to be asked. */
    public static Duties.Run run(MemberImage member, ReservationImage reservation, JoinHandler handler) {
        PropertyList properties = merged(member.properties(), reservation.wish().properties(), member.told().properties(),
                reservation.inherited());
        UnitCall call = new UnitCall(member.subject(), member.calls().last(), member.calls().attempt(),
                reservation.wish().type(), member.told().host(), member.told().sliver(), member.term(), properties);
        return new Duties.Run(call, handler.name(), member.notBefore(), handler.limit());
    }

    /** All of these, where the earlier wins over the later; what would be too many is left out from the end. */
    public static PropertyList merged(PropertyList... strongestFirst) {
        Map<String, PropertyValue> all = new TreeMap<>();
        for (PropertyList properties : strongestFirst) {
            for (Map.Entry<String, PropertyValue> property : properties) {
                if (all.size() < PropertyList.MAX_ENTRIES) {
                    all.putIfAbsent(property.getKey(), property.getValue());
                }
            }
        }
        return PropertyList.of(all);
    }
}
