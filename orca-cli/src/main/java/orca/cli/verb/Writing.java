package orca.cli.verb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.connect.KeyFile;
import orca.cli.output.Format;
import orca.cli.output.Listing;
import orca.cli.output.Look;
import orca.cli.screen.Terminal;
import orca.wire.text.RecordForm;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Identity;
import picocli.CommandLine.Option;

/** What every verb takes that works on files alone and asks no container. */
final class Writing {
    /** The largest file that is read, in bytes. */
    private static final long MOST_BYTES = 16L << 20;

    private final Terminal terminal;

    @Option(names = {"-o", "--output"}, paramLabel = "FORM",
            description = "How to write the answer: table, wide, json, yaml or name (one a line).")
    private Format format = Format.TABLE;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this.")
    private boolean help;

    Writing(Terminal terminal) {
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }

    Format format() {
        return format;
    }

    Look look() {
        return new Look(terminal.moments(), format == Format.WIDE);
    }

    /** Writes {@code value} as a document or by its name, if that is the form asked for; whether it was. */
    <T> boolean wrote(T value, Function<T, String> name) {
        if (format == Format.NAME) {
            terminal.say(name.apply(value));
        } else if (format.isWhole()) {
            terminal.out().print(Listing.document(RecordForm.write(value), format));
        } else {
            return false;
        }
        terminal.out().flush();
        return true;
    }

    Path path(String text) {
        return KeyFile.path(terminal, text);
    }

    /** The text of a file. */
    String read(String text) {
        Path file = path(text);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new Failure(Exit.USAGE, text + ": is larger than " + MOST_BYTES + " bytes");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new Failure(Exit.USAGE, "there is no file " + text);
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, text + ": cannot be read: " + e.getMessage());
        }
    }

    /** The address book in a folder. */
    AddressBook book(String folder) {
        Path path = path(folder);
        if (!Files.isDirectory(path)) {
            throw new Failure(Exit.USAGE, "--trust: there is no folder " + folder);
        }
        return tried(() -> AddressBook.read(path));
    }

    /** The key in a file, or in {@code keys/NAME.key}. */
    Identity identity(String text) {
        return KeyFile.read(terminal, text);
    }

    /** What {@code deed} gives; what goes wrong is said as it is. */
    static <T> T tried(KeyFile.Deed<T> deed) {
        return KeyFile.tried(deed);
    }
}
