package orca.policies.provisioning;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.ContractKey;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Told;

/**
 * Conservative backfilling: everybody in the line has a place.
 *
 * <p><b>Goals.</b> Keep nothing idle that somebody could use, delay nobody, and say to everybody when it will start at the
 * latest.
 *
 * <p><b>Constraints.</b> As of all lines: see {@link Line}. A place moves forward only, unless what it stands on shrinks.
 *
 * <p><b>Algorithm</b> (Feitelson and Weil, "Utilization and predictability in scheduling the IBM SP2 with backfilling", 1998).
 * Who comes takes the earliest place that is left beside all others'. Who has reached its place starts. When something comes
 * free, each who waits, in the order in which they came, leaves its place for the earliest one that is then left. Places are the
 * estimates that their holders were told, so that they outlast the broker's process.
 *
 * <p><b>Example.</b> Of 10 units 6 are in use until 12:00; it is 10:00. A wants 8 for an hour and has 12:00; B wants 4 for three
 * hours and has 13:00, where EASY would have it wait without a word; C wants 2 for an hour and starts. At 10:30 the 6 are given
 * back: A has 10:30 and starts; B has 11:30.
 *
 * <p>A round books every place on a copy of the calendar, and searches it once for each demand that is placed. It remembers
 * nothing but the places.
 */
public final class ConservativeBackfill implements ProvisioningPolicy {
    @Override
    public String name() {
        return "conservative";
    }

    @Override
    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
        return Line.plan(view, budget, ConservativeBackfill::move);
    }

    private static void move(Line line, List<Bid> waiting) {
        Map<ContractKey, Sheet.Offer> places = new LinkedHashMap<>();
        for (Bid bid : waiting) {
            Optional<Instant> place = bid.told().flatMap(Told::estimate);
            boolean due = place.filter(at -> !at.isAfter(line.sheet().soonest())).isPresent();
            Optional<Sheet.Offer> offer = place.flatMap(at -> line.sheet().at(bid, due ? line.sheet().soonest() : at));
            if (offer.isPresent() && due) {
                line.start(bid, offer.get());
            } else if (offer.isPresent()) {
                line.sheet().take(bid, offer.get());
                places.put(bid.key(), offer.get());
            }
        }
        Set<ContractKey> asked = line.asked();
        for (Bid bid : waiting) {
            Optional<Sheet.Offer> place = Optional.ofNullable(places.get(bid.key()));
            if (line.isAnswered(bid) || place.isPresent() && !asked.contains(bid.key())) {
                continue;
            }
            if (line.spent()) {
                return;
            }
            place.ifPresent(offer -> line.sheet().drop(bid, offer));
            move(line, bid);
        }
    }

    private static void move(Line line, Bid bid) {
        Optional<Sheet.Offer> best = line.sheet().best(bid);
        if (best.filter(line::startsNow).isPresent()) {
            line.start(bid, best.get());
        } else if (best.isPresent()) {
            line.sheet().take(bid, best.get());
            line.place(bid, best.get());
        } else {
            line.expect(bid, best, "nothing that it could start with is free within its time");
        }
    }
}
