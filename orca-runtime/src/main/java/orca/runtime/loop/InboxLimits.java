package orca.runtime.loop;

/**
 * How much may wait to be looked at. Bytes are what messages take in memory, roughly.
 *
 * @param messages the most messages of all senders together; 1 or more
 * @param bytes the most bytes of them
 * @param laneMessages the most messages of one sender, and of all strangers together; 1 to {@code messages}
 * @param laneBytes the most bytes of them; 1 to {@code bytes}
 * @param commands the most commands, and the most readings, that wait; further ones are refused; 1 or more
 */
public record InboxLimits(int messages, long bytes, int laneMessages, long laneBytes, int commands) {
    private static final long MIB = 1 << 20;
    public static final InboxLimits USUAL = new InboxLimits(65_536, 64 * MIB, 16_384, 16 * MIB, 1024);

    public InboxLimits {
        within("messages", messages, Integer.MAX_VALUE);
        within("bytes", bytes, Long.MAX_VALUE);
        within("laneMessages", laneMessages, messages);
        within("laneBytes", laneBytes, bytes);
        within("commands", commands, Integer.MAX_VALUE);
    }

    private static void within(String field, long value, long most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("inbox." + field + ": must be from 1 to " + most + ", got " + value);
        }
    }
}
