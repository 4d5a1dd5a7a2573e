package orca.cli.connect;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import orca.cli.screen.Terminal;
import orca.wire.management.AccessFile;
import orca.wire.management.LastContainer;
import orca.wire.management.ManagementClient;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Expected;
import orca.wire.trust.Fingerprint;

/**
 * Finds the container that a command is for: the one that {@code --container} names, or the variable
 * {@code ORCA_CONTAINER}; else the one that runs on {@code ./orca-data}; else the one that this user started last. A
 * container is named by its folder, or by its URL: of plain HTTP together with its token in {@code ORCA_TOKEN}, of TLS with an
 * operator's key. Then its own key must be known, from an address book or as a fingerprint: no certificate makes up for that.
 */
public final class Containers {
    /** The folder that a container uses when its configuration names none. */
    public static final String USUAL_FOLDER = "orca-data";
    /** The folder that it uses in that of {@code orca demo}. */
    private static final String DEMO_FOLDER = "data";

    private Containers() {}

    /**
     * What was said of a container; what was not is looked up in the variables {@code ORCA_CONTAINER}, {@code ORCA_KEY},
     * {@code ORCA_TRUST} and {@code ORCA_FINGERPRINT}.
     *
     * @param container its folder or its URL
     * @param key the operator's key, as {@link KeyFile} finds it
     * @param trust the folder of the address book
     * @param fingerprint of the container's key
     */
    public record Said(
            Optional<String> container, Optional<String> key, Optional<String> trust, Optional<String> fingerprint) {
        private Said orVariables(Terminal terminal) {
            return new Said(
                    container.or(() -> variable(terminal, "ORCA_CONTAINER")), key.or(() -> variable(terminal, "ORCA_KEY")),
                    trust.or(() -> variable(terminal, "ORCA_TRUST")),
                    fingerprint.or(() -> variable(terminal, "ORCA_FINGERPRINT")));
        }
    }

    /** A client for the container that is meant. */
    public static ManagementClient find(Terminal terminal, Said options) {
        Said said = options.orVariables(terminal);
        if (said.container().filter(name -> name.startsWith("https://")).isPresent()) {
            return elsewhere(terminal, said);
        }
        if (options.key().isPresent() || options.fingerprint().isPresent() || options.trust().isPresent()) {
            throw new Failure(Exit.USAGE, "--key, --trust, --fingerprint: are for a container elsewhere, which"
                    + " --container names by a URL that begins with https://");
        }
        return new ManagementClient(here(terminal, said.container()));
    }

    private static AccessFile here(Terminal terminal, Optional<String> named) {
        if (named.isPresent()) {
            return named(terminal, named.get());
        }
        Path usual = terminal.folder().resolve(USUAL_FOLDER);
        if (Files.exists(usual.resolve(AccessFile.NAME))) {
            return AccessFile.read(usual);
        }
        Path last = LastContainer.of(terminal.environment()).flatMap(LastContainer::read).orElseThrow(() -> new Failure(
                Exit.TROUBLE, "no container runs here",
                "start one with 'orca up FILE' or 'orca demo --keep'", "or name its folder with --container or ORCA_CONTAINER"));
        return AccessFile.read(last);
    }

    private static AccessFile named(Terminal terminal, String name) {
        if (name.startsWith("http://")) {
            String token = variable(terminal, "ORCA_TOKEN").orElseThrow(() -> new Failure(Exit.USAGE,
                    "--container: a URL needs the container's token in the variable ORCA_TOKEN",
                    "or name the container's folder instead"));
            try {
                return new AccessFile(URI.create(name), token);
            } catch (IllegalArgumentException e) {
                throw new Failure(Exit.USAGE, "--container: " + e.getMessage());
            }
        }
        try {
            return AccessFile.read(within(terminal.folder().resolve(name)));
        } catch (InvalidPathException e) {
            throw new Failure(Exit.USAGE, "--container: neither a URL nor a folder, got '" + name + "'");
        }
    }

    /** The folder of state in {@code folder}, which may be the one that {@code orca demo} or a configuration is in. */
    private static Path within(Path folder) {
        return Stream.of(folder, folder.resolve(DEMO_FOLDER), folder.resolve(USUAL_FOLDER))
                .filter(at -> Files.exists(at.resolve(AccessFile.NAME))).findFirst().orElse(folder);
    }

    private static ManagementClient elsewhere(Terminal terminal, Said said) {
        Endpoint at;
        try {
            at = new Endpoint(Endpoint.Binding.MANAGEMENT, said.container().orElseThrow());
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.USAGE, "--container: " + e.getMessage());
        }
        String key = said.key().orElseThrow(() -> new Failure(Exit.USAGE,
                "--key: a container elsewhere needs an operator's key; give its file, here or in ORCA_KEY",
                "make one with 'orca key new'; the container's owner adds it with 'orca trust add --role operator'"));
        Expected container = said.fingerprint().isPresent() ? fingerprint(said.fingerprint().get())
                : pinned(terminal, said.trust().orElse("."), at);
        return new ManagementClient(at.uri(), KeyFile.read(terminal, key), container);
    }

    private static Expected fingerprint(String text) {
        try {
            return Expected.withKey(Fingerprint.parse(text));
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.USAGE, "--fingerprint: " + e.getMessage());
        }
    }

    /** Whose container is managed there, by the address book in {@code folder}. */
    private static Expected pinned(Terminal terminal, String folder, Endpoint at) {
        AddressBook book = KeyFile.tried(() -> AddressBook.read(KeyFile.path(terminal, folder)));
        return book.peers().stream()
                .filter(peer -> peer.endpoints().stream().anyMatch(endpoint -> same(endpoint, at)))
                .findFirst().map(peer -> new Expected(peer.principal(), book::speaks)).orElseThrow(() -> new Failure(Exit.USAGE,
                        "--trust: nobody in the address book of " + folder + " is managed at " + at.url(),
                        "pin the key of who is: 'orca trust add' with --endpoint management=" + at.url(),
                        "or give its --fingerprint, as its owner reads it to you"));
    }

    private static boolean same(Endpoint pinned, Endpoint said) {
        return pinned.binding() == said.binding() && pinned.uri().getHost().equalsIgnoreCase(said.uri().getHost())
                && port(pinned.uri()) == port(said.uri());
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? 443 : uri.getPort();
    }

    private static Optional<String> variable(Terminal terminal, String name) {
        return Optional.ofNullable(terminal.environment().get(name)).filter(value -> !value.isBlank());
    }
}
