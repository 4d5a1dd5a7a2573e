package orca.authority.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.lease.LeaseState;
import orca.core.lease.LeaseTrigger;

/**
 * Leases that are over and remembered, the oldest first. Those that never were, since they were refused, or closed before
 * anything came of them, stand apart from those that somebody had: anybody with a key can have the former written down, and keys
 * cost nothing. Follows from the images.
 */
final class Tombstones {
    private final TreeMap<Long, ContractKey> neverWere = new TreeMap<>();
    private final TreeMap<Long, ContractKey> were = new TreeMap<>();
    private final Map<Principal, TreeMap<Long, ContractKey>> perHolder = new LinkedHashMap<>();

    void add(LeaseImage image) {
        if (neverWas(image)) {
            neverWere.put(image.number(), image.key());
        } else {
            were.put(image.number(), image.key());
            perHolder.computeIfAbsent(image.key().holder(), holder -> new TreeMap<>()).put(image.number(), image.key());
        }
    }

    void remove(LeaseImage image) {
        if (neverWas(image)) {
            neverWere.remove(image.number());
        } else {
            were.remove(image.number());
            TreeMap<Long, ContractKey> own = perHolder.get(image.key().holder());
            own.remove(image.number());
            if (own.isEmpty()) {
                perHolder.remove(image.key().holder());
            }
        }
    }

    /** What a broker takes back before it was redeemed is no such: that it never comes to be is what is to be remembered. */
    private static boolean neverWas(LeaseImage image) {
        return image.state() == LeaseState.REFUSED || image.cause().what().equals(LeaseTrigger.CLOSE.name());
    }

    int size() {
        return neverWere.size() + were.size();
    }

    /**
     * Which one gives way to another lease of {@code holder}: of a holder with too many its own oldest; else, where there are too
     * many in all, the oldest of those that never were, before any that somebody had. Empty while there is room.
     *
     * @param mostOfHolder of leases that one holder had
     */
    Optional<ContractKey> givingWay(Principal holder, int mostOfHolder, int most) {
        TreeMap<Long, ContractKey> own = perHolder.getOrDefault(holder, new TreeMap<>());
        if (own.size() >= mostOfHolder) {
            return Optional.of(own.firstEntry().getValue());
        }
        TreeMap<Long, ContractKey> first = neverWere.isEmpty() ? were : neverWere;
        return size() < most || first.isEmpty() ? Optional.empty() : Optional.of(first.firstEntry().getValue());
    }
}
