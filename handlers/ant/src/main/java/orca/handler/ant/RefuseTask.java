package orca.handler.ant;

import org.apache.tools.ant.BuildException;
import org.apache.tools.ant.Task;

/** {@code <refuse reason="..."/>}: ends the script with trouble that no further attempt can mend. */
public final class RefuseTask extends Task {
    private String reason = "";

    /** Why, for an operator to read. */
    public void setReason(String reason) {
        this.reason = reason;
    }

    /** What the script said. */
    static final class Refused extends BuildException {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason);
        }
    }

    @Override
    public void execute() {
        if (reason.isBlank()) {
            throw new BuildException("refuse: needs a reason", getLocation());
        }
        throw new Refused(reason);
    }
}
