package orca.policies.guest;

import java.time.Duration;
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
 * Has as many units as it takes to work off a queue in time.
 *
 * <p><b>Goals.</b> What waits now is done after {@code drain}, and what comes meanwhile is done as it comes.
 *
 * <p><b>Constraints.</b> Never fewer than {@code min} nor more than {@code max}; a short lull gives nothing back. Without a fresh
 * sample of every sensor that is named everything stays.
 *
 * <p><b>Algorithm.</b> Work to be done each second is the queue's length by {@code drain}, and what arrives each second where a
 * sensor tells that. Each unit does {@code rate} of it. {@link Steering} makes of that what is wanted, {@link Fleet} asks and
 * closes.
 *
 * <p><b>Example.</b> {@code rate: 0.5} (a job takes two seconds), {@code drain: 5m}. 1,200 jobs wait: eight units. With two
 * more each second: twelve.
 */
public final class FollowQueue implements GuestController {
    private Optional<Settings> settings = Optional.empty();

    private record Settings(Follower follower, String queue, Optional<String> arrivals, double rate, Duration drain) {}

    @Override
    public String name() {
        return "follow-queue";
    }

    @Override
    public void configure(PropertyList given) {
        Given read = new Given(name(), given);
        Follower follower = new Follower(read, List.of("queue", "arrivals", "rate", "drain"));
        settings = Optional.of(new Settings(follower, Names.check("follow-queue.queue", read.needed("queue")),
                given.text("arrivals").map(sensor -> Names.check("follow-queue.arrivals", sensor)),
                read.number("rate", Optional.empty()), read.span("drain", Duration.ofMinutes(5))));
    }

    @Override
    public GuestPlan propose(GuestView view, Budget budget) {
        if (settings.isEmpty()) {
            return new GuestPlan(view.slice(), List.of(), Optional.empty());
        }
        Settings set = settings.get();
        Optional<GuestView.Sample> queue = Follower.sample(view, set.queue());
        Optional<GuestView.Sample> arrivals = set.arrivals().flatMap(sensor -> Follower.sample(view, sensor));
        boolean whole = queue.isPresent() && set.arrivals().isPresent() == arrivals.isPresent();
        // The older of two says how fresh both are.
        Optional<Instant> at = whole ? queue.map(GuestView.Sample::at)
                .map(q -> arrivals.map(GuestView.Sample::at).filter(a -> a.isBefore(q)).orElse(q)) : Optional.empty();
        return set.follower().anyTime(view, budget, at, (wanted, used, tolerance) -> {
            double waiting = Math.max(0, queue.orElseThrow().value()) * 1000 / set.drain().toMillis();
            double coming = Math.max(0, arrivals.map(GuestView.Sample::value).orElse(0.0));
            return Follower.share(waiting + coming, set.rate(), wanted, tolerance);
        });
    }
}
