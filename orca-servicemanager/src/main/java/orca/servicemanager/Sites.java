package orca.servicemanager;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.Principal;
import orca.servicemanager.record.ReservationImage;

/** The sites that a guest has to do with, because a ticket of its own is drawn from what they gave; by its reservations. */
final class Sites {
    private final Map<Principal, Integer> reservations = new LinkedHashMap<>();

    /** A reservation is another from now on, or new, or gone. */
    void replaced(Optional<ReservationImage> before, Optional<ReservationImage> next) {
        Set<Principal> had = of(before);
        Set<Principal> has = of(next);
        if (!had.equals(has)) {
            had.forEach(site -> reservations.computeIfPresent(site, (s, count) -> count == 1 ? null : count - 1));
            has.forEach(site -> reservations.merge(site, 1, Integer::sum));
        }
    }

    private static Set<Principal> of(Optional<ReservationImage> image) {
        Set<Principal> sites = new LinkedHashSet<>();
        image.flatMap(i -> i.site().authority()).ifPresent(sites::add);
        image.flatMap(ReservationImage::chain).ifPresent(chain -> sites.add(chain.root().issuer()));
        return sites;
    }

    boolean contains(Principal site) {
        return reservations.containsKey(site);
    }
}
