package orca.servicemanager;

import static orca.servicemanager.World.GUEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import orca.core.actor.Repeat;
import orca.core.contract.Principal;
import orca.servicemanager.GuestSettings.Joining;
import orca.servicemanager.GuestSettings.Limits;
import orca.servicemanager.GuestSettings.Times;
import orca.servicemanager.controller.Controllers;
import orca.servicemanager.host.JoinHandler;
import orca.servicemanager.record.SliceName;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static void refused(ThrowingCallable making, String field) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(field);
    }

    @Test
    void theUsualSettingsAreThese() {
        GuestSettings usual = GuestSettings.usual(GUEST);

        assertThat(usual.name()).isEqualTo("guest");
        assertThat(usual.times()).isEqualTo(
                new Times(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1)));
        assertThat(usual.limits()).isEqualTo(new Limits(1_000_000, 20_000, 10_000));
        assertThat(usual.renewal().ahead()).isEqualTo(Duration.ofSeconds(30));
        assertThat(usual.renewal().share()).isEqualTo(20);
        assertThat(usual.joining().attempts()).isEqualTo(3);
        assertThat(usual.joining().handlers()).isEmpty();
        assertThat(usual.controllers()).isEqualTo(Controllers.NONE);
    }

    @Test
    void aLongPrincipalGivesAShortName() {
        assertThat(GuestSettings.usual(new Principal("a".repeat(64))).name()).isEqualTo("a".repeat(12));
        refused(() -> GuestSettings.usual(GUEST).named("a".repeat(41)), "settings.name");
        refused(() -> GuestSettings.usual(GUEST).named("Not a name"), "settings.name");
    }

    @Test
    void timesOutsideTheirRangeAreRefusedByName() {
        Duration ok = Duration.ofSeconds(1);
        refused(() -> new Times(Duration.ofMillis(-1), ok, ok, ok), "times.margin");
        refused(() -> new Times(ok, Duration.ZERO, ok, ok), "times.giveUp");
        refused(() -> new Times(ok, Duration.ofDays(31), ok, ok), "times.giveUp");
        refused(() -> new Times(ok, ok, Duration.ofSeconds(-1), ok), "times.hold");
        refused(() -> new Times(ok, ok, ok, Duration.ofDays(366)), "times.remember");
    }

    @Test
    void whoHasHandlersHasAMargin() {
        Duration ok = Duration.ofSeconds(1);
        GuestSettings none = GuestSettings.usual(GUEST).with(new Times(Duration.ZERO, ok, ok, ok));

        refused(() -> none.joining(World.VM, new JoinHandler("join", ok)), "times.margin");
    }

    @Test
    void limitsOutsideTheirRangeAreRefusedByName() {
        refused(() -> new Limits(0, 1, 0), "limits.reservations");
        refused(() -> new Limits(1, 0, 0), "limits.asked");
        refused(() -> new Limits(1, 1, -1), "limits.remembered");
        refused(() -> new Limits(Limits.MOST + 1, 1, 0), "limits.reservations");
        refused(() -> new Joining(Map.of(), 0, Repeat.USUAL), "joining.attempts");
        refused(() -> new JoinHandler("join", Duration.ZERO), "joinHandler.limit");
        refused(() -> new JoinHandler("Join!", Duration.ofSeconds(1)), "joinHandler.name");
        refused(() -> Controllers.of("blue", "counts").asking(Duration.ofMillis(1)), "controllers.every");
        refused(() -> Controllers.of("blue", "Counts"), "controllers.bySlice");
        Map<SliceName, String> many = new LinkedHashMap<>();
        for (int i = 0; i <= Controllers.MOST; i++) {
            many.put(new SliceName("s" + i), "counts");
        }
        refused(() -> new Controllers(many, Optional.empty(), Repeat.USUAL, Map.of()), "controllers: at most");
        refused(() -> new ServiceManager(GuestSettings.usual(GUEST), GuestTables.STANDARD, 0), "epoch");
    }
}
