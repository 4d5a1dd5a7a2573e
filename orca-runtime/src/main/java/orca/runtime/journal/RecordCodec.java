package orca.runtime.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import com.fasterxml.jackson.dataformat.smile.SmileGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import orca.core.journal.JournalRecord;

/**
 * Journal records as bytes (Smile) and back, and as text (JSON) for people.
 *
 * <p>The forms are found from the record types themselves, once, when the codec is made; the core carries no mark of it. The
 * world is closed: a name in the bytes selects among the types reached from the roots and never loads a class. Equal
 * records one after another have equal bytes, in every process.
 *
 * <p>What is long and comes again in the same bytes, a delegation or a key, is written once and then referred to. Bytes of before
 * that was so have everything in full, and are read alike.
 *
 * <p>What may change about a record type without a new format: components may change places, and a component may be added if
 * it can be absent. Absent reads as null, an empty optional, or an empty list, set, map or property list; the record's own
 * constructor says whether null will do. A primitive cannot be absent. A component that the type does not know is refused,
 * for the journal is a promise and nothing in it may be skipped over.
 *
 * <p>Safe for use by many threads.
 */
public final class RecordCodec {
    private final RecordShapes.FamilyShape records;
    // Names of components, ids and principals come again and again: each is written once and then referred to.
    private final SmileFactory smile =
            SmileFactory.builder().enable(SmileGenerator.Feature.CHECK_SHARED_STRING_VALUES).build();
    private final JsonFactory json = new JsonFactory();

    private RecordCodec(RecordShapes.FamilyShape records) {
        this.records = records;
    }

    /** The codec for the members of one sealed family, which reaches nothing but sealed families itself. */
    public static RecordCodec of(Class<? extends JournalRecord> root) {
        return of(List.of(root), Map.of());
    }

    /**
     * The codec for the members of these families.
     *
     * @param roots sealed interfaces or records; all members' simple names are distinct
     * @param open interfaces that occur in records and are not sealed, with the records that may stand for each
     * @throws CodecException naming the component whose type has no form in the journal
     */
    public static RecordCodec of(
            Collection<? extends Class<? extends JournalRecord>> roots, Map<Class<?>, List<Class<?>>> open) {
        return new RecordCodec(new ShapeFinder(Map.copyOf(open)).family("journal record", roots));
    }

    /** The records' bytes, one after another. */
    public byte[] encode(Collection<? extends JournalRecord> all) {
        try (ByteArrayBuilder out = new ByteArrayBuilder()) {
            write(all.iterator(), out);
            return out.toByteArray();
        }
    }

    /** Writes what {@code all} still has and says how many that was; closes neither. */
    long write(Iterator<? extends JournalRecord> all, OutputStream out) {
        try (JsonGenerator generator = smile.createGenerator(out)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            Writing writing = new Writing(generator);
            long written = 0;
            while (all.hasNext()) {
                records.write(writing, all.next());
                written++;
            }
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The records in {@code bytes}, all of it.
     *
     * @throws CodecException saying which record, counted from 1, is none and why
     */
    public void decode(byte[] bytes, Consumer<? super JournalRecord> into) {
        try (JsonParser in = smile.createParser(bytes)) {
            read(in, into);
        } catch (JsonProcessingException e) {
            throw new CodecException("record 1: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Like {@link #decode(byte[], Consumer)} from a stream, which is read to its end and not closed. */
    void decode(InputStream bytes, Consumer<? super JournalRecord> into) {
        try (JsonParser in = smile.createParser(bytes)) {
            in.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            read(in, into);
        } catch (JsonProcessingException e) {
            throw new CodecException("record 1: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(JsonParser in, Consumer<? super JournalRecord> into) throws IOException {
        Reading reading = new Reading(in);
        long index = 0;
        while (true) {
            index++;
            JournalRecord record;
            try {
                if (in.nextToken() == null) {
                    return;
                }
                record = (JournalRecord) records.read(reading);
            } catch (CodecException e) {
                throw new CodecException("record " + index + ": " + e.getMessage(), e);
            } catch (JsonProcessingException e) {
                throw new CodecException("record " + index + ": " + e.getOriginalMessage(), e);
            } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
                // What values that are no records refuse: amounts, property lists, instants.
                throw new CodecException("record " + index + ": " + e.getMessage(), e);
            }
            into.accept(record);
        }
    }

    /** The record as one line of JSON; instants and lengths of time as ISO-8601 says. For reading, not for reading back. */
    public String toJson(JournalRecord record) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = json.createGenerator(text)) {
            records.write(new Writing(out), record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
