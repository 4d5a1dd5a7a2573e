package orca.core.policy;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.time.Term;

/**
 * What an assignment policy is shown.
 *
 * @param now when
 * @param needs the units that want a host, oldest first, at most {@link PolicyView#MOST_QUESTIONS}
 * @param hosts the hosts that may be given units, by name
 * @param state what the policy returned last
 */
public record AssignmentView(Instant now, List<Need> needs, List<Host> hosts, Optional<PolicyState> state)
        implements PolicyView {
    public AssignmentView {
        Objects.requireNonNull(now, "now");
        needs = List.copyOf(needs);
        hosts = List.copyOf(hosts);
        Objects.requireNonNull(state, "state");
    }

    /**
     * The units of one lease that want a host.
     *
     * @param units how many more
     * @param sliver how large each
     * @param occupied when, turnaround included
     * @param housed the hosts of the units that the lease has already
     */
    public record Need(
            ContractKey key,
            ResourceType type,
            long units,
            Amounts sliver,
            Term occupied,
            List<String> housed,
            PropertyList properties,
            boolean approved) {
        public Need {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(sliver, "sliver");
            Objects.requireNonNull(occupied, "occupied");
            housed = List.copyOf(housed);
            Objects.requireNonNull(properties, "properties");
        }
    }

    /**
     * One host.
     *
     * @param calendar what is assigned to it over time, turnaround included
     */
    public record Host(String name, TypeName type, Calendar calendar, PropertyList properties) {
        public Host {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(calendar, "calendar");
            Objects.requireNonNull(properties, "properties");
        }
    }
}
