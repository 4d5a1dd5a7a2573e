package orca.authority.assignment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import orca.core.contract.Refusal;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;

/** What a holder wants to happen when a unit of its lease is found dead; it says so by the property {@link #PROPERTY}. */
enum Repair {
    /** Another one takes its place, and only then it goes. Where none can be had the lease goes on without. */
    REPLACE,
    /** Likewise; where none can be had the lease ends. */
    REPLACE_OR_END,
    /** The lease goes on without. */
    SHRINK,
    /** The lease ends. */
    END,
    /** It is told, and nothing is done. */
    NONE;

    /** The property by which a holder says so; {@code replace} where it does not. */
    static final String PROPERTY = "repair";

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<Repair> named(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    /** What {@code asked} says; of what cannot be read, what is said by nothing. */
    static Repair of(PropertyList asked) {
        return asked.text(PROPERTY).flatMap(Repair::named).orElse(REPLACE);
    }

    /** Why {@code asked} cannot be read. */
    static Optional<Refusal> unknown(PropertyList asked) {
        return Optional.ofNullable(asked.asMap().get(PROPERTY)).map(Object::toString).filter(said -> named(said).isEmpty())
                .map(said -> Refusal.of(Refusal.Kind.NEVER, PROPERTY + ": must be one of "
                        + Arrays.stream(values()).map(Repair::word).collect(Collectors.joining(", ")) + ", got "
                        + Names.quoted(said)));
    }
}
