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
    private final Comparator<Bid> order;

    /** @param order in which those behind the head are tried; those that are equal are tried as they came */
    Backfill(Comparator<Bid> order) {
        this.order = order;
    }

    @Override
    public void first(Line line, List<Bid> waiting) {
        for (Bid bid : waiting) {
            if (line.spent()) {
                return;
            }
            Optional<Sheet.Offer> offer = line.sheet().best(bid);
            if (offer.filter(line::startsNow).isPresent()) {
                line.start(bid, offer.get());
            } else if (offer.isPresent()) {
                line.hold(bid, offer.get());
                return;
            } else {
                line.expect(bid, offer, "nothing that it could start with is free within its time");
            }
        }
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
                line.start(bid, offer.get());
            }
        }
        for (Bid bid : behind) {
            if (!line.isAnswered(bid)) {
                line.expect(bid, line.sheet().best(bid), "it goes first only where it delays nobody at the head of the line");
            }
        }
    }
}
