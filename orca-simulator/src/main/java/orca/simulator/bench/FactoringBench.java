package orca.simulator.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import orca.core.policy.AssignmentPolicy;
import orca.core.resource.Promised;
import orca.policies.assignment.BestFit;
import orca.policies.assignment.DotProduct;
import orca.policies.assignment.FirstFit;
import orca.policies.assignment.LeastFragments;
import orca.policies.assignment.WorstFit;

/** How many tickets a site refuses because no host has room, though all hosts together would have. */
public final class FactoringBench {
    private static final int STEPS = 600;
    private static final int SEEDS = 3;

    private FactoringBench() {}

    public static void main(String[] args) {
        List<Supplier<AssignmentPolicy>> policies =
                List.of(FirstFit::new, BestFit::new, WorstFit::new, DotProduct::new, LeastFragments::new);
        System.out.println("| wants | promised | assignment | asked | ticketed | no host had room "
                + "| in a thousand | refused otherwise | cores leased |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (Haggling.Wants wants : Haggling.Wants.values()) {
            policies.forEach(policy -> row(wants, Promised.BY_SUM, policy));
            row(wants, Promised.BY_HOST, FirstFit::new);
        }
    }

    private static void row(Haggling.Wants wants, Promised promised, Supplier<AssignmentPolicy> policy) {
        int asked = 0;
        int issued = 0;
        int refused = 0;
        int otherwise = 0;
        double used = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            Haggling.Tally tally = Haggling.play(promised, policy.get(), wants, seed, STEPS);
            asked += tally.asked();
            issued += tally.issued();
            refused += tally.refused();
            otherwise += tally.otherwise();
            used += tally.used() / SEEDS;
        }
        String by = promised == Promised.BY_HOST ? "none is asked" : policy.get().name();
        System.out.printf(Locale.ROOT, "| %s | %s | %s | %d | %d | %d | %.1f | %d | %.1f %% |%n", word(wants), word(promised), by,
                asked, issued, refused, 1000.0 * refused / Math.max(1, issued), otherwise, used);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
