package orca.broker.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import orca.core.contract.ContractKey;
import orca.core.resource.TypeName;

/**
 * The demands that want the policy's answer, by turn: those to be asked about now, and those that rest until something of
 * their type comes free or their own time comes. Follows from the tickets' images and the openings; kept so that a
 * question costs no search.
 */
final class BidLine {
    private final TreeMap<Long, ContractKey> open = new TreeMap<>();
    private final Map<TypeName, TreeMap<Long, ContractKey>> resting = new LinkedHashMap<>();
    private final TreeMap<TypeName, Long> openings = new TreeMap<>();

    void replace(TicketImage before, TicketImage after) {
        if (before != null && before.bids()) {
            long turn = before.bidding().orElseThrow().turn();
            if (open.remove(turn) == null) {
                resting.getOrDefault(type(before), new TreeMap<>()).remove(turn);
            }
        }
        if (after != null && after.bids()) {
            Bidding bidding = after.bidding().orElseThrow();
            boolean rests = bidding.rest().filter(r -> r.openings() == openings(type(after))).isPresent();
            (rests ? resting.computeIfAbsent(type(after), t -> new TreeMap<>()) : open).put(bidding.turn(), after.key());
        }
    }

    private static TypeName type(TicketImage image) {
        return image.demand().orElseThrow().type();
    }

    /** Something of {@code type} came free, or changed: everybody who rests for it is asked about again. */
    void opened(TypeName type) {
        openings.merge(type, 1L, Long::sum);
        TreeMap<Long, ContractKey> awake = resting.remove(type);
        if (awake != null) {
            open.putAll(awake);
        }
    }

    /** Takes the openings as they once were; who rests has to be worked out anew by the caller. */
    void restore(Map<TypeName, Long> counted) {
        openings.clear();
        openings.putAll(counted);
        open.clear();
        resting.clear();
    }

    long openings(TypeName type) {
        return openings.getOrDefault(type, 0L);
    }

    TreeMap<TypeName, Long> openings() {
        return openings;
    }

    /** Those to be asked about, first come first, at most {@code most}. */
    List<ContractKey> open(int most) {
        List<ContractKey> first = new ArrayList<>(Math.min(most, open.size()));
        for (ContractKey key : open.values()) {
            if (first.size() == most) {
                break;
            }
            first.add(key);
        }
        return first;
    }

    boolean nothingOpen() {
        return open.isEmpty();
    }

    /** All of them. */
    List<ContractKey> all() {
        List<ContractKey> all = new ArrayList<>(open.values());
        resting.values().forEach(waiting -> all.addAll(waiting.values()));
        return all;
    }
}
