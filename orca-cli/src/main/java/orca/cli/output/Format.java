package orca.cli.output;

/** How an answer is written. */
public enum Format {
    /** Lines for people, made to fit the screen. */
    TABLE,
    /** The same with more columns and whole times, as wide as it takes. */
    WIDE,
    /** Everything, for programs. */
    JSON,
    /** Everything, for people and programs. */
    YAML,
    /** One name a line, for scripts. */
    NAME;

    /** Whether it is written for programs and so says everything. */
    public boolean isWhole() {
        return this == JSON || this == YAML;
    }
}
