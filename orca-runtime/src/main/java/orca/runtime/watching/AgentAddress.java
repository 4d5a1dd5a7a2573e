package orca.runtime.watching;

import java.nio.file.Path;
import java.util.Optional;
import orca.authority.state.HostImage;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Fingerprint;

/**
 * Where the agent of a host is called, and by whom, as the settings of a handler say it: {@code agent.HOST}, or {@code agent} for
 * all others, and {@code agent-key}. What the inventory says of a host that joined counts for more than {@code agent}.
 *
 * @param setting which of them said so
 * @param agent whose key answers there
 * @param endpoint where
 * @param key the file of the key that the authority signs with
 */
public record AgentAddress(String setting, Fingerprint agent, Endpoint endpoint, Path key) {
    /** The setting for hosts that have none of their own. */
    public static final String AGENT = "agent";
    /** The setting with the authority's key file. */
    public static final String KEY = "agent-key";

    /** That of {@code host}; empty where its units are made without one, or its settings say nothing useful. */
    static Optional<AgentAddress> of(PropertyList settings, String host) {
        String own = AGENT + "." + host;
        String setting = settings.text(own).isPresent() ? own : AGENT;
        Optional<Path> key = settings.text(KEY).map(Path::of);
        return settings.text(setting).filter(said -> key.isPresent()).map(said -> parse(setting, said, key.get()));
    }

    /** The same where the host may have joined. @param own the file of the site's own key */
    static Optional<AgentAddress> of(PropertyList settings, HostImage host, Path own) {
        String setting = AGENT + "." + host.name();
        return settings.text(setting).isEmpty() && host.agent().isPresent()
                ? Optional.of(parse(setting, host.agent().get().toString(), own)) : of(settings, host.name());
    }

    /** Reads {@code FINGERPRINT URL}. @throws IllegalArgumentException when it is not that */
    public static AgentAddress parse(String setting, String said, Path key) {
        int blank = said.strip().lastIndexOf(' ');
        if (blank < 0) {
            throw new IllegalArgumentException(setting + ": must be FINGERPRINT URL, got " + Names.quoted(said));
        }
        return new AgentAddress(setting, Fingerprint.parse(said.strip().substring(0, blank)),
                Endpoint.parse(said.strip().substring(blank + 1)), key);
    }

    /** Whether it serves one host alone, by name. */
    boolean ofOneHost() {
        return !setting.equals(AGENT);
    }
}
