package orca.runtime.handler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.core.lease.UnitId;

/**
 * What handlers said about units: the last lines of each in a file of its own, which outlives the container, and nothing
 * that nobody said. Bounded in the number of units that are written at once, in lines and in bytes; the oldest go first.
 *
 * <p>Soft: a file that cannot be written costs its lines and no call.
 */
public final class UnitOutput {
    /** The longest line, in characters; what is beyond is cut. */
    public static final int MAX_LINE = 1000;
    /** The most units with a file; when there is one more, the unit that was quiet longest loses its file. */
    public static final int MOST_UNITS = 10_000;

    private final Path folder;
    private final InstantSource clock;
    private final int mostLines;
    private final long mostBytes;
    private final Map<UnitId, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);

    public UnitOutput(Path folder, InstantSource clock, int mostLines, long mostBytes) {
        this.folder = folder;
        this.clock = clock;
        this.mostLines = mostLines;
        this.mostBytes = mostBytes;
    }

    /** Keeps one line, with the instant before it. */
    public synchronized void say(UnitId unit, String line) {
        String clean = line.length() > MAX_LINE ? line.substring(0, MAX_LINE) + "..." : line;
        String text = Instant.ofEpochMilli(clock.millis()) + " " + clean.replace('\n', ' ').replace('\r', ' ') + "\n";
        Path file = file(unit);
        // A file under an interrupted thread is closed by the JDK; the words of a cancelled call are kept all the same.
        boolean interrupted = Thread.interrupted();
        try {
            long size = sizes.containsKey(unit) ? sizes.get(unit) : sizeOf(file);
            if (size + text.length() > mostBytes) {
                size = halve(file);
            }
            Files.createDirectories(folder);
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            sizes.put(unit, size + text.length());
            forgetQuietest();
        } catch (IOException e) {
            sizes.remove(unit);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private long halve(Path file) throws IOException {
        List<String> lines = read(file);
        long kept = 0;
        int from = lines.size();
        while (from > 0 && kept + lines.get(from - 1).length() + 1 <= mostBytes / 2) {
            kept += lines.get(--from).length() + 1;
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, lines.subList(from, lines.size()));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        return kept;
    }

    private void forgetQuietest() throws IOException {
        if (sizes.size() > MOST_UNITS) {
            UnitId quietest = sizes.keySet().iterator().next();
            sizes.remove(quietest);
            Files.deleteIfExists(file(quietest));
        }
    }

    /** The last lines of {@code unit}, oldest first; empty when nothing was said, or it is too long ago. */
    public synchronized List<String> lines(UnitId unit) throws IOException {
        List<String> lines = read(file(unit));
        return List.copyOf(lines.subList(Math.max(0, lines.size() - mostLines), lines.size()));
    }

    /** Whether {@code unit} said more than {@link #lines} shows. */
    public synchronized boolean isCut(UnitId unit) throws IOException {
        return read(file(unit)).size() > mostLines;
    }

    private static List<String> read(Path file) throws IOException {
        try {
            return new ArrayList<>(Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private Path file(UnitId unit) {
        // A unit's name is letters, digits, '.', '_' and '-' and starts with a letter or digit: safe as a file's name.
        return folder.resolve(unit.value() + ".log");
    }
}
