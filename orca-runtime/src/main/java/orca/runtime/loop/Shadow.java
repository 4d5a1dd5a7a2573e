package orca.runtime.loop;

import java.util.function.UnaryOperator;
import orca.runtime.journal.FollowedJournal;
import orca.runtime.journal.Journal;

/**
 * An actor that is told what the journal of the same actor elsewhere tells, and that decides nothing. When its turn comes the
 * loop goes on with it, without reading all of that again.
 *
 * <p>To be used by one thread, and not after its loop was started.
 */
public final class Shadow implements AutoCloseable {
    private final Upbringing upbringing;
    private final FollowedJournal followed;
    private final Journal.Replay told;
    private final UnaryOperator<Journal> watched;

    Shadow(Upbringing upbringing, FollowedJournal followed, UnaryOperator<Journal.Replay> told, UnaryOperator<Journal> watched) {
        this.upbringing = upbringing;
        this.followed = followed;
        this.told = told.apply(upbringing);
        this.watched = watched;
    }

    /**
     * Takes in what is new.
     *
     * @param led whether somebody leads that actor at the time
     * @return the sequence of the last group
     * @see FollowedJournal#follow
     */
    public long follow(boolean led) {
        return followed.follow(told, led);
    }

    Upbringing upbringing() {
        return upbringing;
    }

    Journal successor() {
        return watched.apply(followed.successor());
    }

    @Override
    public void close() {
        followed.close();
    }
}
