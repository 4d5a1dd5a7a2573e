package orca.runtime.management;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.actor.Event;
import orca.core.policy.GuestView;
import orca.core.time.Term;
import orca.runtime.hosting.HostedActor;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.SliceName;
import orca.wire.management.CommandAnswer;
import orca.wire.management.Problem;
import orca.wire.management.SampleCommand;

/** Takes what sensors measured from whoever may command; one sample of each sensor a second. */
final class SampleDesk {
    private static final Duration APART = Duration.ofSeconds(1);

    private final Map<String, Instant> taken = new LinkedHashMap<>();

    private record Look(Instant now, Optional<SliceName> slice) {}

    CommandAnswer sample(HostedActor guest, SampleCommand call) {
        Look look = guest.read(ServiceManager.class, (actor, now) -> new Look(now, actor.sensing(call.sensor())));
        if (look.slice.isEmpty()) {
            throw ApiException.field("sensor", "sensor: '" + guest.name() + "' has no sensor '" + call.sensor()
                    + "'; sensors are declared in the configuration");
        }
        if (!look.slice.get().value().equals(call.slice())) {
            throw ApiException.field("slice", "slice: the sensor '" + call.sensor() + "' is of the slice '"
                    + look.slice.get() + "', not of '" + call.slice() + "'");
        }
        // No more sensors than are declared are remembered here.
        synchronized (taken) {
            String key = guest.name() + " " + call.sensor();
            Instant before = taken.get(key);
            if (before != null && look.now.isBefore(before.plus(APART))) {
                throw new ApiException(Problem.Kind.BUSY, "sensor: at most one sample a second of '" + call.sensor() + "'");
            }
            taken.put(key, look.now);
        }
        guest.loop().happened(new Event.Sensed(
                new GuestView.Sample(call.sensor(), Term.grain(look.now), call.value())));
        return new CommandAnswer(false, List.of(call.sensor()), "");
    }
}
