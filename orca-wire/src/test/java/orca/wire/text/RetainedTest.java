package orca.wire.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import orca.wire.trust.Recent;
import org.junit.jupiter.api.Test;

/** Whether the tests that feed readers for long would notice that something is kept. */
class RetainedTest {
    private static final int INPUTS = 20_000;

    @Test
    void whatKeepsEveryInputIsFoundAndWhatRemembersSomeIsNot() {
        List<byte[]> all = new ArrayList<>();
        Retained growing = new Retained(INPUTS);
        Recent<Integer, byte[]> some = new Recent<>(512);
        Retained bounded = new Retained(INPUTS);
        for (int i = 0; i < INPUTS; i++) {
            some.put(i, new byte[1000]);
            bounded.next();
        }
        bounded.hasNotGrown();
        for (int i = 0; i < INPUTS; i++) {
            all.add(new byte[1000]);
            growing.next();
        }
        assertThatThrownBy(growing::hasNotGrown).isInstanceOf(AssertionError.class)
                .hasMessageContaining("bytes that are kept of inputs 4000 to 20000");
        assertThat(all).hasSize(INPUTS);
        assertThat(some).hasSize(512);
    }

    @Test
    void whatWasUsedLastIsRememberedAndTheRestForgotten() {
        Recent<Integer, Integer> recent = new Recent<>(3);
        for (int i = 0; i < 100; i++) {
            recent.put(i, i);
            assertThat(recent.get(0)).as("used each time").isZero();
        }
        assertThat(recent.keySet()).containsExactly(98, 99, 0);
    }
}
