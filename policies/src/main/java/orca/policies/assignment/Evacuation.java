package orca.policies.assignment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import orca.core.lease.UnitId;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Choice;
import orca.core.policy.AssignmentPlan.Move;
import orca.core.policy.AssignmentPlan.Stay;
import orca.core.policy.AssignmentView;
import orca.core.policy.AssignmentView.Movable;
import orca.core.policy.AssignmentView.Need;
import orca.core.policy.Budget;

/**
 * Has units leave hosts that an operator drains, by the preferences of whatever policy is followed and by the rules of their
 * holders. A unit that was set up, changed or moved just now is left alone for a while: so a move that its handler refuses is
 * not tried again at once and for ever.
 */
final class Evacuation {
    /** For how long a unit is left alone. */
    static final Duration CALM = Duration.ofSeconds(30);

    private final AssignmentView view;
    private final Function<Need, List<String>> elsewhere;
    private final Siblings siblings = new Siblings();
    private final List<Move> moves = new ArrayList<>();
    private final List<Stay> stays = new ArrayList<>();
    private Optional<Instant> again = Optional.empty();

    /** @param elsewhere finds a host for each unit, or nothing, and takes up the room there */
    Evacuation(AssignmentView view, Function<Need, List<String>> elsewhere) {
        this.view = view;
        this.elsewhere = elsewhere;
    }

    AssignmentPlan plan(List<Choice> choices, Budget budget) {
        Set<UnitId> done = new LinkedHashSet<>();
        for (Movable unit : view.movable()) {
            if (!unit.leaving() || moves.size() == view.moves() || budget.spent()) {
                break; // those that leave come first; who has no turn now has one when these have arrived
            }
            if (!done.contains(unit.unit())) {
                List<Movable> group = group(unit);
                group.forEach(member -> done.add(member.unit()));
                leave(group);
            }
        }
        return new AssignmentPlan(choices, moves, stays, again, Optional.empty());
    }

    /** The units that go when {@code unit} goes: those of its lease that have to be together, if the holder asked for that. */
    private List<Movable> group(Movable unit) {
        boolean together = unit.properties().get(Rules.MUST + "together").isPresent();
        return !together ? List.of(unit)
                : view.movable().stream().filter(m -> m.leaving() && m.key().equals(unit.key())).toList();
    }

    private void leave(List<Movable> group) {
        Movable first = group.getFirst();
        Optional<Instant> calm = group.stream().map(m -> m.since().plus(CALM)).filter(at -> at.isAfter(view.now()))
                .max(Comparator.naturalOrder());
        if (calm.isPresent()) {
            group.forEach(unit -> stays.add(new Stay(unit.unit(), "it is as it is since " + unit.since()
                    + ", and is left alone for a while")));
            again = again.filter(before -> before.isBefore(calm.get())).or(() -> calm);
            return;
        }
        Need need = siblings.need(first);
        List<String> housed = new ArrayList<>(need.housed());
        group.subList(1, group.size()).forEach(other -> housed.remove(other.host()));
        Need all = new Need(need.key(), need.type(), group.size(), need.sliver(), need.occupied(), housed,
                need.properties(), true);
        if (moves.size() + group.size() > view.moves()) {
            group.forEach(unit -> stays.add(new Stay(unit.unit(), group.size() + " units have to be moved together, and "
                    + (view.moves() - moves.size()) + " may be now")));
            return;
        }
        List<String> hosts = elsewhere.apply(all);
        for (int i = 0; i < group.size(); i++) {
            Movable unit = group.get(i);
            if (hosts.isEmpty()) {
                stays.add(new Stay(unit.unit(), stuck(all)));
            } else {
                moves.add(new Move(unit.unit(), hosts.get(i), unit.host() + " is drained"));
                siblings.moved(unit, hosts.get(i));
            }
        }
    }

    private static String stuck(Need need) {
        String rules;
        try {
            rules = Rules.of(need.properties()).text();
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        return (need.units() > 1 ? "there is no room for " + need.units() + " units that are to be together until "
                : "no other host has room for it until ")
                + need.occupied().end() + (rules.isEmpty() ? "" : " with " + rules);
    }
}
