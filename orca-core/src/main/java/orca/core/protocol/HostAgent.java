package orca.core.protocol;

import java.util.Objects;
import orca.core.contract.Principal;

/**
 * The agent of a host that joined a site.
 *
 * @param key who it is
 * @param url where it is called, at most {@link #MOST_URL} characters
 */
public record HostAgent(Principal key, String url) {
    /** The longest {@code url}. */
    public static final int MOST_URL = 512;

    public HostAgent {
        Objects.requireNonNull(key, "agent.key");
        Objects.requireNonNull(url, "agent.url");
        if (url.isEmpty() || url.length() > MOST_URL || url.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IllegalArgumentException("agent.url: must be a URL of 1 to " + MOST_URL + " plain characters");
        }
    }

    /** As handlers' settings say it. */
    @Override
    public String toString() {
        return key.value() + " " + url;
    }
}
