package orca.core.policy;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;

/**
 * What a provisioning policy is shown.
 *
 * @param now when
 * @param bids the demands that want an answer, oldest first, at most {@link PolicyView#MOST_QUESTIONS}
 * @param sources the delegations that may be drawn from, oldest first
 * @param state what the policy returned last
 */
public record ProvisioningView(Instant now, List<Bid> bids, List<Source> sources, Optional<PolicyState> state)
        implements PolicyView {
    public ProvisioningView {
        Objects.requireNonNull(now, "now");
        bids = List.copyOf(bids);
        sources = List.copyOf(sources);
        Objects.requireNonNull(state, "state");
    }

    /**
     * One demand that wants an answer.
     *
     * @param demand what is wanted
     * @param current the ticket in force, when this is a changed demand; its quantity is booked in its source's calendar
     * @param since when the demand came
     * @param approved whether an operator said yes already
     */
    public record Bid(ContractKey key, Demand demand, Optional<Ticket> current, Instant since, boolean approved) {
        public Bid {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(demand, "demand");
            Objects.requireNonNull(current, "current");
            Objects.requireNonNull(since, "since");
        }
    }

    /**
     * One delegation.
     *
     * @param calendar what is promised on it over time, turnaround included
     */
    public record Source(Delegation delegation, Calendar calendar) {
        public Source {
            Objects.requireNonNull(delegation, "delegation");
            Objects.requireNonNull(calendar, "calendar");
        }

        /** The calendar as it would be without {@code ticket}, which must be booked in it. */
        public Calendar without(Ticket ticket) {
            return calendar.release(ticket.load(), delegation.type().turnaround().occupied(ticket.term()));
        }
    }

    /** The sources of {@code type} that {@code demand} may be drawn from. */
    public List<Source> sourcesFor(Demand demand) {
        TypeName type = demand.type();
        return sources.stream()
                .filter(s -> s.delegation().type().name().equals(type))
                .filter(s -> demand.site().isEmpty() || demand.site().get().equals(s.delegation().issuer()))
                .toList();
    }
}
