package orca.core.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import orca.core.resource.Names;
import orca.core.time.Term;

/** What the operator of an authority tells it of hosts that are serviced, or gone. */
public sealed interface Servicing extends Command.Site {
    /**
     * Have hosts empty for a while, so that they can be serviced; or have it otherwise than was said of {@code id} before.
     *
     * @param hosts 1 to {@link #MOST_HOSTS} of them
     * @param window when they are to be empty
     * @param leaveFrom when units begin to leave whose time reaches into the window, not after its start
     * @param keep whether those that cannot leave stay where they are, instead of being taken away when it starts
     * @param reason for holders and operators
     */
    record Maintain(String id, List<String> hosts, Term window, Instant leaveFrom, boolean keep, String reason)
            implements Servicing {
        public Maintain {
            Names.check("maintenance.id", id);
            hosts = List.copyOf(hosts);
            Objects.requireNonNull(window, "maintenance.window");
            Objects.requireNonNull(leaveFrom, "maintenance.leaveFrom");
            Objects.requireNonNull(reason, "maintenance.reason");
            if (hosts.isEmpty() || hosts.size() > MOST_HOSTS || hosts.stream().distinct().count() < hosts.size()) {
                throw new IllegalArgumentException(
                        "maintenance.hosts: must be 1 to " + MOST_HOSTS + " different ones, got " + hosts.size());
            }
            if (leaveFrom.isAfter(window.start())) {
                throw new IllegalArgumentException("maintenance.leaveFrom: must not be after the start, " + window.start()
                        + ", got " + leaveFrom);
            }
        }
    }

    /** The most hosts of one {@link Maintain}. */
    int MOST_HOSTS = 10_000;

    /** Hosts need not be empty any more, whether or not they are. */
    record EndMaintenance(String id, String reason) implements Servicing {
        public EndMaintenance {
            Names.check("maintenance.id", id);
            Objects.requireNonNull(reason, "maintenance.reason");
        }
    }

    /**
     * Put on record that a host is off, and all that was on it gone: what had to be torn down there is, and what served is dead.
     * No new units are placed on it.
     */
    record HostOff(String host, String reason) implements Servicing {
        public HostOff {
            Names.check("host", host);
            Objects.requireNonNull(reason, "reason");
        }
    }
}
