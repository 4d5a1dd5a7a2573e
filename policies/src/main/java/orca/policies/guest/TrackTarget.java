package orca.policies.guest;

import java.time.Instant;
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
 * Keeps what is measured of each unit near a target, by having more or fewer units.
 *
 * <p><b>Goals.</b> The sensor says how much each unit in use has to bear on average: its processor's use, its requests per
 * second. With as many units as are wanted that is the target.
 *
 * <p><b>Constraints.</b> Never fewer than {@code min} nor more than {@code max}. Noise within the tolerance, and dips that are
 * shorter than {@code shrink-after}, change nothing. Without a fresh sample everything stays.
 *
 * <p><b>Algorithm.</b> Wanted are the units in use, times the value, by the target, rounded up; unless value and target differ by
 * less than the tolerance. A sample counts once, and only when it was taken since the number of units in use last changed: what
 * was measured before says nothing of what is there now. {@link Steering} makes of that what is wanted, {@link Fleet} asks and
 * closes.
 *
 * <p><b>Example.</b> {@code target: 60}, {@code max: 10}. Four units at 90 each: six are wanted. Six at 60: it rests. Six at 25
 * for five minutes: three are wanted; six at 25 for one minute, then at 58: six.
 */
public final class TrackTarget implements GuestController {
    private Optional<Settings> settings = Optional.empty();

    private record Settings(Follower follower, String sensor, double target) {}

    @Override
    public String name() {
        return "track-target";
    }

    @Override
    public void configure(PropertyList given) {
        Given read = new Given(name(), given);
        Follower follower = new Follower(read, List.of("sensor", "target"));
        settings = Optional.of(new Settings(follower, Names.check("track-target.sensor", read.needed("sensor")),
                read.number("target", Optional.empty())));
    }

    @Override
    public GuestPlan propose(GuestView view, Budget budget) {
        if (settings.isEmpty()) {
            return new GuestPlan(view.slice(), List.of(), Optional.empty());
        }
        Settings set = settings.get();
        Optional<GuestView.Sample> sample = Follower.sample(view, set.sensor());
        Optional<Instant> at = sample.map(GuestView.Sample::at);
        return set.follower().plan(view, budget, at, (wanted, used, tolerance) ->
                advice(Math.max(0, sample.orElseThrow().value()) / set.target(), wanted, used, tolerance));
    }

    /** Nobody can measure what no unit bears; then what is wanted stays. */
    private static long advice(double ratio, long wanted, long used, double tolerance) {
        return used == 0 || Math.abs(ratio - 1) <= tolerance ? wanted : Follower.ceil(used * ratio);
    }
}
