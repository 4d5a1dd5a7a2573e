package orca.core.policy;

import java.time.Instant;

/** What a policy is shown: a picture that never changes, taken between two events of its actor. */
public sealed interface PolicyView permits ProvisioningView, AssignmentView, GuestView {
    /** The most open questions in one view; further ones come in the next. */
    int MOST_QUESTIONS = 512;

    /** What {@link #whose} says where an actor has one policy. */
    String OWN = "";

    /** When the picture was taken. */
    Instant now();

    /** Which of its actor's policies is asked: the controller of this slice, or {@link #OWN} where there is only one. */
    default String whose() {
        return OWN;
    }
}
