package orca.wire.call;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import orca.wire.trust.Speaker;

/**
 * Sends away who does not heed: what he says is not looked at, and he waits for his answer, since he would only say the next
 * thing at once. Who waits costs a connection and nothing else. Safe for threads.
 */
public final class SlowAnswers {
    /** The most that wait; others are answered at once. */
    static final int MOST = 256;
    private static final Duration LENGTH = Duration.ofSeconds(1);

    private final Semaphore places = new Semaphore(MOST);
    private final Duration length;

    public SlowAnswers() {
        this(LENGTH);
    }

    /** @param length how long one waits for his answer */
    public SlowAnswers(Duration length) {
        this.length = length;
    }

    /**
     * Returns when what {@code claimed} says is to be looked at.
     *
     * @throws Unheeded when it is not
     */
    public void check(Door door, Speaker claimed) throws Unheeded {
        Duration rest = door.unheeding(claimed).orElse(Duration.ZERO);
        if (!rest.isZero()) {
            throw new Unheeded(CallRefused.busy("you were told when to come again, and did not wait; until then nothing of yours"
                    + " is looked at", rest.plusMillis(999)));
        }
    }

    /** Waits before {@code why} is answered. */
    public CallRefused slowly(Unheeded why) throws InterruptedException {
        if (places.tryAcquire()) {
            try {
                Thread.sleep(length);
            } finally {
                places.release();
            }
        }
        return why.refusal;
    }

    /** Who calls did not heed. */
    public static final class Unheeded extends Exception {
        private static final long serialVersionUID = 1;
        private final transient CallRefused refusal;

        private Unheeded(CallRefused refusal) {
            super(refusal.getMessage(), null, false, false);
            this.refusal = refusal;
        }
    }
}
