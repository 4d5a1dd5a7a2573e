package orca.policies.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import orca.core.policy.GuestController;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.time.Term;
import orca.testkit.GuestControllerContract;
import org.junit.jupiter.api.Test;

class ReplaceLostTest extends GuestControllerContract {
    private static final PropertyList SETTINGS = ModelSlice.settings("east, west").with("count", 2L);
    private static final Term HOUR = Term.of(ModelSlice.NOON, Duration.ofHours(1));
    private static final Instant LATER = HOUR.end().plus(Duration.ofHours(1));

    private final ModelSlice slice = new ModelSlice(Duration.ofMinutes(2));

    @Override
    protected GuestController controller() {
        return made(ModelSlice.settings("broker0").with("count", 4L));
    }

    private static GuestController made(PropertyList settings) {
        ReplaceLost controller = new ReplaceLost();
        controller.configure(settings);
        return controller;
    }

    private List<String> ask() {
        return slice.ask(() -> made(SETTINGS));
    }

    private void until(int minute) {
        slice.advance(Duration.between(slice.now, HOUR.start().plus(Duration.ofMinutes(minute))));
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(GuestController.class)).anyMatch(found -> found.name().equals("replace-lost"));
    }

    @Test
    void whoseRenewalWasRefusedIsReplacedElsewhereWhileItStillServes() {
        String first = slice.hold("east", HOUR);
        String second = slice.hold("east", HOUR);
        assertThat(ask()).isEmpty();
        until(48);
        slice.renewal(first, Optional.empty());
        slice.renewal(second, Optional.of(LATER));

        assertThat(ask()).as("twelve minutes before the end").containsExactly("+west");
        assertThat(ask()).as("once").isEmpty();
        until(50);
        assertThat(slice.inUse()).as("both, and the one in its place").isEqualTo(3);
        assertThat(ask()).as("what will be lost is left alone").isEmpty();
        until(60);
        assertThat(slice.inUse()).isEqualTo(2);
        assertThat(ask()).isEmpty();
    }

    @Test
    void whatIsExtendedAfterAllMakesOneTooMany() {
        String first = slice.hold("east", HOUR);
        slice.hold("east", Term.of(HOUR.start(), Duration.ofHours(9)));
        until(48);
        slice.renewal(first, Optional.empty());
        ask();
        until(52);
        slice.renewal(first, Optional.of(LATER));

        assertThat(ask()).as("the newest goes").containsExactly("-r3");
    }

    @Test
    void whatEndsSoonWithoutAWordIsReplacedToo() {
        slice.hold("east", HOUR);
        slice.hold("east", HOUR);
        until(53);
        assertThat(ask()).isEmpty();
        until(54);
        assertThat(ask()).as("six minutes before").containsExactly("+west", "+west");
        assertThat(slice.holdings()).as("never more than twice the count").hasSize(4);
    }

    @Test
    void whatIsRevokedIsAskedForAtOnce() {
        String first = slice.hold("east", Term.of(HOUR.start(), Duration.ofHours(9)));
        slice.hold("east", Term.of(HOUR.start(), Duration.ofHours(9)));
        ask();
        slice.lose(first);

        assertThat(ask()).hasSize(1);
    }

    @Test
    void atTheEndOfAllNothingIsReplaced() {
        PropertyList ending = SETTINGS.with("until", new PropertyValue.Moment(HOUR.end()));
        slice.hold("east", HOUR);
        slice.hold("east", HOUR);
        until(58);
        assertThat(slice.ask(() -> made(ending))).isEmpty();
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedByName() {
        assertThatThrownBy(() -> made(SETTINGS.with("count", 501L))).hasMessageContaining("replace-lost.count");
        assertThatThrownBy(() -> made(SETTINGS.with("ahead", new PropertyValue.Span(Duration.ofMinutes(31)))))
                .hasMessageContaining("replace-lost.ahead: must be at most half of the length");
        assertThatThrownBy(() -> made(SETTINGS.with("max", 3L))).hasMessageContaining("replace-lost.max: not a setting");
    }
}
