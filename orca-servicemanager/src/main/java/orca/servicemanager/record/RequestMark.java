package orca.servicemanager.record;

import java.util.Objects;

/**
 * That a command with this request id was accepted.
 *
 * @param id as the operator gave it
 * @param content a hash of all that the command said, to tell a repeat from another command under the same id
 */
public record RequestMark(String id, long content) {
    public RequestMark {
        Objects.requireNonNull(id, "request.id");
    }
}
