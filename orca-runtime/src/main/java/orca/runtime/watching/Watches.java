package orca.runtime.watching;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import orca.core.resource.PropertyList;
import orca.runtime.config.AuthorityConfig;
import orca.runtime.config.ContainerConfig;
import orca.runtime.config.SiteTypeConfig;
import orca.runtime.hosting.HostedActor;
import orca.wire.management.AgentView;
import orca.wire.time.WallClock;

/** The watches of a container's sites, by the site's name. */
public final class Watches implements AutoCloseable {
    private final Map<String, HostWatch> bySite = new LinkedHashMap<>();

    /** The watch of {@code site}, which looks at nothing before it is started. @param key the file of the site's own key */
    public HostWatch add(HostedActor site, AuthorityConfig config, ContainerConfig all, Path key) {
        HostWatch watch = new HostWatch(config.watch(), host -> {
            SiteTypeConfig type = config.types().get(host.type().value());
            PropertyList settings = type == null ? PropertyList.NONE
                    : all.handlers().getOrDefault(type.handler(), PropertyList.NONE).overlaid(type.settings());
            return AgentAddress.of(settings, host, key);
        }, () -> Inventory.of(site), new LinesToAgents(config.watch().limit()), WallClock.utc(),
                most -> ThreadLocalRandom.current().nextLong(most));
        bySite.put(site.name(), watch);
        return watch;
    }

    /** What is known of the agent of a host. */
    public Optional<AgentView> of(String site, String host) {
        return Optional.ofNullable(bySite.get(site)).flatMap(watch -> watch.of(host));
    }

    @Override
    public void close() {
        bySite.values().forEach(HostWatch::close);
    }
}
