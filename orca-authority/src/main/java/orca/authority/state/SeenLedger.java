package orca.authority.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import orca.core.calendar.Calendar;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;

/**
 * What brokers promised, as far as the site has seen it: for each delegation that a ticket stands on, the newest ticket of
 * each lease that is not over. A ticket that does not fit here beside the others was promised though it was not there to be
 * promised.
 */
public final class SeenLedger {
    /**
     * One delegation, the site's own or one further down.
     *
     * @param size of what is promised on it; who calls two delegations by one name cannot have them counted together
     */
    public record Link(Principal issuer, DelegationId id, int size) {
        public Link {
            Objects.requireNonNull(issuer, "issuer");
            Objects.requireNonNull(id, "id");
        }

        public static Link of(Delegation delegation) {
            return new Link(delegation.issuer(), delegation.id(), delegation.capacity().size() * (1 + delegation.bins().size()));
        }
    }

    private final Map<Link, Calendar> links = new LinkedHashMap<>();

    void count(TicketChain chain) {
        Amounts load = chain.ticket().load();
        for (Delegation delegation : chain.links()) {
            Link link = Link.of(delegation);
            Calendar before = links.get(link);
            Calendar counted = before == null ? Host.unbounded(load.size()) : before;
            links.put(link, counted.commit(load, chain.ticket().term()));
        }
    }

    void uncount(TicketChain chain) {
        Amounts load = chain.ticket().load();
        for (Delegation delegation : chain.links()) {
            Link link = Link.of(delegation);
            Calendar rest = links.get(link).release(load, chain.ticket().term());
            if (rest.size() == 0) {
                links.remove(link);
            } else {
                links.put(link, rest);
            }
        }
    }

    /** What is promised on a delegation, against a capacity without bounds; empty if nothing is. */
    public Optional<Calendar> promised(Link link) {
        return Optional.ofNullable(links.get(link));
    }

    public List<Link> links() {
        return List.copyOf(links.keySet());
    }

    /**
     * The first link that {@code chain} is too much for throughout {@code term}.
     *
     * @param before the ticket that it takes the place of, which is counted
     * @param root the site's own delegation as it stands now, which goes before what the chain shows of it
     */
    public Optional<Delegation> exceeded(TicketChain chain, Optional<TicketChain> before, Delegation root, Term term) {
        List<Delegation> all = new ArrayList<>(chain.links());
        all.set(0, root);
        for (Delegation delegation : all) {
            Calendar counted = without(before, Link.of(delegation), chain.ticket().load().size());
            Calendar bounded = counted.withCapacity(delegation.promisable(), Host.ALWAYS);
            if (!bounded.fits(chain.ticket().load(), term)) {
                return Optional.of(delegation);
            }
        }
        return Optional.empty();
    }

    /** What is promised on {@code link}, not counting {@code ticket}. */
    private Calendar without(Optional<TicketChain> ticket, Link link, int dimensions) {
        Calendar counted = links.getOrDefault(link, Host.unbounded(dimensions));
        boolean counts = ticket.isPresent() && ticket.get().links().stream().map(Link::of).anyMatch(link::equals);
        return counts ? counted.release(ticket.get().ticket().load(), ticket.get().ticket().term()) : counted;
    }
}
