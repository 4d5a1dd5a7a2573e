package orca.wire.soap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import orca.wire.call.CallRefused;

/** Small changes of messages, from a seed. */
final class Mutations {
    private static final String[] PIECES = {" ", "\n", "<", ">", "&", "\"", "<a/>", "<!---->", "&#65;", "&amp;", "<![CDATA[x]]>",
        "xmlns=\"urn:x\" ", "wsu:Id=\"Body\" ", "Id=\"To\"", "\u00e9", "\r", "=", "\0", "<?x?>", "#Body", "0", "A"};

    private Mutations() {}

    /** {@code good} with one to three changes. */
    static byte[] one(byte[] good, Random random) {
        byte[] bytes = good;
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            bytes = changed(bytes, random);
        }
        return bytes;
    }

    private static byte[] changed(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return new byte[] {' '};
        }
        int at = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 300));
        return switch (random.nextInt(7)) {
            case 0 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, at + 1);
            case 1 -> joined(bytes, at, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(8))}, at + 1);
            case 2 -> joined(bytes, at, new byte[0], end);
            case 3 -> joined(bytes, at, PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8), at);
            case 4 -> joined(bytes, at, slice(bytes, at, end), at);
            case 5 -> element(bytes, random, false);
            default -> element(bytes, random, true);
        };
    }

    /** One element put before another, or left out. */
    private static byte[] element(byte[] bytes, Random random, boolean copied) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf('<', random.nextInt(text.length()));
        if (begin < 0 || begin + 1 >= text.length() || text.charAt(begin + 1) == '/') {
            return bytes.clone();
        }
        String name = text.substring(begin + 1).split("[ >/]", 2)[0];
        int end = text.indexOf("</" + name + ">", begin);
        if (end < 0) {
            return bytes.clone();
        }
        end += name.length() + 3;
        if (!copied) {
            return joined(bytes, begin, new byte[0], end);
        }
        int to = Math.max(0, text.indexOf('<', random.nextInt(text.length())));
        return joined(bytes, to, slice(bytes, begin, end), to);
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return java.util.Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] joined(byte[] bytes, int keep, byte[] middle, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + middle.length);
        out.write(bytes, 0, keep);
        out.writeBytes(middle);
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }

    /** Whether {@code changed} proves just what {@code good} does. */
    static boolean saysTheSame(byte[] good, byte[] changed) throws CallRefused {
        WssReader reader = new WssReader(new Tokens());
        return same(reader.read(good), reader.read(changed));
    }

    static boolean same(Proof one, Proof other) {
        return one.sender().equals(other.sender()) && one.to().equals(other.to()) && one.action().equals(other.action())
                && one.messageId().equals(other.messageId()) && one.relatesTo().equals(other.relatesTo())
                && one.created().equals(other.created()) && one.expires().equals(other.expires())
                && java.util.Arrays.equals(one.body(), other.body());
    }
}
