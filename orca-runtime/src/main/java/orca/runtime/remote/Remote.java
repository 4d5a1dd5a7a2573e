package orca.runtime.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import orca.core.contract.Principal;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor;
import orca.runtime.transport.InProcessTransport;
import orca.runtime.transport.Transport;
import orca.wire.call.Door;
import orca.wire.call.Line;
import orca.wire.call.Turnstile;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.Sealing;
import orca.wire.protocol.MessageForm;
import orca.wire.trust.Seals;

/** All that a container needs to speak with others: the switchboard, a door for each of its actors, and who collects for them. */
public final class Remote implements AutoCloseable {
    private final Directory directory;
    private final MessageForm form;
    private final Switchboard switchboard;
    private final Turnstile turnstile = Turnstile.usual();
    private final AtomicLong unheeded = new AtomicLong();
    private final List<Collector> collectors = new ArrayList<>();

    public Remote(InProcessTransport local, Directory directory, Lines lines) {
        this.directory = directory;
        this.form = new MessageForm(new Sealing(directory::identity), new ChainCheck(new Seals(directory::wrote)));
        this.switchboard = new Switchboard(local, directory, form, lines);
    }

    /** Takes what actors here say to anybody. */
    public Transport transport() {
        return switchboard;
    }

    /** What went over the lines so far. */
    public Switchboard.Traffic traffic() {
        return switchboard.traffic();
    }

    /** How many messages wait for actors elsewhere. */
    public long waiting() {
        return switchboard.waiting();
    }

    /** What they take in memory, in bytes and roughly. */
    public long waitingBytes() {
        return switchboard.waitingBytes();
    }

    /** How many messages for actors elsewhere were dropped so far since there was no room for them. */
    public long dropped() {
        return switchboard.dropped();
    }

    /** How often a peer said so far that it has no room for what was said to it. */
    public long heldBack() {
        return switchboard.heldBack();
    }

    /** How many calls wait until what they say is read. */
    public int toRead() {
        return turnstile.waiting();
    }

    /** How many calls were sent away so far without a look, for their caller had not waited when it was told to. */
    public long unheeded() {
        return unheeded.get();
    }

    /** The line from an actor here to a peer elsewhere, when there is a way to reach it. */
    public Optional<Line> line(Principal from, Principal to) {
        return switchboard.line(from, to);
    }

    /** The door of one of this container's actors. */
    public Door door(HostedActor actor) {
        return new ActorDoor(actor, new Rights(actor.role(), directory), form, switchboard, turnstile, unheeded);
    }

    /** Begins to collect for a service manager or a broker. */
    public void collectFor(HostedActor actor) {
        Collector collector = new Collector(actor, directory, form, switchboard);
        collectors.add(collector);
        collector.start();
    }

    @Override
    public void close() {
        collectors.forEach(Collector::close);
        switchboard.close();
    }
}
