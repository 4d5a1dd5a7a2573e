package orca.runtime.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.ContainerConfig;
import orca.runtime.config.WireConfig;
import orca.runtime.handler.UnitOutput;
import orca.runtime.hosting.ActorWorkshop;
import orca.runtime.hosting.ChangeCounter;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostingException;
import orca.runtime.hosting.JournalPlaces;
import orca.runtime.journal.FollowedJournal;
import orca.runtime.remote.Lines;
import orca.runtime.remote.Remote;
import orca.runtime.transport.InProcessTransport;
import orca.runtime.transport.Transport;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.time.WallClock;
import orca.wire.xmlrpc.RpcLine;
import orca.wire.xmlrpc.RpcSettings;

/**
 * What a container stands on: its folder, which nobody else uses meanwhile, the ways to others, and its actors, put together and
 * not started. Nothing of it is heard of anywhere.
 */
final class Foundation implements AutoCloseable {
    private final ConfigFile file;
    private final FolderLock lock;
    private final JournalPlaces journals;
    private final Directory directory;
    private final Measuring measuring;
    private final Optional<Remote> remote;
    private final ChangeCounter changes = new ChangeCounter();
    private final UnitOutput output;
    private final ActorWorkshop workshop;
    private final List<HostedActor> actors = new ArrayList<>();

    /**
     * @param acceptLoss whether to go on from journals that lack what was durable once
     * @throws HostingException when the folder is in use, or a key, a password or a policy cannot be had
     */
    Foundation(ConfigFile file, boolean acceptLoss, String version) {
        this.file = file;
        this.journals = JournalPlaces.of(file);
        this.lock = FolderLock.take(file.folder());
        Optional<Measuring> measured = Optional.empty();
        boolean laid = false;
        try {
            ContainerConfig config = file.config();
            this.directory = Directory.of(file);
            this.measuring = Measuring.of(file, directory, version);
            measured = Optional.of(measuring);
            InProcessTransport local = new InProcessTransport();
            this.remote = config.wire().map(wire -> new Remote(local, directory, lines(wire, measuring)));
            Transport transport = remote.map(Remote::transport).orElse(local);
            this.output = new UnitOutput(file.folder().resolve("units"), WallClock.utc(), config.calls().outputLines(),
                    config.calls().outputSize().bytes());
            this.workshop = new ActorWorkshop(
                    file, journals, directory, local, transport, output, changes::grow, acceptLoss, version,
                    measuring.watches());
            config.brokers().forEach((name, broker) -> actors.add(workshop.broker(name, broker)));
            config.authorities().forEach((name, site) -> actors.add(workshop.authority(name, site)));
            config.serviceManagers().forEach((name, guest) -> actors.add(workshop.guest(name, guest)));
            laid = true;
        } finally {
            if (!laid) {
                measured.ifPresent(Measuring::close);
                lock.close();
            }
        }
    }

    static SoapSettings soap(WireConfig wire, Duration patience) {
        SoapSettings usual = SoapSettings.USUAL;
        return new SoapSettings(usual.mostBytes(), usual.life(), usual.longestLife(), wire.skew(), usual.ahead(),
                usual.mostRemembered(), patience);
    }

    private static Lines lines(WireConfig wire, Measuring measured) {
        return (own, peer, endpoint, patience) -> measured.line(switch (endpoint.binding()) {
            case SOAP -> new SoapLine(endpoint.uri(), peer, own, soap(wire, patience), WallClock.utc(),
                    measured.answers(own.principal(), peer.principal()));
            case XMLRPC -> new RpcLine(endpoint.uri(), peer, own, new RpcSettings(RpcSettings.USUAL.mostBytes(), patience));
            case MANAGEMENT -> throw new IllegalArgumentException("no actor is called at " + endpoint);
        }, own.principal(), peer.principal());
    }

    ConfigFile file() {
        return file;
    }

    Path folder() {
        return file.folder();
    }

    JournalPlaces journals() {
        return journals;
    }

    Directory directory() {
        return directory;
    }

    /** What is measured of it; of a container that stands by, too. */
    Measuring measuring() {
        return measuring;
    }

    /** The ways to others; absent where it speaks with nobody. */
    Optional<Remote> remote() {
        return remote;
    }

    ChangeCounter changes() {
        return changes;
    }

    UnitOutput output() {
        return output;
    }

    /** Brokers first, for the others speak to them. */
    List<HostedActor> actors() {
        return List.copyOf(actors);
    }

    /** The journal of one of its actors while another container writes it. */
    FollowedJournal followed(HostedActor actor) {
        return workshop.followed(actor.name()).orElseThrow(() ->
                new IllegalStateException("the journal of '" + actor.name() + "' is in no server"));
    }

    /** Ends the actors in good order, and all that they spoke by. */
    @Override
    public void close() {
        remote.ifPresent(Remote::close);
        actors.forEach(HostedActor::close);
        measuring.close();
        lock.close();
    }
}
