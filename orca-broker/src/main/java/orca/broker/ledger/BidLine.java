package orca.broker.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import orca.core.policy.ProvisioningView;
import orca.core.resource.TypeName;

/**
 * The demands that want the policy's answer, in the order of their turns. Which there are follows from the tickets' images. Which
 * of them the policy has to be asked about is soft: all, until it was asked, and again when something of their type came free.
 */
final class BidLine {
    private final Map<TypeName, Lane> lanes = new LinkedHashMap<>();

    /** The demands of one type. */
    private static final class Lane {
        private final TreeMap<Long, ProvisioningView.Bid> all = new TreeMap<>();
        /** Those that the policy has not answered as they are. */
        private final TreeSet<Long> fresh = new TreeSet<>();
        /** Those whose holders have a ticket already. */
        private final TreeSet<Long> renewing = new TreeSet<>();
        /** Something came free since the policy was asked, and it has to be asked about all but the calm ones. */
        private boolean stirred;
        private final TreeSet<Long> calm = new TreeSet<>();
        private long openings;

        boolean nothingOpen() {
            return !stirred && fresh.isEmpty();
        }

        void put(long turn, ProvisioningView.Bid bid) {
            all.put(turn, bid);
            if (bid.current().isPresent()) {
                renewing.add(turn);
            } else {
                renewing.remove(turn);
            }
        }

        void remove(long turn) {
            all.remove(turn);
            renewing.remove(turn);
            fresh.remove(turn);
            calm.remove(turn);
            settle();
        }

        void rest(long turn) {
            fresh.remove(turn);
            if (stirred && all.containsKey(turn)) {
                calm.add(turn);
                settle();
            }
        }

        void settle() {
            if (stirred && calm.size() == all.size()) {
                stirred = false;
                calm.clear();
            }
        }

        void stir() {
            openings++;
            calm.clear();
            stirred = !all.isEmpty();
        }

        void gather(int most, List<Numbered> to) {
            if (stirred) {
                all.entrySet().stream().filter(e -> !calm.contains(e.getKey())).limit(most)
                        .forEach(e -> to.add(new Numbered(e.getKey(), e.getValue())));
                renewing.stream().filter(turn -> !calm.contains(turn)).limit(most)
                        .forEach(turn -> to.add(new Numbered(turn, all.get(turn))));
            } else {
                fresh.stream().limit(most).forEach(turn -> to.add(new Numbered(turn, all.get(turn))));
                renewing.stream().filter(fresh::contains).limit(most)
                        .forEach(turn -> to.add(new Numbered(turn, all.get(turn))));
            }
        }
    }

    private record Numbered(long turn, ProvisioningView.Bid bid) {}

    void replace(TicketImage before, TicketImage after) {
        boolean was = before != null && before.bids();
        boolean is = after != null && after.bids();
        if (was && is && turn(before) == turn(after)) {
            Lane lane = lane(after);
            lane.put(turn(after), bid(after));
            boolean woken = before.bidding().orElseThrow().rest().isPresent() && after.bidding().orElseThrow().rest().isEmpty();
            if (woken) {
                lane.calm.remove(turn(after));
                lane.fresh.add(turn(after));
            }
            return;
        }
        if (was) {
            lane(before).remove(turn(before));
        }
        if (is) {
            lane(after).put(turn(after), bid(after));
            lane(after).fresh.add(turn(after));
        }
    }

    private static long turn(TicketImage image) {
        return image.bidding().orElseThrow().turn();
    }

    private static ProvisioningView.Bid bid(TicketImage image) {
        Bidding bidding = image.bidding().orElseThrow();
        return new ProvisioningView.Bid(image.key(), image.demand().orElseThrow(), image.ticket(), bidding.since(),
                bidding.approved(), bidding.rest().map(rest -> new ProvisioningView.Told(image.estimate(), rest.until())),
                image.lingers());
    }

    private Lane lane(TicketImage image) {
        return lanes.computeIfAbsent(image.demand().orElseThrow().type(), t -> new Lane());
    }

    /** Something of {@code type} came free, or changed: everybody who wants some is asked about again. */
    void opened(TypeName type) {
        lanes.computeIfAbsent(type, t -> new Lane()).stir();
    }

    /** Everybody is asked about again, for whom it is that answers is not who it was. */
    void openedAll() {
        lanes.values().forEach(Lane::stir);
    }

    /** How often something came free, by type. */
    Map<TypeName, Long> openings() {
        Map<TypeName, Long> counted = new LinkedHashMap<>();
        lanes.forEach((type, lane) -> counted.put(type, lane.openings));
        return counted;
    }

    /** How often something of a type came free. */
    long openings(TypeName type) {
        return lanes.containsKey(type) ? lanes.get(type).openings : 0;
    }

    /** The policy was asked about this one as it is. */
    void rest(TypeName type, long turn) {
        lanes.get(type).rest(turn);
    }

    /**
     * The policy has seen all that came free of {@code type}, and who waits as it was told goes on doing so. After a restart that
     * is everybody, and each of them is new to this life of the broker: it would be asked about them for ever.
     *
     * @param turns the last turn that the policy saw
     */
    void calm(TypeName type, long turns) {
        Lane lane = lanes.get(type);
        lane.stirred = false;
        lane.calm.clear();
        lane.fresh.removeIf(turn -> turn <= turns && lane.all.get(turn).told().isPresent());
    }

    boolean nothingOpen() {
        for (Lane lane : lanes.values()) {
            if (!lane.nothingOpen()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Those to be asked about, first come first, at most {@code most}. When there are more, those who have a ticket already are
     * among them before those who want a first one, so that no number of new demands makes a renewal wait for another round.
     */
    List<ProvisioningView.Bid> open(int most) {
        List<Numbered> found = new ArrayList<>();
        lanes.values().forEach(lane -> lane.gather(most, found));
        return inOrder(found, most);
    }

    /** All, first come first, at most {@code most}. */
    List<ProvisioningView.Bid> all(int most) {
        List<Lane> used = lanes.values().stream().filter(lane -> !lane.all.isEmpty()).toList();
        if (used.size() == 1 && used.get(0).all.size() <= most) {
            return List.copyOf(used.get(0).all.values()); // the usual case, at every question
        }
        List<Numbered> found = new ArrayList<>();
        used.forEach(lane -> {
            lane.all.entrySet().stream().limit(most).forEach(e -> found.add(new Numbered(e.getKey(), e.getValue())));
            lane.renewing.stream().limit(most).forEach(turn -> found.add(new Numbered(turn, lane.all.get(turn))));
        });
        return inOrder(found, most);
    }

    private static List<ProvisioningView.Bid> inOrder(List<Numbered> found, int most) {
        Stream<Numbered> chosen = found.size() <= most ? found.stream() : found.stream().sorted(Comparator
                .comparing((Numbered one) -> one.bid().current().isEmpty()).thenComparingLong(Numbered::turn));
        return chosen.distinct().limit(most).sorted(Comparator.comparingLong(Numbered::turn)).map(Numbered::bid).toList();
    }
}
