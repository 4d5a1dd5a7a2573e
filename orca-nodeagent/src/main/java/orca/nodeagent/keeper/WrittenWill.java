package orca.nodeagent.keeper;

import java.time.Instant;
import java.util.List;

/** What a {@link Will} is on the disk: durations in milliseconds, properties in lines. */
public record WrittenWill(String unit, String driver, String authority, long epoch, Instant start, Instant end, String action,
        String input, List<String> arguments, long limit, long due, String boot, boolean ending, int failures, String trouble) {}
