package orca.policies.assignment;

import orca.core.resource.PropertyList;

/** The setting {@code look}, which several policies of this room take. */
final class Look {
    /** Its name in a configuration. */
    static final String NAME = "look";
    private static final long MOST = 1_000_000;

    private Look() {}

    /** What {@code settings} say; {@code usual} if they say nothing. */
    static int of(String policy, PropertyList settings, int usual) {
        if (settings.get(NAME).isEmpty()) {
            return usual;
        }
        return settings.whole(NAME).filter(n -> n >= 1 && n <= MOST).orElseThrow(() -> new IllegalArgumentException(
                "policy " + policy + ": " + NAME + " must be a whole number from 1 to " + MOST + ", got "
                        + settings.text(NAME).orElse(""))).intValue();
    }

    /** Refuses settings other than this one. */
    static int only(String policy, PropertyList settings, int usual) {
        for (String name : settings.asMap().keySet()) {
            if (!name.equals(NAME)) {
                throw new IllegalArgumentException("policy " + policy + ": there is no setting " + name + ", only " + NAME);
            }
        }
        return of(policy, settings, usual);
    }
}
