package orca.authority.state;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import orca.core.contract.Answer;
import orca.core.contract.Notice;
import orca.core.contract.Stamp;

/**
 * What the holder of a lease is told, besides its state and its units.
 *
 * @param said grows with each change of it
 * @param mustSee the holder is told again and again until it has seen this
 * @param answers the demand that {@code answer} is about
 * @param notices what it has not been told yet, or may not have heard
 * @param lastNotice the number of the newest notice
 */
public record Told(Stamp said, Stamp mustSee, Stamp answers, Answer answer, List<Notice> notices, long lastNotice) {
    /** Before anything was said. */
    public static final Told NOTHING =
            new Told(Stamp.NONE, Stamp.NONE, Stamp.NONE, new Answer.Ended("nothing was asked for"), List.of(), 0);

    public Told {
        Objects.requireNonNull(said, "said");
        Objects.requireNonNull(mustSee, "mustSee");
        Objects.requireNonNull(answers, "answers");
        Objects.requireNonNull(answer, "answer");
        notices = List.copyOf(notices);
    }

    Told answering(Stamp demand, Answer with) {
        return new Told(said, mustSee, demand, with, notices, lastNotice);
    }

    Told noticing(Instant at, String text) {
        return new Told(said, mustSee, answers, answer, Notice.add(notices, 0, lastNotice + 1, at, text), lastNotice + 1);
    }

    Told unburdened() {
        return notices.isEmpty() ? this : new Told(said, mustSee, answers, answer, List.of(), lastNotice);
    }

    Told saying(Stamp stamp, boolean urgently) {
        return new Told(stamp, urgently ? stamp : mustSee, answers, answer, notices, lastNotice);
    }
}
