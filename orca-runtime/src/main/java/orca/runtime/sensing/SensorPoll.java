package orca.runtime.sensing;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import orca.core.actor.Event;
import orca.core.policy.GuestView;
import orca.core.time.Term;
import orca.runtime.config.SensorConfig;
import orca.runtime.loop.ActorLoop;

/**
 * Asks for what one service manager's sensors measure, each on a thread of its own, again and again. One that fails tells
 * nothing, so that its controller sees an old sample and knows; why it fails is logged once.
 */
public final class SensorPoll implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final ActorLoop loop;
    private final InstantSource clock;

    public SensorPoll(ActorLoop loop, Map<String, SensorConfig> sensors, InstantSource clock) {
        this.loop = loop;
        this.clock = clock;
        sensors.forEach((name, sensor) -> {
            if (sensor.polled()) {
                threads.add(Thread.ofVirtual().name("orca-sensor-" + name).unstarted(() -> poll(name, sensor)));
            }
        });
    }

    public void start() {
        threads.forEach(Thread::start);
    }

    private void poll(String name, SensorConfig sensor) {
        boolean well = true;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    double value = Probe.measure(sensor);
                    loop.happened(new Event.Sensed(new GuestView.Sample(name, Term.grain(clock.instant()), value)));
                    well = true;
                } catch (IOException e) {
                    if (well) {
                        System.getLogger(SensorPoll.class.getName()).log(System.Logger.Level.WARNING,
                                "sensor " + name + " says nothing: " + e.getMessage());
                    }
                    well = false;
                }
                Thread.sleep(sensor.every());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
