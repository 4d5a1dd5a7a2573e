package orca.runtime.hosting;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import orca.core.actor.Duties;
import orca.core.handler.Handler;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.runtime.handler.Handlers;

/**
 * The handlers of one actor, configured. Types that use the same handler with the same settings share one; its own folder
 * then is one too.
 */
public final class HandlerShelf {
    private final Map<String, PropertyList> common;
    private final Map<String, Map<PropertyList, Handler>> made = new LinkedHashMap<>();
    private final Map<TypeName, Handler> byType = new LinkedHashMap<>();

    public HandlerShelf(Map<String, PropertyList> common) {
        this.common = common;
    }

    void put(String type, String handler, PropertyList settings) {
        PropertyList all = common.getOrDefault(handler, PropertyList.NONE).overlaid(settings);
        byType.put(new TypeName(type), made.computeIfAbsent(handler, h -> new LinkedHashMap<>())
                .computeIfAbsent(all, s -> make(handler, s)));
    }

    private static Handler make(String name, PropertyList settings) {
        Handler handler = Handlers.named(name).orElseThrow(() -> new HostingException("There is no handler '" + name + "'."));
        if (!settings.isEmpty()) {
            handler.configure(settings);
        }
        return handler;
    }

    /** The handler that does {@code run}; a type that is not configured any more may have an old unit left. */
    Optional<Handler> forRun(Duties.Run run) {
        return forType(run.call().type()).filter(h -> h.name().equals(run.handler()))
                .or(() -> made.getOrDefault(run.handler(), Map.of()).values().stream().findFirst());
    }

    Optional<Handler> forType(TypeName type) {
        return Optional.ofNullable(byType.get(type));
    }
}
