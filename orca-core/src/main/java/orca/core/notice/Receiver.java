package orca.core.notice;

import java.util.Objects;
import java.util.regex.Pattern;
import orca.core.resource.Names;

/**
 * Where a notice goes.
 *
 * @param way how it gets there
 * @param address a mail address or a URL, at most {@link #MOST} characters of ASCII without spaces or line ends
 */
public record Receiver(Way way, String address) implements Comparable<Receiver> {
    /** The longest address, in characters. */
    public static final int MOST = 500;
    private static final String HOST = "[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?";
    private static final Pattern MAIL = Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]{1,64}@" + HOST);
    private static final Pattern HOOK = Pattern.compile(
            "https?://(?:" + HOST + "|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5})?(?:[/?][A-Za-z0-9._~:/?\\[\\]@!$&'()*+,;=%-]*)?");

    /** How notices get to people and programs. */
    public enum Way {
        MAIL, HOOK;

        /** As addresses begin with it. */
        String word() {
            return this == MAIL ? "mail" : "hook";
        }
    }

    public Receiver {
        Objects.requireNonNull(way, "receiver.way");
        Objects.requireNonNull(address, "receiver.address");
        boolean good = address.length() <= MOST && switch (way) {
            case MAIL -> MAIL.matcher(address).matches() && !address.contains("..") && !address.startsWith(".")
                    && !address.contains(".@");
            case HOOK -> HOOK.matcher(address).matches();
        };
        if (!good) {
            throw new IllegalArgumentException("receiver: must be mail:NAME@HOST or hook:URL with http or https, at most " + MOST
                    + " characters and without a user or a fragment in the URL, got "
                    + Names.quoted(way.word() + ":" + address));
        }
    }

    /** Reads {@code mail:...} or {@code hook:...}. */
    public static Receiver parse(String text) {
        for (Way way : Way.values()) {
            if (text.startsWith(way.word() + ":")) {
                return new Receiver(way, text.substring(way.word().length() + 1));
            }
        }
        throw new IllegalArgumentException("receiver: must begin with mail: or hook:, got " + Names.quoted(text));
    }

    @Override
    public int compareTo(Receiver other) {
        int byWay = way.compareTo(other.way);
        return byWay != 0 ? byWay : address.compareTo(other.address);
    }

    @Override
    public String toString() {
        return way.word() + ":" + address;
    }
}
