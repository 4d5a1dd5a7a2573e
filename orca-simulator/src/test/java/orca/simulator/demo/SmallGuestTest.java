package orca.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SmallGuestTest {
    @Test
    void whereNoDaemonAnswersThereAreNoMachinesAndItIsSaidWhy() {
        assertThat(SmallGuest.missing("qemu+unix:///system?socket=/nowhere").orElseThrow())
                .containsAnyOf("these packages are missing: ", "Failed to connect socket", "libvirt's library cannot be loaded");
    }

    @Test
    void whatIsNotSaidIsChosenForOneContainerOnly() {
        assertThat(Options.of(List.of("--processes")).on()).isEqualTo(Substrate.NATIVE);
        assertThat(Options.of(List.of()).on()).isEqualTo(Substrate.strongest());
        assertThat(Options.of(List.of("--on", "libvirt")).on()).isEqualTo(Substrate.LIBVIRT);
    }
}
