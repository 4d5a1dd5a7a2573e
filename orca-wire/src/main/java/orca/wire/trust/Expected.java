package orca.wire.trust;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Principal;

/**
 * Somebody who has to be at the other end.
 *
 * @param principal who
 * @param recognition by which of its keys
 */
public record Expected(Principal principal, Recognition recognition) {
    public Expected {
        Objects.requireNonNull(principal, "expected.principal");
        Objects.requireNonNull(recognition, "expected.recognition");
    }

    /** Whoever proves to be that principal. */
    public static Expected of(Principal principal) {
        return new Expected(principal, Recognition.BY_PROOF);
    }

    /** Whoever has the key with that hash, by whatever name. */
    public static Expected withKey(Fingerprint key) {
        return new Expected(key.principal(), speaker -> speaker.key().principal());
    }

    /** Why {@code speaker} is not the one; empty when it is. */
    public Optional<String> objection(Speaker speaker) {
        try {
            Principal is = recognition.of(speaker);
            return is.equals(principal) ? Optional.empty() : Optional.of("it is " + is + " instead of " + principal);
        } catch (TrustException e) {
            return Optional.of(e.getMessage());
        }
    }
}
