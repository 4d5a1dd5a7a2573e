package orca.policies.provisioning;

import java.util.List;
import java.util.Optional;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.policies.settings.Given;

/**
 * Classes of holders, of which the higher goes first.
 *
 * <p><b>Goals.</b> Serve the higher classes before the lower, and take nothing from anybody before its time.
 *
 * <p><b>Constraints.</b> As of all lines: see {@link Line}. The broker's operator says which class a holder has; a holder may ask
 * with less than that by the demand's property {@value #PROPERTY}, and never with more.
 *
 * <p><b>Algorithm.</b> One class after another, the highest first: who holds a ticket of it and wants it longer is answered, its
 * line moves, who cannot wait is answered. The first of a line that cannot start holds the place at its earliest start, so there
 * is one head for each class, and what a head holds no lower class may extend into: it loses its quantity when its term ends, and
 * is told so by the refusal of its extension, which is before that. Last, gaps are filled as by {@link EasyBackfill}, higher
 * classes first.
 *
 * <p><b>Example.</b> All 10 units are in use until 12:00 by somebody of class 0. It is 10:00. Somebody of class 1 wants 8 for
 * an hour: it waits for 12:00. At 11:30 the first asks for two hours more, and is refused: 10 from 13:00, or 2 now.
 *
 * <p>A round costs what EASY's costs. It remembers nothing.
 */
public final class PriorityClasses implements ProvisioningPolicy {
    /** What a demand may say of its class. */
    public static final String PROPERTY = "priority";
    /** The highest class. */
    public static final int HIGHEST = 100;

    private static final List<String> KNOWN = List.of("classes", "usual");

    private PerHolder classes = new PerHolder(0);

    @Override
    public String name() {
        return "priority";
    }

    @Override
    public void configure(PropertyList settings) {
        Given given = new Given(name(), settings);
        given.only(KNOWN);
        classes = PerHolder.of(given, "classes", given.whole("usual", 0, HIGHEST, Optional.of(0L)), 0, HIGHEST);
    }

    private int rank(Bid bid) {
        long most = classes.of(bid.key().holder());
        long asked = bid.demand().properties().get(PROPERTY)
                .map(value -> value instanceof PropertyValue.Whole(long level) ? Math.max(0, level) : 0).orElse(most);
        return (int) Math.min(asked, most);
    }

    @Override
    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
        return Line.plan(view, budget, new Backfill((a, b) -> 0), this::rank, (a, b) -> 0);
    }
}
