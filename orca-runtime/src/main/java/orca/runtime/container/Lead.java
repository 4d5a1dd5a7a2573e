package orca.runtime.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import orca.core.resource.Names;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostingException;
import orca.runtime.journal.JournalException;
import orca.runtime.journal.Leadership;

/**
 * A container's right to run its actors, where others could: it is taken once, shown by a beat as long as the container lives,
 * and lost when another had reason to believe that this one does not.
 */
final class Lead implements AutoCloseable {
    /** How often a leader shows that it lives. */
    static final Duration BEAT = Duration.ofMillis(500);
    /** A leader that has not shown it for so long is taken for dead. */
    static final Duration SILENCE = Duration.ofSeconds(2);
    /** How long a container that is no standby waits for a leader to go: an earlier one here may have died a moment ago. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);
    /** The file with a name that tells this folder from all others. */
    private static final String NODE = "node";

    private final Leadership leadership;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<String> deposed = Optional.empty();
    private Optional<Thread> beating = Optional.empty();

    Lead(Leadership leadership) {
        this.leadership = leadership;
    }

    /**
     * What is to be led by the container on {@code foundation}; absent where its journals are its own files.
     *
     * @throws HostingException when the folder cannot be written
     */
    static Optional<Leadership> of(Foundation foundation) {
        return foundation.journals().leadership(foundation.actors().stream().map(HostedActor::name).toList(),
                node(foundation.folder()));
    }

    /** A name that stays with the folder, and that says to people which machine it is on. */
    static String node(Path folder) {
        Path file = folder.resolve(NODE);
        try {
            return Names.check("node", Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            byte[] bytes = new byte[4];
            new SecureRandom().nextBytes(bytes);
            String host = host().replaceAll("[^A-Za-z0-9]", "-");
            String name = (host.length() > 40 ? host.substring(0, 40) : host) + '-' + HexFormat.of().formatHex(bytes);
            return written(file, name);
        } catch (IOException | IllegalArgumentException e) {
            throw new HostingException("The file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String written(Path file, String name) {
        try {
            Files.writeString(file, name + "\n");
            return name;
        } catch (IOException e) {
            throw new HostingException("The file " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static String host() {
        try {
            String said = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            return said.isEmpty() ? "host" : said;
        } catch (IOException e) {
            return "host"; // the rest of the name tells it from others
        }
    }

    /**
     * Takes the lead for a container that does not stand by: now, or not at all.
     *
     * @throws HostingException when another container leads
     */
    static Optional<Lead> taken(Foundation foundation) {
        Optional<Leadership> leadership = of(foundation);
        leadership.ifPresent(l -> take(foundation, l));
        return leadership.map(Lead::new);
    }

    private static void take(Foundation foundation, Leadership leadership) {
        String name = foundation.actors().get(0).name();
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            boolean mine = false;
            while (!mine) {
                Optional<Leadership.Seen> seen = tried(leadership, foundation);
                mine = seen.isEmpty();
                if (!mine && System.nanoTime() > until) {
                    throw new HostingException("'" + name + "' cannot start: journal orca-" + name + " in "
                            + foundation.journals() + " is open already: does '" + name + "' run elsewhere? Its leader is "
                            + seen.get().leader() + ". Start this container with --standby to have it wait.");
                }
                if (!mine) {
                    TimeUnit.MILLISECONDS.sleep(BEAT.toMillis() / 2);
                }
            }
        } catch (JournalException e) {
            leadership.close();
            throw new HostingException("'" + name + "' cannot start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leadership.close();
            throw new HostingException("The container was interrupted while it started.", e);
        } catch (HostingException e) {
            leadership.close();
            throw e;
        }
    }

    /** Takes the lead; tells who has it when that is not possible. */
    private static Optional<Leadership.Seen> tried(Leadership leadership, Foundation foundation) {
        Optional<String> before = leadership.take();
        if (before.isEmpty()) {
            return Optional.of(leadership.look());
        }
        succeed(foundation, before.get());
        return Optional.empty();
    }

    /** What follows for the journals from who was the leader before. */
    static void succeed(Foundation foundation, String before) {
        if (!before.isEmpty() && !before.equals(node(foundation.folder()))) {
            foundation.journals().succeed();
        }
    }

    /** Begins to show that this container lives. */
    void beat() {
        beating = Optional.of(Thread.ofPlatform().daemon().name("orca-lead").start(this::beats));
    }

    private void beats() {
        try {
            boolean away = false;
            while (deposed.isEmpty() && !ended.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    show();
                    away = false;
                } catch (JournalException.JournalAway e) {
                    if (!away) {
                        log(e.getMessage());
                    }
                    away = true; // the actors wait, too; whoever can reach the server may take over meanwhile
                }
            }
            deposed.ifPresent(who -> log("this container leads no more: " + who + " has taken over"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void show() {
        if (!leadership.beat()) {
            String who = leadership.look().leader();
            deposed = Optional.of(who.isEmpty() ? "another container" : who);
        }
    }

    /** Who has taken over by now, if anybody has and that can be told; asked where it may be why something failed. */
    Optional<String> lostTo() {
        try {
            if (deposed.isEmpty()) {
                show();
            }
        } catch (JournalException.JournalAway e) {
            log(e.getMessage());
        }
        return deposed;
    }

    private static void log(String what) {
        System.getLogger(Lead.class.getName()).log(System.Logger.Level.WARNING, what);
    }

    /** Who has taken over, if anybody has. */
    Optional<String> deposed() {
        return deposed;
    }

    /** Gives the lead up; the journals are closed. */
    @Override
    public void close() {
        ended.countDown();
        boolean interrupted = false;
        while (beating.filter(Thread::isAlive).isPresent()) {
            try {
                beating.get().join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        leadership.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
