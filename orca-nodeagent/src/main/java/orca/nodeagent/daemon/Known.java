package orca.nodeagent.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.contract.Seal;
import orca.wire.call.CallRefused;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Identity;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.Seals;
import orca.wire.trust.Speaker;
import orca.wire.trust.TrustException;

/**
 * Whom an agent hears: authorities and operators of its address book, and itself, which is whoever may read its key. The file
 * is read again when it has changed; while it cannot be read, the last one that could counts.
 */
final class Known {
    private final Path folder;
    private final Identity own;
    private AddressBook book = AddressBook.EMPTY;
    private FileTime read = FileTime.fromMillis(-1);
    private Optional<String> trouble = Optional.empty();

    Known(Path folder, Identity own) {
        this.folder = folder;
        this.own = own;
    }

    /** Who calls, and as what. */
    record Caller(Principal principal, Role role, String name) {}

    /** @throws CallRefused when it is none of these */
    Caller caller(Speaker speaker) throws CallRefused {
        AddressBook now = book();
        try {
            Principal principal = now.speaks(speaker);
            if (principal.equals(own.principal())) {
                return new Caller(principal, Role.OPERATOR, "itself");
            }
            Optional<Peer> peer = now.find(principal);
            if (peer.isEmpty()) {
                throw new CallRefused(CallRefused.Kind.FORBIDDEN, "who has the key " + principal
                        + " is not known to this agent, which serves " + serves(now));
            }
            return switch (peer.get().role()) {
                case AUTHORITY, OPERATOR -> new Caller(principal, peer.get().role(), peer.get().name());
                case BROKER, SERVICE_MANAGER -> throw new CallRefused(CallRefused.Kind.FORBIDDEN, "'" + peer.get().name()
                        + "' is known here as " + peer.get().role().word() + "; agents hear authorities and operators");
            };
        } catch (TrustException e) {
            throw new CallRefused(CallRefused.Kind.FORBIDDEN, e.getMessage());
        }
    }

    private static String serves(AddressBook book) {
        List<String> names = authorities(book);
        return names.isEmpty() ? "nobody yet" : String.join(", ", names);
    }

    private static List<String> authorities(AddressBook book) {
        return book.peers().stream().filter(peer -> peer.role() == Role.AUTHORITY).map(Peer::name).toList();
    }

    /** The name of the operator, or of this agent, whose seal on {@code text} that is; empty when it is nobody's who counts. */
    Optional<String> operatorWho(byte[] text, Seal seal) {
        AddressBook now = book();
        Seals seals = new Seals(now::wrote);
        if (seals.flaw(own.principal(), text, seal).isEmpty()) {
            return Optional.of("itself");
        }
        return now.peers().stream().filter(peer -> peer.role() == Role.OPERATOR)
                .filter(peer -> seals.flaw(peer.principal(), text, seal).isEmpty()).map(Peer::name).findFirst();
    }

    /** The names of those whose orders it takes. */
    List<String> authorities() {
        return authorities(book());
    }

    String name(Principal principal) {
        return book().name(principal);
    }

    /** Takes somebody out of the address book. */
    void forget(Principal principal) throws IOException {
        try {
            AddressBook.change(folder, now -> {
                Optional<Peer> peer = now.find(principal);
                return peer.isEmpty() ? now : now.without(peer.get().name());
            });
        } catch (TrustException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** What is wrong with the file. */
    synchronized Optional<String> trouble() {
        return trouble;
    }

    private synchronized AddressBook book() {
        Path file = folder.resolve(AddressBook.NAME);
        try {
            FileTime changed = Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
            if (!changed.equals(read)) {
                book = AddressBook.read(folder);
                read = changed;
                trouble = Optional.empty();
            }
        } catch (IOException | TrustException e) {
            trouble = Optional.of("the address book cannot be read, so the last one counts: " + e.getMessage());
        }
        return book;
    }
}
