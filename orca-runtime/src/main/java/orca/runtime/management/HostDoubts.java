package orca.runtime.management;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import orca.authority.Authority;
import orca.runtime.hosting.HostedActor;
import orca.wire.management.AgentView;

/**
 * What the agents of a site's hosts say of its units otherwise than its books. Nothing is decided by it at a site that knows what
 * it did; one that was put back to a backup would make again what lives elsewhere, and its operator has to see that before.
 */
final class HostDoubts {
    private static final Set<String> OF_UNITS = Set.of("missing", "stray", "more");

    private final BiFunction<String, String, Optional<AgentView>> agents;

    /** @param agents what is known of the agent of a site's host */
    HostDoubts(BiFunction<String, String, Optional<AgentView>> agents) {
        this.agents = agents;
    }

    /** In words, by host; hosts without an agent say nothing. */
    List<String> of(HostedActor site) {
        List<String> hosts = site.read(Authority.class,
                (actor, now) -> actor.hosts().stream().map(host -> host.image().name()).toList());
        List<String> doubts = new ArrayList<>();
        Set<String> heard = new LinkedHashSet<>();
        for (String host : hosts) {
            agents.apply(site.name(), host).filter(agent -> heard.add(agent.address())).ifPresent(agent -> {
                if (agent.state().equals("reached")) {
                    agent.differences().stream().filter(difference -> OF_UNITS.contains(difference.about()))
                            .forEach(difference -> doubts.add("host " + host + ": " + difference.what()));
                } else {
                    doubts.add("host " + host + ": its agent " + (agent.state().equals("silent") ? "is silent"
                            : "has not been heard yet"));
                }
            });
        }
        return doubts;
    }
}
