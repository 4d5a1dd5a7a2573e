package orca.policies.assignment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.calendar.Calendar;
import orca.core.contract.Refusal;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.resource.Amounts;

/**
 * Puts each unit where the least is left over.
 *
 * <p><b>Goals.</b> Keep hosts either full or empty: what is left in one piece can still take a large unit. Serve needs in the
 * order in which they came, as far as they fit.
 *
 * <p><b>Constraints.</b> A unit needs room on its host throughout the term that it really occupies, in every dimension. All
 * units of a need are placed, or none is. Nothing that was placed is moved.
 *
 * <p><b>Algorithm.</b> For each need, oldest first, and for each of its units: among the hosts of the type that have room, take
 * the one on which the least is left. What is left on a host is the sum over its dimensions, the count of units among them, of
 * the share of the capacity that stays free throughout the term with the unit on it. Where two hosts leave the same, the first
 * by name is taken. What is placed counts for the units and needs after it. A need that does not fit now waits if the hosts
 * could take it were they empty, and is refused for good if not.
 *
 * <p><b>Cost.</b> With h hosts and n bookings on each: O(h log n) for the first unit of a need, O(h + log n) for each
 * further one.
 *
 * <p><b>Example.</b> Capacities are (units, cpu). Host {@code a} has (4, 8) free of (4, 8), host {@code b} (2, 3) of (4, 8). A
 * unit of cpu 2 would leave 3/4 + 6/8 = 1.5 on {@code a}, and 1/4 + 1/8 = 0.375 on {@code b}: it goes to {@code b}. The next one
 * of the same size finds cpu 1 free on {@code b}, which is too little, and goes to {@code a}.
 */
public final class BestFit implements AssignmentPolicy {
    @Override
    public String name() {
        return "best-fit";
    }

    @Override
    public AssignmentPlan propose(AssignmentView view, Budget budget) {
        Map<String, Calendar> calendars = new LinkedHashMap<>();
        view.hosts().forEach(host -> calendars.put(host.name(), host.calendar()));
        List<AssignmentPlan.Choice> choices = new ArrayList<>();
        for (AssignmentView.Need need : view.needs()) {
            if (budget.spent()) {
                break; // what is decided so far is read; the rest is asked again
            }
            List<AssignmentView.Host> hosts = view.hosts().stream().filter(h -> h.type().equals(need.type().name())).toList();
            choices.add(choose(need, hosts, calendars));
        }
        return new AssignmentPlan(choices, Optional.empty());
    }

    private static AssignmentPlan.Choice choose(
            AssignmentView.Need need, List<AssignmentView.Host> hosts, Map<String, Calendar> calendars) {
        long ever = ever(need, hosts);
        if (ever < need.units()) {
            return new AssignmentPlan.Refuse(need.key(), Refusal.of(Refusal.Kind.NEVER, need.units() + " units of "
                    + need.sliver()
                    + " are more than the site's open hosts could ever take, which is " + ever));
        }
        List<String> placed = place(need, hosts, calendars);
        if (placed.size() < need.units()) {
            return new AssignmentPlan.Wait(need.key(), "room for " + placed.size() + " of " + need.units() + " units of "
                    + need.sliver() + " throughout " + need.occupied());
        }
        return new AssignmentPlan.Assign(need.key(), placed);
    }

    /** How many units the hosts could take were they empty; no more than are needed. */
    private static long ever(AssignmentView.Need need, List<AssignmentView.Host> hosts) {
        long sum = 0;
        for (AssignmentView.Host host : hosts) {
            Amounts capacity = host.calendar().capacity();
            long most = capacity.get(0);
            for (int d = 0; d < need.sliver().size(); d++) {
                most = need.sliver().get(d) == 0 ? most : Math.min(most, capacity.get(d + 1) / need.sliver().get(d));
            }
            sum = Math.min(need.units(), sum + most);
        }
        return sum;
    }

    /** A host for each unit, as far as there is one; the calendars go on only if all have one. */
    private static List<String> place(
            AssignmentView.Need need, List<AssignmentView.Host> hosts, Map<String, Calendar> calendars) {
        Amounts load = need.sliver().load(1);
        Map<String, Calendar> tried = new LinkedHashMap<>();
        double[] left = new double[hosts.size()];
        for (int i = 0; i < left.length; i++) {
            left[i] = left(calendars.get(hosts.get(i).name()), load, need);
        }
        List<String> placed = new ArrayList<>();
        while (placed.size() < need.units()) {
            int best = least(left);
            if (best < 0) {
                return placed;
            }
            String name = hosts.get(best).name();
            Calendar booked = tried.getOrDefault(name, calendars.get(name)).commit(load, need.occupied());
            tried.put(name, booked);
            placed.add(name);
            left[best] = left(booked, load, need);
        }
        calendars.putAll(tried);
        return placed;
    }

    /** What a host would have left with one more unit, in shares of its capacity; infinite if the unit does not fit. */
    private static double left(Calendar calendar, Amounts load, AssignmentView.Need need) {
        if (!calendar.fits(load, need.occupied())) {
            return Double.POSITIVE_INFINITY;
        }
        Amounts free = calendar.free(need.occupied());
        double sum = 0;
        for (int d = 0; d < free.size(); d++) {
            long capacity = calendar.capacity().get(d);
            sum += capacity == 0 ? 0 : (double) (free.get(d) - load.get(d)) / capacity;
        }
        return sum;
    }

    /** The first of the smallest finite entries; -1 if there is none. Hosts come by name, so ties go to the first name. */
    private static int least(double[] left) {
        int best = -1;
        for (int i = 0; i < left.length; i++) {
            if (left[i] != Double.POSITIVE_INFINITY && (best < 0 || left[i] < left[best])) {
                best = i;
            }
        }
        return best;
    }
}
