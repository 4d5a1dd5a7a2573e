package orca.policies.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import orca.core.policy.GuestController;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.testkit.GuestControllerContract;
import org.junit.jupiter.api.Test;

class TrackTargetTest extends GuestControllerContract {
    private static final PropertyList SETTINGS =
            ModelSlice.settings("broker0").with("sensor", "sensor-1").with("target", "60").with("max", 20L);

    @Override
    protected GuestController controller() {
        return made(ModelSlice.settings("broker0").with("sensor", "sensor-1").with("target", "0.5").with("max", 8L));
    }

    private static GuestController made(PropertyList settings) {
        TrackTarget controller = new TrackTarget();
        controller.configure(settings);
        return controller;
    }

    private final ModelSlice slice = new ModelSlice(Duration.ofSeconds(40)).renewing();

    private void asks() {
        slice.ask(() -> made(SETTINGS));
    }

    /** A sample every 15 seconds of a load that is shared among the units in use; how many were in use each time. */
    private List<Long> loop(int samples, IntToDoubleFunction load) {
        List<Long> units = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            slice.advance(Duration.ofSeconds(15));
            if (slice.inUse() > 0) {
                slice.sense("sensor-1", load.applyAsDouble(i) / slice.inUse());
            }
            asks();
            units.add(slice.inUse());
        }
        return units;
    }

    private static long turns(List<Long> units) {
        long turns = 0;
        int last = 0;
        for (int i = 1; i < units.size(); i++) {
            int way = Long.compare(units.get(i), units.get(i - 1));
            turns += way != 0 && last != 0 && way != last ? 1 : 0;
            last = way != 0 ? way : last;
        }
        return turns;
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(GuestController.class)).anyMatch(found -> found.name().equals("track-target"));
    }

    @Test
    void itBeginsWithTheLeastAndGrowsToWhatTheLoadTakes() {
        List<Long> units = loop(60, i -> 600);

        assertThat(units.get(59)).isEqualTo(10);
        assertThat(turns(units)).isZero();
    }

    /** A day in an hour: up, a plateau with noise, and down again. It goes up once, down once, and stays near the target. */
    @Test
    void itFollowsALoadCurveWithNoiseAndDoesNotFlap() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            ModelSlice fresh = new ModelSlice(Duration.ofSeconds(40)).renewing();
            List<Long> units = new ArrayList<>();
            double overloaded = 0;
            for (int i = 0; i < 480; i++) {
                fresh.advance(Duration.ofSeconds(15));
                double base = i < 120 ? 60 + 7 * i : i < 320 ? 900 : Math.max(60, 900 - 7 * (i - 320));
                double load = base * (0.93 + 0.14 * dice.nextDouble());
                if (fresh.inUse() > 0) {
                    double each = load / fresh.inUse();
                    overloaded += each > 100 && i > 40 ? 1 : 0;
                    fresh.sense("sensor-1", each);
                }
                fresh.ask(() -> made(SETTINGS));
                units.add(fresh.inUse());
            }
            assertThat(turns(units)).as("seed %s: %s", seed, units).isLessThanOrEqualTo(1);
            assertThat(units.subList(200, 320)).as("seed %s: the plateau", seed).containsOnly(units.get(200));
            assertThat(units.get(200)).isBetween(14L, 17L);
            assertThat(units.get(479)).as("seed %s", seed).isLessThanOrEqualTo(3);
            assertThat(overloaded).as("seed %s: samples at which a unit had more than it can bear", seed).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void aDipThatIsShorterThanItsPatienceCostsNothing() {
        loop(60, i -> 600);

        assertThat(loop(16, i -> 200)).as("four minutes").containsOnly(10L);
        assertThat(loop(4, i -> 600)).containsOnly(10L);
        assertThat(loop(40, i -> 200).get(39)).as("ten minutes").isEqualTo(4);
    }

    @Test
    void aSampleThatIsOldOrFromBeforeTheUnitsCameSaysNothing() {
        loop(60, i -> 600);
        slice.sense("sensor-1", 120);
        slice.advance(Duration.ofMinutes(6));
        asks();
        assertThat(slice.holdings()).as("older than five minutes").hasSize(10);

        slice.sense("sensor-1", 120);
        asks();
        assertThat(slice.holdings()).hasSize(20);
        slice.sense("sensor-1", 60);
        slice.advance(Duration.ofSeconds(40));
        asks();
        slice.advance(Duration.ofMinutes(4));
        asks();
        assertThat(slice.holdings()).as("of ten units, when there are twenty").hasSize(20);
    }

    @Test
    void withoutASampleItKeepsWhatThereIsAndItsBounds() {
        asks();
        assertThat(slice.holdings()).as("the least").hasSize(1);
        loop(100, i -> 100_000);
        assertThat(slice.inUse()).as("the most").isEqualTo(20);
        assertThat(loop(60, i -> -5).get(59)).isEqualTo(1);
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedByName() {
        refused(ModelSlice.settings("b"), "track-target.max: must be a whole number from 1 to 1000, got nothing");
        refused(ModelSlice.settings("b").with("max", 3L), "track-target.sensor: must be given");
        refused(SETTINGS.with("target", "0"), "track-target.target: must be a number above 0");
        refused(SETTINGS.with("target", "-1"), "track-target.target");
        refused(SETTINGS.with("target", "1e5"), "track-target.target");
        refused(SETTINGS.with("min", 21L), "track-target.min: must be a whole number from 0 to 20");
        refused(SETTINGS.with("tolerance", "1"), "track-target.tolerance: must be less than 1");
        refused(SETTINGS.with("grow-after", new PropertyValue.Span(Duration.ZERO)), "track-target.grow-after");
        refused(SETTINGS.with("colour", "red"), "track-target.colour: not a setting");
        refused(SETTINGS.with("broker", "a,a"), "track-target.broker: must be at most 16 different ones");
    }

    private static void refused(PropertyList settings, String words) {
        assertThatThrownBy(() -> new TrackTarget().configure(settings)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }
}
