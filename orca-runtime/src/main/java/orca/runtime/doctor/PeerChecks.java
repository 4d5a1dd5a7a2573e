package orca.runtime.doctor;

import static orca.runtime.doctor.Finding.ok;
import static orca.runtime.doctor.Finding.warning;
import static orca.runtime.doctor.Finding.wrong;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import orca.core.contract.ReservationId;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.WireConfig;
import orca.wire.call.CallRefused;
import orca.wire.call.CallWatch;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import orca.wire.protocol.ContractQuestion;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.text.Notation;
import orca.wire.text.Tree;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.Speaker;
import orca.wire.trust.TrustException;
import orca.wire.xmlrpc.RpcLine;
import orca.wire.xmlrpc.RpcSettings;

/** Whether peers answer, with the keys that are pinned, and what their clocks say. Asks each for a ticket that there is not. */
final class PeerChecks {
    private static final ReservationId NO_SUCH = new ReservationId("orca-doctor");

    private final Machine machine;

    PeerChecks(Machine machine) {
        this.machine = machine;
    }

    /** A look at one, which may take as long as it is waited for. */
    interface Look {
        List<Finding> findings();
    }

    /** Looks at all at once, and says what was found in their order. */
    static List<Finding> together(List<Look> looks) throws InterruptedException {
        List<FutureTask<List<Finding>>> tasks = new ArrayList<>();
        for (Look look : looks) {
            FutureTask<List<Finding>> task = new FutureTask<>(look::findings);
            Thread.ofVirtual().start(task);
            tasks.add(task);
        }
        List<Finding> found = new ArrayList<>();
        for (FutureTask<List<Finding>> task : tasks) {
            try {
                found.addAll(task.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("a look at a peer failed", e.getCause());
            }
        }
        return found;
    }

    /** The looks at all that this container's actors call. @param keys of those whose keys can be used */
    List<Look> looks(ConfigFile file, Map<String, Identity> keys) {
        Optional<WireConfig> wire = file.config().wire();
        List<Look> looks = new ArrayList<>();
        if (wire.isEmpty()) {
            return looks;
        }
        Path base = file.path().toAbsolutePath().getParent();
        AddressBook book;
        try {
            book = AddressBook.read(base.resolve(wire.get().trust()));
        } catch (IOException | TrustException e) {
            return looks; // which was told of already
        }
        for (String actor : file.config().actors()) {
            Identity own = keys.get(actor);
            for (Peer peer : own == null ? List.<Peer>of() : book.peers()) {
                if (peer.role() == Role.OPERATOR) {
                    continue;
                }
                peer.endpoints().stream().filter(Endpoint::isActors).findFirst().ifPresent(endpoint -> looks.add(() ->
                        List.of(peer(actor + " to " + peer.name(), own, new Expected(peer.principal(), book::speaks), endpoint,
                                wire.get().skew()))));
            }
        }
        return looks;
    }

    /** A line, and how far the clock at its other end was ahead when it answered last. */
    record Watched(Line line, AtomicReference<Duration> ahead) {}

    Watched line(Identity own, Expected peer, Endpoint endpoint) {
        AtomicReference<Duration> ahead = new AtomicReference<>();
        CallWatch watch = new CallWatch() {
            @Override
            public void heard(Speaker sender, Duration before) {
                ahead.set(before);
            }
        };
        SoapSettings usual = SoapSettings.USUAL;
        return new Watched(switch (endpoint.binding()) {
            case SOAP -> new SoapLine(endpoint.uri(), peer, own, new SoapSettings(usual.mostBytes(), usual.life(),
                    usual.longestLife(), usual.behind(), usual.ahead(), usual.mostRemembered(), machine.patience()),
                    machine.clock(), watch);
            case XMLRPC -> new RpcLine(endpoint.uri(), peer, own, new RpcSettings(RpcSettings.USUAL.mostBytes(),
                    machine.patience()));
            case MANAGEMENT -> throw new IllegalArgumentException("no actor is called at " + endpoint);
        }, ahead);
    }

    private Finding peer(String about, Identity own, Expected expected, Endpoint endpoint, Duration skew) {
        Watched watched = line(own, expected, endpoint);
        try (Line line = watched.line()) {
            line.call(Operation.QUERY, new ContractQuestion(false, NO_SUCH).write());
        } catch (CallRefused e) {
            if (e.kind() == CallRefused.Kind.UNPROVED || e.kind() == CallRefused.Kind.FORBIDDEN) {
                return wrong(about, "answers and refuses: " + e.getMessage(), watched.ahead().get() != null
                        && late(watched, skew) ? "set the wrong clock right" : "see that it knows this key ('orca trust' there),"
                        + " and that the clocks agree");
            }
            // There is no such ticket, and it said so with its own key.
        } catch (IOException e) {
            return wrong(about, String.valueOf(e.getMessage()), "see whether it runs, listens there and has the key that is"
                    + " pinned ('orca trust show')");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return warning(about, "was not waited for", "ask again");
        }
        return late(watched, skew) ? wrong(about, "answers, but its clock is " + clock(watched) + ", and 'wire.skew' is "
                        + Notation.show(skew), "set the wrong clock right, and see to it that it stays so (NTP)")
                : ok(about, "answers with its key" + (watched.ahead().get() == null ? "" : ", its clock is " + clock(watched)));
    }

    private static boolean late(Watched watched, Duration skew) {
        return watched.ahead().get() != null && watched.ahead().get().abs().compareTo(skew) > 0;
    }

    private static String clock(Watched watched) {
        Duration ahead = watched.ahead().get();
        return String.format(Locale.ROOT, "%.1f s %s", ahead.abs().toMillis() / 1e3,
                ahead.isNegative() ? "behind" : "ahead");
    }

    /** What {@code order} answers at the agent of a host. */
    Tree.Branch status(Line line) throws CallRefused, IOException, InterruptedException {
        return line.call(Operation.ORDER, new Tree.Branch(0, Map.of("kind", new Tree.Text(0, "status"),
                "content", new Tree.Text(0, "{}"))));
    }
}
