package orca.core.policy;

import java.time.Instant;

/** What a policy is shown: a picture that never changes, taken between two events of its actor. */
public sealed interface PolicyView permits ProvisioningView, AssignmentView, GuestView {
    /** The most open questions in one view; further ones come in the next. */
    int MOST_QUESTIONS = 512;

    /** When the picture was taken. */
    Instant now();
}
