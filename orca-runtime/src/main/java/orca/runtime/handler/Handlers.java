package orca.runtime.handler;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import orca.core.handler.Handler;

/** The handlers on the class path. */
public final class Handlers {
    private Handlers() {}

    /** A new handler of that name, not configured; empty when there is none. */
    public static Optional<Handler> named(String name) {
        return ServiceLoader.load(Handler.class).stream().map(ServiceLoader.Provider::get)
                .filter(h -> h.name().equals(name)).findFirst();
    }

    /** All names, sorted. */
    public static TreeSet<String> names() {
        TreeSet<String> names = new TreeSet<>();
        ServiceLoader.load(Handler.class).forEach(h -> names.add(h.name()));
        return names;
    }
}
