package orca.runtime.hosting;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.actor.Duties;
import orca.core.handler.Handler;
import orca.core.handler.HostAgents;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.runtime.handler.Handlers;
import orca.runtime.handler.ServicedHandler;

/**
 * The handlers of one actor, configured. Types that use the same handler with the same settings share one; its own folder
 * then is one too. A type with services has its handler in a line with them.
 */
public final class HandlerShelf {
    private final Map<String, PropertyList> common;
    private final Map<String, Map<PropertyList, Handler>> made = new LinkedHashMap<>();
    private final Map<TypeName, Handler> byType = new LinkedHashMap<>();
    private final Optional<HostAgents> agents;
    private final List<Handler> reaching = new ArrayList<>();
    private final Set<TypeName> taking = new LinkedHashSet<>();

    public HandlerShelf(Map<String, PropertyList> common) {
        this(common, Optional.empty());
    }

    /** @param agents those of hosts that joined */
    HandlerShelf(Map<String, PropertyList> common, Optional<HostAgents> agents) {
        this.common = common;
        this.agents = agents;
    }

    void put(String type, String handler, PropertyList settings) {
        put(type, handler, settings, List.of());
    }

    /** @param services that each unit is to have, in their order; where the handler's name is not among them it is last */
    void put(String type, String handler, PropertyList settings, List<String> services) {
        Handler maker = shared(handler, common.getOrDefault(handler, PropertyList.NONE).overlaid(settings));
        Map<String, Handler> line = new LinkedHashMap<>();
        for (String service : services) {
            line.put(service, service.equals(handler) ? maker
                    : shared(service, common.getOrDefault(service, PropertyList.NONE)));
        }
        if (reaching.stream().anyMatch(one -> one == maker)) {
            taking.add(new TypeName(type));
        }
        byType.put(new TypeName(type), line.isEmpty() ? maker : ServicedHandler.of(maker, line, this::earlier));
    }

    private synchronized Handler shared(String name, PropertyList settings) {
        return made.computeIfAbsent(name, h -> new LinkedHashMap<>()).computeIfAbsent(settings, s -> make(name, s));
    }

    /** A service that units were given in earlier times, if the configuration still says how to reach it. */
    private Optional<Handler> earlier(String name) {
        return Optional.ofNullable(common.get(name)).filter(settings -> Handlers.named(name).isPresent())
                .map(settings -> shared(name, settings));
    }

    private Handler make(String name, PropertyList settings) {
        Handler handler = Handlers.named(name).orElseThrow(() -> new HostingException("There is no handler '" + name + "'."));
        if (!settings.isEmpty()) {
            handler.configure(settings);
        }
        if (agents.isPresent() && handler.reaches(agents.get())) {
            reaching.add(handler);
        }
        return handler;
    }

    /** The handler that does {@code run}; a type that is not configured any more may have an old unit left. */
    Optional<Handler> forRun(Duties.Run run) {
        Optional<Handler> maker = forType(run.call().type()).filter(h -> h.name().equals(run.handler())).or(() -> some(run));
        boolean given = run.call().properties().get(ServicedHandler.SERVICES).isPresent();
        return maker.map(h -> given && !(h instanceof ServicedHandler) ? ServicedHandler.of(h, Map.of(), this::earlier) : h);
    }

    private synchronized Optional<Handler> some(Duties.Run run) {
        return made.getOrDefault(run.handler(), Map.of()).values().stream().findFirst();
    }

    /** Whether units of {@code type} are made by the agents of hosts that join. */
    public boolean takesHosts(TypeName type) {
        return taking.contains(type);
    }

    Optional<Handler> forType(TypeName type) {
        return Optional.ofNullable(byType.get(type));
    }
}
