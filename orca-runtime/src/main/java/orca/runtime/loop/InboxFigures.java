package orca.runtime.loop;

/**
 * How full an inbox is.
 *
 * @param own what comes of the actor's own effects, commands and readings, that wait
 * @param living messages about contracts that there are, that wait
 * @param fresh first demands that wait
 * @param bytes of messages that wait, roughly
 * @param lanes senders with something waiting; all strangers count as one
 * @param refused messages so far that found no room when they came
 * @param pushedOut messages so far that gave way to others
 */
public record InboxFigures(int own, int living, int fresh, long bytes, int lanes, long refused, long pushedOut) {
    /** All that waits. */
    public int waiting() {
        return own + living + fresh;
    }

    /** All messages that were not kept, so far. */
    public long dropped() {
        return refused + pushedOut;
    }
}
