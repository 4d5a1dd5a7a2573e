package orca.wire.trust;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Text files of blocks, each base64 between two lines that say what it is (RFC 7468, strictly; nothing else between them). */
public final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /**
     * One block.
     *
     * @param label what it says it is
     */
    public record Block(String label, byte[] bytes) {}

    private final List<Block> blocks;

    private Pem(List<Block> blocks) {
        this.blocks = blocks;
    }

    /** @throws IllegalArgumentException naming the line that is not as it should be */
    public static Pem read(String text) {
        List<Block> blocks = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        String label = null;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (label == null) {
                if (line.startsWith(BEGIN) && line.endsWith(DASHES) && line.length() > BEGIN.length() + DASHES.length()) {
                    label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                } else if (!line.isBlank()) {
                    throw new IllegalArgumentException("line " + number + ": must be '" + BEGIN + "...'");
                }
            } else if (line.equals(END + label + DASHES)) {
                blocks.add(new Block(label, decoded(body.toString(), label, number)));
                body.setLength(0);
                label = null;
            } else {
                body.append(line);
            }
        }
        if (label != null) {
            throw new IllegalArgumentException("line " + number + ": the block '" + label + "' has no end");
        }
        return new Pem(List.copyOf(blocks));
    }

    private static byte[] decoded(String body, String label, int number) {
        try {
            return Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": the block '" + label + "' is not base64", e);
        }
    }

    public List<Block> blocks() {
        return blocks;
    }

    /** The bytes of the one block with {@code label}. */
    byte[] one(String label) {
        List<Block> found = blocks.stream().filter(block -> block.label().equals(label)).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException("must hold one '" + label + "', holds " + found.size());
        }
        return found.getFirst().bytes();
    }

    /** One block as text. */
    public static String block(String label, byte[] bytes) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return BEGIN + label + DASHES + "\n" + lines.encodeToString(bytes) + "\n" + END + label + DASHES + "\n";
    }
}
