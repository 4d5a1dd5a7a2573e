package orca.authority.state;

import java.time.Instant;
import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.protocol.HostAgent;
import orca.core.resource.TypeName;

/**
 * That a host was taken out of the inventory whose agent has not heard of it yet.
 *
 * @param host what it was called
 * @param type of the units that it had
 * @param agent its own
 * @param until when it is tried no more to tell it
 */
public record DepartureImage(String host, TypeName type, HostAgent agent, Instant until, Cause cause) implements AuthorityRecord {
    /** What {@link SiteSubject#kind} says of it. */
    public static final String KIND = "departure";
    private static final int BRIEF = 12;

    public DepartureImage {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(agent, "agent");
        Objects.requireNonNull(until, "until");
        Objects.requireNonNull(cause, "cause");
    }

    /** What it is called before people. */
    public String id() {
        return agent.key().value().substring(0, Math.min(BRIEF, agent.key().value().length()));
    }

    @Override
    public SiteSubject subject() {
        return subject(agent.key());
    }

    static SiteSubject subject(Principal key) {
        return new SiteSubject(KIND, key.value());
    }
}
