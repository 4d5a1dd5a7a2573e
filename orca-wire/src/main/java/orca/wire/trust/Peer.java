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
 * @param key the hash of its key
 * @param endpoints where it can be called; none when it cannot
 * @param limits what it may ask for
 * @param note for people
 * @param pinned when somebody decided to trust the key, if that was written down
 * @param formerly the keys that it had, the oldest first; each with the proof that the next one succeeded it
 */
public record Peer(
        String name,
        Role role,
        @Written("principal") Fingerprint key,
        List<Endpoint> endpoints,
        @Default("") Limits limits,
        @Default("") String note,
        Optional<Instant> pinned,
        List<Succession> formerly) {
    /** The longest note, in characters. */
    public static final int MAX_NOTE = 500;
    /** The most keys that somebody had. */
    public static final int MOST_KEYS = 32;

    public Peer {
        Names.check("name", name);
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(key, "principal");
        endpoints = List.copyOf(endpoints);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(pinned, "pinned");
        formerly = List.copyOf(formerly);
        if (note.length() > MAX_NOTE || note.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("note: must be one line of at most " + MAX_NOTE + " characters, got "
                    + Names.quoted(note));
        }
        if (endpoints.size() > Introduction.MOST_ENDPOINTS) {
            throw new IllegalArgumentException("endpoints: at most " + Introduction.MOST_ENDPOINTS + ", got " + endpoints.size());
        }
        if (formerly.size() > MOST_KEYS) {
            throw new IllegalArgumentException("formerly: at most " + MOST_KEYS + ", got " + formerly.size());
        }
        for (int i = 0; i < formerly.size(); i++) {
            Principal next = i + 1 < formerly.size() ? formerly.get(i + 1).old() : key.principal();
            if (!formerly.get(i).fresh().equals(next)) {
                throw new IllegalArgumentException("formerly[" + i + "]: its key was succeeded by " + formerly.get(i).fresh()
                        + ", not by " + next);
            }
        }
    }

    public Principal principal() {
        return key.principal();
    }

    /** Whether that is its key, or was. */
    public boolean owns(Principal principal) {
        return principal.equals(principal()) || formerly.stream().anyMatch(one -> one.old().equals(principal));
    }

    /** The first endpoint of that binding. */
    public Optional<Endpoint> endpoint(Endpoint.Binding binding) {
        return endpoints.stream().filter(endpoint -> endpoint.binding() == binding).findFirst();
    }
}
