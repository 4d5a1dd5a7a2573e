package orca.wire.trust;

import orca.core.resource.Names;
import orca.wire.text.Notation;

/** What somebody is here, and so what it may do. */
public enum Role {
    AUTHORITY,
    BROKER,
    SERVICE_MANAGER,
    /** A person who commands actors. */
    OPERATOR;

    /** As people write it, such as {@code service-manager}. */
    public String word() {
        return Notation.word(this);
    }

    /** @throws IllegalArgumentException naming the words that there are */
    public static Role of(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("must be authority, broker, service-manager or operator, got "
                + Names.quoted(word));
    }
}
