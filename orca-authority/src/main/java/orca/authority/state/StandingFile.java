package orca.authority.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.core.contract.ContractKey;

/** What brokers said of the standing of tickets, by the contract that each is about. */
final class StandingFile {
    private final Map<ContractKey, List<StandingImage>> all = new LinkedHashMap<>();

    void apply(StandingImage image) {
        List<StandingImage> next = new ArrayList<>(of(image.id().key()));
        next.removeIf(s -> s.id().equals(image.id()));
        next.add(image);
        all.put(image.id().key(), List.copyOf(next));
    }

    void forget(StandingId id) {
        List<StandingImage> rest = of(id.key()).stream().filter(s -> !s.id().equals(id)).toList();
        if (rest.isEmpty()) {
            all.remove(id.key());
        } else {
            all.put(id.key(), rest);
        }
    }

    List<StandingImage> of(ContractKey key) {
        return all.getOrDefault(key, List.of());
    }

    Collection<List<StandingImage>> all() {
        return Collections.unmodifiableCollection(all.values());
    }
}
