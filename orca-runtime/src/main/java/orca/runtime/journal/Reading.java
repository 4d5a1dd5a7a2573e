package orca.runtime.journal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A parser, and what came out of it that may be meant again by its place: see {@link Writing}. For one thread. */
final class Reading {
    private final JsonParser json;
    private final List<Object> places = new ArrayList<>();

    Reading(JsonParser json) {
        this.json = json;
    }

    JsonParser json() {
        return json;
    }

    /** Whether the current token is the place of a value, where the value itself could stand. */
    boolean isPlace() {
        return json.currentToken() == JsonToken.VALUE_NUMBER_INT;
    }

    /** The value at the place that the current token says. @throws CodecException when there is none of that type */
    <T> T at(Class<T> type) throws IOException {
        int place = json.getIntValue();
        Object value = place >= 0 && place < places.size() ? places.get(place) : null;
        if (!type.isInstance(value)) {
            throw new CodecException("no " + type.getSimpleName() + " was written before as number " + place);
        }
        return type.cast(value);
    }

    /** Remembers what was just read in full. */
    void read(Object value) {
        if (places.size() < Writing.MOST) {
            places.add(value);
        }
    }
}
