package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.policy.Budget;
import orca.core.policy.PolicyState;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningPlan.Refuse;
import orca.core.policy.ProvisioningPlan.Wait;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.policy.ProvisioningView.Told;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;

/**
 * A market in virtual time: some units, an auction that is made anew for each question, and what holders ask for. What it
 * grants is booked, unless the dice say that the broker could not.
 */
final class Bazaar {
    private static final Pattern PAID = Pattern.compile("for ([0-9]+) credits.*");

    private final PropertyList settings;
    final Map<String, Bid> waiting = new LinkedHashMap<>();
    final Map<String, Ticket> tickets = new LinkedHashMap<>();
    final List<Sale> sales = new ArrayList<>();
    final Map<String, String> said = new LinkedHashMap<>();
    /** What was paid; shown at each question until it is over. */
    final List<TicketChain> claims = new ArrayList<>();
    Optional<PolicyState> state = Optional.empty();
    Optional<RandomGenerator> mishaps = Optional.empty();
    private Source source;
    Instant now = TEN;

    /** What was granted, to whom, for how much. */
    record Sale(Instant at, String holder, String name, long units, Term term, long credits) {}

    Bazaar(long units, PropertyList settings) {
        Source four = source(units);
        this.settings = settings;
        this.source = new Source(four.delegation(), Calendar.of(four.calendar().capacity(), four.delegation().term()));
    }

    /** {@code holder} bids so much for units and hours from {@code start} on, or up to so many hours later. */
    Bazaar asks(String holder, String name, long price, long units, Duration length, Duration patience) {
        return asks(holder, name, units, units, length, patience, PropertyList.NONE.with("bid", price));
    }

    Bazaar asks(String holder, String name, long units, long least, Duration length, Duration patience, PropertyList bid) {
        Demand plain = flexible(units, least, Term.of(now, length), now.plus(patience), null);
        ContractKey key = new ContractKey(new Principal(holder), new ReservationId(name));
        waiting.put(name, new Bid(key, plain.with(bid), Optional.empty(), now, false));
        return this;
    }

    /** The holder of a ticket asks for so many units until then, for another price. */
    Bazaar changes(String name, long price, long units, Instant end) {
        Ticket ticket = tickets.get(name);
        Demand demand = flexible(units, units, ticket.term().endingAt(end), ticket.term().start(), null)
                .with(PropertyList.NONE.with("bid", price));
        ContractKey key = new ContractKey(ticket.holder(), ticket.reservation());
        waiting.put(name, new Bid(key, demand, Optional.of(ticket), now, false));
        return this;
    }

    Bazaar ask() {
        Auction policy = new Auction();
        policy.configure(settings);
        List<Bid> line = List.copyOf(waiting.values());
        ProvisioningPlan plan = policy.propose(new ProvisioningView(now, line, line, List.of(source), state,
                claims.stream().filter(claim -> claim.ticket().term().end().isAfter(now)).toList()), Budget.UNLIMITED);
        state = plan.state().isPresent() ? plan.state() : state;
        plan.choices().forEach(this::take);
        return this;
    }

    /** Asks at each end of a round until then. */
    Bazaar until(Instant end) {
        while (now.isBefore(end)) {
            now = now.plusSeconds(60);
            ask();
        }
        return this;
    }

    private void take(Choice choice) {
        String name = choice.key().id().value();
        Bid bid = waiting.get(name);
        switch (choice) {
            case Grant grant -> {
                said.put(name, grant.why());
                if (mishaps.isEmpty() || mishaps.get().nextInt(5) > 0) {
                    grant(bid, grant);
                }
            }
            case Refuse refuse -> {
                said.put(name, "refused: " + refuse.refusal().reason());
                waiting.remove(name);
            }
            case Wait wait -> {
                said.put(name, "waits: " + wait.reason());
                waiting.put(name, new Bid(bid.key(), bid.demand(), bid.current(), bid.since(), false,
                        Optional.of(new Told(wait.estimate(), wait.again()))));
            }
            case ProvisioningPlan.AskOperator ask -> throw new AssertionError(ask);
        }
    }

    private void grant(Bid bid, Grant grant) {
        String name = grant.key().id().value();
        waiting.remove(name);
        source = promising(source.without(bid), grant.units(), grant.term());
        tickets.put(name, new Ticket(grant.key().id(), bid.current().map(t -> t.revision() + 1).orElse(1L), BROKER,
                grant.key().holder(), source.delegation().id(), TAG.name(), grant.units(), 1, bid.demand().sliver(),
                bid.demand().assurance(), grant.term(), bid.demand().properties()));
        Matcher paid = PAID.matcher(grant.why());
        sales.add(new Sale(now, grant.key().holder().value(), name, grant.units(), grant.term(),
                paid.matches() ? Long.parseLong(paid.group(1)) : -1));
    }

    List<Auction.Purse> purses() {
        return state.map(Auction::purses).orElse(List.of());
    }

    long spendable(String holder, long budget) {
        return purses().stream().filter(p -> p.holder().value().equals(holder)).map(Auction.Purse::spendable).findFirst()
                .orElse(budget);
    }
}
