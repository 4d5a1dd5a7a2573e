package orca.core.protocol;

import java.time.Instant;
import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.Names;

/** What an authority is told of hosts that come to it and leave it for good. */
public sealed interface Enrolling extends Command.Site {
    /**
     * Let the one host in that shows the token, once.
     *
     * @param lock the SHA-256 of the token, in 64 hexadecimal digits; nobody here knows the token
     * @param offer as what it is invited
     * @param until when the token is worth nothing any more
     */
    record Invite(String lock, HostOffer offer, Instant until) implements Enrolling {
        public Invite {
            checkLock(lock);
            Objects.requireNonNull(offer, "offer");
            Objects.requireNonNull(until, "until");
        }
    }

    /**
     * Whoever has that key showed the token. From now on the invitation is its alone; the same again changes nothing.
     *
     * @param host what it calls itself
     * @param agent its own
     */
    record Join(String lock, String host, HostAgent agent) implements Enrolling {
        public Join {
            checkLock(lock);
            Names.check("host", host);
            Objects.requireNonNull(agent, "agent");
        }
    }

    /**
     * The agent that joined has answered: it is a host of the inventory now.
     *
     * @param capacity as a load: units first
     */
    record Enrol(String lock, Amounts capacity) implements Enrolling {
        public Enrol {
            checkLock(lock);
            Objects.requireNonNull(capacity, "capacity");
        }
    }

    /** Take an invitation back that no host has used. */
    record Uninvite(String lock) implements Enrolling {
        public Uninvite {
            checkLock(lock);
        }
    }

    /** Take a host out of the inventory, for good. */
    record RemoveHost(String host) implements Enrolling {
        public RemoveHost {
            Names.check("host", host);
        }
    }

    /** The agent of a host that has left was told so, or need not be. */
    record Dismissed(Principal agent) implements Enrolling {
        public Dismissed {
            Objects.requireNonNull(agent, "agent");
        }
    }

    private static void checkLock(String lock) {
        if (!lock.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("lock: must be 64 hexadecimal digits");
        }
    }
}
