package orca.servicemanager.record;

import java.util.Objects;
import orca.core.contract.Subject;
import orca.core.policy.PolicyState;

/** What a slice's controller wants to remember. */
public record ControllerImage(SliceName slice, PolicyState state) implements GuestRecord {
    public ControllerImage {
        Objects.requireNonNull(slice, "controller.slice");
        Objects.requireNonNull(state, "controller.state");
    }

    /** The memory of one slice's controller; apart from the slice itself, because it may be large. */
    public record Memory(SliceName slice) implements Subject {}

    @Override
    public Subject subject() {
        return new Memory(slice);
    }
}
