package orca.runtime.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostingException;
import orca.runtime.journal.JournalException;
import orca.runtime.journal.Leadership;
import orca.runtime.loop.Shadow;
import orca.wire.server.Ending;

/**
 * A container that waits: its actors are told what the leader's journals tell, and run as soon as the leader has ended, or has
 * shown no sign of life for {@link Lead#SILENCE}, by the time that passes here.
 */
final class Standby {
    /** How often it looks. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Foundation foundation;
    private final Leadership leadership;
    private final Consumer<String> tell;
    private final List<Shadow> shadows = new ArrayList<>();

    private Leadership.Seen seen = new Leadership.Seen("", -1);
    private long grewAt = System.nanoTime();
    private String told = "";

    /**
     * @param tell takes a line for people when something has changed
     * @throws HostingException when the journals are files of the container's own
     */
    Standby(Foundation foundation, Consumer<String> tell) {
        this.foundation = foundation;
        this.tell = tell;
        this.leadership = Lead.of(foundation).orElseThrow(() -> new HostingException("There is nothing to stand by for: the"
                + " journals are files in " + foundation.folder() + ". Say with 'journal: {url: ...}' which server has them; see"
                + " docs/journals.md."));
        foundation.actors().forEach(actor -> shadows.add(
                actor.loop().shadow(foundation.followed(actor), actor.watch()::following, actor.watch()::journal)));
    }

    /**
     * Waits until the lead is here.
     *
     * @return empty when the end was asked for before; then all is closed but the foundation
     * @throws HostingException when it cannot follow
     */
    Optional<Lead> await(Ending ending) throws InterruptedException {
        boolean taken = false;
        try {
            do {
                taken = look();
            } while (!taken && !ending.await(LOOK));
            return taken ? Optional.of(new Lead(leadership)) : Optional.empty();
        } catch (JournalException e) {
            throw new HostingException("This standby cannot follow: " + e.getMessage(), e);
        } finally {
            if (!taken) {
                shadows.forEach(Shadow::close);
                leadership.close();
            }
        }
    }

    /** Takes in what is new, and the lead if it is free; whether it is here now. */
    private boolean look() {
        try {
            Leadership.Seen now = leadership.look();
            if (!now.equals(seen)) {
                grewAt = System.nanoTime();
            }
            seen = now;
            boolean silent = System.nanoTime() - grewAt >= Lead.SILENCE.toNanos();
            boolean led = !now.leader().isEmpty() && !silent;
            follow(led);
            if (led) {
                say("Standing by: " + now.leader() + " leads.");
                return false;
            }
            return take(now, silent);
        } catch (JournalException.JournalAway e) {
            grewAt = System.nanoTime(); // a leader could show nothing here either
            say("Waiting: " + e.getMessage());
            return false;
        }
    }

    private void follow(boolean led) {
        shadows.forEach(shadow -> shadow.follow(led));
    }

    private boolean take(Leadership.Seen now, boolean silent) {
        if (silent && !now.leader().isEmpty()) {
            say(now.leader() + " has shown no sign of life for " + Lead.SILENCE.toSeconds() + " s: taking over.");
            leadership.depose();
        }
        Optional<String> before = leadership.take();
        before.ifPresent(who -> {
            Lead.succeed(foundation, who);
            say("This container leads " + names() + '.');
        });
        return before.isPresent();
    }

    private String names() {
        return String.join(", ", foundation.actors().stream().map(HostedActor::name).toList());
    }

    private void say(String what) {
        if (!what.equals(told)) {
            tell.accept(what);
        }
        told = what;
    }
}
