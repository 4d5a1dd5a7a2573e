package orca.runtime.doctor;

import java.util.Objects;

/**
 * One thing that was looked at.
 *
 * @param grade how it is
 * @param about the thing, in a few words
 * @param what what was found; one line
 * @param todo what to do; empty where nothing needs to be done
 */
public record Finding(Grade grade, String about, String what, String todo) {
    /** How a thing is. */
    public enum Grade {
        OK,
        /** It works, and somebody should know. */
        WARNING,
        /** It does not work, or will not. */
        WRONG
    }

    public Finding {
        Objects.requireNonNull(grade, "grade");
        Objects.requireNonNull(about, "about");
        what = line(what);
        todo = line(todo);
        if (grade != Grade.OK && todo.isEmpty()) {
            throw new IllegalArgumentException("finding.todo: must be said of what is not as it should be: " + about);
        }
    }

    /** What others said is shown in one line and without control characters. */
    private static String line(String text) {
        return text.strip().replaceAll("\\s*\\n\\s*", "; ").replaceAll("\\p{Cntrl}", "?");
    }

    static Finding ok(String about, String what) {
        return new Finding(Grade.OK, about, what, "");
    }

    static Finding warning(String about, String what, String todo) {
        return new Finding(Grade.WARNING, about, what, todo);
    }

    static Finding wrong(String about, String what, String todo) {
        return new Finding(Grade.WRONG, about, what, todo);
    }
}
