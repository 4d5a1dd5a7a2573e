package orca.runtime.handler;

/** How a command in a unit ended. */
public sealed interface ShellEnd {
    record Exited(int code) implements ShellEnd {}

    /** It was interrupted because its time was over. */
    record Overran() implements ShellEnd {}

    record Failed(String reason) implements ShellEnd {}
}
