package orca.core.notice;

import java.util.Arrays;
import java.util.List;

/** What a notice is about. */
public enum NoticeKind {
    /** A lease ends soon, and nothing is under way that would make it longer. */
    ENDING(true, false),
    /** A lease that was in use is over because its term is. */
    ENDED(true, false),
    /** A broker promised what was asked for. */
    GRANTED(false, false),
    /** A reservation is in use for the first time. */
    STARTED(false, false),
    /** A lease has another end. */
    EXTENDED(false, false),
    /** A broker or a site said no: to a request, or for the first time since the last yes to a renewal or change. */
    REFUSED(true, false),
    /** A broker or a site ended it before its time. */
    REVOKED(true, true),
    /** It will not be, or is no more, for another reason than those. */
    FAILED(true, true),
    /** The site gave other units for some that were lost, moved some, or can give fewer. */
    REPAIRED(true, false),
    /** A broker or a site had something to say that is none of these. */
    SAID(true, false),
    /** An operator tries whether notices arrive. It is told whatever the slice wants to hear of. */
    TEST(false, true);

    private final boolean usual;
    private final boolean urgent;

    NoticeKind(boolean usual, boolean urgent) {
        this.usual = usual;
        this.urgent = urgent;
    }

    /** Whether nobody should wait for more to be told at the same time. */
    public boolean urgent() {
        return urgent;
    }

    /** What is told unless a slice says otherwise. */
    public static List<NoticeKind> told() {
        return Arrays.stream(values()).filter(kind -> kind.usual).toList();
    }
}
