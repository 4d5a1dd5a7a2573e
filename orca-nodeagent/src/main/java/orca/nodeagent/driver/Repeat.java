package orca.nodeagent.driver;

/** What becomes of an action whose id was seen before. */
public enum Repeat {
    /** It is not run again: the agent answers with what the first run gave. For what must happen once. */
    ANSWERED,
    /** It is run again, because its answer is about now: questions, and changes that may be made twice. */
    RUN_AGAIN
}
