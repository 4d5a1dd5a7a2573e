package orca.policies.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import orca.core.contract.ContractKey;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Told;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;

/**
 * One round of a policy under which deferrable demands wait in a line and are given their tickets when they can start. What such
 * policies have in common is here; each adds how its line moves.
 *
 * <ol>
 *   <li>Whoever holds a ticket and wants it longer or larger is answered first, by the calendar: who holds something keeps it.
 *       Where there are ranks, all this is done for one rank after another, so that a higher one that waits goes before a lower
 *       one that holds.
 *   <li>For each type, the line moves: the policy goes through the deferrable demands, lets some start, and may hold places for
 *       others, on the sheet only, so that whoever comes later cannot take them.
 *   <li>Demands that cannot wait are answered by what is left: promised, or refused with the alternative.
 *   <li>Where the policy fills gaps, the rest of the line gets what is left still.
 * </ol>
 *
 * <p>Where a demand may start is an estimate. Its holder is told, and told again when that moves by more than an eighth of the
 * time that is left, or comes earlier; the broker asks again then.
 */
final class Line {
    private final ProvisioningView view;
    private final Budget budget;
    private final Sheet sheet;
    private final ToIntFunction<Bid> rank;
    private final Comparator<Bid> order;
    private final List<Choice> choices = new ArrayList<>();
    private final Set<ContractKey> answered = new LinkedHashSet<>();
    private boolean spent;

    private Line(ProvisioningView view, Budget budget, ToIntFunction<Bid> rank, Comparator<Bid> order, Sheet sheet) {
        this.view = view;
        this.budget = budget;
        this.rank = rank;
        this.order = order;
        this.sheet = sheet;
    }

    /** How the line of one type moves. */
    interface Moves {
        /** Before those who cannot wait are answered. */
        void first(Line line, List<Bid> waiting);

        /** After that. */
        default void then(Line line, List<Bid> waiting) {}
    }

    /** The plan for {@code view} if lines move so, and who comes first stands first. */
    static ProvisioningPlan plan(ProvisioningView view, Budget budget, Moves moves) {
        return plan(view, budget, moves, bid -> 0, (a, b) -> 0);
    }

    /**
     * The plan for {@code view} if lines move so.
     *
     * @param rank higher ones first, in everything
     * @param order of those of one rank in their line; those that are equal stand as they came
     */
    static ProvisioningPlan plan(ProvisioningView view, Budget budget, Moves moves, ToIntFunction<Bid> rank,
            Comparator<Bid> order) {
        return new Line(view, budget, rank, order, new Sheet(view)).run(moves);
    }

    /** The plan for {@code view} if lines move so, who comes first stands first, and nobody has more than {@code bounds} say. */
    static ProvisioningPlan plan(ProvisioningView view, Budget budget, Moves moves, Bounds bounds) {
        return new Line(view, budget, bid -> 0, (a, b) -> 0, new Sheet(view, bounds)).run(moves);
    }

    private ProvisioningPlan run(Moves moves) {
        NavigableMap<Integer, Map<TypeName, List<Bid>>> lines = new TreeMap<>(Comparator.reverseOrder());
        view.bids().forEach(bid -> lines.putIfAbsent(rank.applyAsInt(bid), new LinkedHashMap<>()));
        for (Bid bid : view.line()) {
            if (waits(bid)) {
                lines.computeIfAbsent(rank.applyAsInt(bid), r -> new LinkedHashMap<>())
                        .computeIfAbsent(bid.demand().type(), t -> new ArrayList<>()).add(bid);
            }
        }
        lines.values().forEach(types -> types.values().forEach(waiting -> waiting.sort(order)));
        lines.forEach((level, types) -> {
            answerAll(level, true);
            types.values().forEach(waiting -> moves.first(this, waiting));
            answerAll(level, false);
        });
        lines.values().forEach(types -> types.values().forEach(waiting -> moves.then(this, waiting)));
        for (Bid bid : view.bids()) {
            // So many are before it that the view does not show it in the line.
            boolean far = bid.current().isEmpty() && bid.demand().deferrable() && bid.told().isEmpty() && !isAnswered(bid);
            if (far && !spent()) {
                expect(bid, Optional.empty(), "it stands far back in the line");
            }
        }
        return new ProvisioningPlan(choices, Optional.empty(), !spent);
    }

    /** Answers those of a rank who cannot wait: who changes what it holds, or who comes. */
    private void answerAll(int level, boolean holders) {
        for (Bid bid : view.bids()) {
            boolean meant = holders ? bid.current().isPresent() : bid.current().isEmpty() && !bid.demand().deferrable();
            if (meant && rank.applyAsInt(bid) == level && !spent()) {
                answer(bid);
            }
        }
    }

    /** Whether the budget is spent; then the round is over, and what was not answered is asked again. */
    boolean spent() {
        spent = spent || budget.spent();
        return spent;
    }

    Sheet sheet() {
        return sheet;
    }

    /** {@code bid} cannot have what it asks for; it is told at once, with what it could have. */
    void refuse(Bid bid) {
        say(bid, sheet.refuse(bid));
    }

    private void answer(Bid bid) {
        say(bid, sheet.best(bid).map(offer -> sheet.grant(bid, offer)).orElseGet(() -> sheet.refuse(bid)));
    }

    private void say(Bid bid, Choice choice) {
        choices.add(choice);
        answered.add(bid.key());
    }

    /**
     * Whether it stands in line: it is deferrable, its time has come, and it could be granted some day. What has its time still
     * before it is woken then; what never could be granted is refused.
     */
    private boolean waits(Bid bid) {
        Demand demand = bid.demand();
        if (bid.current().isPresent() || !demand.deferrable() || sheet.soonest().isAfter(demand.lastStart())) {
            return false;
        }
        if (bid.told().isEmpty() && !sheet.couldEver(bid)) {
            if (!spent()) {
                say(bid, sheet.refuse(bid));
            }
            return false;
        }
        if (sheet.firstStart(bid).isAfter(sheet.soonest())) {
            if (bid.told().isEmpty() && !spent()) {
                Optional<Instant> start = Optional.of(demand.term().start());
                say(bid, new ProvisioningPlan.Wait(bid.key(), start, "its time has not come"));
            }
            return false;
        }
        return true;
    }

    /** The demands that the policy is asked about now. */
    Set<ContractKey> asked() {
        Set<ContractKey> asked = new LinkedHashSet<>();
        view.bids().forEach(bid -> asked.add(bid.key()));
        return asked;
    }

    boolean isAnswered(Bid bid) {
        return answered.contains(bid.key());
    }

    /** Whether {@code offer} begins at once. */
    boolean startsNow(Sheet.Offer offer) {
        return !offer.term().start().isAfter(sheet.soonest());
    }

    /** {@code bid} starts. */
    void start(Bid bid, Sheet.Offer offer) {
        say(bid, sheet.grant(bid, offer));
    }

    /** {@code bid} waits for {@code offer}, whose place is held on the sheet. */
    void hold(Bid bid, Sheet.Offer offer) {
        sheet.take(bid, offer);
        expect(bid, Optional.of(offer), "all before it are served first");
    }

    /** {@code bid} has its place at {@code offer}, which is held on the sheet already; its holder is told exactly. */
    void place(Bid bid, Sheet.Offer offer) {
        Optional<Instant> start = Optional.of(offer.term().start());
        if (bid.told().flatMap(Told::estimate).equals(start)) {
            answered.add(bid.key());
        } else {
            say(bid, new ProvisioningPlan.Wait(bid.key(), start, "that is its place; it may move forward"));
        }
    }

    /** {@code bid} waits; by what is known now, for {@code offer}. */
    void expect(Bid bid, Optional<Sheet.Offer> offer, String reason) {
        Optional<Instant> start = offer.map(o -> o.term().start());
        if (isNews(bid.told(), start)) {
            say(bid, new ProvisioningPlan.Wait(bid.key(), start, reason));
        } else {
            answered.add(bid.key());
        }
    }

    private boolean isNews(Optional<Told> told, Optional<Instant> start) {
        if (told.isEmpty() || start.isEmpty()) {
            return told.isEmpty() || told.get().estimate().isPresent();
        }
        if (told.get().again().isEmpty()) {
            return true;
        }
        Instant again = told.get().again().get();
        Duration off = Duration.between(again, start.get());
        Duration slack = Duration.between(view.now(), start.get()).dividedBy(8);
        return off.isNegative() || !again.isAfter(view.now()) || off.compareTo(slack) > 0;
    }
}
