package orca.simulator.traces;

import java.io.IOException;
import java.nio.file.Path;

/** A log is not as it should be; the message names the file, the line and the rule. */
public final class LogException extends IOException {
    private static final long serialVersionUID = 1;

    public LogException(Path file, int line, String rule) {
        super(file.getFileName() + ", line " + line + ": " + rule);
    }
}
