package orca.authority.state;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A redeemed ticket that wants hosts.
 *
 * @param deadline when it is refused if nobody answered
 * @param waiting set while the policy is not to be asked
 * @param approved whether the operator said yes
 * @param misses how many proposals in a row did not hold
 */
public record Opening(Instant deadline, Optional<Waiting> waiting, boolean approved, int misses) {
    /**
     * Why the policy is not to be asked just now.
     *
     * @param owner who has to act
     * @param askAt when it is asked again though nothing changed
     * @param room the site's count of freed room at the answer; more room than that, and it is asked again
     */
    public record Waiting(String owner, String reason, Instant askAt, long room) {
        /** A {@link #room} that is never exceeded. */
        public static final long WHATEVER = Long.MAX_VALUE;

        public Waiting {
            Objects.requireNonNull(owner, "owner");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(askAt, "askAt");
        }
    }

    public Opening {
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(waiting, "waiting");
    }

    public Opening waiting(Waiting why) {
        return new Opening(deadline, Optional.of(why), approved, misses);
    }

    public Opening asking() {
        return new Opening(deadline, Optional.empty(), approved, misses);
    }

    public Opening approvedNow() {
        return new Opening(deadline, Optional.empty(), true, misses);
    }

    public Opening missed() {
        return new Opening(deadline, Optional.empty(), approved, misses + 1);
    }

    public Opening until(Instant newDeadline) {
        return new Opening(newDeadline, waiting, approved, misses);
    }
}
