package orca.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import orca.wire.management.CommandAnswer;
import org.junit.jupiter.api.Test;

class SampleVerbTest {
    @Test
    void aSampleIsToldAndANumberItMustBe() throws IOException {
        try (FakeContainer container = new FakeContainer()) {
            container.says("sample", new CommandAnswer(false, List.of("load"), ""));

            assertThat(Typing.to(container, "sample", "web", "load", "72.5")).isEqualTo(new Typing(0, "load taken\n", ""));
            assertThat(container.calls()).containsExactly(
                    "POST sample {\"slice\":\"web\",\"sensor\":\"load\",\"value\":72.5}");
            for (String bad : List.of("much", "NaN", "1e999", "0x1", "")) {
                Typing typed = Typing.to(container, "sample", "web", "load", bad);
                assertThat(typed.code()).as(bad).isEqualTo(2);
                assertThat(typed.err()).as(bad).contains("VALUE: must be a number such as 72.5");
            }
            assertThat(Typing.to(container, "sample", "We b", "load", "1").err()).contains("SLICE");
        }
    }
}
