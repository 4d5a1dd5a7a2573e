package orca.policies.assignment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.Refusal;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Assign;
import orca.core.policy.AssignmentPlan.Choice;
import orca.core.policy.AssignmentPlan.Refuse;
import orca.core.policy.AssignmentPlan.Wait;
import orca.core.policy.AssignmentView;
import orca.core.policy.AssignmentView.Host;
import orca.core.policy.AssignmentView.Need;
import orca.core.policy.Budget;
import orca.core.policy.Hosts;
import orca.core.resource.Amounts;
import orca.core.resource.Pieces;

/**
 * What all policies of this room have in common: needs are served oldest first, each unit goes to the host that the policy
 * prefers among those that have room throughout the term that the unit really occupies and that the holder's {@link Rules}
 * allow, and all units of a need are placed or none is. What is placed counts for what comes after it.
 *
 * <p>A need for which there is no room waits, if the open hosts could take it were they empty; otherwise it is refused for good,
 * and the refusal names the rule that cannot be kept, if that is why. Units that have to leave their hosts to grow do not wait:
 * where they find no place, that is refused, and they stay as they are.
 *
 * <p><b>Cost</b>, for n hosts of s shapes (a shape is what hosts of one type and capacity share): O(s (log n + k)) for a unit,
 * where k is how many hosts are looked at for each shape, at most {@link #look}. Hosts in which the unit cannot fit are passed
 * by without being looked at if the term has begun; for a later term, and where rules forbid many hosts, more are looked at.
 */
final class Placing {
    /** How many hosts of one shape, with room, are compared at most. */
    static final int USUAL_LOOK = 64;
    /** The most values of a property that are tried, one after another, for units that are to be kept together. */
    private static final int MOST_TRIES = 64;

    /** In which order hosts are looked at. */
    enum Way {
        /** By name, and the first one that does is taken. */
        FIRST,
        /** The fullest of each shape first. */
        FULLEST,
        /** The emptiest of each shape first. */
        EMPTIEST
    }

    /**
     * How hosts are chosen.
     *
     * @param ordered whether no host of a shape is preferred to one that comes before it, if nothing changes on both
     *     throughout the term: then the first one that does is taken
     * @param look how many hosts of one shape are compared at most
     */
    record Taste(Way way, boolean ordered, int look, Preference preference) {}

    private final Taste taste;
    private final AssignmentView view;
    private Hosts hosts;

    private Placing(Taste taste, AssignmentView view) {
        this.taste = taste;
        this.view = view;
        this.hosts = view.hosts();
    }

    /**
     * Answers the needs of {@code view}, then has units leave drained hosts, as far as the budget goes. The plan remembers
     * nothing.
     */
    static AssignmentPlan plan(Taste taste, AssignmentView view, Budget budget) {
        Placing placing = new Placing(taste, view);
        List<Choice> choices = new ArrayList<>();
        for (Need need : view.needs()) {
            if (budget.spent()) {
                break; // what is decided so far is read; the rest is asked again
            }
            choices.add(placing.choose(need));
        }
        return new Evacuation(view, placing::elsewhere).plan(choices, budget);
    }

    /**
     * Where units that are up somewhere may go, as a need of their own; what they take there counts for what comes after them.
     * They stay away from hosts with pieces: what a unit would take of one is not what it takes where it is. Empty: there is no
     * place for all of them.
     */
    private List<String> elsewhere(Need units) {
        Attempt attempt;
        try {
            attempt = attempt(units, Rules.of(units.properties()), true);
        } catch (IllegalArgumentException e) {
            return List.of(); // they came here when other policies read their rules
        }
        if (!attempt.complete()) {
            return List.of();
        }
        hosts = attempt.after;
        return attempt.placed.stream().map(Host::name).toList();
    }

    private Choice choose(Need need) {
        Rules rules;
        try {
            rules = Rules.of(need.properties());
        } catch (IllegalArgumentException e) {
            return new Refuse(need.key(), Refusal.of(Refusal.Kind.NEVER, e.getMessage()));
        }
        Attempt attempt = attempt(need, rules, !need.from().isEmpty());
        if (attempt.complete()) {
            hosts = attempt.after;
            return new Assign(need.key(), attempt.placed.stream().map(Host::name).toList());
        }
        return new Reach(view.hosts(), need, rules).never()
                .<Choice>map(why -> new Refuse(need.key(), Refusal.of(Refusal.Kind.NEVER, why)))
                .orElse(need.from().isEmpty() || need.units() > need.from().size() ? wait(need, rules, attempt.placed.size())
                        : stay(need, rules, attempt.placed.size()));
    }

    private Attempt attempt(Need need, Rules rules, boolean whole) {
        Attempt attempt = new Attempt(need, rules, Set.of(), whole);
        Set<String> tried = new LinkedHashSet<>();
        while (!attempt.complete() && rules.together().isPresent() && need.housed().isEmpty() && !attempt.placed.isEmpty()
                && tried.size() < MOST_TRIES) {
            // Where the first unit went there is no room for the others: elsewhere there may be.
            Rules.value(attempt.placed.getFirst(), rules.together().get()).ifPresent(tried::add);
            attempt = new Attempt(need, rules, tried, whole);
        }
        return attempt;
    }

    private static Choice wait(Need need, Rules rules, int placed) {
        return new Wait(need.key(), found(need, rules, placed));
    }

    /** Units that were to go elsewhere to grow are well where they are: nobody waits, and their holder may ask again. */
    private static Choice stay(Need need, Rules rules, int placed) {
        return new Refuse(need.key(), Refusal.of(Refusal.Kind.INSUFFICIENT, "units on " + String.join(", ", need.from())
                + " have no room there to grow, and elsewhere there is " + found(need, rules, placed)));
    }

    private static String found(Need need, Rules rules, int placed) {
        return "room for " + placed + " of " + need.units() + " units of " + need.sliver() + " throughout "
                + need.occupied() + (rules.must().isEmpty() ? "" : " with " + rules.text());
    }

    /** One try to place all units of a need. */
    private final class Attempt {
        private final Need need;
        private final Rules rules;
        private final Set<String> elsewhere;
        private final boolean whole;
        private final Amounts load;
        private final boolean begins;
        private final Rules.Tally tally = new Rules.Tally();
        private final List<Host> placed = new ArrayList<>();
        private Hosts after = hosts;

        private Host best;
        private Amounts takes;
        private int broken;
        private double dislike;
        private int looks;

        /**
         * @param elsewhere values of what the units are to have the same of that were tried already
         * @param whole whether hosts with pieces are none
         */
        Attempt(Need need, Rules rules, Set<String> elsewhere, boolean whole) {
            this.whole = whole;
            this.need = need;
            this.rules = rules;
            this.elsewhere = elsewhere;
            this.load = need.sliver().load(1);
            this.begins = !need.occupied().start().isAfter(view.now());
            for (String name : rules.isEmpty() ? List.<String>of() : need.housed()) {
                Optional<Host> host = after.find(name);
                host.ifPresentOrElse(h -> tally.add(h, rules), () -> tally.add(name, rules));
            }
            while (!complete() && placeOne()) {
                Host booked = best.with(takes, need.occupied(), view.now());
                after = after.with(booked);
                placed.add(best);
                tally.add(best, rules);
            }
        }

        boolean complete() {
            return placed.size() >= need.units();
        }

        private boolean placeOne() {
            best = null;
            // What is free of what is there now bounds what a term can find that has begun; a later one may find more.
            Amounts room = begins ? load : Amounts.zero(load.size());
            looks = 0;
            if (taste.way() == Way.FIRST) {
                after.visit(need.type().name(), room, this::more);
                return best != null;
            }
            Hosts.Order order = taste.way() == Way.FULLEST ? Hosts.Order.FULLEST : Hosts.Order.EMPTIEST;
            for (Hosts.Shape shape : after.shapes(need.type().name())) {
                looks = 0;
                if (fits(shape.capacity())) {
                    after.visit(shape, order, room, this::more);
                }
            }
            return best != null;
        }

        private boolean fits(Amounts capacity) {
            boolean fits = true;
            for (int d = 0; d < load.size(); d++) {
                fits &= load.get(d) <= capacity.get(d);
            }
            return fits;
        }

        /** Looks at a host; whether to look at more of its shape. */
        private boolean more(Host host) {
            if (whole && Pieces.of(host.properties()).isPresent()) {
                return true;
            }
            Optional<Amounts> taken = rules.isEmpty() || allows(host) ? host.load(need.sliver(), need.occupied())
                    : Optional.empty();
            if (taken.isEmpty()) {
                return true;
            }
            int without = rules.broken(host, tally);
            if (taste.way() == Way.FIRST) {
                if (best == null || without < broken) {
                    best = host;
                    takes = taken.get();
                    broken = without;
                }
                return without > 0 && ++looks < taste.look();
            }
            Amounts free = host.calendar().free(need.occupied());
            double number = taste.preference().of(need, free, host.calendar().capacity(), load);
            if (best == null || without < broken || without == broken && (number < dislike
                    || number == dislike && host.name().compareTo(best.name()) < 0)) {
                best = host;
                takes = taken.get();
                broken = without;
                dislike = number;
            }
            boolean settled = taste.ordered() && without == 0 && free.equals(host.room());
            return !settled && ++looks < taste.look();
        }

        private boolean allows(Host host) {
            boolean tried = !elsewhere.isEmpty()
                    && Rules.value(host, rules.together().orElseThrow()).filter(elsewhere::contains).isPresent();
            return !tried && rules.allow(host, tally);
        }
    }
}
