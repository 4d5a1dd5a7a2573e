package orca.wire.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import org.junit.jupiter.api.Test;

class RecordFormTest {
    public record Inner(String name, @Default("3") int count) {
        public Inner {
            if (count < 0) {
                throw new IllegalArgumentException("count: must be 0 or more, got " + count);
            }
        }
    }

    public record Outer(
            String name,
            long number,
            @Default("true") boolean flag,
            Optional<Instant> at,
            @Default("30s") Duration length,
            @Default("best-effort") Assurance assurance,
            @Default("") PropertyList properties,
            @Default("64KiB") ByteSize size,
            @Default("") Inner inner,
            List<Inner> rows,
            Map<String, Long> amounts) {}

    public record Open(String type, @Rest Map<String, Long> amounts) {}

    @Test
    void everyKindOfComponentComesBackAsItWas() {
        Outer outer = new Outer("n", 1L << 60, false, Optional.of(Instant.EPOCH), Duration.ofMinutes(90), Assurance.RESERVED,
                PropertyList.of("a", "b").with("n", 7).with("f", new PropertyValue.Flag(true)), new ByteSize(5),
                new Inner("i", 1), List.of(new Inner("x", 0), new Inner("y", 9)), Map.of("cpu", 4L));
        assertThat(RecordForm.readJson(Outer.class, RecordForm.json(outer))).isEqualTo(outer);
    }

    @Test
    void whatIsLeftOutTakesItsDefault() {
        Outer outer = RecordForm.readJson(Outer.class, "{\"name\": \"n\", \"number\": 5, \"inner\": {\"name\": \"i\"}}");
        assertThat(outer).isEqualTo(new Outer("n", 5, true, Optional.empty(), Duration.ofSeconds(30), Assurance.BEST_EFFORT,
                PropertyList.NONE, new ByteSize(65536), new Inner("i", 3), List.of(), Map.of()));
    }

    @Test
    void allFlawsAreFoundAtOnceEachWithLineAndPath() {
        String json = """
                {"name": "n",
                 "number": "many",
                 "lenght": "30s",
                 "assurance": "firm",
                 "inner": {"name": "i", "count": -1},
                 "rows": [{"name": "x"}, {"count": 1.5}]}
                """;
        assertThat(flaws(Outer.class, json)).containsExactlyInAnyOrder(
                "line 2: number: must be a whole number, got 'many'",
                "line 3: lenght: unknown name; did you mean 'length'?",
                "line 4: assurance: must be one of reserved, minimum-share, best-effort, got 'firm'",
                "line 5: inner: count: must be 0 or more, got -1",
                "line 6: rows[1].name: must be given",
                "line 6: rows[1].count: must be a whole number up to 2147483647, got '1.5'");
    }

    @Test
    void wrongShapesAreNamed() {
        assertThat(flaws(Outer.class, "{\"name\": [1], \"number\": {}, \"rows\": 7, \"amounts\": [2], \"inner\": 3}"))
                .containsExactlyInAnyOrder(
                        "line 1: name: must be one value, got a list",
                        "line 1: number: must be one value, got names and values",
                        "line 1: rows: must be a list, got 7",
                        "line 1: amounts: must be names and values, got a list",
                        "line 1: inner: must be names and values, got 3");
        assertThat(flaws(Outer.class, "[]")).containsExactly("line 1: must be names and values, got a list");
        assertThat(flaws(Outer.class, "")).containsExactly("line 1: must be names and values, got nothing");
    }

    @Test
    void aTextThatIsNoJsonIsAFlawLikeOthers() {
        assertThat(flaws(Outer.class, "{\"name\": ")).singleElement().asString().startsWith("line 1: not JSON: ");
        assertThat(flaws(Outer.class, "{} {}")).singleElement().asString().contains("after the end");
        assertThat(flaws(Outer.class, "{\"name\": \"a\", \"name\": \"b\"}")).singleElement().asString().contains("twice");
        assertThat(flaws(Outer.class, "[".repeat(5000))).singleElement().asString().contains("deeper");
        assertThat(flaws(Outer.class, "{\"number\": 99999999999999999999}"))
                .contains("line 1: number: must be a whole number, got '99999999999999999999'");
    }

    @Test
    void theRestTakesAllOtherNames() {
        Open open = RecordForm.readJson(Open.class, "{\"type\": \"vm\", \"cpu\": 4, \"memory\": 8}");
        assertThat(open).isEqualTo(new Open("vm", Map.of("cpu", 4L, "memory", 8L)));
        assertThat(RecordForm.readJson(Open.class, RecordForm.json(open))).isEqualTo(open);
    }

    private static List<String> flaws(Class<?> type, String json) {
        return catchThrowableOfType(RecordForm.Flawed.class, () -> RecordForm.readJson(type, json))
                .flaws().stream().map(Flaw::toString).toList();
    }
}
