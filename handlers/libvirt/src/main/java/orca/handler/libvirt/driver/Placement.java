package orca.handler.libvirt.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import orca.core.handler.CallContext;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * Moves machines between hosts: a living one while it goes on, another as its description. Both ends are asked by this
 * process, so that a move whose process dies does not go through behind anybody's back.
 */
final class Placement {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration STOPPING = Duration.ofSeconds(5);

    private final Hosts hosts;
    private final Label label;
    private final NodeSettings settings;

    Placement(Hosts hosts, Label label, NodeSettings settings) {
        this.hosts = hosts;
        this.label = label;
        this.settings = settings;
    }

    /**
     * Moves {@code machine} to the host {@code place}; done when it is there and nowhere else. An
     * {@link IllegalArgumentException} says what cannot be.
     */
    void move(Machine machine, String place, CallContext context) throws IOException, InterruptedException {
        Line to = hosts.line(place);
        Line from = hosts.line(machine.host());
        if (machine.state() == Machine.State.SAVED) {
            throw new IllegalArgumentException("place: a saved machine stays where its memory lies; let it run first");
        }
        if (settings.filter().isPresent()) {
            hosts.needFilter(place, settings.filter().get());
        }
        boolean living = machine.state().alive();
        long flags = Domain.MigrateFlags.PERSIST_DEST | Domain.MigrateFlags.UNDEFINE_SOURCE;
        if (living) {
            flags |= Domain.MigrateFlags.LIVE | (settings.sharedStore() ? Domain.MigrateFlags.UNSAFE : 0);
        } else {
            flags |= Domain.MigrateFlags.OFFLINE;
        }
        long begin = System.nanoTime();
        Connect destination = to.ask(connect -> connect);
        migrate(from, machine.unit(), destination, flags, Optional.ofNullable(settings.data().get(place)));
        context.say("place: " + place + ", moved from " + machine.host() + (living ? " while it went on" : " while it was off")
                + " in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
    }

    private void migrate(Line from, String unit, Connect destination, long flags, Optional<String> data)
            throws IOException, InterruptedException {
        from.ask(LIMIT, connect -> {
            Optional<Domain> domain = Line.domain(connect, label.uuid(unit));
            if (domain.isEmpty()) {
                return false;
            }
            try {
                Domain moved = domain.get().migrate(destination, flags, null, data.orElse(null), 0);
                moved.free();
                return true;
            } finally {
                domain.get().free();
            }
        }, () -> giveUp(from, unit));
    }

    /** A move that nobody waits for is given up; the machine goes on where it was. */
    private void giveUp(Line from, String unit) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                hosts.act(from.name(), unit, STOPPING, Placement::abort);
            } catch (IOException | InterruptedException over) {
                // There was nothing to give up any more; the sweep shows what there is.
            }
        });
    }

    private static void abort(Domain domain) throws LibvirtException {
        domain.abortJob();
    }
}
