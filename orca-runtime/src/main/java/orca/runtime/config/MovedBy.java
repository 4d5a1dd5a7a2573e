package orca.runtime.config;

/** Who has units of a type moved to other hosts, as a file says it; matters where the type's handler can move them. */
public enum MovedBy {
    /** Nobody. */
    NOBODY,
    /** The site's operator and its policy. */
    SITE,
    /** They, and holders by the property {@code place}. */
    HOLDER
}
