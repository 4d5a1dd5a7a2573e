package orca.wire.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.resource.Names;

/** A number of bytes, from 0 to {@link #MOST}; written {@code 512}, {@code 64KiB}, {@code 1MiB} or {@code 2GiB}. */
public record ByteSize(long bytes) {
    public static final long MOST = 1L << 53;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,15})(B|KiB|MiB|GiB|)");

    public ByteSize {
        if (bytes < 0 || bytes > MOST) {
            throw new IllegalArgumentException("must be from 0 to " + MOST + " bytes, got " + bytes);
        }
    }

    /** @throws IllegalArgumentException saying what is allowed */
    public static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("must be a size such as 512, 64KiB, 1MiB or 2GiB, got " + Names.quoted(text));
        }
        int shift = switch (form.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        long number = Long.parseLong(form.group(1));
        if (number > MOST >> shift) {
            throw new IllegalArgumentException("must be at most " + MOST + " bytes, got " + Names.quoted(text));
        }
        return new ByteSize(number << shift);
    }

    @Override
    public String toString() {
        for (int power = 3; power > 0; power--) {
            long step = 1L << 10 * power;
            if (bytes > 0 && bytes % step == 0) {
                return bytes / step + " KMG".substring(power, power + 1) + "iB";
            }
        }
        return Long.toString(bytes);
    }
}
