package orca.nodeagent.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import orca.core.handler.Outcome;
import orca.nodeagent.term.Mandate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The agent's process dies at each step of a unit's life: before and after everything that it writes, and in the middle of
 * what its driver does; and once more at each step of what follows. After each death the authority repeats itself, or is gone
 * for ever. There must never be anything that nobody holds, nothing may be left in the end, and what was answered is not run
 * again.
 */
@Timeout(300)
class KillPointsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** A step of a story; may be repeated. */
    private interface Step {
        void of(World world) throws Exception;
    }

    private static void must(World world, String id, String action, Mandate mandate) throws Exception {
        assertThat(world.run(World.SITE, id, action, "u1", mandate)).isEqualTo(Outcome.done());
    }

    private static final Step MAKE = world -> must(world, "1", "make", World.hold(HOUR, 1));
    private static final Step CHANGE = world -> must(world, "2", "change", World.hold(HOUR.multipliedBy(2), 2));
    private static final Step REMOVE = world -> must(world, "3", "remove", World.end(HOUR.multipliedBy(2), 2));

    /** Nobody comes: time passes until the host has done what it must. */
    private static final Step OUTLIVE = world -> {
        for (int i = 0; i < 10 && !world.keeper.held().isEmpty(); i++) {
            world.pass(HOUR);
        }
    };

    @Test
    void whereverTheProcessDiesTheAuthorityFinishesWhatItBegan() throws Exception {
        assertThat(everyPairOfDeaths(MAKE, CHANGE, REMOVE)).isGreaterThan(20);
    }

    @Test
    void whereverTheProcessDiesTheHostTearsDownByItself() throws Exception {
        assertThat(everyPairOfDeaths(MAKE, CHANGE, OUTLIVE)).isGreaterThan(20);
    }

    @Test
    void anAuthorityThatDiesWithTheAgentLeavesNothingBehind() throws Exception {
        int deaths = 0;
        boolean died = true;
        for (int first = 0; died; first++) {
            World world = new World();
            Death death = Death.after(first);
            world.live(death);
            try {
                MAKE.of(world);
                CHANGE.of(world);
            } catch (Death.Died e) {
                deaths++;
            }
            died = death.happened();
            world.live(Death.never());
            nothingUnheld(world);
            OUTLIVE.of(world);
            nothingIsLeft(world);
        }
        assertThat(deaths).isGreaterThan(10);
    }

    /** How many points there are at which it dies first. */
    private static int everyPairOfDeaths(Step... story) throws Exception {
        int first = 0;
        while (diedTwice(first, Integer.MAX_VALUE, story) > 0) {
            int second = 0;
            while (diedTwice(first, second, story) > 1) {
                second++;
            }
            first++;
        }
        return first;
    }

    /** Plays the story with two deaths, as far as they come; how many came. */
    private static int diedTwice(int first, int second, Step... story) throws Exception {
        World world = new World();
        Death[] deaths = {Death.after(first), Death.after(second), Death.never()};
        int died = 0;
        born(world, deaths[0]);
        for (int at = 0; at < story.length;) {
            try {
                story[at].of(world);
                at++;
            } catch (Death.Died e) {
                died++;
                while (!born(world, deaths[died])) {
                    died++;
                }
                nothingUnheld(world);
            }
        }
        nothingIsLeft(world);
        int removals = world.runs.getOrDefault("u1/remove", 0);
        assertThat(removals).as("it was removed, and not again once that was written down").isBetween(1, 1 + died);
        assertThat(world.runs.get("u1/make")).isBetween(1, 1 + died);
        return died;
    }

    /** Whether it lived; it may die while it is started, too. */
    private static boolean born(World world, Death death) throws IOException {
        try {
            world.live(death);
            return true;
        } catch (Death.Died e) {
            return false;
        }
    }

    private static void nothingUnheld(World world) {
        assertThat(world.held()).as("what is there is held").containsAll(world.parts.keySet());
    }

    private static void nothingIsLeft(World world) {
        assertThat(world.parts).isEmpty();
        assertThat(world.held()).isEmpty();
        assertThat(world.alarms()).isEmpty();
    }
}
