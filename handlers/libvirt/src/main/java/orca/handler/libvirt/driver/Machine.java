package orca.handler.libvirt.driver;

/**
 * A unit's machine as a daemon shows it.
 *
 * @param host on which host
 * @param unit whose it is
 * @param uuid its number
 * @param state what it does
 * @param birth what was settled when it was made
 * @param memory MiB that it has now
 * @param memoryMost MiB that it can have while it lives
 * @param cpus processors that it has now
 * @param cpusMost that it can have while it lives
 */
record Machine(String host, String unit, String uuid, State state, Label.Birth birth,
        long memory, long memoryMost, int cpus, int cpusMost) {
    /** What a machine does. */
    enum State {
        /** Its processors run. */
        RUNNING("running"),
        /** It is in memory and stands still. */
        PAUSED("paused"),
        /** It is on the disk, to go on where it was. */
        SAVED("saved"),
        /** It is described, and starts from its disk. */
        OFF("off");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        boolean alive() {
            return this == RUNNING || this == PAUSED;
        }
    }
}
