package orca.simulator.traces;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The lines of a log, one after another, packed by gzip or not; lines may end as on any system. Whatever is wrong with the file
 * is said with the line at which that was seen, and so is what a reader says by {@link #wrong}.
 */
public final class LogLines implements AutoCloseable {
    /** The longest line that is read, in characters. */
    public static final int LONGEST = 10_000;

    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final String MARK = "\u00ef\u00bb\u00bf";
    /** What logs write as a number; no words for what is none, and no hexadecimal ones. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(\\.\\d{0,30})?([eE][+-]?\\d{1,3})?");

    private final Path file;
    private final BufferedReader reader;
    private int number;
    private boolean afterReturn;

    /** @throws LogException if the file cannot be opened, or is not packed although its name says so */
    public LogLines(Path file) throws LogException {
        this.file = file;
        try {
            InputStream raw = new BufferedInputStream(Files.newInputStream(file));
            this.reader = new BufferedReader(new InputStreamReader(unpacked(raw), StandardCharsets.ISO_8859_1));
        } catch (ZipException | EOFException e) {
            throw new LogException(file, 1, "the file is not packed by gzip, or is damaged: " + e.getMessage());
        } catch (IOException e) {
            throw new LogException(file, 1, "the file cannot be read: " + e.getMessage());
        }
    }

    private InputStream unpacked(InputStream raw) throws IOException {
        raw.mark(2);
        boolean packed = raw.read() == MAGIC_1 && raw.read() == MAGIC_2;
        raw.reset();
        if (!packed && file.toString().endsWith(".gz")) {
            raw.close();
            throw new ZipException("it does not begin as such files do");
        }
        return packed ? new GZIPInputStream(raw) : raw;
    }

    /**
     * The next line, without blanks around it; empty at the end of the file.
     *
     * @throws LogException if it is too long, or the file cannot be unpacked any further
     */
    public Optional<String> next() throws LogException {
        StringBuilder line = new StringBuilder();
        number++;
        try {
            int c = reader.read();
            if (c == '\n' && afterReturn) {
                c = reader.read();
            }
            if (c < 0) {
                number--;
                return Optional.empty();
            }
            while (c >= 0 && c != '\n' && c != '\r') {
                if (line.length() == LONGEST) {
                    throw wrong("must have at most " + LONGEST + " characters");
                }
                line.append((char) c);
                c = reader.read();
            }
            afterReturn = c == '\r';
        } catch (EOFException e) {
            throw wrong("the packed file ends here, before its end: a part of it is missing");
        } catch (ZipException e) {
            throw wrong("the packed file is damaged here: " + e.getMessage());
        } catch (LogException e) {
            throw e;
        } catch (IOException e) {
            throw wrong("the file cannot be read any further: " + e.getMessage());
        }
        String text = line.toString();
        return Optional.of((number == 1 && text.startsWith(MARK) ? text.substring(MARK.length()) : text).strip());
    }

    /** What is wrong with the line that was read last. */
    public LogException wrong(String rule) {
        return new LogException(file, Math.max(1, number), rule);
    }

    /**
     * The whole number that {@code cell} says.
     *
     * @param field what to call it, if it says none or one out of range
     */
    public long whole(String field, String cell, long least, long most) throws LogException {
        double value = number(field, cell, least, most);
        if (value != Math.rint(value)) {
            throw wrong(field + " must be a whole number, got " + shortened(cell));
        }
        return (long) value;
    }

    /** The number that {@code cell} says, without what is behind the point. */
    public long cut(String field, String cell, long least, long most) throws LogException {
        return (long) number(field, cell, least, most);
    }

    private double number(String field, String cell, long least, long most) throws LogException {
        if (!NUMBER.matcher(cell).matches()) {
            throw wrong(field + " must be a number, got '" + shortened(cell) + "'");
        }
        double value = Double.parseDouble(cell);
        if (value < least || value > most) {
            throw wrong(field + " must be from " + least + " to " + most + ", got " + shortened(cell));
        }
        return value;
    }

    static String shortened(String cell) {
        int most = 40;
        return cell.length() <= most ? cell : cell.substring(0, most) + "...";
    }

    @Override
    public void close() throws LogException {
        try {
            reader.close();
        } catch (IOException e) {
            throw wrong("the file cannot be closed: " + e.getMessage());
        }
    }
}
