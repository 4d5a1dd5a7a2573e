package orca.runtime.hosting;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import orca.core.contract.Principal;
import orca.core.resource.PropertyList;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.WireConfig;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Expected;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.Speaker;
import orca.wire.trust.TrustException;

/**
 * Who is called what here. In a container that speaks to others, principals are the hashes of keys: its actors' own, and those
 * that its address book pins. In one that speaks to nobody, a name is all that an actor needs, and is its principal.
 */
public final class Directory {
    /** The property of a delegation that names where its authority is called. */
    public static final String ENDPOINT = "endpoint";

    private final Map<String, Identity> own;
    private final Map<Principal, String> names = new LinkedHashMap<>();
    private final Supplier<AddressBook> book;
    private final Supplier<AddressBook> latest;
    private volatile Optional<URI> address = Optional.empty();
    private volatile List<URI> standbys = List.of();

    private Directory(Map<String, Identity> own, Supplier<AddressBook> book, Supplier<AddressBook> latest) {
        this.own = new LinkedHashMap<>(own);
        this.book = book;
        this.latest = latest;
        own.forEach((name, identity) -> names.put(identity.principal(), name));
    }

    /** Of a container that speaks to nobody. */
    public static Directory ofNames() {
        return ofKeys(Map.of(), () -> AddressBook.EMPTY);
    }

    /**
     * Of a container that speaks to others.
     *
     * @param own the keys of its actors, by their names
     * @param book whom it knows, asked anew each time
     */
    public static Directory ofKeys(Map<String, Identity> own, Supplier<AddressBook> book) {
        return new Directory(own, book, book);
    }

    /**
     * Of the container that {@code file} describes.
     *
     * @throws HostingException when a key or the address book is missing or cannot be read
     */
    public static Directory of(ConfigFile file) {
        if (file.config().wire().isEmpty()) {
            return ofNames();
        }
        WireConfig wire = file.config().wire().get();
        Path base = file.path().toAbsolutePath().getParent();
        Map<String, Identity> own = new LinkedHashMap<>();
        file.config().actors().forEach(name -> own.put(name, key(base.resolve(wire.keys()), name)));
        try {
            LiveBook book = new LiveBook(base.resolve(wire.trust()));
            return new Directory(own, book, book::latest);
        } catch (IOException | TrustException e) {
            throw new HostingException("The address book cannot be read: " + e.getMessage(), e);
        }
    }

    static Identity key(Path folder, String name) {
        Path file = folder.resolve(name + ".key");
        if (!Files.exists(file)) {
            throw new HostingException("'" + name + "' has no key: there is no " + file + ". Make one with 'orca init'.");
        }
        try {
            return Identity.read(file);
        } catch (IOException e) {
            throw new HostingException("'" + name + "' cannot use its key: " + e.getMessage(), e);
        }
    }

    /** Whether the actors of this container have keys. */
    public boolean keyed() {
        return !own.isEmpty();
    }

    /** Who an actor of this container is. */
    public Principal self(String actor) {
        return own.isEmpty() ? new Principal(actor) : own.get(actor).principal();
    }

    /** The key of one of this container's own actors. */
    public Optional<Identity> identity(Principal principal) {
        return Optional.ofNullable(names.get(principal)).map(own::get);
    }

    /**
     * Who is called {@code name}: an actor of this container, a peer, or whoever has the key whose whole hash that is. In a
     * container of names everybody is who he is called.
     */
    public Optional<Principal> find(String name) {
        if (own.isEmpty()) {
            return Optional.of(new Principal(name));
        }
        return Optional.ofNullable(own.get(name)).map(Identity::principal)
                .or(() -> book.get().find(name).or(() -> latest.get().find(name)).map(Peer::principal)).or(() -> hash(name));
    }

    private static Optional<Principal> hash(String text) {
        try {
            return Optional.of(Fingerprint.parse(text).principal());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What to call a principal before people. */
    public String name(Principal principal) {
        if (own.isEmpty()) {
            return principal.value();
        }
        String mine = names.get(principal);
        return mine == null ? book.get().name(principal) : mine;
    }

    /** From now on the actors of this container are called at {@code base}, each under its name. */
    public void listensAt(URI base) {
        address = Optional.of(base);
    }

    /** Where another container with the same actors listens when it leads. */
    public void standbysAt(List<URI> bases) {
        standbys = List.copyOf(bases);
    }

    /** Where others call one of this container's actors by SOAP. */
    public Optional<Endpoint> endpoint(String actor) {
        return address.map(base -> new Endpoint(Endpoint.Binding.SOAP, at(base, actor)));
    }

    private static String at(URI base, String actor) {
        return base.resolve("/soap/" + actor).toString();
    }

    /**
     * What an authority signs with a delegation: where it is called, if it is, so that every holder of a ticket can find it.
     * Whoever leads says the same.
     */
    public PropertyList signed(String authority, PropertyList properties) {
        return address.map(base -> PropertyList.of(ENDPOINT, Stream.concat(Stream.of(base), standbys.stream())
                .map(one -> at(one, authority)).sorted().distinct().collect(Collectors.joining(" ")))
                .overlaid(properties)).orElse(properties);
    }

    /** What is known of somebody elsewhere. */
    public Optional<Peer> peer(Principal principal) {
        return book.get().find(principal);
    }

    /** Who calls. @throws TrustException when the key is not to be believed any more */
    public Principal speaks(Speaker speaker) throws TrustException {
        return book.get().speaks(speaker);
    }

    /** Who sealed something, some time. @throws TrustException when it was nobody's key that is known here otherwise */
    public Principal wrote(Speaker speaker) throws TrustException {
        return book.get().wrote(speaker);
    }

    /** Somebody elsewhere, by the key that it has now. */
    public Expected expected(Principal principal) {
        return new Expected(principal, this::speaks);
    }

    /** Those elsewhere who have that role. */
    public Collection<Peer> peers(Role role) {
        return book.get().peers().stream().filter(peer -> peer.role() == role).toList();
    }
}
