package orca.core.ticket;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.Principal;
import orca.core.contract.Seal;

/**
 * A delegation with those that it stands on, the authority's first.
 *
 * @param links 1 to {@link #MAX_LINKS}
 * @param seals of the first so many links. The others were issued where they are now, and are sealed when they leave
 */
public record DelegationChain(List<Delegation> links, List<Seal> seals) {
    /** The most delegations in a chain. */
    public static final int MAX_LINKS = 8;

    public DelegationChain {
        links = List.copyOf(links);
        seals = List.copyOf(seals);
        if (links.isEmpty() || links.size() > MAX_LINKS) {
            throw new IllegalArgumentException("chain.links: must be 1 to " + MAX_LINKS + ", got " + links.size());
        }
        if (seals.size() > links.size()) {
            throw new IllegalArgumentException("chain.seals: must be at most one for each of " + links.size() + " links, got "
                    + seals.size());
        }
    }

    /** An authority's own, not sealed yet. */
    public static DelegationChain of(Delegation root) {
        return new DelegationChain(List.of(root), List.of());
    }

    /** The delegation that the authority signed. */
    public Delegation root() {
        return links.get(0);
    }

    /** The delegation that all this is about. */
    public Delegation last() {
        return links.get(links.size() - 1);
    }

    /** With one that is drawn from the last, not sealed yet. */
    public DelegationChain with(Delegation child) {
        List<Delegation> all = new ArrayList<>(links);
        all.add(child);
        return new DelegationChain(all, seals);
    }

    /** Whether {@code principal} gives or holds one of them already, so that it must not be given a part of the last. */
    public boolean names(Principal principal) {
        return links.stream().anyMatch(link -> link.issuer().equals(principal) || link.holder().equals(principal));
    }

    /** Whether {@code other} consists of the same delegations, in whatever revisions. */
    public boolean follows(DelegationChain other) {
        boolean same = links.size() == other.links.size();
        for (int i = 0; same && i < links.size(); i++) {
            same = links.get(i).id().equals(other.links.get(i).id()) && links.get(i).issuer().equals(other.links.get(i).issuer());
        }
        return same;
    }

    /** Says who holds two of them, so that it would sell to itself; empty when nobody does. */
    public Optional<Principal> loop() {
        Set<Principal> seen = new LinkedHashSet<>(List.of(root().issuer()));
        return links.stream().map(Delegation::holder).filter(holder -> !seen.add(holder)).findFirst();
    }

    /** Says which link widens what it stands on, and how; empty when every link narrows. */
    public Optional<String> widening() {
        for (int i = 1; i < links.size(); i++) {
            String link = "link " + i;
            Optional<String> wide = TicketChain.widening(links.get(i - 1), links.get(i)).map(how -> link + " " + how);
            if (wide.isPresent()) {
                return wide;
            }
        }
        return Optional.empty();
    }
}
