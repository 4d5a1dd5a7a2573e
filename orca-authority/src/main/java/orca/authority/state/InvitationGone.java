package orca.authority.state;

import java.util.Objects;
import orca.core.contract.Subject;

/** An invitation is forgotten. */
public record InvitationGone(String lock) implements AuthorityRecord {
    public InvitationGone {
        Objects.requireNonNull(lock, "lock");
    }

    @Override
    public Subject subject() {
        return new SiteSubject(InvitationImage.KIND, lock);
    }
}
