package orca.wire.management;

import java.util.Optional;
import orca.wire.text.Default;

/**
 * A host's agent shows a token, over a connection in which it has proved its key; to be posted to {@code join}. It may be said
 * again by the same agent, whatever came of it before.
 *
 * @param token that the site's operator gave to the host's
 * @param host what it is to be called; left out: as its invitation says, or else as it calls itself
 * @param own what it calls itself
 * @param address where it is called, or will be, a URL
 * @param asking whether it only asks who is there, and whether it would be welcome
 * @param running whether it can be called now
 */
public record JoinCommand(String token, Optional<String> host, @Default("") String own, String address,
        @Default("false") boolean asking,
        @Default("false") boolean running) {
    /** The path that it is posted to; the only one that is open to strangers. */
    public static final String PATH = "join";

    /** Posts it. Throws as the methods of {@link ManagementClient} do. */
    public JoinAnswer by(ManagementClient client) {
        return client.post(PATH, this, JoinAnswer.class);
    }

    /** Without the token, which is nobody else's business. */
    @Override
    public String toString() {
        return "JoinCommand[host=" + host.orElse(own) + ", address=" + address + "]";
    }
}
