package orca.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.core.calendar.Calendar;
import orca.core.calendar.Holders;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.policy.ProvisioningView;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.core.time.Turnaround;

/** Made-up pictures of a market: the same seed gives the same one. Two types, up to four delegations, up to ten bids. */
public final class MarketViews {
    /** When all of them were taken. */
    public static final Instant NOW = Instant.parse("2030-01-01T12:00:00.250Z");

    private static final ResourceType VM = new ResourceType(new TypeName("vm"),
            List.of(new Dimension("cpu", "cores"), new Dimension("memory", "GiB")),
            new Turnaround(Duration.ZERO, Duration.ofMinutes(5), Duration.ofMinutes(3), Duration.ofMinutes(2)));
    private static final ResourceType TAG = new ResourceType(new TypeName("vlan"), List.of(), Turnaround.NONE);

    private final SplittableRandom dice;

    private MarketViews(long seed) {
        this.dice = new SplittableRandom(seed);
    }

    /** The picture that {@code seed} gives. */
    public static ProvisioningView view(long seed) {
        return new MarketViews(seed).make();
    }

    private ProvisioningView make() {
        List<ProvisioningView.Source> sources = new ArrayList<>();
        List<ProvisioningView.Bid> bids = new ArrayList<>();
        int delegations = dice.nextInt(5);
        for (int i = 0; i < delegations; i++) {
            sources.add(source(i));
        }
        int count = dice.nextInt(1, 11);
        for (int i = 0; i < count; i++) {
            bids.add(bid(i, sources));
        }
        return new ProvisioningView(NOW, bids, sources, Optional.empty());
    }

    private ProvisioningView.Source source(int number) {
        ResourceType type = dice.nextInt(3) == 0 ? TAG : VM;
        long units = dice.nextInt(1, 13);
        Amounts capacity = type == TAG ? Amounts.of(units) : Amounts.of(units, units * 4, units * 8);
        Amounts largest = type == TAG ? Amounts.EMPTY : Amounts.of(8, 16);
        Term term = new Term(hour(-dice.nextInt(1, 24)), hour(dice.nextInt(2, 72)));
        int oversubscription = dice.nextInt(4) == 0 ? 150 : 100;
        List<Amounts> bins = number % 3 == 1 && oversubscription == 100 ? bins(capacity) : List.of();
        Delegation delegation = new Delegation(new DelegationId("d" + number), 1, site(number % 2), new Principal("broker"), type,
                capacity, largest, term, oversubscription, PropertyList.NONE, bins);
        Term window = type.turnaround().occupied(term);
        Calendar calendar = Calendar.of(delegation.promisable(), window);
        for (int i = dice.nextInt(12); i > 0; i--) {
            Term booked = type.turnaround().occupied(term(-3, 24));
            Amounts sliver = sliver(type);
            long some = dice.nextInt(1, 5);
            Optional<Amounts> load = bins.isEmpty() ? Optional.of(sliver.load(some))
                    : Bins.choose(sliver, some, calendar.free(booked), Optional.empty()).map(counts -> Bins.load(sliver, counts));
            boolean fits = load.isPresent() && window.contains(booked) && calendar.fits(load.get(), booked);
            calendar = fits ? calendar.commit(load.get(), booked) : calendar;
        }
        return new ProvisioningView.Source(delegation, dice.nextBoolean() ? calendar.forgetBefore(NOW) : calendar);
    }

    /** Two hosts have it, one more than the other. */
    private static List<Amounts> bins(Amounts capacity) {
        long[] third = capacity.toArray();
        for (int d = 0; d < third.length; d++) {
            third[d] /= 3;
        }
        return List.of(capacity.minus(Amounts.of(third)), Amounts.of(third));
    }

    private ProvisioningView.Bid bid(int number, List<ProvisioningView.Source> sources) {
        ContractKey key = new ContractKey(new Principal("guest" + dice.nextInt(3)), new ReservationId("r" + number));
        ResourceType type = dice.nextInt(3) == 0 ? TAG : VM;
        Instant since = NOW.minusSeconds(100 - number);
        boolean approved = dice.nextInt(4) == 0;
        if (!sources.isEmpty() && dice.nextInt(3) == 0) {
            int chosen = dice.nextInt(sources.size());
            Optional<Ticket> ticket = ticket(key, sources, chosen);
            if (ticket.isPresent()) {
                return new ProvisioningView.Bid(key, changed(ticket.get()), ticket, since, approved);
            }
        }
        return new ProvisioningView.Bid(key, demand(type, term(-1, 30)), Optional.empty(), since, approved);
    }

    /** A ticket that is booked in one of the sources. */
    private Optional<Ticket> ticket(ContractKey key, List<ProvisioningView.Source> sources, int chosen) {
        ProvisioningView.Source source = sources.get(chosen);
        ResourceType type = source.delegation().type();
        Amounts sliver = sliver(type);
        Term term = term(-2, 10);
        if (!source.fits(sliver, 1, term) || term.endedAt(NOW)) {
            return Optional.empty();
        }
        long units = dice.nextLong(1, source.most(sliver, Demand.MOST_UNITS, term) + 1);
        ProvisioningView.Source promising = source.promising(sliver, units, term);
        Holders holders = source.holders().commit(
                key.holder(), sliver.load(units), type.turnaround().occupied(term), source.calendar().horizon());
        sources.set(chosen, new ProvisioningView.Source(
                promising.delegation(), promising.site(), promising.calendar(), holders, Optional.empty()));
        return Optional.of(new Ticket(key.id(), 1, new Principal("broker"), key.holder(), source.delegation().id(), type.name(),
                units, 1, sliver, Assurance.RESERVED, term, PropertyList.NONE,
                source.load(sliver, units, term).flatMap(load -> Bins.counts(load, sliver.size()))));
    }

    private Demand changed(Ticket ticket) {
        long units = Math.max(1, ticket.units() + dice.nextInt(-1, 4));
        Term term = ticket.term().endingAt(ticket.term().end().plus(Duration.ofMinutes(dice.nextInt(0, 300))));
        return new Demand(ticket.type(), units, dice.nextBoolean() ? units : 1, ticket.sliver(), term, term.start(),
                Optional.empty(),
                Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
    }

    private Demand demand(ResourceType type, Term term) {
        long units = dice.nextInt(1, 12);
        long least = dice.nextBoolean() ? units : dice.nextLong(1, units + 1);
        Instant latest = dice.nextBoolean() ? term.start() : term.start().plus(Duration.ofMinutes(dice.nextInt(0, 900)));
        Optional<Instant> deadline = dice.nextInt(3) == 0
                ? Optional.of(term.end().plus(Duration.ofMinutes(dice.nextInt(0, 600))))
                : Optional.empty();
        Optional<Principal> site = dice.nextInt(3) == 0 ? Optional.of(site(dice.nextInt(2))) : Optional.empty();
        return new Demand(type.name(), units, least, sliver(type), term, latest, deadline, Assurance.RESERVED, site,
                PropertyList.NONE);
    }

    private Amounts sliver(ResourceType type) {
        return type == TAG ? Amounts.EMPTY : Amounts.of(dice.nextInt(0, 9), dice.nextInt(0, 18));
    }

    private Term term(int fromHour, int toHour) {
        Instant start = hour(0).plus(Duration.ofMinutes(dice.nextInt(fromHour * 60, toHour * 60)));
        return Term.of(start, Duration.ofMinutes(dice.nextInt(1, 600)));
    }

    private static Instant hour(int number) {
        return Term.grain(NOW).minusMillis(250).plus(Duration.ofHours(number));
    }

    private static Principal site(int number) {
        return new Principal("site" + number);
    }
}
