package orca.handler.libvirt.driver;

import java.io.IOException;

/** The hypervisor's daemon said no, or could not be reached; its words are for an operator to read. */
final class HypervisorException extends IOException {
    private static final long serialVersionUID = 1;

    /** Whether the daemon was not there to be asked. */
    private final boolean away;

    HypervisorException(String message, boolean away, Throwable cause) {
        super(message, cause);
        this.away = away;
    }

    boolean away() {
        return away;
    }
}
