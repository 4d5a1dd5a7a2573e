package orca.cli.connect;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import orca.core.resource.Names;

/**
 * Where a machine is reached by SSH: {@code ssh://[USER@]HOST[:PORT]}.
 *
 * @param user who to be there; as ssh has it configured when absent
 * @param host its name or address, or what ssh's configuration calls it
 * @param port likewise
 */
public record SshAddress(Optional<String> user, String host, Optional<Integer> port) {
    /** Reads it. @throws IllegalArgumentException when it is something else */
    public static SshAddress parse(String text) {
        try {
            URI uri = new URI(text);
            boolean good = "ssh".equals(uri.getScheme()) && uri.getHost() != null && uri.getPath().replace("/", "").isEmpty()
                    && uri.getQuery() == null && uri.getFragment() == null;
            String user = uri.getUserInfo();
            if (good && !uri.getHost().startsWith("-") && (user == null || user.matches("[A-Za-z0-9_][A-Za-z0-9._-]*"))) {
                return new SshAddress(Optional.ofNullable(user), uri.getHost().replaceAll("[\\[\\]]", ""),
                        uri.getPort() < 0 ? Optional.empty() : Optional.of(uri.getPort()));
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("must be ssh://[USER@]HOST[:PORT], got " + Names.quoted(text), e);
        }
        throw new IllegalArgumentException("must be ssh://[USER@]HOST[:PORT], got " + Names.quoted(text));
    }

    /** As ssh takes it. */
    public String target() {
        return user.map(name -> name + "@").orElse("") + host;
    }

    @Override
    public String toString() {
        return "ssh://" + target() + port.map(number -> ":" + number).orElse("");
    }
}
