package orca.handler.services;

import orca.core.handler.Outcome;

/** A daemon did not do what it was asked; the message is what an operator reads, and has no secret in it. */
public final class ServiceException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean retry;

    private ServiceException(String message, boolean retry, Throwable cause) {
        super(message, cause);
        this.retry = retry;
    }

    /** The world failed and may do better next time. */
    public static ServiceException passing(String message, Throwable cause) {
        return new ServiceException(message, true, cause);
    }

    /** The world failed and may do better next time. */
    public static ServiceException passing(String message) {
        return passing(message, null);
    }

    /** It will not do as asked, however often: somebody has to ask for something else or mend something. */
    public static ServiceException lasting(String message) {
        return new ServiceException(message, false, null);
    }

    /** What a handler says of it. */
    public Outcome.Trouble trouble() {
        return new Outcome.Trouble(getMessage(), retry);
    }
}
