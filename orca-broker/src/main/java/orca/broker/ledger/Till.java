package orca.broker.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.Principal;

/** What a broker was paid, by its name and by when it is over. */
final class Till {
    private final Map<ClaimKey, ClaimImage> all = new LinkedHashMap<>();
    private final TreeMap<Due, ClaimImage> byEnd = new TreeMap<>();

    private record Due(Instant end, Optional<ClaimKey> key) implements Comparable<Due> {
        static Due of(ClaimImage image) {
            return new Due(image.chain().ticket().term().end(), Optional.of(image.subject()));
        }

        /** What has no key comes after all with the same end. */
        @Override
        public int compareTo(Due other) {
            int byEnd = end.compareTo(other.end);
            if (byEnd != 0 || key.isEmpty() || other.key.isEmpty()) {
                return byEnd != 0 ? byEnd : Boolean.compare(key.isEmpty(), other.key.isEmpty());
            }
            return key.get().compareTo(other.key.get());
        }
    }

    void take(ClaimImage image) {
        forget(image.subject());
        all.put(image.subject(), image);
        byEnd.put(Due.of(image), image);
    }

    void forget(ClaimKey key) {
        Optional.ofNullable(all.remove(key)).ifPresent(image -> byEnd.remove(Due.of(image)));
    }

    Map<ClaimKey, ClaimImage> all() {
        return all;
    }

    /** Those that are not over at {@code now}, the first to end first. */
    List<ClaimImage> live(Instant now) {
        return List.copyOf(byEnd.tailMap(new Due(now, Optional.empty())).values());
    }

    long live(Principal payer, Instant now) {
        return byEnd.tailMap(new Due(now, Optional.empty())).values().stream()
                .filter(image -> image.subject().payer().equals(payer)).count();
    }

    /** The one that has been over for longest, if one is. */
    Optional<ClaimImage> oldestOver(Instant now) {
        return Optional.ofNullable(byEnd.firstEntry()).map(Map.Entry::getValue)
                .filter(image -> !image.chain().ticket().term().end().isAfter(now));
    }
}
