package orca.wire.trust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import orca.core.contract.Principal;
import orca.core.resource.Names;
import orca.wire.text.RecordForm;
import orca.wire.text.Tree;
import orca.wire.text.Yaml;

/**
 * Whom a container knows: a file in a folder, for people to read and to change, which is always there as a whole. A book is never
 * changed; what changes it makes another.
 *
 * @param peers in the order of the file; no two with one name, or with one key, now or before
 */
public record AddressBook(List<Peer> peers) {
    /** The file's name in its folder. */
    public static final String NAME = "trust.yaml";
    /** The most peers. */
    public static final int MOST_PEERS = 10_000;
    private static final long MOST_BYTES = 16L << 20;
    private static final String HEAD = """
            # Whom this container knows, by the hashes of their keys. 'orca trust' writes this file; it may be changed by hand.
            # Only notes survive when it is written again, comments do not.
            """;
    public static final AddressBook EMPTY = new AddressBook(List.of());

    public AddressBook {
        peers = List.copyOf(peers);
        if (peers.size() > MOST_PEERS) {
            throw new IllegalArgumentException("peers: at most " + MOST_PEERS + ", got " + peers.size());
        }
        Map<String, Peer> names = new TreeMap<>();
        Map<Principal, Peer> keys = new TreeMap<>();
        for (Peer peer : peers) {
            if (names.put(peer.name(), peer) != null) {
                throw new IllegalArgumentException("name: there are two peers named " + peer.name());
            }
            List<Principal> owned = new ArrayList<>(peer.lineage().steps().stream().map(Succession::fresh).toList());
            owned.add(peer.principal());
            for (Principal key : owned) {
                Peer other = keys.put(key, peer);
                if (other != null) {
                    throw new IllegalArgumentException("principal: " + other.name() + " and " + peer.name()
                            + " have the same key, " + key);
                }
            }
        }
    }

    /** The peer that is called so here. */
    public Optional<Peer> find(String name) {
        return peers.stream().filter(peer -> peer.name().equals(name)).findFirst();
    }

    /** The peer that is this principal. */
    public Optional<Peer> find(Principal principal) {
        return peers.stream().filter(peer -> peer.principal().equals(principal)).findFirst();
    }

    /** The peer that has this key, or had it. */
    public Optional<Peer> owner(Principal key) {
        return peers.stream().filter(peer -> peer.owns(key)).findFirst();
    }

    /**
     * Who speaks. A peer may speak with the key that is written here, or with one that succeeded it; not with one that was
     * succeeded, nor with another successor of it.
     *
     * @throws TrustException when the key is not to be believed any more
     */
    public Principal speaks(Speaker speaker) throws TrustException {
        return who(speaker, true);
    }

    /**
     * Who wrote something, at whatever time: with any key that a peer had until now. A key's lineage must come with it, for what
     * was written is passed on to those who have no such book.
     *
     * @throws TrustException as above
     */
    public Principal wrote(Speaker speaker) throws TrustException {
        who(speaker, false);
        return speaker.principal();
    }

    private Principal who(Speaker speaker, boolean now) throws TrustException {
        Principal key = speaker.key().principal();
        Optional<Peer> peer = owner(key).or(() -> find(speaker.principal()));
        if (peer.isEmpty()) {
            return speaker.principal();
        }
        Lineage known = peer.get().lineage();
        if (peer.get().key().principal().equals(key)) {
            if (speaker.lineage().steps().isEmpty() || speaker.principal().equals(peer.get().principal())) {
                return peer.get().principal();
            }
            throw new TrustException("the key of " + peer.get().name() + " is known here, but not that it succeeded that of "
                    + speaker.principal() + ": remove " + peer.get().name() + " and add its introduction");
        }
        if (peer.get().owns(key)) {
            if (now) {
                throw new TrustException("this key of " + peer.get().name() + " was succeeded by " + peer.get().key());
            }
            return peer.get().principal();
        }
        if (!known.leadsTo(speaker.lineage())) {
            throw new TrustException("another key succeeded that of " + peer.get().name() + " here: " + peer.get().key());
        }
        return peer.get().principal();
    }

    /** What to show of a principal: what it is called here, else the beginning of its hash. */
    public String name(Principal principal) {
        return owner(principal).map(peer -> peer.principal().equals(principal) ? peer.name() : peer.name() + " (another key)")
                .orElseGet(() -> Fingerprint.brief(principal));
    }

    /** With one more. @throws TrustException when its name or its key is taken */
    public AddressBook with(Peer peer) throws TrustException {
        List<Peer> more = new ArrayList<>(peers);
        more.add(peer);
        return checked(more);
    }

    /** Without the one that is called so. @throws TrustException when there is none */
    public AddressBook without(String name) throws TrustException {
        if (find(name).isEmpty()) {
            throw new TrustException("name: nobody is called " + Names.quoted(name) + " here");
        }
        return new AddressBook(peers.stream().filter(peer -> !peer.name().equals(name)).toList());
    }

    /**
     * With the new key in the place of the old one; steps that were taken before are passed over.
     *
     * @throws TrustException when nobody has the old key, its owner took another one instead, or somebody has the new one
     */
    public AddressBook succeeded(Lineage lineage) throws TrustException {
        AddressBook book = this;
        boolean known = false;
        for (Succession step : lineage.steps()) {
            Peer peer = book.owner(step.old()).orElse(null);
            known |= peer != null;
            if (peer != null && !peer.lineage().steps().contains(step)) {
                book = book.succeeded(peer, step);
            }
        }
        if (!known) {
            throw new TrustException("succession: nobody here has the key " + lineage.steps().getFirst().old());
        }
        return book;
    }

    private AddressBook succeeded(Peer peer, Succession step) throws TrustException {
        if (!peer.key().principal().equals(step.old())) {
            throw new TrustException("succession: " + peer.name() + " has another key already: " + peer.key());
        }
        try {
            Lineage longer = peer.lineage().with(step);
            List<Peer> changed = new ArrayList<>();
            for (Peer one : peers) {
                changed.add(one != peer ? one : new Peer(one.name(), one.role(), one.first(), one.endpoints(), one.limits(),
                        one.note(), one.pinned(), longer));
            }
            return checked(changed);
        } catch (IllegalArgumentException e) {
            throw new TrustException(e.getMessage(), e);
        }
    }

    private static AddressBook checked(List<Peer> peers) throws TrustException {
        try {
            return new AddressBook(peers);
        } catch (IllegalArgumentException e) {
            throw new TrustException(e.getMessage(), e);
        }
    }

    /** The text of the file. */
    public String toFile() {
        return HEAD + Yaml.write(RecordForm.write(this));
    }

    /** @throws TrustException with all that is wrong, a line each */
    public static AddressBook fromFile(String yaml) throws TrustException {
        try {
            return RecordForm.read(AddressBook.class, Yaml.parse(yaml));
        } catch (Tree.Malformed e) {
            throw new TrustException(NAME + ": line " + e.line() + ": not YAML: " + e.getMessage(), e);
        } catch (RecordForm.Flawed e) {
            throw new TrustException(e.flaws().stream().map(flaw -> NAME + ": " + flaw).collect(Collectors.joining("\n")), e);
        }
    }

    /** The book in {@code folder}; an empty one when there is none. */
    public static AddressBook read(Path folder) throws IOException, TrustException {
        Path file = folder.resolve(NAME);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new TrustException(NAME + ": is larger than " + MOST_BYTES + " bytes");
            }
            return fromFile(Files.readString(file));
        } catch (NoSuchFileException e) {
            return EMPTY;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What somebody makes of a book. */
    @FunctionalInterface
    public interface Change {
        AddressBook of(AddressBook book) throws TrustException;
    }

    /** Changes the book in {@code folder}, which nobody else can do meanwhile. */
    public static synchronized AddressBook change(Path folder, Change change) throws IOException, TrustException {
        Path guard = folder.resolve("." + NAME + ".lock");
        try (FileChannel channel = FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            AddressBook changed = change.of(read(folder));
            if (lock.isValid()) {
                changed.write(folder);
            }
            return changed;
        }
    }

    private void write(Path folder) throws IOException {
        WholeFile.write(folder.resolve(NAME), toFile().getBytes(StandardCharsets.UTF_8));
    }
}
