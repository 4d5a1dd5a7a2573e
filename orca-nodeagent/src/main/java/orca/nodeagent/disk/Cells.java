package orca.nodeagent.disk;

import java.io.IOException;
import java.util.Map;

/** Small texts by name, each there as a whole or not at all. Safe for use by many threads. */
public interface Cells {
    /** All of them, the one that was written first at the beginning. */
    Map<String, String> all() throws IOException;

    /** Returns when {@code text} is durable under {@code name}, in the place of what was there. */
    void put(String name, String text) throws IOException;

    /** Returns when nothing is there under {@code name} any more. */
    void remove(String name) throws IOException;
}
