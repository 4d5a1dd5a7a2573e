package orca.authority.state;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.Principal;

/** Hosts that may join, those that did lately, and those that have left and were not told. */
public final class Comings {
    private final TreeMap<String, InvitationImage> invitations = new TreeMap<>();
    private final Map<Principal, DepartureImage> departures = new LinkedHashMap<>();

    void apply(InvitationImage image) {
        invitations.put(image.lock(), image);
    }

    void apply(InvitationGone gone) {
        invitations.remove(gone.lock());
    }

    void apply(DepartureImage image) {
        departures.put(image.agent().key(), image);
    }

    void apply(DepartureGone gone) {
        departures.remove(gone.key());
    }

    void addTo(List<AuthorityRecord> all) {
        all.addAll(invitations.values());
        all.addAll(departures.values());
    }

    /** Who may join, and who did lately. */
    public Collection<InvitationImage> invitations() {
        return Collections.unmodifiableCollection(invitations.values());
    }

    /** The invitation that a token with that hash opens. */
    public Optional<InvitationImage> invitation(String lock) {
        return Optional.ofNullable(invitations.get(lock));
    }

    /** Who has left and has not been told; who left first, first. */
    public Collection<DepartureImage> departures() {
        return Collections.unmodifiableCollection(departures.values());
    }

    /** Whether the agent with that key is to be told, and what. */
    public Optional<DepartureImage> departure(Principal key) {
        return Optional.ofNullable(departures.get(key));
    }
}
