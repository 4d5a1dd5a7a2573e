package orca.wire.trust;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import orca.core.resource.Names;

/**
 * What a key's owner says about keys, as the exact text that it signs: a line for the kind and its version, then a line
 * {@code name: value} for each thing said, in a fixed order. Such a text can never be taken for a contract, which begins
 * with {@code <}.
 */
final class Statement {
    private static final int MAX_BYTES = 16 * 1024;

    private final StringBuilder text = new StringBuilder();
    private final List<String> lines = new ArrayList<>();

    /** An empty one. @param kind such as {@code orca introduction 1} */
    Statement(String kind) {
        text.append(kind).append('\n');
    }

    /** Says one thing more. @throws IllegalArgumentException for a value that is not one line of plain text */
    Statement with(String name, Object value) {
        String words = value.toString();
        if (words.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException(name + ": must be one line of plain characters, got " + Names.quoted(words));
        }
        lines.add(name + ": " + words);
        text.append(name).append(": ").append(words).append('\n');
        return this;
    }

    /** What somebody says that it said. @throws TrustException when it is not of this kind */
    static Statement read(String kind, byte[] bytes) throws TrustException {
        String given;
        try {
            given = StandardCharsets.US_ASCII.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new TrustException("the text has other than plain characters", e);
        }
        if (given.length() > MAX_BYTES || !given.startsWith(kind + "\n")) {
            throw new TrustException("the text must begin with '" + kind + "' and have at most " + MAX_BYTES + " characters");
        }
        Statement read = new Statement(kind);
        for (String line : given.substring(kind.length() + 1).split("\n")) {
            int colon = line.indexOf(": ");
            if (colon < 1) {
                throw new TrustException("the line " + Names.quoted(line) + " must be 'name: value'");
            }
            try {
                read.with(line.substring(0, colon), line.substring(colon + 2));
            } catch (IllegalArgumentException e) {
                throw new TrustException(e.getMessage(), e);
            }
        }
        if (!read.text.toString().equals(given)) {
            throw new TrustException("the text has a line that is not written as usual");
        }
        return read;
    }

    /** The one value with that name. */
    String one(String name) throws TrustException {
        List<String> found = all(name);
        if (found.size() != 1) {
            throw new TrustException("the text must say '" + name + "' once, says it " + found.size() + " times");
        }
        return found.getFirst();
    }

    List<String> all(String name) {
        String start = Objects.requireNonNull(name, "name") + ": ";
        return lines.stream().filter(line -> line.startsWith(start)).map(line -> line.substring(start.length())).toList();
    }

    String text() {
        return text.toString();
    }

    byte[] bytes() {
        return text().getBytes(StandardCharsets.US_ASCII);
    }
}
