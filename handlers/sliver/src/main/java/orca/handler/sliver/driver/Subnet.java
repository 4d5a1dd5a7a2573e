package orca.handler.sliver.driver;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.resource.Names;

/**
 * The addresses of one host's slivers; the first is the host's own.
 *
 * @param base as a number, its lower bits zero
 * @param bits how many lead, 16 to 28
 */
record Subnet(int base, int bits) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

    Subnet {
        if (bits < 16 || bits > 28) {
            throw new IllegalArgumentException("network: must have a prefix of 16 to 28 bits, got " + bits);
        }
        if ((base & (1 << 32 - bits) - 1) != 0) {
            throw new IllegalArgumentException("network: must be the first address of its range, got " + text(base) + "/" + bits);
        }
    }

    /** From words like {@code 10.77.0.0/16}. */
    static Subnet of(String words) {
        Matcher matcher = FORM.matcher(words);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("network: must be like 10.77.0.0/16, got " + Names.quoted(words));
        }
        int base = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(matcher.group(i));
            if (octet > 255) {
                throw new IllegalArgumentException("network: must be like 10.77.0.0/16, got " + Names.quoted(words));
            }
            base = base << 8 | octet;
        }
        return new Subnet(base, Integer.parseInt(matcher.group(5)));
    }

    /** How many slivers have room. */
    int size() {
        return (1 << 32 - bits) - 3;
    }

    String host() {
        return text(base + 1);
    }

    /** @param number 1 to {@link #size} */
    String address(int number) {
        return text(base + 1 + number);
    }

    private static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    @Override
    public String toString() {
        return text(base) + "/" + bits;
    }
}
