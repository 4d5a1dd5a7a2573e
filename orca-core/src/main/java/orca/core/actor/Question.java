package orca.core.actor;

import java.util.Objects;
import java.util.Optional;
import orca.core.policy.PolicyView;
import orca.core.protocol.PolicyChoice;

/**
 * A question to one of an actor's policies.
 *
 * @param view what it is shown
 * @param to whom an operator chose to answer it; empty: whom the configuration names. Whoever asks has a fresh one made when
 *     this is another than answered before
 */
public record Question(PolicyView view, Optional<PolicyChoice> to) {
    public Question {
        Objects.requireNonNull(view, "question.view");
        Objects.requireNonNull(to, "question.to");
    }
}
