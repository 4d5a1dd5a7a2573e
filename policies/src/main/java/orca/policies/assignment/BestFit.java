package orca.policies.assignment;

import java.util.Map;
import java.util.TreeMap;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.AssignmentView.Need;
import orca.core.policy.Budget;
import orca.core.policy.Hosts;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/**
 * Puts each unit where the least is left over.
 *
 * <p><b>Goals.</b> Keep hosts either full or empty: what is left in one piece can still take a large unit. Serve needs in the
 * order in which they came, as far as they fit.
 *
 * <p><b>Constraints.</b> A unit needs room on its host throughout the term that it really occupies, in every dimension, and the
 * holder's rules are kept. All units of a need are placed, or none is. Nothing that was placed is moved.
 *
 * <p><b>Algorithm.</b> For each need, oldest first, and for each of its units: among the hosts of the type that have room, take
 * the one on which the least is left. What is left on a host is the sum over its dimensions, the count of units among them, of
 * the share of the capacity that stays free throughout the term with the unit on it. Where two hosts leave the same, the first
 * by name is taken. What is placed counts for the units and needs after it. A need that does not fit now waits if the hosts
 * could take it were they empty, and is refused for good if not.
 *
 * <p><b>Settings.</b> {@code weight.NAME}, a whole number, says how much the dimension NAME counts ({@code weight.units} for the
 * count of units); usually 1. {@code scale=largest} takes shares of the largest capacity that any host of the type has, and not
 * of the host's own: then what is left on a large host weighs more. {@code look} says how many hosts of one shape are compared
 * at most.
 *
 * <p><b>Cost.</b> O(s log n) for each unit, for n hosts of s shapes, if terms have begun and nothing is to come later on the
 * hosts: then the fullest of each shape with room is taken. Otherwise O(s (log n + look)).
 *
 * <p><b>Example.</b> Capacities are (units, cpu). Host {@code a} has (4, 8) free of (4, 8), host {@code b} (2, 3) of (4, 8). A
 * unit of cpu 2 would leave 3/4 + 6/8 = 1.5 on {@code a}, and 1/4 + 1/8 = 0.375 on {@code b}: it goes to {@code b}. The next one
 * of the same size finds cpu 1 free on {@code b}, which is too little, and goes to {@code a}.
 *
 * <p><b>Source.</b> D. S. Johnson, Near-optimal bin packing algorithms, 1973, for one dimension; with weights and the largest
 * capacity as scale, the best fit that Q. Weng and others compare with in Beware of Fragmentation, USENIX ATC 2023.
 */
public final class BestFit implements AssignmentPolicy {
    private static final String WEIGHT = "weight.";
    private static final String SCALE = "scale";
    private static final long MOST_WEIGHT = 1_000;
    private static final Placing.Taste USUAL = new Placing.Taste(Placing.Way.FULLEST, true, Placing.USUAL_LOOK,
            (need, free, capacity, load) -> Preference.left(free, capacity, load));

    private Map<String, Long> weights = Map.of();
    private boolean largest;
    private int look = Placing.USUAL_LOOK;

    @Override
    public String name() {
        return "best-fit";
    }

    @Override
    public void configure(PropertyList settings) {
        Map<String, Long> weighing = new TreeMap<>();
        for (Map.Entry<String, PropertyValue> setting : settings) {
            String name = setting.getKey();
            String value = setting.getValue().toString();
            if (name.startsWith(WEIGHT)) {
                weighing.put(name.substring(WEIGHT.length()), settings.whole(name).filter(w -> w >= 0 && w <= MOST_WEIGHT)
                        .orElseThrow(() -> new IllegalArgumentException("policy best-fit: " + name
                                + " must be a whole number from 0 to " + MOST_WEIGHT + ", got " + value)));
            } else if (name.equals(SCALE)) {
                if (!value.equals("own") && !value.equals("largest")) {
                    throw new IllegalArgumentException("policy best-fit: scale must be own or largest, got " + value);
                }
                largest = value.equals("largest");
            } else if (!name.equals(Look.NAME)) {
                throw new IllegalArgumentException("policy best-fit: there is no setting " + name + ", only " + WEIGHT
                        + "DIMENSION, " + SCALE + " and " + Look.NAME);
            }
        }
        weights = Map.copyOf(weighing);
        look = Look.of(name(), settings, Placing.USUAL_LOOK);
    }

    @Override
    public AssignmentPlan propose(AssignmentView view, Budget budget) {
        boolean usual = weights.isEmpty() && !largest && look == Placing.USUAL_LOOK;
        return Placing.plan(usual ? USUAL : new Placing.Taste(Placing.Way.FULLEST, weights.isEmpty() && !largest, look,
                new Weighted(view.hosts())::left), view, budget);
    }

    /** What is left, by the settings. */
    private final class Weighted {
        private final Hosts hosts;
        private final Map<String, long[]> scales = new TreeMap<>();
        private final Map<String, long[]> factors = new TreeMap<>();

        Weighted(Hosts hosts) {
            this.hosts = hosts;
        }

        double left(Need need, Amounts free, Amounts capacity, Amounts load) {
            String type = need.type().name().value();
            long[] factor = factors.computeIfAbsent(type, t -> factors(need));
            long[] scale = largest ? scales.computeIfAbsent(type, t -> scale(need)) : capacity.toArray();
            double sum = 0;
            for (int d = 0; d < factor.length; d++) {
                sum += scale[d] == 0 ? 0 : factor[d] * (double) (free.get(d) - load.get(d)) / scale[d];
            }
            return sum;
        }

        private long[] factors(Need need) {
            long[] all = new long[need.sliver().size() + 1];
            all[0] = weights.getOrDefault("units", 1L);
            for (int d = 1; d < all.length; d++) {
                all[d] = weights.getOrDefault(need.type().dimensions().get(d - 1).name(), 1L);
            }
            return all;
        }

        private long[] scale(Need need) {
            long[] most = new long[need.sliver().size() + 1];
            for (Hosts.Shape shape : hosts.shapes(need.type().name())) {
                for (int d = 0; d < most.length; d++) {
                    most[d] = Math.max(most[d], shape.capacity().get(d));
                }
            }
            return most;
        }
    }
}
