package orca.servicemanager.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import orca.core.contract.Subject;
import orca.core.notice.Receiver;

/**
 * Notices that go to one receiver together. What is in it never changes, so that it is the same however often it is sent.
 *
 * @param subject names it, in this and all other lives of its service manager
 * @param notices at least one, at most {@link #MOST}
 * @param leftOut how many more there were
 * @param made when it was closed
 * @param tries how often sending it failed
 * @param notBefore when it is to be sent, or sent again
 * @param trouble why the last try failed, or empty
 * @param doneAt when its state became what it is
 */
public record LetterImage(
        LetterId subject,
        Receiver to,
        List<NoticeImage> notices,
        long leftOut,
        Instant made,
        LetterState state,
        int tries,
        Instant notBefore,
        String trouble,
        Instant doneAt)
        implements GuestRecord {
    /** The most notices in one letter. */
    public static final int MOST = 50;
    private static final int LONGEST_TROUBLE = 300;

    public LetterImage {
        Objects.requireNonNull(subject, "letter.id");
        Objects.requireNonNull(to, "letter.to");
        notices = List.copyOf(notices);
        Objects.requireNonNull(made, "letter.made");
        Objects.requireNonNull(state, "letter.state");
        Objects.requireNonNull(notBefore, "letter.notBefore");
        Objects.requireNonNull(trouble, "letter.trouble");
        Objects.requireNonNull(doneAt, "letter.doneAt");
        trouble = trouble.length() > LONGEST_TROUBLE ? trouble.substring(0, LONGEST_TROUBLE) : trouble;
    }

    /** Names a letter. */
    public record LetterId(String value) implements Subject {
        public LetterId {
            Objects.requireNonNull(value, "letter.id");
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** Where a letter stands. */
    public enum LetterState {
        /** It is to be sent. */
        OPEN,
        /** Its receiver's server has it. */
        SENT,
        /** It could not be sent, and is not tried any more. */
        GIVEN_UP
    }

    public static LetterImage made(LetterId id, Receiver to, List<NoticeImage> notices, long leftOut, Instant now) {
        return new LetterImage(id, to, notices, leftOut, now, LetterState.OPEN, 0, now, "", now);
    }

    /**
     * What receivers know it by: its own name and when it was made, so that no other has it that a service manager of the same
     * name wrote, from a journal that is gone.
     */
    public String name() {
        return subject + "." + Long.toString(made.getEpochSecond(), Character.MAX_RADIX);
    }

    public boolean open() {
        return state == LetterState.OPEN;
    }

    public LetterImage sent(Instant now) {
        return new LetterImage(subject, to, notices, leftOut, made, LetterState.SENT, tries, notBefore, "", now);
    }

    public LetterImage again(Instant at, String why, Instant now) {
        return new LetterImage(subject, to, notices, leftOut, made, state, tries + 1, at, why, now);
    }

    public LetterImage givenUp(String why, Instant now) {
        return new LetterImage(subject, to, notices, leftOut, made, LetterState.GIVEN_UP, tries + 1, notBefore, why, now);
    }
}
