package orca.policies.guest;

import java.util.List;
import java.util.Optional;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.policies.settings.Given;

/**
 * Has units in proportion to something that is measured, whatever the units are.
 *
 * <p><b>Goals.</b> The sensor says how large the whole load is: users, requests per second, open orders. Each unit carries so
 * much of it; there are as many units as that takes, and some to spare.
 *
 * <p><b>Constraints.</b> Never fewer than {@code min} nor more than {@code max}. A unit is not given back while a tenth more load
 * (the tolerance) would need it, nor before it was not needed for {@code shrink-after}. Without a fresh sample everything stays.
 *
 * <p><b>Algorithm.</b> Load by {@code per-unit}, rounded up, and {@code spare}. {@link Steering} makes of that what is wanted,
 * {@link Fleet} asks and closes. The load does not depend on the units, so nothing can swing.
 *
 * <p><b>Example.</b> {@code per-unit: 100}, {@code spare: 1}. Load 250: four units. Load 310: five. Load 295: five still, for
 * with a tenth more it would need them. Load 180 for five minutes: three.
 */
public final class FollowMetric implements GuestController {
    private Optional<Settings> settings = Optional.empty();

    private record Settings(Follower follower, String sensor, double each, long spare) {}

    @Override
    public String name() {
        return "follow-metric";
    }

    @Override
    public void configure(PropertyList given) {
        Given read = new Given(name(), given);
        Follower follower = new Follower(read, List.of("sensor", "per-unit", "spare"));
        settings = Optional.of(new Settings(follower, Names.check("follow-metric.sensor", read.needed("sensor")),
                read.number("per-unit", Optional.empty()), read.whole("spare", 0, Wants.MOST, Optional.of(0L))));
    }

    @Override
    public GuestPlan propose(GuestView view, Budget budget) {
        if (settings.isEmpty()) {
            return new GuestPlan(view.slice(), List.of(), Optional.empty());
        }
        Settings set = settings.get();
        Optional<GuestView.Sample> sample = Follower.sample(view, set.sensor());
        return set.follower().anyTime(view, budget, sample.map(GuestView.Sample::at), (wanted, used, tolerance) ->
                set.spare() + Follower.share(
                        Math.max(0, sample.orElseThrow().value()), set.each(), wanted - set.spare(), tolerance));
    }
}
