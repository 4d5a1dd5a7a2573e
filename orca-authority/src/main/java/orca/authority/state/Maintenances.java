package orca.authority.state;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** What is planned for hosts or goes on, by name; each host knows its own. */
final class Maintenances {
    private final TreeMap<String, MaintenanceImage> all = new TreeMap<>();

    /** Takes one up, or puts it away when it is over. The hosts that have less room now, or more. */
    Set<String> apply(MaintenanceImage image, Function<String, Host> hosts) {
        boolean over = image.stage() == MaintenanceImage.Stage.OVER;
        MaintenanceImage before = over ? all.remove(image.id()) : all.put(image.id(), image);
        Set<String> concerned = new LinkedHashSet<>(image.hosts());
        concerned.addAll(before == null ? List.of() : before.hosts());
        for (String name : concerned) {
            hosts.apply(name).serviced(all.values().stream().filter(m -> m.hosts().contains(name)).toList());
        }
        return concerned;
    }

    Collection<MaintenanceImage> all() {
        return Collections.unmodifiableCollection(all.values());
    }
}
