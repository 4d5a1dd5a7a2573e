package orca.runtime.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import orca.core.notice.Receiver;
import orca.core.resource.Names;
import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * Where notices may be posted to, and what they are signed with.
 *
 * @param secretFile holds in its first line what the keys of all receivers are made from, at least {@link #LEAST_SECRET}
 *     characters; relative to the configuration file
 * @param to the URLs that notices may be posted to; one that ends with {@code /} stands for all that begin with it
 * @param inside whether what they name may have addresses of this machine or of private networks
 */
public record HooksConfig(
        @Written("secret-file") String secretFile, List<String> to, @Written("private") @Default("false") boolean inside) {
    /** The shortest secret, in characters. */
    public static final int LEAST_SECRET = 32;

    public HooksConfig {
        if (to.isEmpty()) {
            throw new IllegalArgumentException(
                    "to: must say where notices may be posted to, such as 'https://hooks.example.org/'");
        }
        for (String allowed : to) {
            if (!plain(allowed)) {
                throw new IllegalArgumentException("to: must be URLs such as https://hooks.example.org/orca/, got "
                        + Names.quoted(allowed));
            }
        }
    }

    private static boolean plain(String url) {
        try {
            new Receiver(Receiver.Way.HOOK, url);
            URI uri = URI.create(url);
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            // What a server may read as a way up would lead out of what was allowed.
            return uri.getHost() != null && uri.normalize().equals(uri) && !path.toLowerCase(Locale.ROOT).contains("%2e")
                    && !path.toLowerCase(Locale.ROOT).contains("%2f") && !path.contains("..");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether notices may be posted to {@code url}. */
    public boolean allows(String url) {
        return plain(url) && to.stream().anyMatch(allowed -> covers(URI.create(allowed), URI.create(url)));
    }

    private static boolean covers(URI allowed, URI url) {
        return allowed.getScheme().equals(url.getScheme()) && allowed.getHost().equalsIgnoreCase(url.getHost())
                && port(allowed) == port(url)
                && (path(allowed).endsWith("/") ? path(url).startsWith(path(allowed))
                        : path(url).equals(path(allowed)) && String.valueOf(allowed.getRawQuery()).equals(
                                String.valueOf(url.getRawQuery())));
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    private static String path(URI uri) {
        return uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }
}
