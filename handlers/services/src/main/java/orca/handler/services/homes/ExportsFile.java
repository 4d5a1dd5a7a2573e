package orca.handler.services.homes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.handler.services.FileGuard;
import orca.handler.services.ServiceException;
import orca.wire.trust.WholeFile;

/**
 * The file with the exports: for each unit a line with its mark, and a line with its export. Other lines stay as they are.
 * Whoever has it open is the only one; what is written is there wholly or not at all.
 */
final class ExportsFile implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("(?i)\\bExport_Id\\s*=\\s*([0-9]{1,5})\\s*;");

    private final Path file;
    private final FileGuard alone;
    private final List<String> lines;

    private ExportsFile(Path file, FileGuard alone, List<String> lines) {
        this.file = file;
        this.alone = alone;
        this.lines = lines;
    }

    static ExportsFile open(Path file) throws ServiceException, InterruptedException {
        FileGuard alone = null;
        boolean open = false;
        try {
            Files.size(file); // before a lock is made for a file that is not there
            alone = FileGuard.of(file.resolveSibling(file.getFileName() + ".lock"));
            ExportsFile opened = new ExportsFile(file, alone, Files.readAllLines(file));
            open = true;
            return opened;
        } catch (IOException failed) {
            throw broken(file, failed);
        } finally {
            if (!open && alone != null) {
                close(file, alone);
            }
        }
    }

    private static ServiceException broken(Path file, IOException failed) {
        return ServiceException.passing(failed instanceof NoSuchFileException
                ? "exports: there is no file " + file + "; make it, and say in ganesha's configuration: %include \"" + file + "\""
                : "exports: " + file + " cannot be read or written: " + failed.getMessage(), failed);
    }

    private static String marked(String mark) {
        return "# " + mark;
    }

    /** The export that bears {@code mark}, if there is one. */
    Optional<String> of(String mark) {
        int at = lines.indexOf(marked(mark));
        return at < 0 || at + 1 >= lines.size() ? Optional.empty() : Optional.of(lines.get(at + 1));
    }

    /** The number that an export says, if it does. */
    static Optional<Integer> id(String export) {
        Matcher id = ID.matcher(export);
        return id.find() ? Optional.of(Integer.parseInt(id.group(1))) : Optional.empty();
    }

    /** All numbers that exports in it have. */
    Set<Integer> ids() {
        Set<Integer> ids = new TreeSet<>();
        lines.forEach(line -> {
            Matcher each = ID.matcher(line);
            while (each.find()) {
                ids.add(Integer.parseInt(each.group(1)));
            }
        });
        return ids;
    }

    /** Puts {@code export} in the place of what bears {@code mark}; empty: nothing. */
    void write(String mark, Optional<String> export) throws ServiceException {
        List<String> next = new ArrayList<>(lines);
        for (int at = next.indexOf(marked(mark)); at >= 0; at = next.indexOf(marked(mark))) {
            next.subList(at, Math.min(at + 2, next.size())).clear();
        }
        export.ifPresent(line -> next.addAll(List.of(marked(mark), line)));
        if (next.equals(lines)) {
            return;
        }
        try {
            WholeFile.write(file, (String.join("\n", next) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw broken(file, failed);
        }
        lines.clear();
        lines.addAll(next);
    }

    private static void close(Path file, FileGuard alone) throws ServiceException {
        try {
            alone.close();
        } catch (IOException failed) {
            throw broken(file, failed);
        }
    }

    @Override
    public void close() throws ServiceException {
        close(file, alone);
    }
}
