package orca.servicemanager.controller;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.actor.Repeat;
import orca.core.resource.Names;
import orca.servicemanager.record.SliceName;

/**
 * Which slices are ruled by a controller, and when it is asked besides on every change of what they hold.
 *
 * @param bySlice the name of each slice's controller, at most {@link #MOST}
 * @param every how often it is asked even if nothing changed; absent: never
 * @param retry when it is asked again after it failed
 * @param sensors which slice's controller is shown the samples of each declared sensor, at most {@link #MOST}
 */
public record Controllers(
        Map<SliceName, String> bySlice, Optional<Duration> every, Repeat retry, Map<String, SliceName> sensors) {
    /** The most slices with a controller, and the most sensors. */
    public static final int MOST = 256;
    /** How often a controller is asked though nothing changed, unless somebody says otherwise. */
    public static final Duration USUAL_EVERY = Duration.ofSeconds(30);
    /** No controllers. */
    public static final Controllers NONE = new Controllers(
            Map.of(), Optional.empty(), new Repeat(Duration.ofSeconds(5), Duration.ofMinutes(5)), Map.of());

    public Controllers {
        bySlice = Collections.unmodifiableMap(new TreeMap<>(bySlice));
        sensors = Collections.unmodifiableMap(new TreeMap<>(sensors));
        Objects.requireNonNull(every, "controllers.every");
        Objects.requireNonNull(retry, "controllers.retry");
        bySlice.values().forEach(name -> Names.check("controllers.bySlice", name));
        sensors.keySet().forEach(name -> Names.check("controllers.sensors", name));
        if (bySlice.size() > MOST || sensors.size() > MOST) {
            throw new IllegalArgumentException("controllers: at most " + MOST + " slices and " + MOST + " sensors");
        }
        every.ifPresent(span -> {
            if (span.compareTo(Duration.ofSeconds(1)) < 0 || span.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("controllers.every: must be from 1 second to 1 day, got " + span);
            }
        });
    }

    /** One controller for one slice, asked on change and every {@link #USUAL_EVERY}. */
    public static Controllers of(String slice, String controller) {
        return new Controllers(Map.of(new SliceName(slice), controller), Optional.of(USUAL_EVERY), NONE.retry, NONE.sensors);
    }

    public Controllers asking(Duration span) {
        return new Controllers(bySlice, Optional.of(span), retry, sensors);
    }

    public Controllers withSensor(String sensor, String slice) {
        Map<String, SliceName> more = new TreeMap<>(sensors);
        more.put(sensor, new SliceName(slice));
        return new Controllers(bySlice, every, retry, more);
    }
}
