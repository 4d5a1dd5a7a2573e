package orca.simulator.plants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import orca.simulator.federation.Dice;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Whether the checkers of a storm notice what is wrong. Every planted bug must be found within {@link Trials#MOST} seeds, and so
 * must every mutation of the tables that changes anything. {@code -Dorca.plants.first}, {@code -Dorca.plants.most},
 * {@code -Dorca.plants.mutations} (how many) and {@code -Dorca.plants.mutation} (their seed) try others; with
 * {@code -Dorca.plants.long=true} rare rows are waited for.
 */
class PlantedBugsIT {
    private static final int MUTATIONS = Integer.getInteger("orca.plants.mutations", 5);
    private static final long MUTATION_SEED = Long.getLong("orca.plants.mutation", 20300101);

    private static final int MOST_DRAWN = 10 * MUTATIONS;

    private final Trials trials = new Trials();

    @TestFactory
    Stream<DynamicTest> everyPlantedBugIsFound() {
        return Stream.of(Plant.values()).flatMap(plant -> plant.kinds().stream().map(where -> found(plant, where)));
    }

    private DynamicTest found(Plant plant, Plant.Kind where) {
        String name = plant + " at " + where;
        return DynamicTest.dynamicTest(name, () -> {
            Trials.Result result = trials.search(plant, where);
            say(name, result);
            assertThat(trials.unfit()).isEmpty();
            assertThat(result).isInstanceOf(Trials.Found.class);
            assertThat(((Trials.Found) result).firings()).isPositive();
        });
    }

    @Test
    @EnabledIfSystemProperty(named = "orca.plants.mutations", matches = "\\d+")
    void everyMutationOfTheTablesThatChangesAnythingIsFound() {
        Dice dice = new Dice(MUTATION_SEED);
        System.out.println("PLANTS mutation seed " + MUTATION_SEED);
        List<String> survivors = new ArrayList<>();
        int judged = 0;
        for (int drawn = 0; judged < MUTATIONS && drawn < MOST_DRAWN; drawn++) {
            Mutation mutation = Mutation.thrown(dice);
            Trials.Result result = trials.search(mutation);
            say(mutation.what(), result);
            judged += switch (result) {
                case Trials.Found found -> 1;
                case Trials.Survived survived -> {
                    survivors.add(mutation.what());
                    yield 1;
                }
                case Trials.Unvisited unvisited -> 0; // said, and another is drawn
                case Trials.Equivalent equivalent -> 0;
            };
        }
        assertThat(trials.unfit()).isEmpty();
        assertThat(survivors).isEmpty();
        assertThat(judged).isEqualTo(MUTATIONS);
    }

    private static void say(String what, Trials.Result result) {
        System.out.println("PLANTS " + what + ": " + switch (result) {
            case Trials.Found(int after, long seed, long firings, String message) ->
                "found after " + after + " seeds, by seed " + seed + ", fired " + firings + " times; " + message;
            case Trials.Unvisited(int storms) -> "its row is not used by any of " + storms + " storms; another is drawn";
            case Trials.Equivalent(int storms) -> "changes nothing in " + storms + " storms that use its row; another is drawn";
            case Trials.Survived(int storms, int harmed, long firings) ->
                "NOT FOUND in " + storms + " storms; fired in " + harmed + " of them, " + firings + " times";
        });
    }
}
