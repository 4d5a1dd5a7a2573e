package orca.runtime.journal;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * How values of one Java type are written and read. Shapes are found once, when the codec is made, and hold no state of a
 * reading or writing; so one shape serves many threads.
 *
 * <p>One generator writes bytes for the journal and another text for people; {@link Writing#forPeople} tells them apart.
 */
abstract class Shape {
    /** Writes {@code value}, which is not null. */
    abstract void write(Writing out, Object value) throws IOException;

    /** Reads the value whose first token is the parser's current one; leaves the parser on its last token. */
    abstract Object read(Reading in) throws IOException;

    /** Whether a component with this value is left out; what is left out reads as {@link #absent}. */
    boolean leftOut(Object value) {
        return value == null;
    }

    /** What a component reads as when it is not there: null for most, so that the record's constructor decides. */
    Object absent() {
        return null;
    }

    /** Whether values can be the names of a JSON object. */
    boolean isText() {
        return false;
    }

    /** The value of a text shape as text. */
    String text(Object value) {
        throw new IllegalStateException(getClass().getSimpleName() + " is not written as text");
    }

    /** The value of a text shape out of its text. */
    Object fromText(String text) {
        throw new IllegalStateException(getClass().getSimpleName() + " is not written as text");
    }

    static void expect(Reading in, JsonToken wanted) {
        if (in.json().currentToken() != wanted) {
            throw new CodecException("expected " + wanted + ", found " + in.json().currentToken());
        }
    }
}
