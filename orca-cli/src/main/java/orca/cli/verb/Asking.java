package orca.cli.verb;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import orca.cli.connect.Containers;
import orca.cli.output.Format;
import orca.cli.output.Listing;
import orca.cli.output.Look;
import orca.cli.screen.Terminal;
import orca.wire.management.ManagementClient;
import orca.wire.text.RecordForm;
import picocli.CommandLine.Option;

/** What every verb takes: which container and actor to ask, and how to write the answer. */
final class Asking {
    /** After how long somebody who waits is told what for, in milliseconds. */
    private static final long PATIENCE_MILLIS = 2000;

    private final Terminal terminal;

    @Option(names = {"-o", "--output"}, paramLabel = "FORM",
            description = "How to write the answer: table, wide, json, yaml or name (one a line).")
    private Format format = Format.TABLE;

    @Option(names = "--actor", paramLabel = "NAME", description = "The actor that is meant, where the container has several.")
    private String actor;

    @Option(names = "--container", paramLabel = "FOLDER|URL",
            description = "The container: its folder, its URL with ORCA_TOKEN set, or its https URL with --key. Else "
                    + "ORCA_CONTAINER, ./orca-data, or the one started last.")
    private String container;

    @Option(names = "--key", paramLabel = "FILE", description = "For an https URL: your operator's key. Else ORCA_KEY.")
    private String key;

    @Option(names = "--trust", paramLabel = "FOLDER",
            description = "For an https URL: the folder with trust.yaml, which pins the container's key. "
                    + "Else ORCA_TRUST, or here.")
    private String trust;

    @Option(names = "--fingerprint", paramLabel = "HEX",
            description = "For an https URL: the hash of the container's key, instead of --trust. Else ORCA_FINGERPRINT.")
    private String fingerprint;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this.")
    private boolean help;

    Asking(Terminal terminal) {
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }

    Format format() {
        return format;
    }

    Optional<String> actor() {
        return Optional.ofNullable(actor);
    }

    ManagementClient client() {
        return Containers.find(terminal, new Containers.Said(Optional.ofNullable(container), Optional.ofNullable(key),
                Optional.ofNullable(trust), Optional.ofNullable(fingerprint)));
    }

    /** The host in the URL of a container elsewhere, if that is what is asked. */
    Optional<String> secureHost() {
        return Optional.ofNullable(container).or(() -> Optional.ofNullable(terminal.environment().get("ORCA_CONTAINER")))
                .filter(said -> said.startsWith("https://")).map(said -> URI.create(said).getHost());
    }

    Look look() {
        return new Look(terminal.moments(), format == Format.WIDE);
    }

    /** Writes {@code value} as a document, if that is the form asked for; whether it was. */
    boolean wrote(Object value) {
        if (!format.isWhole()) {
            return false;
        }
        terminal.out().print(Listing.document(RecordForm.write(value), format));
        terminal.out().flush();
        return true;
    }

    /** What {@code call} answers; who waits for it for more than two seconds is told so. */
    <T> T patiently(Supplier<T> call) {
        Thread note = Thread.ofPlatform().daemon().unstarted(() -> {
            try {
                Thread.sleep(PATIENCE_MILLIS);
                terminal.note("waiting for the container ...");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        note.start();
        try {
            return call.get();
        } finally {
            note.interrupt();
        }
    }
}
