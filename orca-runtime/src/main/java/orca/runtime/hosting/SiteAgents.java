package orca.runtime.hosting;

import java.nio.file.Path;
import java.util.Optional;
import orca.authority.Authority;
import orca.core.handler.HostAgents;
import orca.core.protocol.HostAgent;

/** The agents of hosts that joined one site, as its inventory has them whenever a handler asks. */
final class SiteAgents implements HostAgents {
    private final Path key;
    private volatile Optional<ReadActor> site = Optional.empty();

    /** @param key the site's own */
    SiteAgents(Path key) {
        this.key = key.toAbsolutePath().normalize();
    }

    /** From now on it can be asked. */
    void of(ReadActor actor) {
        site = Optional.of(actor);
    }

    @Override
    public Optional<String> of(String host) {
        return site.orElseThrow(() -> new IllegalStateException("the site is not there yet")).read(Authority.class, (actor,
                now) ->
                actor.site().findHost(host).flatMap(one -> one.image().agent()).map(HostAgent::toString));
    }

    @Override
    public String key() {
        return key.toString();
    }
}
