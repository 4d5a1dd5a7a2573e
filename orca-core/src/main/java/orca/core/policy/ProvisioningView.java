package orca.core.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import orca.core.calendar.Calendar;
import orca.core.calendar.Holders;
import orca.core.contract.Alternative;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.ticket.Delegation;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
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
 * @param claims what the broker was paid and is not over, the first to end first: tickets that holders issued to it on credits of
 *     some bank. Their papers hold; which bank is trusted, and what was spent, the policy knows
 */
public record ProvisioningView(
        Instant now, List<Bid> bids, List<Bid> line, List<Source> sources, Optional<PolicyState> state, List<TicketChain> claims)
        implements PolicyView {
    /** The most demands that are shown waiting. */
    public static final int MOST_IN_LINE = 16_384;

    public ProvisioningView {
        Objects.requireNonNull(now, "now");
        bids = List.copyOf(bids);
        line = List.copyOf(line);
        sources = List.copyOf(sources);
        Objects.requireNonNull(state, "state");
        claims = List.copyOf(claims);
    }

    /** A view of a broker whom nobody paid anything. */
    public ProvisioningView(
            Instant now, List<Bid> bids, List<Bid> line, List<Source> sources, Optional<PolicyState> state) {
        this(now, bids, line, sources, state, List.of());
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
     * @param lingers whether the site may still have units by an older revision of the ticket, beside what that says
     */
    public record Bid(ContractKey key, Demand demand, Optional<Ticket> current, Instant since, boolean approved,
            Optional<Told> told, boolean lingers) {
        public Bid {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(demand, "demand");
            Objects.requireNonNull(current, "current");
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(told, "told");
        }

        /** One whose site has what its ticket says, if it has one. */
        public Bid(ContractKey key, Demand demand, Optional<Ticket> current, Instant since, boolean approved,
                Optional<Told> told) {
            this(key, demand, current, since, approved, told, false);
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
     * One delegation. What it has room for is for its methods to say: its calendar has more entries than a sliver where the site
     * promises host by host, and {@link Bins} knows what they are.
     *
     * @param site whose inventory it is in the end; not its issuer where it comes from another broker
     * @param calendar what is promised on it over time, turnaround included
     * @param holders what of that is promised to whom, by tickets, bins left aside; where a view is made up, it may say nobody
     * @param share what a policy lets somebody have, and what he has, where that is less than there is; a view has none
     * @param kept of the ticket that was taken out of the calendar, what stays where it is
     */
    public record Source(Delegation delegation, Principal site, Calendar calendar, Holders holders, Optional<Calendar> share,
            Optional<Bins.Kept> kept) {
        public Source {
            Objects.requireNonNull(delegation, "delegation");
            Objects.requireNonNull(site, "site");
            Objects.requireNonNull(calendar, "calendar");
            Objects.requireNonNull(holders, "holders");
            Objects.requireNonNull(share, "share");
            Objects.requireNonNull(kept, "kept");
        }

        /** One with everything in its calendar. */
        public Source(Delegation delegation, Principal site, Calendar calendar, Holders holders, Optional<Calendar> share) {
            this(delegation, site, calendar, holders, share, Optional.empty());
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

        /**
         * The source as it would be without {@code ticket}, which must be booked in it, for the demand that changes it: what that
         * keeps of the ticket stays in its bins.
         *
         * @param lingers as {@link Bid} has it
         */
        public Source without(Ticket ticket, Demand changed, boolean lingers) {
            return new Source(delegation, site, calendar.release(ticket.load(), occupied(ticket.term())), holders, share,
                    ticket.bins().map(bins -> Bins.Kept.of(bins, Bins.left(bins, changed.units(), changed.stays()),
                            ticket.sliver(), changed.sliver(), lingers)));
        }

        /** The source as it would be without the ticket that {@code bid} changes; the same where there is none. */
        public Source without(Bid bid) {
            return bid.current().map(ticket -> without(ticket, bid.demand(), bid.lingers())).orElse(this);
        }

        /** The same source, with another calendar to plan on. */
        public Source with(Calendar planned) {
            return new Source(delegation, site, planned, holders, share, kept);
        }

        /** The same source for somebody who may have no more than what is free in {@code bound} too. */
        public Source within(Optional<Calendar> bound) {
            return new Source(delegation, site, calendar, holders, bound, kept);
        }

        /** The same source as it would be with {@code units} of {@code sliver} promised for {@code term} as well. */
        public Source promising(Amounts sliver, long units, Term term) {
            return new Source(delegation, site, calendar.commit(booked(sliver, units, term), occupied(term)), holders, share);
        }

        /** The same source as it would be if what {@code before} was promising were not: the opposite of {@link #promising}. */
        public Source dropping(Source before, Amounts sliver, long units, Term term) {
            return with(calendar.release(before.booked(sliver, units, term), occupied(term)));
        }

        /** Whether a ticket for {@code units} of {@code sliver} throughout {@code term} would hold. */
        public boolean fits(Amounts sliver, long units, Term term) {
            return load(sliver, units, term).isPresent()
                    && (share.isEmpty() || share.get().fits(sliver.load(units), occupied(term)));
        }

        /** What a ticket would weigh on the calendar, whoever has it; empty if there is no room. */
        public Optional<Amounts> load(Amounts sliver, long units, Term term) {
            if (!admits(sliver, units) || !delegation.term().contains(term)) {
                return Optional.empty();
            }
            Optional<Amounts> load = binned()
                    ? Bins.choose(sliver, units, calendar.free(occupied(term)), kept).map(counts -> Bins.load(sliver, counts))
                    : Optional.of(sliver.load(units));
            return load.filter(l -> calendar.fits(l, occupied(term)));
        }

        /** What is booked for a ticket, even for one that would not hold. */
        private Amounts booked(Amounts sliver, long units, Term term) {
            return binned() ? load(sliver, units, term).orElseGet(() -> Bins.load(sliver, units, delegation.bins().size()))
                    : sliver.load(units);
        }

        private boolean binned() {
            return !delegation.bins().isEmpty();
        }

        private Term occupied(Term term) {
            return delegation.type().turnaround().occupied(term);
        }

        /** The first start in {@code [notBefore, latest]} from which a ticket of this length would hold. */
        public Optional<Instant> earliestStart(Amounts sliver, long units, Duration length, Instant notBefore, Instant latest) {
            if (!admits(sliver, units) || length.compareTo(delegation.term().length()) > 0) {
                return Optional.empty();
            }
            Instant first = delegation.term().start();
            Instant last = delegation.term().end().minus(length);
            Instant from = notBefore.isBefore(first) ? first : notBefore;
            Instant until = latest.isAfter(last) ? last : latest;
            Duration booked = length.plus(delegation.type().turnaround().total());
            Amounts load = sliver.load(units);
            if (!binned()) {
                return earliest(load, load, booked, from, until);
            }
            // By the sum first; then at each instant at which something ends, for room in a bin grows at no other.
            Optional<Instant> sum = earliest(Bins.load(sliver, units, delegation.bins().size()), load, booked, from, until);
            return sum.isEmpty() || fits(sliver, units, Term.of(sum.get(), length)) ? sum
                    : changes(sum.get(), until).filter(at -> fits(sliver, units, Term.of(at, length))).findFirst();
        }

        private Stream<Instant> changes(Instant after, Instant until) {
            if (!until.isAfter(after)) {
                return Stream.empty();
            }
            Term range = new Term(after, until.plusMillis(1));
            Stream<Calendar.Step> shared = share.stream().flatMap(bound -> bound.profile(range).stream());
            return Stream.concat(calendar.profile(range).stream(), shared).map(step -> step.term().start())
                    .filter(at -> at.isAfter(after)).sorted();
        }

        /** Both calendars must have room: one is asked from where the other has, until they agree. */
        private Optional<Instant> earliest(Amounts load, Amounts mine, Duration booked, Instant notBefore, Instant latest) {
            Optional<Instant> start = calendar.earliestStart(load, booked, notBefore, latest);
            boolean agreed = share.isEmpty();
            while (start.isPresent() && !agreed) {
                Optional<Instant> both = share.get().earliestStart(mine, booked, start.get(), latest);
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
            long there = binned() ? Bins.most(sliver, atMost, calendar.free(occupied(term)), kept)
                    : calendar.largestQuantity(sliver, occupied(term), atMost);
            return share.map(bound -> bound.largestQuantity(sliver, occupied(term), there)).orElse(there);
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
