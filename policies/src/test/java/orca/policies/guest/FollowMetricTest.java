package orca.policies.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ServiceLoader;
import orca.core.policy.GuestController;
import orca.core.resource.PropertyList;
import orca.testkit.GuestControllerContract;
import org.junit.jupiter.api.Test;

class FollowMetricTest extends GuestControllerContract {
    private static final PropertyList SETTINGS = ModelSlice.settings("east,west").with("sensor", "sensor-1")
            .with("per-unit", 100L).with("spare", 1L).with("min", 2L).with("max", 8L);

    private final ModelSlice slice = new ModelSlice(Duration.ofSeconds(40)).renewing();

    @Override
    protected GuestController controller() {
        return made(ModelSlice.settings("broker0").with("sensor", "sensor-1").with("per-unit", "0.1").with("max", 8L));
    }

    private static GuestController made(PropertyList settings) {
        FollowMetric controller = new FollowMetric();
        controller.configure(settings);
        return controller;
    }

    private int after(Duration passed, double value) {
        slice.advance(passed);
        slice.sense("sensor-1", value);
        slice.ask(() -> made(SETTINGS));
        return slice.holdings().size();
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(GuestController.class)).anyMatch(found -> found.name().equals("follow-metric"));
    }

    @Test
    void theExampleOfItsPageIsTrue() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(after(Duration.ZERO, 250)).isEqualTo(4);
        assertThat(after(minute, 310)).isEqualTo(5);
        assertThat(after(minute, 295)).as("a tenth more would need them").isEqualTo(5);
        assertThat(after(minute, 180)).isEqualTo(5);
        for (int i = 0; i < 4; i++) {
            assertThat(after(minute, 175)).isEqualTo(5);
        }
        assertThat(after(minute, 180)).as("five minutes later").isEqualTo(3);
        assertThat(after(minute, 100_000)).as("never more than eight").isEqualTo(8);
    }

    @Test
    void itDoesNotGrowTwiceWithinItsPause() {
        assertThat(after(Duration.ZERO, 250)).isEqualTo(4);
        assertThat(after(Duration.ofSeconds(30), 500)).isEqualTo(4);
        assertThat(after(Duration.ofSeconds(30), 500)).isEqualTo(6);
    }

    @Test
    void whatComesToNothingIsAskedForElsewhere() {
        slice.sense("sensor-1", 50);
        assertThat(slice.ask(() -> made(SETTINGS))).containsExactly("+east", "+east");
        slice.lose("r1");
        slice.lose("r2");
        assertThat(slice.ask(() -> made(SETTINGS))).as("not at once").isEmpty();
        slice.advance(Duration.ofMinutes(1));
        assertThat(slice.ask(() -> made(SETTINGS))).containsExactly("+west", "+west");
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedByName() {
        assertThatThrownBy(() -> made(SETTINGS.with("per-unit", "none"))).hasMessageContaining("follow-metric.per-unit: must be");
        assertThatThrownBy(() -> made(SETTINGS.with("spare", -1L))).hasMessageContaining("follow-metric.spare");
        assertThatThrownBy(() -> made(SETTINGS.with("target", "5"))).hasMessageContaining("follow-metric.target: not a setting");
        assertThatThrownBy(() -> made(SETTINGS.with("sensor", "No Name"))).hasMessageContaining("follow-metric.sensor");
    }
}
