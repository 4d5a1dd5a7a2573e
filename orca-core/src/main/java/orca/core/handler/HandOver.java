package orca.core.handler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;

/**
 * What there is only once, such as a name that a holder asked for, and two units of its lease that ought to have it: the one that
 * is dead or has to leave its host, and the one that comes in its place and is set up beside it. The site tells the handlers of
 * the new one whose place it may take. A handler that finds such a thing with one of these, by what the thing itself says, hands
 * it over; with anybody else it is taken, as ever. It writes down from whom, so that it can go back where the new unit ends
 * first.
 */
public final class HandOver {
    /** In a SETUP, the property with the units of the same lease that may hand over, with spaces between. */
    public static final String FROM = PropertyList.SITES_OWN + "hand-over.from";
    /** In a TEARDOWN, the property with the units of the same lease that live on, and so may have back what they had. */
    public static final String BACK = PropertyList.SITES_OWN + "hand-over.back";
    /** The most units that are told; what is beyond is not. */
    public static final int MOST = 100;

    private HandOver() {}

    /**
     * {@code properties}, and who is told by {@code name}; unchanged where nobody is, or where there is no room for one more.
     *
     * @param name {@link #FROM} or {@link #BACK}
     */
    public static PropertyList told(PropertyList properties, String name, Collection<UnitId> units) {
        List<String> words = units.stream().limit(MOST).map(UnitId::value).toList();
        return words.isEmpty() || properties.size() >= PropertyList.MAX_ENTRIES ? properties
                : properties.with(name, String.join(" ", words));
    }

    /** Who is told by {@code name} in {@code properties}, in the order in which they were told. */
    public static List<UnitId> of(PropertyList properties, String name) {
        List<UnitId> units = new ArrayList<>();
        for (String word : properties.text(name).orElse("").split(" ")) {
            if (!word.isEmpty()) {
                units.add(new UnitId(word));
            }
        }
        return units;
    }
}
