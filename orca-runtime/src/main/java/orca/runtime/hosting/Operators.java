package orca.runtime.hosting;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import orca.runtime.config.ConfigFile;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Identity;
import orca.wire.trust.Peer;
import orca.wire.trust.Speaker;
import orca.wire.trust.TrustException;

/** Who may command a container from elsewhere: the operators in its address book, asked anew at each call. */
public final class Operators {
    private final Identity own;
    private final Supplier<AddressBook> book;

    private Operators(Identity own, Supplier<AddressBook> book) {
        this.own = own;
        this.book = book;
    }

    /**
     * Of the container that {@code file} describes.
     *
     * @throws HostingException when its key or the address book is missing or cannot be read
     */
    public static Operators of(ConfigFile file) {
        Path base = file.path().toAbsolutePath().getParent();
        String key = file.config().management().key().orElseGet(() -> file.config().actors().get(0));
        try {
            return new Operators(Directory.key(base.resolve(file.config().keys()), key),
                    new LiveBook(base.resolve(file.config().trust())));
        } catch (IOException | TrustException e) {
            throw new HostingException("The address book cannot be read: " + e.getMessage(), e);
        }
    }

    /** The key that is shown to them. */
    public Identity own() {
        return own;
    }

    /** Who that is, operator or not. @throws TrustException when the key is not to be believed any more */
    public Optional<Peer> peer(Speaker speaker) throws TrustException {
        AddressBook now = book.get();
        return now.find(now.speaks(speaker));
    }
}
