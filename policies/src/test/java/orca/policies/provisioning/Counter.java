package orca.policies.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.calendar.Calendar;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.policy.ProvisioningView;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.core.time.Turnaround;

/** Words to tell policy tests in: a counted type without turnaround, and hours of one day. It is ten o'clock. */
final class Counter {
    static final Instant TEN = hour(10);
    static final Principal SITE = new Principal("site");
    static final Principal BROKER = new Principal("broker");
    static final Principal GUEST = new Principal("guest");
    static final ResourceType TAG = new ResourceType(new TypeName("tag"), List.of(), Turnaround.NONE);

    private Counter() {}

    static Instant hour(int hour) {
        return Instant.parse("2030-01-01T00:00:00Z").plus(Duration.ofHours(hour));
    }

    static Term hours(int from, int to) {
        return new Term(hour(from), hour(to));
    }

    static ContractKey key(String name) {
        return new ContractKey(GUEST, new ReservationId(name));
    }

    static Demand units(long units, Term term) {
        return flexible(units, units, term, term.start(), null);
    }

    static Demand flexible(long units, long least, Term term, Instant latest, Instant deadline) {
        return new Demand(TAG.name(), units, least, Amounts.EMPTY, term, latest, Optional.ofNullable(deadline),
                Assurance.RESERVED,
                Optional.empty(), PropertyList.NONE);
    }

    static ProvisioningView.Bid bid(String name, Demand demand) {
        return new ProvisioningView.Bid(key(name), demand, Optional.empty(), TEN, false);
    }

    static ProvisioningView.Bid approved(ProvisioningView.Bid bid) {
        return new ProvisioningView.Bid(bid.key(), bid.demand(), bid.current(), bid.since(), true);
    }

    static ProvisioningView.Bid changed(String name, Ticket ticket, Demand demand) {
        return new ProvisioningView.Bid(key(name), demand, Optional.of(ticket), TEN, false);
    }

    static Ticket ticket(String name, ProvisioningView.Source source, long units, Term term) {
        return new Ticket(new ReservationId(name), 1, BROKER, GUEST, source.delegation().id(), TAG.name(), units, 1,
                Amounts.EMPTY,
                Assurance.RESERVED, term, PropertyList.NONE);
    }

    /** A delegation of some units for four days, of which nothing is promised. */
    static ProvisioningView.Source source(long units) {
        return source("d1", SITE, units);
    }

    static ProvisioningView.Source source(String id, Principal site, long units) {
        Delegation delegation = new Delegation(new DelegationId(id), 1, site, BROKER, TAG, Amounts.of(units), Amounts.EMPTY,
                hours(0, 96), 100, PropertyList.NONE);
        return new ProvisioningView.Source(delegation, Calendar.of(delegation.promisable(), hours(0, 96)));
    }

    static ProvisioningView.Source promising(ProvisioningView.Source source, long units, Term term) {
        return source.promising(Amounts.EMPTY, units, term);
    }
}
