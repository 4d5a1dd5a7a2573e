package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import com.fasterxml.jackson.dataformat.smile.SmileGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import org.junit.jupiter.api.Test;

/** What is long and comes again in the bytes of one group is written once. */
class ComingAgainTest {
    private static final String KEY = "k".repeat(124);
    private static final Instant NOW = Instant.parse("2027-01-15T08:00:00Z");

    sealed interface Held extends JournalRecord {
        record One(UnitId id, Delegation right, Optional<Delegation> other, String key, PropertyList said) implements Held {
            @Override
            public Subject subject() {
                return id;
            }
        }
    }

    private final RecordCodec codec = RecordCodec.of(Held.class);

    private static Delegation right(int number) {
        return new Delegation(new DelegationId("pool-" + number), 1, new Principal("a1".repeat(32)),
                new Principal("b2".repeat(32)),
                new ResourceType(new TypeName("vm"), List.of(), Turnaround.NONE), Amounts.of(10), Amounts.EMPTY,
                new Term(NOW, NOW.plus(Duration.ofDays(1))), 100, PropertyList.of("where", "w".repeat(80)), List.of());
    }

    private static Held one(int number, Delegation right, String key) {
        return new Held.One(new UnitId("u" + number), right, Optional.of(right), key, PropertyList.of("note", key));
    }

    private static List<Held> many(int count) {
        // No two of them share an object.
        return IntStream.range(0, count).mapToObj(i -> one(i, right(i % 3), new String(KEY))).toList();
    }

    private List<JournalRecord> decode(byte[] bytes) {
        List<JournalRecord> records = new ArrayList<>();
        codec.decode(bytes, records::add);
        return records;
    }

    @Test
    void itIsWrittenOnceAndReadBackEverywhere() {
        int few = codec.encode(many(3)).length;
        int more = codec.encode(many(103)).length;
        assertThat((more - few) / 100).as("bytes of a record of which all came before but the note").isLessThan(160);
        assertThat(decode(codec.encode(many(103)))).isEqualTo(many(103));
    }

    @Test
    void equalRecordsHaveEqualBytesWhicheverObjectsTheyShare() {
        Delegation same = right(0);
        List<Held> sharing = IntStream.range(0, 9).mapToObj(i -> one(i, same, KEY)).toList();
        List<Held> apart = IntStream.range(0, 9).mapToObj(i -> one(i, right(0), new String(KEY))).toList();
        assertThat(codec.encode(sharing)).isEqualTo(codec.encode(apart));
    }

    /** As journals of before have them. */
    @Test
    void whatIsThereInFullEachTimeIsReadToo() throws IOException {
        SmileFactory smile = SmileFactory.builder().enable(SmileGenerator.Feature.CHECK_SHARED_STRING_VALUES).build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Held> alone = IntStream.range(0, 5).mapToObj(i -> (Held) new Held.One(
                new UnitId("u" + i), right(0), Optional.empty(), KEY, PropertyList.NONE)).toList();
        try (JsonGenerator out = smile.createGenerator(bytes)) {
            for (Held each : alone) {
                try (JsonParser in = smile.createParser(codec.encode(List.of(each)))) {
                    in.nextToken();
                    out.copyCurrentStructure(in);
                }
            }
        }
        assertThat(decode(bytes.toByteArray())).isEqualTo(alone);
        assertThat(codec.encode(alone)).hasSizeLessThan(bytes.size() / 2);
    }

    @Test
    void beyondTheMostThatIsRememberedAllIsInFull() {
        List<Held> many = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < Writing.MOST; i++) {
                many.add(new Held.One(new UnitId("u" + i), right(0), Optional.empty(), KEY + i, PropertyList.NONE));
            }
        }
        int full = codec.encode(many).length;
        many.addAll(Collections.nCopies(50, new Held.One(new UnitId("late"), right(0), Optional.empty(), KEY + "late",
                PropertyList.NONE)));
        assertThat(decode(codec.encode(many))).isEqualTo(many);
        assertThat(codec.encode(many).length - full).as("there is no place left for it").isGreaterThan(50 * KEY.length());
    }

    @Test
    void aPlaceOfNothingAndOneOfSomethingElseAreRefused() {
        for (int place : List.of(-1, 0, 1, 7)) {
            assertThatThrownBy(() -> decode(withKeyAt(place))).as("" + place).isInstanceOf(CodecException.class)
                    .hasMessage("record 2: One.right: no Delegation was written before as number " + place);
        }
    }

    /** A record with a key, which gets place 0, and one with a right at that place. */
    private static byte[] withKeyAt(int place) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new SmileFactory().createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("@", "One");
            out.writeStringField("id", "u1");
            out.writeStringField("key", KEY);
            out.writeEndObject();
            out.writeStartObject();
            out.writeStringField("@", "One");
            out.writeNumberField("right", place);
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void peopleReadAllOfIt() {
        assertThat(codec.toJson(one(1, right(0), KEY)).split(KEY, -1)).hasSize(3);
    }
}
