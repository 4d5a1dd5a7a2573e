package orca.simulator.plants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import orca.simulator.federation.Dice;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Whether the checkers of a storm notice what is wrong. Every planted bug must be found within {@link Trials#MOST} seeds, and so
 * must every mutation of the tables out of a few that are picked at random among the rows that are not too rare.
 * {@code -Dorca.plants.first} (the first seed of a storm), {@code -Dorca.plants.most}, {@code -Dorca.plants.rare},
 * {@code -Dorca.plants.mutations} (how many) and {@code -Dorca.plants.mutation} (the seed that picks them) try others.
 */
@Execution(ExecutionMode.CONCURRENT)
class PlantedBugsIT {
    private static final int MUTATIONS = Integer.getInteger("orca.plants.mutations", 5);
    private static final long MUTATION_SEED = Long.getLong("orca.plants.mutation", 20300101);

    private final Trials trials = new Trials();

    @TestFactory
    Stream<DynamicTest> everyPlantedBugIsFound() {
        return Stream.of(Plant.values()).flatMap(plant -> plant.kinds().stream().map(where -> found(plant, where)));
    }

    /** Actors with keys, whose border believes more than signatures and seals, take what forgers made. */
    @TestFactory
    Stream<DynamicTest> everyGullibleBorderIsFound() {
        return Stream.of(Gullible.values()).map(plant -> found(plant.toString(), () -> trials.search(plant)));
    }

    private DynamicTest found(Plant plant, Plant.Kind where) {
        return found(plant + " at " + where, () -> trials.search(plant, where));
    }

    private DynamicTest found(String name, Supplier<Trials.Result> search) {
        return DynamicTest.dynamicTest(name, () -> {
            Trials.Result result = search.get();
            say(name, result);
            assertThat(trials.unfit()).isEmpty();
            assertThat(result).isInstanceOf(Trials.Found.class);
            assertThat(((Trials.Found) result).firings()).isPositive();
        });
    }

    @Test
    void everyMutationOfTheTablesIsFound() {
        Dice dice = new Dice(MUTATION_SEED);
        System.out.println("PLANTS " + MUTATIONS + " mutations, picked by seed " + MUTATION_SEED);
        List<String> survivors = new ArrayList<>();
        int judged = 0;
        for (int drawn = 0; judged < MUTATIONS && drawn < 10 * MUTATIONS; drawn++) {
            Mutation mutation = Mutation.thrown(dice);
            Trials.Result result = trials.search(mutation);
            say(mutation.what(), result);
            judged += result instanceof Trials.Unvisited ? 0 : 1;
            if (result instanceof Trials.Survived) {
                survivors.add(mutation.what());
            }
        }
        System.out.println("PLANTS " + (judged - survivors.size()) + " of " + judged + " mutations found");
        assertThat(trials.unfit()).isEmpty();
        assertThat(survivors).isEmpty();
        assertThat(judged).isEqualTo(MUTATIONS);
    }

    private static void say(String what, Trials.Result result) {
        System.out.println("PLANTS " + what + ": " + switch (result) {
            case Trials.Found(int after, long seed, long firings, String message) ->
                "found by seed " + seed + ", the " + after + "th tried; it fired " + firings + " times; " + message;
            case Trials.Unvisited(int storms) -> "its row is taken by none of " + storms + " storms; another is picked";
            case Trials.Survived(int storms, int harmed, long firings) ->
                "NOT FOUND in " + storms + " storms; it could do harm in " + harmed + " of them";
        });
    }
}
