package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Subject;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final UnitId U1 = new UnitId("u1");
    private final RecordCodec codec = TestRecord.codec();

    private static TestRecord.Odd odd(Map<Principal, Long> shares, Set<TestRecord.Stage> stages) {
        ContractKey key = new ContractKey(new Principal("p"), new ReservationId("r"));
        return new TestRecord.Odd(U1, shares, new TreeMap<>(Map.of(key, List.of("a", "b"))), stages, new byte[] {0, -1, 7},
                null, 1.5, U1, Map.of(TestRecord.Stage.ASKED, new TestRecord.Wish.Nothing()));
    }

    private List<JournalRecord> decode(byte[] bytes) {
        List<JournalRecord> records = new ArrayList<>();
        codec.decode(bytes, records::add);
        return records;
    }

    private JournalRecord again(JournalRecord record) {
        return decode(codec.encode(List.of(record))).getFirst();
    }

    @Test
    void everyShapeComesBackAsItWas() {
        assertThat(again(TestRecord.promise(4))).isEqualTo(TestRecord.promise(4));
        assertThat(again(new TestRecord.Gone(U1))).isEqualTo(new TestRecord.Gone(U1));
        TestRecord.Odd odd = odd(Map.of(new Principal("b"), 2L, new Principal("a"), -1L), Set.of(TestRecord.Stage.GRANTED));
        assertThat(again(odd)).usingRecursiveComparison().isEqualTo(odd);
    }

    @Test
    void aFamilyMayContainItself() {
        TestRecord.Wish wish = new TestRecord.Wish.Nothing();
        for (int depth = 0; depth < 20; depth++) {
            wish = new TestRecord.Wish.Either(wish, new TestRecord.Wish.Exactly(depth));
        }
        TestRecord.Odd odd = new TestRecord.Odd(
                U1, Map.of(), new TreeMap<>(), Set.of(), new byte[0], 5, -0.0, null, Map.of(TestRecord.Stage.ASKED, wish));
        assertThat(again(odd)).usingRecursiveComparison().isEqualTo(odd);
    }

    @Test
    void everyKindOfPropertyComesBackAsThatKind() {
        PropertyList properties = PropertyList.NONE
                .with("text", "Zürich 🌍 \u0000")
                .with("number", Long.MIN_VALUE)
                .with("flag", new PropertyValue.Flag(true))
                .with("moment", new PropertyValue.Moment(Instant.MAX))
                .with("span", new PropertyValue.Span(Duration.ofSeconds(Long.MIN_VALUE)))
                .with("odd-span", new PropertyValue.Span(Duration.ofNanos(1_500_000_001)));
        TestRecord.Promise was = TestRecord.promise(1);
        TestRecord.Promise record = new TestRecord.Promise(was.key(), was.type(), 1, was.stage(), was.term(), 1, was.sliver(),
                properties, Optional.of(Instant.parse("1969-12-31T23:59:59.999999999Z")), Optional.of(U1), List.of(), false,
                null, Duration.ofMillis(-1), was.wish());
        assertThat(again(record)).isEqualTo(record);
    }

    @Test
    void equalRecordsHaveEqualBytesWhateverOrderTheirPartsCameIn() {
        List<Principal> holders = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            holders.add(new Principal("p" + i));
        }
        byte[] first = null;
        Random order = new Random(7);
        for (int round = 0; round < 10; round++) {
            Collections.shuffle(holders, order);
            Map<Principal, Long> shares = new LinkedHashMap<>();
            holders.forEach(holder -> shares.put(holder, (long) holder.value().length()));
            Set<TestRecord.Stage> stages = new LinkedHashSet<>(round % 2 == 0
                    ? List.of(TestRecord.Stage.ASKED, TestRecord.Stage.GRANTED)
                    : List.of(TestRecord.Stage.GRANTED, TestRecord.Stage.ASKED));
            byte[] bytes = TestRecord.codec().encode(List.of(odd(shares, stages)));
            first = first == null ? bytes : first;
            assertThat(bytes).isEqualTo(first);
        }
    }

    /** The journal's format is a promise: these bytes must be readable, and be written, for ever. */
    @Test
    void theBytesOfARecordAreThese() {
        byte[] bytes = codec.encode(List.of(TestRecord.promise(3)));
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("3a290a03" + "fa" + "8040" + "4650726f6d697365" // "@": "Promise"
                + "826b6579fa85686f6c6465727f" + "6133".repeat(32) + "816964417233fb" // "key": {"holder": ..., "id": "r3"}
                + "837479706541766d" + "877265766973696f6ec6" + "8473746167654441534b4544" // type, revision, stage
                + "837465726dfa847374617274250151460b45008682656e642501514612337486fb" // "term": milliseconds
                + "84756e697473c4" + "85736c69766572f8240fa8244080d4f9" // units, sliver
                + "8970726f70657274696573fa8363707573c884696d6167654864656269616e2d3132fb" // properties by name
                + "897761697473556e74696c250151460b535380" + "85756e69747332f8417531417532f9" + "86656c617374696323"
                + "85726561736f6e50776169747320666f7220686f7374206833" + "836c656164240729a0" // reason, lead
                + "8377697368fa" + "40" + "4645786163746c79" + "4a" + "c4" // "wish": {"@": "Exactly", "units": 2}
                + "fbfb");
        assertThat(decode(bytes)).containsExactly(TestRecord.promise(3));
    }

    @Test
    void whatSaysNothingIsLeftOut() {
        String json = codec.toJson(odd(Map.of(), Set.of()));
        assertThat(json).doesNotContain("shares").doesNotContain("stages").doesNotContain("maybe");
    }

    @Test
    void peopleReadInstantsAndLengthsAsWords() {
        assertThat(codec.toJson(TestRecord.promise(0))).isEqualTo("{\"@\":\"Promise\",\"key\":{\"holder\":\"" + "a3".repeat(32)
                + "\",\"id\":\"r0\"},\"type\":\"vm\",\"revision\":0,\"stage\":\"GRANTED\",\"term\":{\"start\":"
                + "\"2027-01-15T08:00:00Z\",\"end\":\"2027-01-15T09:00:00Z\"},\"units\":2,\"sliver\":[500,2048,10],"
                + "\"properties\":{\"cpus\":4,\"image\":\"debian-12\"},\"waitsUntil\":\"2027-01-15T08:01:00Z\","
                + "\"units2\":[\"u1\",\"u2\"],\"elastic\":true,\"reason\":\"waits for host h0\",\"lead\":\"PT30S\","
                + "\"wish\":{\"@\":\"Exactly\",\"units\":2}}");
    }

    private interface Writing {
        void to(JsonGenerator out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new SmileFactory().createGenerator(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private void refuses(String message, Writing writing) {
        assertThatThrownBy(() -> decode(bytes(writing))).isInstanceOf(CodecException.class).hasMessage(message);
    }

    private static void gone(JsonGenerator out, String unit) throws IOException {
        out.writeStartObject();
        out.writeStringField("@", "Gone");
        out.writeStringField("unit", unit);
        out.writeEndObject();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        refuses("record 2: journal record: unknown member 'java.lang.Runtime'", out -> {
            gone(out, "u1");
            out.writeStartObject();
            out.writeStringField("@", "java.lang.Runtime");
            out.writeEndObject();
        });
        refuses("record 1: Gone: unknown component 'more'", out -> {
            out.writeStartObject();
            out.writeStringField("@", "Gone");
            out.writeStringField("more", "x");
            out.writeEndObject();
        });
        refuses("record 1: journal record: '@' must come first", out -> {
            out.writeStartObject();
            out.writeStringField("unit", "u1");
            out.writeEndObject();
        });
        refuses("record 1: expected START_OBJECT, found VALUE_STRING", out -> out.writeString("Gone"));
    }

    @Test
    void refusesWhatARecordItselfRefuses() {
        refuses("record 1: Gone.unit: UnitId: unit: must be 1 to 64 characters of a-z, 0-9, '.', '_', '-' and start with a "
                + "letter or digit, got 'No Name'", out -> gone(out, "No Name"));
    }

    @Test
    void refusesAComponentTwiceAndOfAnotherKind() {
        refuses("record 1: Gone.unit: twice", out -> {
            out.writeStartObject();
            out.writeStringField("@", "Gone");
            out.writeStringField("unit", "u1");
            out.writeStringField("unit", "u2");
            out.writeEndObject();
        });
        refuses("record 1: Gone.unit: expected VALUE_STRING, found VALUE_NUMBER_INT", out -> {
            out.writeStartObject();
            out.writeStringField("@", "Gone");
            out.writeNumberField("unit", 5);
            out.writeEndObject();
        });
    }

    @Test
    void aMissingComponentIsAbsentOrRefused() {
        refuses("record 1: Odd.factor: missing", out -> {
            out.writeStartObject();
            out.writeStringField("@", "Odd");
            out.writeStringField("unit", "u1");
            out.writeEndObject();
        });
        refuses("record 1: Odd: unit", out -> {
            out.writeStartObject();
            out.writeStringField("@", "Odd");
            out.writeNumberField("factor", 1.0);
            out.writeEndObject();
        });
        TestRecord.Odd odd = (TestRecord.Odd) decode(bytes(out -> {
            out.writeStartObject();
            out.writeStringField("@", "Odd");
            out.writeNumberField("factor", 1.0);
            out.writeStringField("unit", "u1");
            out.writeEndObject();
        })).getFirst();
        assertThat(odd.shares()).isEmpty();
        assertThat(odd.stages()).isEmpty();
        assertThat(odd.maybe()).isNull();
    }

    @Test
    void anyOneBitFlippedIsAnotherRecordOrRefusedAndNothingElse() {
        byte[] bytes = codec.encode(List.of(TestRecord.promise(1), odd(Map.of(new Principal("a"), 1L), Set.of())));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                decode(flipped);
            } catch (CodecException e) {
                assertThat(e).hasMessageStartingWith("record ");
            }
        }
    }

    @Test
    void refusesHalfACharacterRatherThanChangeIt() {
        TestRecord.Promise was = TestRecord.promise(1);
        TestRecord.Promise record = new TestRecord.Promise(was.key(), was.type(), 1, was.stage(), was.term(), 1, was.sliver(),
                was.properties(), Optional.empty(), Optional.empty(), List.of(), false, "\ud800", was.lead(), was.wish());
        assertThatThrownBy(() -> codec.encode(List.of(record)))
                .hasMessage("Promise.reason: text: half a surrogate pair at index 0");
    }

    sealed interface TwoSame extends JournalRecord {
        record Gone() implements TwoSame {
            @Override
            public Subject subject() {
                return U1;
            }
        }

    }

    interface Left {
        record Same() {}
    }

    interface Right {
        record Same() {}
    }

    record Strange(StringBuilder text) implements JournalRecord {
        @Override
        public Subject subject() {
            return U1;
        }
    }

    record Hidden(List<Optional<UnitId>> units) implements JournalRecord {
        @Override
        public Subject subject() {
            return U1;
        }
    }

    record Unordered(Map<TestRecord.Wish, UnitId> units) implements JournalRecord {
        @Override
        public Subject subject() {
            return U1;
        }
    }

    record Open(Subject about) implements JournalRecord {
        @Override
        public Subject subject() {
            return about;
        }
    }

    @Test
    void refusesTypesWithoutAFormBeforeAnythingIsWritten() {
        assertThatThrownBy(() -> RecordCodec.of(Strange.class))
                .hasMessage("Strange.text: java.lang.StringBuilder has no form in the journal");
        assertThatThrownBy(() -> RecordCodec.of(Hidden.class))
                .hasMessage("Hidden.units: an optional inside a container has no form in the journal");
        assertThatThrownBy(() -> RecordCodec.of(Unordered.class)).hasMessageContaining("has no natural order");
        assertThatThrownBy(() -> RecordCodec.of(Open.class))
                .hasMessage("Open.about: orca.core.contract.Subject has no form in the journal");
        assertThatThrownBy(() -> RecordCodec.of(List.of(TestRecord.class, TwoSame.class), TestRecord.OPEN))
                .hasMessageStartingWith("journal record: two members called Gone");
        assertThatThrownBy(() -> RecordCodec.of(List.of(Open.class),
                        Map.of(Subject.class, List.of(Left.Same.class, Right.Same.class))))
                .hasMessageStartingWith("Subject: two members called Same");
    }
}
