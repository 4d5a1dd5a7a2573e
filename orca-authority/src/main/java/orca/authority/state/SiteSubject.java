package orca.authority.state;

import java.util.Objects;
import orca.core.contract.Subject;

/** Something of the site's own, which has no peer: a type, a host, its counters. */
public record SiteSubject(String kind, String name) implements Subject {
    public SiteSubject {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }
}
