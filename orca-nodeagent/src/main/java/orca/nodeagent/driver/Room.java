package orca.nodeagent.driver;

/**
 * How much a host has for units, where a driver knows better than the system that the agent runs in: that of a dom0 sees its own
 * part alone, and disks may be in a pool of volumes.
 *
 * @param cpus processors; 0 for what the system says
 * @param memoryMiB that units may have in all; 0 for what the system says
 * @param diskMiB in all; 0 for what the system says, and then of {@code diskFreeMiB} too
 * @param diskFreeMiB of it that nobody uses
 */
public record Room(int cpus, long memoryMiB, long diskMiB, long diskFreeMiB) {
    /** That of a driver which knows nothing better. */
    public static final Room UNSAID = new Room(0, 0, 0, 0);

    public Room {
        if (cpus < 0 || memoryMiB < 0 || diskMiB < 0 || diskFreeMiB < 0) {
            throw new IllegalArgumentException("room: must not be negative, got " + cpus + ", " + memoryMiB + ", " + diskMiB
                    + ", " + diskFreeMiB);
        }
    }

    /** This, with what {@code other} says where this says nothing. */
    public Room or(Room other) {
        boolean disk = diskMiB > 0;
        return new Room(cpus > 0 ? cpus : other.cpus, memoryMiB > 0 ? memoryMiB : other.memoryMiB,
                disk ? diskMiB : other.diskMiB, disk ? diskFreeMiB : other.diskFreeMiB);
    }
}
