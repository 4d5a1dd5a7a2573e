package orca.servicemanager.record;

import java.util.Objects;
import orca.core.contract.Subject;
import orca.core.policy.GuestView;

/** The newest sample of one declared sensor. */
public record SampleImage(GuestView.Sample sample) implements GuestRecord {
    public SampleImage {
        Objects.requireNonNull(sample, "sample");
    }

    /** One declared sensor. */
    public record Sensor(String name) implements Subject {}

    @Override
    public Subject subject() {
        return new Sensor(sample.sensor());
    }
}
