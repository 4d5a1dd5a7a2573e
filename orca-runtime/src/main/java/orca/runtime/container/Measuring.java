package orca.runtime.container;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.runtime.config.ConfigFile;
import orca.runtime.handler.Prober;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostingException;
import orca.runtime.hosting.JournalPlaces;
import orca.runtime.journal.JournalFiles;
import orca.runtime.loop.LoopSettings;
import orca.runtime.metrics.ActorWatch;
import orca.runtime.metrics.ContainerFigures;
import orca.runtime.metrics.NarratedActor;
import orca.runtime.remote.Remote;
import orca.runtime.watching.Comparison;
import orca.runtime.watching.HostWatch;
import orca.wire.call.CallWatch;
import orca.wire.call.Line;
import orca.wire.server.WireServer;
import orca.wire.text.Notation;
import orca.wire.time.WallClock;
import orca.wire.trust.Peer;
import orca.wire.trust.Speaker;
import orca.wire.trust.TrustException;

/** What a container measures of itself, and tells its log: nothing, unless its file wants it. */
final class Measuring implements AutoCloseable {
    private final Optional<ContainerFigures> figures;
    private final Directory directory;
    private final boolean narrated;

    private Measuring(Optional<ContainerFigures> figures, Directory directory, boolean narrated) {
        this.figures = figures;
        this.directory = directory;
        this.narrated = narrated;
    }

    /** @throws HostingException when the figures cannot be offered where the file says */
    static Measuring of(ConfigFile file, Directory directory, String version) {
        try {
            return new Measuring(file.config().metrics().map(config ->
                    new ContainerFigures(config, version, file.folder(), WallClock.utc())), directory,
                    file.config().logs().isPresent());
        } catch (WireServer.Unheard e) {
            throw new HostingException(e.getMessage(), e);
        }
    }

    ActorWatch.Watches watches() {
        ActorWatch.Watches measured = figures.<ActorWatch.Watches>map(f -> f).orElse((actor, role, budget) -> ActorWatch.NONE);
        return narrated ? (actor, role, budget) -> new NarratedActor(actor, directory.self(actor),
                measured.of(actor, role, budget)) : measured;
    }

    /** A line of an actor to a peer, measured. */
    Line line(Line line, Principal from, Principal to) {
        return figures.map(f -> f.line(line, directory.name(from), directory.name(to))).orElse(line);
    }

    /** Looks at the clock of who answers an actor. */
    CallWatch answers(Principal from, Principal to) {
        return figures.map(f -> f.calls(directory.name(from), speaker -> Optional.of(directory.name(to)))).orElse(CallWatch.NONE);
    }

    /** Measures the calls that an actor takes. */
    CallWatch calls(String actor) {
        return figures.map(f -> f.calls(actor, this::known)).orElse(CallWatch.NONE);
    }

    /** Strangers come and go under any number of keys, and have no figures. */
    private Optional<String> known(Speaker speaker) {
        try {
            return directory.peer(directory.speaks(speaker)).map(Peer::name);
        } catch (TrustException e) {
            return Optional.empty();
        }
    }

    /** Begins to offer what can be asked of the parts whenever somebody wants to know. */
    void bind(List<HostedActor> actors, Optional<Remote> remote, JournalPlaces journals) {
        figures.ifPresent(f -> {
            actors.forEach(actor -> bind(f, actor, journals));
            remote.ifPresent(others -> {
                f.gauge("orca.peer.outbox.messages",
                        "Messages that wait for actors elsewhere, to be sent or to be fetched", others::waiting);
                f.gauge("orca.peer.outbox.bytes", "What they take in memory, roughly", others::waitingBytes);
                f.counter("orca.peer.outbox.dropped", "Messages that found no room there", others, Remote::dropped);
                f.counter("orca.peer.held.back", "How often a peer said that it has no room", others, Remote::heldBack);
                f.gauge("orca.calls.waiting", "Calls that wait until what they say is read", others::toRead);
                f.counter("orca.calls.unheeded", "Calls not looked at, for their caller had not waited when it was told to",
                        others, Remote::unheeded);
            });
        });
    }

    private static void bind(ContainerFigures f, HostedActor actor, JournalPlaces journals) {
        String role = actor.role().word();
        f.loop(actor.loop(), role, LoopSettings.USUAL.inbox().messages() + LoopSettings.USUAL.inbox().commands());
        f.gauge("orca.handler.running", "Handlers' calls that run", actor.name(), role, () -> actor.runner().load().running());
        f.gauge("orca.handler.waiting", "Handlers' calls that wait for their turn or their time", actor.name(), role,
                () -> actor.runner().load().waiting());
        if (actor.role() == HostedActor.Role.AUTHORITY) {
            f.gauge("orca.units.watched", "Units that are probed now and then", actor.name(), role,
                    () -> actor.prober().watched());
            for (Prober.End end : Prober.End.values()) {
                f.counter("orca.unit.probes", "Probes that ended", actor.name(), role, "outcome", Notation.word(end),
                        () -> actor.prober().count(end));
            }
        }
        if (journals.embedded()) {
            JournalFiles files = journals.files(actor.name());
            f.gauge("orca.journal.file.bytes", "The size of the journal's files", actor.name(), role,
                    () -> size(files.database()) + size(files.redo()));
        }
    }

    /** Begins to offer what a site saw of its hosts' agents. */
    void watching(String site, HostWatch watch) {
        String role = HostedActor.Role.AUTHORITY.word();
        figures.ifPresent(f -> {
            f.gauge("orca.host.agents.reached", "Agents of hosts that answered when they were looked at last", site, role,
                    () -> watch.tally().reached());
            f.gauge("orca.host.agents.silent", "Agents of hosts that did not", site, role, () -> watch.tally().silent());
            for (String about : Comparison.ABOUT) {
                f.gauge("orca.host.differences", "What is otherwise on hosts than at the site", site, role, "about", about,
                        () -> watch.tally().differences().getOrDefault(about, 0L));
            }
        });
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // it is not there, or between two names
        }
    }

    /** Where the figures are, if they are anywhere. */
    Optional<URI> url() {
        return figures.map(ContainerFigures::url);
    }

    @Override
    public void close() {
        figures.ifPresent(ContainerFigures::close);
    }
}
