package orca.runtime.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A generator, and what went through it that may come again: a value that was written in full is a number from then on, its place
 * among all such values in the same bytes, counted from 0 in the order in which they ended. {@link Reading} counts alike.
 *
 * <p>For one thread. Texts for people have everything in full.
 */
final class Writing {
    /** The most values that are remembered; what comes later is written in full. A part of the journal's format. */
    static final int MOST = 4096;

    private final JsonGenerator json;
    private final boolean forPeople;
    private final Map<Object, Integer> places = new HashMap<>();
    /** The same for the very objects, which costs no comparing; equal ones get equal places. */
    private final Map<Object, Integer> seen = new IdentityHashMap<>();

    Writing(JsonGenerator json) {
        this.json = json;
        this.forPeople = !json.canWriteBinaryNatively();
    }

    JsonGenerator json() {
        return json;
    }

    boolean forPeople() {
        return forPeople;
    }

    /** Writes the place of a value that equals this one; false, and nothing is written, when there is none. */
    boolean again(Object value) throws IOException {
        if (forPeople) {
            return false;
        }
        Integer place = seen.get(value);
        if (place == null) {
            place = places.get(value);
            if (place == null) {
                return false;
            }
            see(value, place);
        }
        json.writeNumber((int) place);
        return true;
    }

    /** Remembers what was just written in full. */
    void wrote(Object value) {
        if (!forPeople && places.size() < MOST) {
            int place = places.size();
            places.put(value, place);
            see(value, place);
        }
    }

    private void see(Object value, int place) {
        if (seen.size() < MOST) {
            seen.put(value, place);
        }
    }
}
