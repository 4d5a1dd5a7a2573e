package orca.runtime.hosting;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The actors of a container, by name. */
public final class Actors {
    private final TreeMap<String, HostedActor> byName = new TreeMap<>();
    private final Directory directory;

    public Actors(List<HostedActor> actors, Directory directory) {
        this.directory = directory;
        actors.forEach(actor -> byName.put(actor.name(), actor));
    }

    /** Who is called what. */
    public Directory directory() {
        return directory;
    }

    public List<HostedActor> all() {
        return List.copyOf(byName.values());
    }

    public List<HostedActor> in(HostedActor.Role role) {
        return byName.values().stream().filter(a -> a.role() == role).toList();
    }

    public Optional<HostedActor> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Map<String, HostedActor> byName() {
        return Map.copyOf(byName);
    }
}
