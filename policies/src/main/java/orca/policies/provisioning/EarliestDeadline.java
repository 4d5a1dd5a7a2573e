package orca.policies.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.ContractKey;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Told;
import orca.core.time.Term;

/**
 * Earliest deadline first, with admission.
 *
 * <p><b>Goals.</b> Whoever is let into the line meets its deadline; whoever cannot meet it is told at once, with what it could
 * have.
 *
 * <p><b>Constraints.</b> As of all lines: see {@link Line}. What stands in the line keeps its deadline against all who come
 * later, as long as what its place stands on does not shrink. A demand without a deadline comes after all that have one.
 *
 * <p><b>Algorithm</b> (Liu and Layland 1973 for the order; admission by trial). Everybody in the line has a place, as under
 * {@link ConservativeBackfill}. When somebody comes or something comes free, all are placed anew by their deadlines, the earliest
 * first, each at its earliest start. If all then meet their deadlines, these are the places. If not, the places stay, and
 * those who came take the earliest that are left; who finds none before its deadline is refused. A round that only gives
 * places back does the same for all, one after another, each leaving its place for an earlier one.
 *
 * <p><b>Example.</b> One unit, idle; it is 10:00. A wants two hours until 15:00 and starts. B wants two until 15:00: its place
 * is 12:00. C wants one until 13:00: placed by deadlines it has 12:00 and B 13:00, and both meet theirs. D wants one until
 * 14:00: whatever is tried, somebody would miss; it is refused, with 15:00 as the earliest.
 *
 * <p>A round books every place on a copy of the calendar, and once more when somebody comes. It remembers nothing but the places.
 */
public final class EarliestDeadline implements ProvisioningPolicy {
    @Override
    public String name() {
        return "edf";
    }

    @Override
    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
        return Line.plan(view, budget, EarliestDeadline::move, bid -> 0, Comparator.comparing(EarliestDeadline::deadline));
    }

    private static Instant deadline(Bid bid) {
        return bid.demand().deadline().orElse(Term.LATEST);
    }

    private static void move(Line line, List<Bid> waiting) {
        List<Bid> later = new ArrayList<>();
        for (Bid bid : waiting) {
            Optional<Sheet.Offer> due = place(bid).filter(at -> !at.isAfter(line.sheet().soonest()))
                    .flatMap(at -> line.sheet().at(bid, line.sheet().soonest()));
            if (due.isPresent()) {
                line.start(bid, due.get());
            } else {
                later.add(bid);
            }
        }
        if (line.spent()) {
            return;
        }
        Sheet anew = line.sheet().copy();
        Map<ContractKey, Sheet.Offer> places = new LinkedHashMap<>();
        later.forEach(bid -> settle(anew, bid, anew.best(bid), places));
        if (places.size() == later.size()) {
            later.forEach(bid -> say(line, bid, places.get(bid.key())));
        } else {
            keep(line, later);
        }
    }

    private static Optional<Instant> place(Bid bid) {
        return bid.told().flatMap(Told::estimate);
    }

    private static void settle(Sheet sheet, Bid bid, Optional<Sheet.Offer> offer, Map<ContractKey, Sheet.Offer> places) {
        offer.ifPresent(found -> {
            sheet.take(bid, found);
            places.put(bid.key(), found);
        });
    }

    /** All keep their places; each then takes an earlier one if there is, and who has none takes what is left. */
    private static void keep(Line line, List<Bid> later) {
        Sheet sheet = line.sheet().copy();
        Map<ContractKey, Sheet.Offer> places = new LinkedHashMap<>();
        later.forEach(bid -> settle(sheet, bid, place(bid).flatMap(at -> sheet.at(bid, at)), places));
        for (Bid bid : later) {
            Optional.ofNullable(places.remove(bid.key())).ifPresent(held -> sheet.drop(bid, held));
            settle(sheet, bid, sheet.best(bid), places);
        }
        for (Bid bid : later) {
            if (places.containsKey(bid.key())) {
                say(line, bid, places.get(bid.key()));
            } else {
                line.refuse(bid);
            }
        }
    }

    private static void say(Line line, Bid bid, Sheet.Offer offer) {
        if (line.startsNow(offer)) {
            line.start(bid, offer);
        } else {
            line.sheet().take(bid, offer);
            line.place(bid, offer);
        }
    }
}
