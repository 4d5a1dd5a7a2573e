package orca.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import orca.core.actor.Actor;
import orca.core.contract.Subject;

/** Compares two actors that should be in the same state, by all that can be seen of them. */
public final class Twins {
    private Twins() {}

    /** Fails with words if {@code twin} owes, shows or remembers anything else than {@code original}. */
    public static void mustAgree(String how, Actor original, Actor twin) {
        assertThat(new LinkedHashSet<>(twin.subjects())).as("subjects of the twin %s", how)
                .isEqualTo(new LinkedHashSet<>(original.subjects()));
        for (Subject subject : original.subjects()) {
            assertThat(twin.duties(subject)).as("duties for %s of the twin %s", subject, how)
                    .isEqualTo(original.duties(subject));
            assertThat(twin.view(subject)).as("view of %s of the twin %s", subject, how).isEqualTo(original.view(subject));
        }
        assertThat(new LinkedHashSet<>(twin.image())).as("image of the twin %s", how)
                .isEqualTo(new LinkedHashSet<>(original.image()));
    }
}
