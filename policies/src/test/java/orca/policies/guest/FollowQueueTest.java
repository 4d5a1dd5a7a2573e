package orca.policies.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import orca.core.policy.GuestController;
import orca.core.resource.PropertyList;
import orca.testkit.GuestControllerContract;
import org.junit.jupiter.api.Test;

class FollowQueueTest extends GuestControllerContract {
    private static final PropertyList SETTINGS = ModelSlice.settings("east").with("queue", "jobs").with("rate", "0.5")
            .with("min", 0L).with("max", 50L);

    private final ModelSlice slice = new ModelSlice(Duration.ofSeconds(40)).renewing();

    @Override
    protected GuestController controller() {
        return made(ModelSlice.settings("broker0").with("queue", "sensor-1").with("arrivals", "sensor-2").with("rate", "0.1")
                .with("max", 8L));
    }

    private static GuestController made(PropertyList settings) {
        FollowQueue controller = new FollowQueue();
        controller.configure(settings);
        return controller;
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(GuestController.class)).anyMatch(found -> found.name().equals("follow-queue"));
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        slice.sense("jobs", 1200);
        slice.ask(() -> made(SETTINGS));
        assertThat(slice.holdings()).hasSize(8);

        PropertyList withArrivals = SETTINGS.with("arrivals", "coming");
        slice.advance(Duration.ofMinutes(1));
        slice.sense("jobs", 1200);
        slice.ask(() -> made(withArrivals));
        assertThat(slice.holdings()).as("a sensor that says nothing yet").hasSize(8);
        slice.sense("coming", 2);
        slice.ask(() -> made(withArrivals));
        assertThat(slice.holdings()).hasSize(12);
    }

    /** Jobs come in waves; each unit in use does one in two seconds. The queue is worked off, and at last nothing is held. */
    @Test
    void wavesOfJobsAreWorkedOffAndThenNothingIsHeld() {
        SplittableRandom dice = new SplittableRandom(7);
        double queue = 0;
        double longest = 0;
        for (int i = 0; i < 600; i++) {
            double perSecond = i >= 400 ? 0 : i % 200 < 80 ? 8 : 1;
            queue += perSecond * 15 * (0.5 + dice.nextDouble());
            queue = Math.max(0, queue - slice.inUse() * 0.5 * 15);
            longest = Math.max(longest, queue);
            slice.advance(Duration.ofSeconds(15));
            slice.sense("jobs", Math.floor(queue));
            slice.ask(() -> made(SETTINGS));
        }
        assertThat(longest).as("never more than what comes in ten minutes").isLessThan(8 * 600);
        assertThat(queue).isZero();
        assertThat(slice.holdings()).isEmpty();
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedByName() {
        assertThatThrownBy(() -> made(SETTINGS.with("rate", "0"))).hasMessageContaining("follow-queue.rate: must be");
        assertThatThrownBy(() -> made(SETTINGS.with("drain", "soon"))).hasMessageContaining("follow-queue.drain");
        assertThatThrownBy(() -> made(ModelSlice.settings("a").with("max", 2L))).hasMessageContaining("follow-queue.queue");
    }
}
