package orca.runtime.plugin;

/**
 * Something in a jar that breaks a rule.
 *
 * @param where the class, with the member and the line where they are known
 * @param what what it does, and the rule
 */
public record Finding(String where, String what) {
    @Override
    public String toString() {
        return where + " " + what;
    }
}
