package orca.policies.provisioning;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import orca.core.policy.ProvisioningView.Bid;

/**
 * A line in which the head holds the one place that is held, and whoever fits beside it may go first (EASY: Lifka, "The
 * ANL/IBM SP scheduling system", 1995).
 */
final class Backfill implements Line.Moves {
    private static final Gate OPEN = new Gate() {
        @Override
        public void waits(List<Bid> waiting) {
            // nobody keeps count
        }

        @Override
        public void started(Bid bid, Sheet.Offer offer) {
            // nobody keeps count
        }

        @Override
        public void cannot(Bid bid) {
            // nobody keeps count
        }

        @Override
        public boolean mayGoFirst(Bid bid, Sheet.Offer offer) {
            return true;
        }
    };

    private final Comparator<Bid> order;
    private final Gate gate;

    /** @param order in which those behind the head are tried; those that are equal are tried as they came */
    Backfill(Comparator<Bid> order) {
        this(order, OPEN);
    }

    /** @param gate who of those that fit beside the head may go before it; it lives for one round */
    Backfill(Comparator<Bid> order, Gate gate) {
        this.order = order;
        this.gate = gate;
    }

    /** Follows a line in one round, and says who may go before its head. */
    interface Gate {
        /** Before a line moves: who stands in it. */
        void waits(List<Bid> waiting);

        void started(Bid bid, Sheet.Offer offer);

        /** There is nothing that it could start with within its time, now or later; it keeps nobody back. */
        void cannot(Bid bid);

        /** Whether it may start beside the head, where it fits. */
        boolean mayGoFirst(Bid bid, Sheet.Offer offer);
    }

    @Override
    public void first(Line line, List<Bid> waiting) {
        gate.waits(waiting);
        for (Bid bid : waiting) {
            if (line.spent()) {
                return;
            }
            Optional<Sheet.Offer> offer = line.sheet().best(bid);
            if (offer.filter(line::startsNow).isPresent()) {
                start(line, bid, offer.get());
            } else if (offer.isPresent()) {
                line.hold(bid, offer.get());
                return;
            } else {
                gate.cannot(bid);
                line.expect(bid, offer, "nothing that it could start with is free within its time");
            }
        }
    }

    private void start(Line line, Bid bid, Sheet.Offer offer) {
        gate.started(bid, offer);
        line.start(bid, offer);
    }

    @Override
    public void then(Line line, List<Bid> waiting) {
        List<Bid> behind = waiting.stream().filter(bid -> !line.isAnswered(bid)).sorted(order).toList();
        for (Bid bid : behind) {
            if (line.spent()) {
                return;
            }
            Optional<Sheet.Offer> offer = bid.demand().elastic() ? line.sheet().best(bid) : line.sheet().atOnce(bid);
            if (offer.filter(line::startsNow).isPresent()) {
                if (gate.mayGoFirst(bid, offer.get())) {
                    start(line, bid, offer.get());
                } else {
                    line.expect(bid, Optional.empty(), "its holder has had so much that others are served first");
                }
            }
        }
        for (Bid bid : behind) {
            if (!line.isAnswered(bid)) {
                line.expect(bid, line.sheet().best(bid), "it goes first only where it delays nobody at the head of the line");
            }
        }
    }
}
