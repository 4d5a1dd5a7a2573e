package orca.core.handler;

import java.util.List;

/** A handler whose units can run a further command: what {@code orca exec UNIT -- CMD} asks for. */
public interface Shell {
    /**
     * Runs {@code command} inside the unit that {@code call} describes and waits for it.
     *
     * @param call the unit as its last action saw it, with the properties it returned
     * @param command program and arguments, at least one
     * @param context takes the output line by line and tells when to give up
     * @return the command's exit code, 0 to 255
     */
    int exec(UnitCall call, List<String> command, CallContext context) throws Exception;
}
