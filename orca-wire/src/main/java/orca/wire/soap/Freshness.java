package orca.wire.soap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Semaphore;
import orca.core.contract.Principal;
import orca.wire.call.CallRefused;

/**
 * Hears each message once and only while it is fresh. It remembers what it heard until that would be too old anyway.
 *
 * <p><b>Why nothing is heard again after a restart,</b> when all that is forgotten: no message is heard before our own clock has
 * come to its Created; one from a clock that is ahead waits for that. So what an earlier process heard was created before that
 * process ended, by the clock that they share, hence before this one began; and whatever was created before this one began is
 * refused. The price is that what was sent just before a restart must be sent again, newly made. It holds as long as the
 * machine's clock is not set back across the restart.
 */
final class Freshness {
    /** How many may wait for our clock at once. */
    private static final int MOST_WAITING = 64;
    /** How long to wait for some of what is remembered to be forgotten. */
    private static final Duration FORGETTING = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(20);

    private record Key(long high, long low) {}

    private record Heard(Key key, Principal sender, boolean stranger, Instant until) {}

    private final SoapSettings settings;
    private final Clock clock;
    private final Instant since;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final Set<Key> heard = new HashSet<>();
    private final PriorityQueue<Heard> byEnd = new PriorityQueue<>(Comparator.comparing(Heard::until));
    private final Map<Principal, Integer> perSender = new HashMap<>();
    private int strangers;

    Freshness(SoapSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.since = clock.instant();
    }

    /**
     * Returns when the message may be heard, this once.
     *
     * @param stranger whether nothing is known of the sender: there may be any number of such, who have a quarter of the memory
     * @throws CallRefused when it may not; it may be refused now and heard later
     */
    void admit(Proof proof, boolean stranger) throws CallRefused, InterruptedException {
        Instant now = clock.instant();
        checkTimes(proof, now);
        if (proof.created().isAfter(now)) {
            await(proof.created());
        }
        remember(proof, stranger, clock.instant());
    }

    private void checkTimes(Proof proof, Instant now) throws CallRefused {
        Instant created = proof.created();
        Instant expires = proof.expires();
        if (!expires.isAfter(created) || Duration.between(created, expires).compareTo(settings.longestLife()) > 0) {
            throw unproved("Timestamp: Expires must be after Created " + created + ", by at most " + settings.longestLife()
                    + ", is " + expires);
        }
        if (now.isAfter(expires.plus(settings.behind()))) {
            throw unproved("Timestamp: expired at " + expires + ", it is " + now);
        }
        if (created.isAfter(now.plus(settings.ahead()))) {
            throw unproved("Timestamp: created at " + created + ", which is still to come; it is " + now);
        }
        if (created.isBefore(since)) {
            throw unproved("Timestamp: created at " + created + ", before this actor began at " + since
                    + ", which cannot know whether it heard the message before; make it anew");
        }
    }

    private static CallRefused unproved(String reason) {
        return new CallRefused(CallRefused.Kind.UNPROVED, reason);
    }

    private void await(Instant created) throws CallRefused, InterruptedException {
        if (!waiting.tryAcquire()) {
            throw CallRefused.busy("too many messages from clocks that are ahead wait already", Duration.ofSeconds(1));
        }
        try {
            Duration left = Duration.between(clock.instant(), created);
            while (left.isPositive()) {
                Thread.sleep(left.compareTo(GLANCE) < 0 ? left.plusMillis(1) : GLANCE);
                left = Duration.between(clock.instant(), created);
            }
        } finally {
            waiting.release();
        }
    }

    private synchronized void remember(Proof proof, boolean stranger, Instant now) throws CallRefused {
        while (!byEnd.isEmpty() && byEnd.peek().until().isBefore(now)) {
            Heard old = byEnd.remove();
            heard.remove(old.key());
            strangers -= old.stranger() ? 1 : 0;
            perSender.computeIfPresent(old.sender(), (sender, count) -> count == 1 ? null : count - 1);
        }
        Key key = key(proof);
        if (heard.contains(key)) {
            throw unproved("MessageID: was heard before");
        }
        // Half for one, so that nobody alone can keep all others out.
        if (heard.size() >= settings.mostRemembered()
                || perSender.getOrDefault(proof.sender().key().principal(), 0) >= settings.mostRemembered() / 2
                || stranger && strangers >= Math.max(1, settings.mostRemembered() / 4)) {
            throw CallRefused.busy("too many messages of the last minutes are remembered already", FORGETTING);
        }
        strangers += stranger ? 1 : 0;
        heard.add(key);
        byEnd.add(new Heard(key, proof.sender().key().principal(), stranger, proof.expires().plus(settings.behind())));
        perSender.merge(proof.sender().key().principal(), 1, Integer::sum);
    }

    /** Half of a SHA-256, in which nobody finds two the same. */
    private static Key key(Proof proof) {
        try {
            byte[] text = (proof.sender().key().principal() + " " + proof.messageId()).getBytes(StandardCharsets.UTF_8);
            ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text));
            return new Key(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
