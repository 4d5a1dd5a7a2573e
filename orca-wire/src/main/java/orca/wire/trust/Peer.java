package orca.wire.trust;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.resource.Names;
import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * Somebody that is known here by its key.
 *
 * @param name what it is called here
 * @param role what it is
 * @param first the hash of its first key, which is who it is
 * @param endpoints where it can be called; none when it cannot
 * @param limits what it may ask for
 * @param note for people
 * @param pinned when somebody decided to trust the key, if that was written down
 * @param lineage how it came to the key that it has now; without steps when that is the first
 */
public record Peer(
        String name,
        Role role,
        @Written("principal") Fingerprint first,
        List<Endpoint> endpoints,
        @Default("") Limits limits,
        @Default("") String note,
        Optional<Instant> pinned,
        @Default("") Lineage lineage) {
    /** The longest note, in characters. */
    public static final int MAX_NOTE = 500;

    public Peer {
        Names.check("name", name);
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(first, "principal");
        endpoints = List.copyOf(endpoints);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(pinned, "pinned");
        Objects.requireNonNull(lineage, "lineage");
        if (note.length() > MAX_NOTE || note.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("note: must be one line of at most " + MAX_NOTE + " characters, got "
                    + Names.quoted(note));
        }
        if (endpoints.size() > Introduction.MOST_ENDPOINTS) {
            throw new IllegalArgumentException("endpoints: at most " + Introduction.MOST_ENDPOINTS + ", got " + endpoints.size());
        }
        Principal origin = lineage.origin(first.principal());
        if (!origin.equals(first.principal())) {
            throw new IllegalArgumentException("lineage: begins with the key " + origin + ", not with " + first);
        }
    }

    /** One that has its first key. */
    public Peer(String name, Role role, Fingerprint first, List<Endpoint> endpoints, Limits limits, String note,
            Optional<Instant> pinned) {
        this(name, role, first, endpoints, limits, note, pinned, Lineage.NONE);
    }

    /** Who it is. */
    public Principal principal() {
        return first.principal();
    }

    /** The hash of the key that it has now. */
    public Fingerprint key() {
        return new Fingerprint(lineage.newest(principal()));
    }

    /** Whether that is its key, or was. */
    public boolean owns(Principal key) {
        return key.equals(principal()) || lineage.steps().stream().anyMatch(one -> one.fresh().equals(key));
    }

    /** The first endpoint of that binding. */
    public Optional<Endpoint> endpoint(Endpoint.Binding binding) {
        return endpoints.stream().filter(endpoint -> endpoint.binding() == binding).findFirst();
    }
}
