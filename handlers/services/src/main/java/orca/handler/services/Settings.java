package orca.handler.services;

import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;

/**
 * What a configuration says to a handler, read setting by setting. Each refusal is an {@link IllegalArgumentException} that names
 * the setting and the rule.
 */
public final class Settings {
    /** How long a daemon may take for one answer where nothing else is said. */
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern SERVER = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s\\[\\]]+)(?::([0-9]{1,5}))?");

    private final PropertyList list;

    /**
     * The settings of one handler.
     *
     * @param known the names that it has
     */
    public Settings(String handler, PropertyList list, Set<String> known) {
        this.list = list;
        for (String name : list.asMap().keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("handler " + handler + ": has no setting " + Names.quoted(name)
                        + ", only " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    public Optional<String> text(String name) {
        return list.text(name).map(String::strip).filter(words -> !words.isEmpty());
    }

    /** A setting without which the handler cannot work. */
    public String needed(String name, String meaning) {
        return text(name).orElseThrow(() -> new IllegalArgumentException(name + ": must be said, " + meaning));
    }

    /** Words with commas between. */
    public List<String> words(String name) {
        return text(name).map(words -> List.of(words.split("\\s*,\\s*"))).orElse(List.of());
    }

    public long whole(String name, long otherwise, long least, long most) {
        if (list.get(name).isEmpty()) {
            return otherwise;
        }
        return list.whole(name).filter(n -> n >= least && n <= most).orElseThrow(() -> new IllegalArgumentException(
                name + ": must be a whole number from " + least + " to " + most + ", got "
                        + Names.quoted(list.text(name).orElseThrow())));
    }

    /** How long one answer may take. */
    public Duration timeout() {
        if (list.get("timeout").isEmpty()) {
            return USUAL_TIMEOUT;
        }
        return list.span("timeout").filter(span -> !span.isNegative() && !span.isZero() && span.compareTo(LONGEST_TIMEOUT) <= 0)
                .orElseThrow(() -> new IllegalArgumentException("timeout: must be from 1ms to " + LONGEST_TIMEOUT.toSeconds()
                        + "s, such as 5s, got " + Names.quoted(list.text("timeout").orElseThrow())));
    }

    /** Whose the entries are, see {@link Mark}. */
    public String owner() {
        return Names.check("owner", text("owner").orElse(Mark.USUAL_OWNER));
    }

    public Path file(String name, String meaning) {
        return path(name, needed(name, meaning));
    }

    /** The absolute path that {@code words} are. */
    public static Path path(String name, String words) {
        try {
            Path path = Path.of(words);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException none) {
            throw new IllegalArgumentException(name + ": must be a path, got " + Names.quoted(words), none);
        }
        throw new IllegalArgumentException(name + ": must be an absolute path, got " + Names.quoted(words));
    }

    /** The server that {@code words} name, as HOST or HOST:PORT; its address is looked up when it is needed. */
    public static InetSocketAddress server(String name, String words, int usualPort) {
        Matcher server = SERVER.matcher(words);
        int port = !server.matches() ? 0 : server.group(2) == null ? usualPort : Integer.parseInt(server.group(2));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(name + ": must be HOST or HOST:PORT, got " + Names.quoted(words));
        }
        return InetSocketAddress.createUnresolved(server.group(1).replaceAll("[\\[\\]]", ""), port);
    }
}
