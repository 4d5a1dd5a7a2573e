package orca.core.resource;

/** Who may have a living unit of a type moved to another host, where its handler can do that. */
public enum Mobility {
    /** The site's operator and its policy. */
    BY_SITE,
    /** They, and the holder by the property {@code place} of its reservation. */
    BY_HOLDER
}
