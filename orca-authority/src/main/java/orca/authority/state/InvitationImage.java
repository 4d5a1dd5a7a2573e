package orca.authority.state;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.protocol.HostAgent;
import orca.core.protocol.HostOffer;

/**
 * That a host may join the site.
 *
 * @param lock the hash of the token that opens it
 * @param offer as what
 * @param until when the token is worth nothing any more, if nobody has shown it
 * @param joined who has shown it
 * @param enrolled whether that one is in the inventory
 */
public record InvitationImage(
        String lock, HostOffer offer, Instant until, Optional<Joined> joined, boolean enrolled, Cause cause)
        implements AuthorityRecord {
    /** What {@link SiteSubject#kind} says of it. */
    public static final String KIND = "invitation";
    private static final int BRIEF = 12;

    /** A host that showed the token. */
    public record Joined(String host, HostAgent agent) {
        public Joined {
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(agent, "agent");
        }
    }

    public InvitationImage {
        Objects.requireNonNull(lock, "lock");
        Objects.requireNonNull(offer, "offer");
        Objects.requireNonNull(until, "until");
        Objects.requireNonNull(joined, "joined");
        Objects.requireNonNull(cause, "cause");
    }

    /** What it is called before people; of no use to open it. */
    public String id() {
        return brief(lock);
    }

    /** What the invitation with {@code lock} is called before people. */
    public static String brief(String lock) {
        return lock.substring(0, BRIEF);
    }

    /** Whether somebody has shown the token, who is not in the inventory yet. */
    public boolean expects() {
        return joined.isPresent() && !enrolled;
    }

    /** The same, with another one who joined or its place in the inventory. */
    public InvitationImage with(Optional<Joined> who, boolean in, Cause why) {
        return new InvitationImage(lock, offer, until, who, in, why);
    }

    @Override
    public SiteSubject subject() {
        return new SiteSubject(KIND, lock);
    }
}
