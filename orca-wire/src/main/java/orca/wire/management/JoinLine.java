package orca.wire.management;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import orca.core.resource.Names;
import orca.wire.trust.Expected;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;

/**
 * All that a host needs to join a site, in one word for people to carry: {@code orca-join://HOST:PORT/FINGERPRINT/TOKEN}.
 *
 * @param host where the site's container is called
 * @param port likewise
 * @param site the hash of the key that it must show there
 * @param token good once, and not for long; never in a log
 */
public record JoinLine(String host, int port, Fingerprint site, String token) {
    /** How it begins. */
    public static final String SCHEME = "orca-join";
    private static final int TOKEN_BYTES = 20;

    public JoinLine {
        Objects.requireNonNull(host, "line.host");
        Objects.requireNonNull(site, "line.site");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("line: must name a port from 1 to 65535, got " + port);
        }
        if (!token.matches("[0-9a-f]{40}")) {
            throw new IllegalArgumentException("line: its last part must be a token of 40 hexadecimal digits: it was cut, or"
                    + " copied wrongly");
        }
    }

    /** A token that nobody can guess. */
    public static String freshToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** What is kept of a token, which tells it from others and does not open anything: its SHA-256. */
    public static String lock(String token) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /** Reads what {@link #line} writes. @throws IllegalArgumentException when it is something else */
    public static JoinLine parse(String text) {
        try {
            URI uri = new URI(text.strip());
            String[] parts = String.valueOf(uri.getPath()).split("/", -1);
            if (!SCHEME.equals(uri.getScheme()) || uri.getHost() == null || parts.length != 3) {
                throw new IllegalArgumentException("line: must be " + SCHEME + "://HOST:PORT/FINGERPRINT/TOKEN, as 'orca host"
                        + " invite' prints it");
            }
            return new JoinLine(uri.getHost(), uri.getPort(), Fingerprint.parse(parts[1]), parts[2]);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("line: must be " + SCHEME + "://HOST:PORT/FINGERPRINT/TOKEN, got "
                    + Names.quoted(e.getReason()), e);
        }
    }

    /** With its token: for the one who joins, and nobody else. */
    public String line() {
        return SCHEME + "://" + host + ":" + port + "/" + site + "/" + token;
    }

    /** Where the site is called. */
    public URI url() {
        return URI.create("https://" + host + ":" + port);
    }

    /** A client that proves {@code own} and believes nobody but the site of the line. */
    public ManagementClient client(Identity own) {
        return new ManagementClient(url(), own, Expected.of(site.principal()));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return SCHEME + "://" + host + ":" + port + "/" + site;
    }
}
