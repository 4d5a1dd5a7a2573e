package orca.cli.verb;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.wire.management.RequestCommand;
import orca.wire.text.RecordForm;
import orca.wire.text.Tree;

/** Reads wishes from a YAML file. A class of its own, so that whoever needs no YAML does not wait for its reader. */
final class WishFile {
    /** The largest file of wishes, in bytes. */
    private static final long MOST_BYTES = 1 << 20;

    private WishFile() {}

    /** What {@code file}, seen from {@code folder}, asks for. */
    static RequestCommand read(Path file, Path folder) {
        Path path = folder.resolve(file);
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new Failure(Exit.USAGE, "--file: " + file + " has more than " + MOST_BYTES + " bytes");
            }
            try (JsonParser yaml = new YAMLFactory().createParser(Files.readString(path))) {
                return RecordForm.read(RequestCommand.class, document(yaml));
            }
        } catch (NoSuchFileException e) {
            throw new Failure(Exit.USAGE, "--file: there is no " + file);
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, "--file: cannot read " + file + ": " + e.getMessage());
        } catch (Tree.Malformed e) {
            throw new Failure(Exit.USAGE, file + ", line " + e.line() + ": not YAML: " + e.getMessage());
        } catch (RecordForm.Flawed e) {
            throw new Failure(Exit.USAGE, file + ": " + e.getMessage());
        }
    }

    /** The wish that {@code text} is. @param where named in what is refused */
    static RequestCommand.Wish wish(String where, String text) {
        try (JsonParser yaml = new YAMLFactory().createParser(text)) {
            return RecordForm.read(RequestCommand.Wish.class, Tree.parse(yaml));
        } catch (IOException | Tree.Malformed e) {
            throw new Failure(Exit.USAGE, where + ": not a document: " + e.getMessage());
        } catch (RecordForm.Flawed e) {
            throw new Failure(Exit.USAGE, where + ": " + e.getMessage());
        }
    }

    /** A list alone is a list of wishes. */
    private static Tree document(JsonParser yaml) {
        Tree tree = Tree.parse(yaml);
        if (tree instanceof Tree.Row row) {
            Map<String, Tree> fields = new LinkedHashMap<>();
            fields.put("wishes", row);
            return new Tree.Branch(row.line(), fields);
        }
        return tree;
    }
}
