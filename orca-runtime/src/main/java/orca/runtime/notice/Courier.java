package orca.runtime.notice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import orca.core.notice.Receiver;
import orca.core.protocol.Command;
import orca.runtime.config.NoticesConfig;
import orca.runtime.hosting.ChangeCounter;
import orca.runtime.hosting.HostedActor;
import orca.runtime.loop.LoopException;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.LetterImage.LetterId;

/**
 * Sends the letters of one service manager, and tells it what became of each. It remembers nothing that has to be remembered: the
 * letters that are to be sent are the actor's, and one that was sent when the process died is sent again, under the same name.
 */
public final class Courier implements AutoCloseable {
    /** How many letters are being sent at the same time. */
    static final int MOST_AT_ONCE = 8;
    /** How long it waits between two looks, whatever happens meanwhile. */
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final System.Logger LOG = System.getLogger(Courier.class.getName());

    private final HostedActor guest;
    private final NoticesConfig config;
    private final ChangeCounter changes;
    private final InstantSource clock;
    private final Optional<? extends Route> mail;
    private final Optional<? extends Route> hooks;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final Set<LetterId> carried = new LinkedHashSet<>();
    private final Crew threads = new Crew();

    /** The threads that are to be ended with it. */
    private static final class Crew {
        private final Set<Thread> alive = new LinkedHashSet<>();
        private boolean closed;

        synchronized void start(String name, Runnable work) {
            if (!closed) {
                Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
                    try {
                        work.run();
                    } finally {
                        over(Thread.currentThread());
                    }
                });
                alive.add(thread);
                thread.start();
            }
        }

        private synchronized void over(Thread thread) {
            alive.remove(thread);
        }

        synchronized void close() {
            closed = true;
            alive.forEach(Thread::interrupt);
        }
    }

    /**
     * @param mail what sends mails, if any are sent
     * @param hooks what posts to web hooks, likewise
     */
    Courier(HostedActor guest, NoticesConfig config, ChangeCounter changes, InstantSource clock, Optional<? extends Route> mail,
            Optional<? extends Route> hooks) {
        this.guest = guest;
        this.config = config;
        this.changes = changes;
        this.clock = clock;
        this.mail = mail;
        this.hooks = hooks;
    }

    /** Begins to send. */
    public void start() {
        threads.start("orca-courier-" + guest.name(), this::carryOn);
    }

    @Override
    public void close() {
        threads.close();
    }

    private void carryOn() {
        try {
            while (true) {
                long seen = changes.get();
                Duration wait = LONGEST_WAIT;
                try {
                    wait = look();
                } catch (LoopException e) {
                    wait = BETWEEN; // it is busy or begins anew; its letters are safe
                }
                Thread.sleep(BETWEEN);
                changes.await(seen, wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins to send what is due, and says when to look again. */
    private Duration look() {
        Instant now = clock.instant();
        Duration wait = LONGEST_WAIT;
        for (LetterImage letter : guest.read(ServiceManager.class, (actor, at) -> actor.openLetters())) {
            if (letter.notBefore().isAfter(now)) {
                Duration left = Duration.between(now, letter.notBefore());
                wait = left.compareTo(wait) < 0 ? left : wait;
            } else if (mayCarry(letter.subject())) {
                threads.start("orca-letter-" + letter.subject(), () -> carry(letter));
            }
        }
        return wait;
    }

    /** Whoever finds no room finds it when a letter that is being sent has been. */
    private synchronized boolean mayCarry(LetterId letter) {
        return !carried.contains(letter) && room.tryAcquire() && carried.add(letter);
    }

    private synchronized void carried(LetterId letter) {
        carried.remove(letter);
        room.release();
    }

    private void carry(LetterImage letter) {
        try {
            report(letter, deliver(letter));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            carried(letter.subject());
        }
    }

    private Route.Delivery deliver(LetterImage letter) throws InterruptedException {
        Receiver to = letter.to();
        Optional<String> refusal = config.refusal(to);
        if (refusal.isPresent()) {
            return Route.Delivery.useless(refusal.get());
        }
        Optional<? extends Route> route = switch (to.way()) {
            case MAIL -> mail;
            case HOOK -> hooks;
        };
        return route.orElseThrow().send(letter);
    }

    /** Again and again until it is on record: what was sent must not be sent again while this process lives. */
    private void report(LetterImage letter, Route.Delivery delivery) throws InterruptedException {
        delivery.trouble().filter(why -> letter.tries() == 0 || delivery.lasting()).ifPresent(why -> LOG.log(
                System.Logger.Level.WARNING, "letter " + letter.subject() + " to " + letter.to() + " was not sent: " + why));
        while (true) {
            try {
                guest.order("courier", new Command.Posted(letter.subject().value(), delivery.trouble(), delivery.lasting()));
                return;
            } catch (LoopException e) {
                Thread.sleep(BETWEEN);
            }
        }
    }

    /** What is being sent, for tests. */
    synchronized List<LetterId> carrying() {
        return List.copyOf(carried);
    }
}
