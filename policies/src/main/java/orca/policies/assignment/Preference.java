package orca.policies.assignment;

import orca.core.policy.AssignmentView.Need;
import orca.core.resource.Amounts;

/** What a policy would rather have: a number for each host that could take a unit, and the smallest is best. */
interface Preference {
    /**
     * How much a host is disliked.
     *
     * @param need whose unit it is
     * @param free what is free on it throughout the unit's term, without the unit
     * @param capacity of the host
     * @param load what the unit takes; fits in {@code free}
     */
    double of(Need need, Amounts free, Amounts capacity, Amounts load);

    /** The sum, over all dimensions, of the share of the capacity that stays free with the unit on the host. */
    static double left(Amounts free, Amounts capacity, Amounts load) {
        double sum = 0;
        for (int d = 0; d < load.size(); d++) {
            sum += capacity.get(d) == 0 ? 0 : (double) (free.get(d) - load.get(d)) / capacity.get(d);
        }
        return sum;
    }
}
