package orca.core.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.calendar.Calendar;
import orca.core.calendar.Holders;
import orca.core.contract.Alternative;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.ticket.Delegation;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.time.Term;

/**
 * What a provisioning policy is shown.
 *
 * @param now when
 * @param bids the demands that want an answer now, oldest first, at most {@link PolicyView#MOST_QUESTIONS}: those that came or
 *     changed, those whose own time has come, and all of a type of which something came free
 * @param line all demands that have no answer yet, those of {@code bids} and those that wait as they were told, oldest first, at
 *     most {@link #MOST_IN_LINE}; any of them may be answered
 * @param sources the delegations that may be drawn from, oldest first
 * @param state what the policy returned last
 */
public record ProvisioningView(
        Instant now, List<Bid> bids, List<Bid> line, List<Source> sources, Optional<PolicyState> state)
        implements PolicyView {
    /** The most demands that are shown waiting. */
    public static final int MOST_IN_LINE = 16_384;

    public ProvisioningView {
        Objects.requireNonNull(now, "now");
        bids = List.copyOf(bids);
        line = List.copyOf(line);
        sources = List.copyOf(sources);
        Objects.requireNonNull(state, "state");
    }

    /** A view in which nobody waits but those who want an answer. */
    public ProvisioningView(Instant now, List<Bid> bids, List<Source> sources, Optional<PolicyState> state) {
        this(now, bids, bids, sources, state);
    }

    /**
     * One demand that wants an answer.
     *
     * @param demand what is wanted
     * @param current the ticket in force, when this is a changed demand; its quantity is booked in its source's calendar
     * @param since when the demand came
     * @param approved whether an operator said yes already
     * @param told what came of asking the policy last, if it was asked about this demand and let it wait
     */
    public record Bid(ContractKey key, Demand demand, Optional<Ticket> current, Instant since, boolean approved,
            Optional<Told> told) {
        public Bid {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(demand, "demand");
            Objects.requireNonNull(current, "current");
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(told, "told");
        }

        /** One that the policy was not asked about yet. */
        public Bid(ContractKey key, Demand demand, Optional<Ticket> current, Instant since, boolean approved) {
            this(key, demand, current, since, approved, Optional.empty());
        }
    }

    /**
     * How a demand waits.
     *
     * @param estimate when its holder was told that it may start
     * @param again when the policy is asked about it again, if nothing comes free before
     */
    public record Told(Optional<Instant> estimate, Optional<Instant> again) {
        public Told {
            Objects.requireNonNull(estimate, "estimate");
            Objects.requireNonNull(again, "again");
        }
    }

    /**
     * One delegation.
     *
     * @param site whose inventory it is in the end; not its issuer where it comes from another broker
     * @param calendar what is promised on it over time, turnaround included
     * @param holders what of that is promised to whom, by tickets; where a view is made up, it may say nobody
     * @param share what a policy lets somebody have, and what he has, where that is less than there is; a view has none
     */
    public record Source(Delegation delegation, Principal site, Calendar calendar, Holders holders, Optional<Calendar> share) {
        public Source {
            Objects.requireNonNull(delegation, "delegation");
            Objects.requireNonNull(site, "site");
            Objects.requireNonNull(calendar, "calendar");
            Objects.requireNonNull(holders, "holders");
            Objects.requireNonNull(share, "share");
        }

        /** One of which it does not matter who has what. */
        public Source(Delegation delegation, Principal site, Calendar calendar) {
            this(delegation, site, calendar, Holders.NONE, Optional.empty());
        }

        /** One that comes from the site itself. */
        public Source(Delegation delegation, Calendar calendar) {
            this(delegation, delegation.issuer(), calendar);
        }

        /** Whether {@code demand} may be drawn from it, by its type and its site. */
        public boolean suits(Demand demand) {
            return delegation.type().name().equals(demand.type()) && demand.site().filter(s -> !s.equals(site)).isEmpty();
        }

        /** The calendar as it would be without {@code ticket}, which must be booked in it. */
        public Calendar without(Ticket ticket) {
            return calendar.release(ticket.load(), delegation.type().turnaround().occupied(ticket.term()));
        }

        /** The same source, with another calendar to plan on. */
        public Source with(Calendar planned) {
            return new Source(delegation, site, planned, holders, share);
        }

        /** The same source for somebody who may have no more than what is free in {@code bound} too. */
        public Source within(Optional<Calendar> bound) {
            return new Source(delegation, site, calendar, holders, bound);
        }

        /** The same source as it would be with {@code units} of {@code sliver} promised for {@code term} as well. */
        public Source promising(Amounts sliver, long units, Term term) {
            return with(calendar.commit(sliver.load(units), delegation.type().turnaround().occupied(term)));
        }

        /** Whether a ticket for {@code units} of {@code sliver} throughout {@code term} would hold. */
        public boolean fits(Amounts sliver, long units, Term term) {
            Term booked = delegation.type().turnaround().occupied(term);
            return admits(sliver, units) && delegation.term().contains(term) && calendar.fits(sliver.load(units), booked)
                    && (share.isEmpty() || share.get().fits(sliver.load(units), booked));
        }

        /** The first start in {@code [notBefore, latest]} from which a ticket of this length would hold. */
        public Optional<Instant> earliestStart(Amounts sliver, long units, Duration length, Instant notBefore, Instant latest) {
            if (!admits(sliver, units) || length.compareTo(delegation.term().length()) > 0) {
                return Optional.empty();
            }
            Instant first = delegation.term().start();
            Instant last = delegation.term().end().minus(length);
            return earliest(sliver.load(units), length.plus(delegation.type().turnaround().total()),
                    notBefore.isBefore(first) ? first : notBefore, latest.isAfter(last) ? last : latest);
        }

        /** Both calendars must have room: one is asked from where the other has, until they agree. */
        private Optional<Instant> earliest(Amounts load, Duration booked, Instant notBefore, Instant latest) {
            Optional<Instant> start = calendar.earliestStart(load, booked, notBefore, latest);
            boolean agreed = share.isEmpty();
            while (start.isPresent() && !agreed) {
                Optional<Instant> both = share.get().earliestStart(load, booked, start.get(), latest);
                agreed = both.equals(start);
                start = agreed ? start : both.flatMap(from -> calendar.earliestStart(load, booked, from, latest));
            }
            return start;
        }

        /** The most units of {@code sliver}, up to {@code atMost}, for which a ticket throughout {@code term} would hold. */
        public long most(Amounts sliver, long atMost, Term term) {
            if (!admits(sliver, 1) || !delegation.term().contains(term)) {
                return 0;
            }
            Term booked = delegation.type().turnaround().occupied(term);
            long there = calendar.largestQuantity(sliver, booked, atMost);
            return share.map(bound -> bound.largestQuantity(sliver, booked, there)).orElse(there);
        }

        /** Whether so much could ever be promised; only then can a load be computed without growing beyond all numbers. */
        private boolean admits(Amounts sliver, long units) {
            Amounts most = calendar.capacity();
            boolean admits = delegation.type().measures(sliver) && sliver.fitsIn(delegation.largest()) && units <= most.get(0);
            for (int d = 0; admits && d < sliver.size(); d++) {
                admits = sliver.get(d) <= most.get(d + 1) / units;
            }
            return admits;
        }
    }

    /**
     * The best that {@code demand} could have had instead: the earliest start from which its whole quantity is there for its
     * whole length, and the most units for its term as asked. For a changed demand, let the sources be without its ticket.
     */
    public static Alternative alternative(List<Source> sources, Demand demand, Instant now) {
        Instant from = now.isAfter(demand.term().start()) ? now : demand.term().start();
        Optional<Instant> earliest = sources.stream()
                .map(s -> s.earliestStart(demand.sliver(), demand.units(), demand.term().length(), from, Term.LATEST))
                .flatMap(Optional::stream).min(Comparator.naturalOrder());
        long most = sources.stream().mapToLong(s -> s.most(demand.sliver(), demand.units(), demand.term())).max().orElse(0);
        return new Alternative(earliest, most);
    }

    /** The sources that {@code demand} may be drawn from. */
    public List<Source> sourcesFor(Demand demand) {
        return sources.stream().filter(s -> s.suits(demand)).toList();
    }
}
