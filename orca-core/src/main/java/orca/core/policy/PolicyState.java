package orca.core.policy;

import java.util.Objects;
import orca.core.resource.Names;

/**
 * What a policy wants to remember; journaled with the decisions it made.
 *
 * @param policy whose it is
 * @param version of its format, which is the policy's own affair
 * @param text the content, at most {@link #MAX_TEXT} characters
 */
public record PolicyState(String policy, int version, String text) {
    /** The most characters. */
    public static final int MAX_TEXT = 262_144;

    public PolicyState {
        Names.check("policy", policy);
        Objects.requireNonNull(text, "policyState.text");
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("policyState.text: at most " + MAX_TEXT + " characters, got " + text.length());
        }
    }
}
