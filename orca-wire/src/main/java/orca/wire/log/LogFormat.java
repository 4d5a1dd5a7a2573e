package orca.wire.log;

/** How a process writes what happens to reservations and units into its log. */
public enum LogFormat {
    /** For people: the time, the level, the words, and the fields behind them. */
    TEXT,
    /** For programs: one JSON object in each line. */
    JSON
}
