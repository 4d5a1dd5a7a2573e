package orca.runtime.management;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.authority.state.InvitationImage;
import orca.core.actor.Actor;
import orca.core.actor.Loss;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.UnitId;
import orca.core.protocol.Command;
import orca.core.protocol.Enrolling;
import orca.core.protocol.Reply;
import orca.core.protocol.Servicing;
import orca.core.resource.Names;
import orca.core.ticket.DelegationId;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostedActor.Role;
import orca.servicemanager.ServiceManager;
import orca.wire.management.ChangeCommand;
import orca.wire.management.CloseCommand;
import orca.wire.management.CommandAnswer;
import orca.wire.management.DelegateCommand;
import orca.wire.management.DrainCommand;
import orca.wire.management.HostCommand;
import orca.wire.management.HostOffCommand;
import orca.wire.management.InviteCommand;
import orca.wire.management.MaintenanceCommand;
import orca.wire.management.MoveCommand;
import orca.wire.management.PlanAnswer;
import orca.wire.management.PolicyCommand;
import orca.wire.management.Problem;
import orca.wire.management.ReclaimCommand;
import orca.wire.management.RemoveHostCommand;
import orca.wire.management.RequestCommand;
import orca.wire.management.SettleCommand;
import orca.wire.management.UnitCommand;
import orca.wire.management.VerdictCommand;

/**
 * Gives commands to actors. A command with a request id that was given before is answered as it was then: by the service
 * manager's journal for requests and changes; for the others from this object's memory, which is bounded and ends with the
 * container, for those may be given twice without harm. Times relative to now are remembered likewise: repeated after a restart
 * of the container, a request with such times is taken for another one and refused, never done twice.
 */
final class Orders {
    /** The most request ids that are remembered here; the oldest go first. */
    static final int MOST_REMEMBERED = 10_000;

    private final Actors actors;
    private final Finder finder;
    private final CommandsFromWire commands;
    private final Planner planner;
    private final Map<String, Given> given = new LinkedHashMap<>();
    private final Map<String, Heard> heard = new LinkedHashMap<>();
    private final HostDoubts doubts;

    /** A call under a request id, and the instant that its relative times counted from. */
    private record Heard(Record call, Instant at) {}

    /** A command that was given under a request id. */
    private record Given(Command command, CommandAnswer answer) {}

    Orders(Actors actors, Finder finder, Vocabulary vocabulary, HostDoubts doubts) {
        this.doubts = doubts;
        this.actors = actors;
        this.finder = finder;
        this.commands = new CommandsFromWire(vocabulary, actors.directory());
        this.planner = new Planner();
    }

    CommandAnswer request(Operator by, RequestCommand call) {
        HostedActor guest = finder.of(Role.SERVICE_MANAGER, call.actor());
        Instant now = heardAt(call.requestId(), call, now(guest));
        Command.Request command = request(call, now);
        // Nobody else can be reached from here, and a request to nobody would wait for ever.
        command.wishes().forEach(wish -> broker(wish.broker()));
        CommandAnswer answer = order(by, guest, command, call.dryRun());
        remember(call.dryRun() ? Optional.empty() : call.requestId(), call, now);
        return answer;
    }

    private Command.Request request(RequestCommand call, Instant now) {
        List<String> brokers = new ArrayList<>(actors.in(Role.BROKER).stream().map(HostedActor::name).toList());
        actors.directory().peers(orca.wire.trust.Role.BROKER).forEach(peer -> brokers.add(peer.name()));
        Optional<String> only = brokers.size() == 1 ? Optional.of(brokers.get(0)) : Optional.empty();
        return commands.request(call, only, now);
    }

    PlanAnswer plan(RequestCommand call) {
        HostedActor guest = finder.of(Role.SERVICE_MANAGER, call.actor());
        return planner.plan(guest, request(call, now(guest)), this::brokerHere);
    }

    /** The broker here that is meant; empty when it is a peer elsewhere. */
    private Optional<HostedActor> broker(Principal principal) {
        if (actors.directory().peer(principal).filter(peer -> peer.role() == orca.wire.trust.Role.BROKER).isPresent()) {
            return Optional.empty();
        }
        HostedActor broker = finder.known("broker", actors.directory().name(principal));
        if (broker.role() != Role.BROKER) {
            throw ApiException.field("broker", "broker: '" + broker.name() + "' is no broker");
        }
        return Optional.of(broker);
    }

    private HostedActor brokerHere(Principal principal) {
        return broker(principal).orElseThrow(() -> ApiException.field("broker", "broker: '"
                + actors.directory().name(principal) + "' runs elsewhere, and only it can say what it would do"));
    }

    CommandAnswer change(Operator by, ChangeCommand call) {
        HostedActor guest = finder.withReservation(call.id(), call.actor());
        Optional<String> type = guest.read(ServiceManager.class, (actor, now) -> actor.reservations().stream()
                .filter(r -> r.id().value().equals(call.id())).map(r -> r.wish().type().value()).findFirst());
        Instant now = heardAt(call.requestId(), call, now(guest));
        CommandAnswer answer = order(by, guest, commands.change(call, type, now), call.dryRun());
        remember(call.dryRun() ? Optional.empty() : call.requestId(), call, now);
        return answer;
    }

    CommandAnswer close(Operator by, CloseCommand call) {
        HostedActor guest = finder.withReservation(call.id(), call.actor());
        return remembered(by, call.requestId(), guest, new Command.Close(new ReservationId(call.id())), call.dryRun());
    }

    CommandAnswer approve(Operator by, VerdictCommand call) {
        Finder.Contract contract = finder.contract(call.id(), call.actor(), call.holder(), true);
        return remembered(
                by, call.requestId(), contract.actor(), new Command.Approve(contract.key(), call.reason()), call.dryRun());
    }

    CommandAnswer deny(Operator by, VerdictCommand call) {
        Finder.Contract contract = finder.contract(call.id(), call.actor(), call.holder(), true);
        return remembered(by, call.requestId(), contract.actor(), new Command.Deny(contract.key(), call.reason()), call.dryRun());
    }

    CommandAnswer revoke(Operator by, VerdictCommand call) {
        Finder.Contract contract = finder.contract(call.id(), call.actor(), call.holder(), false);
        return remembered(
                by, call.requestId(), contract.actor(), new Command.Revoke(contract.key(), call.reason()), call.dryRun());
    }

    CommandAnswer delegate(Operator by, DelegateCommand call) {
        HostedActor giver = finder.giver(call.actor());
        broker(commands.principal("broker", call.broker()));
        return remembered(by, call.requestId(), giver, commands.delegate(giver, call, now(giver)), call.dryRun());
    }

    CommandAnswer reclaim(Operator by, ReclaimCommand call) {
        return remembered(by, call.requestId(), finder.giver(call.actor()),
                new Command.Reclaim(new DelegationId(call.id()), call.reason()), call.dryRun());
    }

    CommandAnswer host(Operator by, HostCommand call) {
        HostedActor site = finder.of(Role.AUTHORITY, call.actor());
        return remembered(by, call.requestId(), site, commands.host(call), call.dryRun());
    }

    CommandAnswer drain(Operator by, DrainCommand call) {
        HostedActor site = finder.of(Role.AUTHORITY, call.actor());
        CommandAnswer answer = remembered(by, call.requestId(), site,
                new Command.Drain(call.host(), call.drained(), call.reason()), call.dryRun());
        return call.drained() && !call.dryRun()
                ? new CommandAnswer(false, answer.ids(), SiteRows.leaving(site, call.host())) : answer;
    }

    CommandAnswer removeHost(Operator by, HostedActor site, RemoveHostCommand call) {
        return remembered(by, call.requestId(), site, new Enrolling.RemoveHost(call.host()), call.dryRun());
    }

    CommandAnswer uninvite(Operator by, HostedActor site, String lock, InviteCommand.Back call) {
        return remembered(by, call.requestId(), site, new Enrolling.Uninvite(lock), call.dryRun());
    }

    /** The agent of a host that has left is not told any more. */
    CommandAnswer forget(Operator by, HostedActor site, Principal agent, InviteCommand.Back call) {
        return remembered(by, call.requestId(), site, new Enrolling.Dismissed(agent), call.dryRun());
    }

    /** What was answered to the same call before: its invitation is not there any more. */
    Optional<CommandAnswer> uninvited(InviteCommand.Back call) {
        synchronized (given) {
            return call.requestId().filter(id -> !call.dryRun()).map(given::get)
                    .filter(before -> before.command instanceof Enrolling.Uninvite(String lock)
                            && InvitationImage.brief(lock).equals(call.id()))
                    .map(Given::answer);
        }
    }

    CommandAnswer hostOff(Operator by, HostOffCommand call) {
        return remembered(by, call.requestId(), finder.of(Role.AUTHORITY, call.actor()),
                new Servicing.HostOff(call.host(), call.reason()), call.dryRun());
    }

    CommandAnswer maintain(Operator by, MaintenanceCommand call) {
        HostedActor site = finder.of(Role.AUTHORITY, call.actor());
        CommandAnswer answer = remembered(by, call.requestId(), site, MaintenanceDesk.command(site, call), call.dryRun());
        return call.dryRun() ? answer : new CommandAnswer(false, answer.ids(), MaintenanceDesk.note(site, call.id()));
    }

    CommandAnswer endMaintenance(Operator by, MaintenanceCommand.End call) {
        return remembered(by, call.requestId(), finder.of(Role.AUTHORITY, call.actor()),
                new Servicing.EndMaintenance(call.id(), call.reason()), call.dryRun());
    }

    CommandAnswer policy(Operator by, PolicyCommand call) {
        HostedActor actor = finder.known(call.actor());
        return remembered(by, call.requestId(), actor, PolicyDesk.command(actor, call), call.dryRun());
    }

    CommandAnswer telling(Operator by, Optional<String> requestId, Optional<String> actor, Command.Telling command,
            boolean dryRun) {
        return remembered(by, requestId, finder.of(Role.SERVICE_MANAGER, actor), command, dryRun);
    }

    CommandAnswer settle(Operator by, SettleCommand call) {
        HostedActor actor = finder.known(call.actor());
        Command.Settle command = new Command.Settle(call.anyway(), call.reason());
        boolean asked = actor.role() == Role.AUTHORITY && actor.loop().status().loss().isPresent() && !call.anyway();
        List<String> open = asked ? doubts.of(actor) : List.of();
        if (!open.isEmpty()) {
            // What its peers have not said stands first.
            String more = actor.wouldReply(by.name(), command) instanceof Reply.Declined declined
                    ? declined.refusal().reason() + "; of its hosts " + Loss.named(open) : Loss.named(open);
            throw new ApiException(Problem.Kind.CONFLICT, more);
        }
        return remembered(by, call.requestId(), actor, command, call.dryRun());
    }

    CommandAnswer freeUnit(Operator by, UnitCommand call) {
        UnitId unit = new UnitId(call.unit());
        return remembered(by, call.requestId(), finder.withUnit(unit, call.actor()),
                new Command.FreeUnit(unit, call.reason()), call.dryRun());
    }

    CommandAnswer retryTeardown(Operator by, UnitCommand call) {
        UnitId unit = new UnitId(call.unit());
        return remembered(by, call.requestId(), finder.withUnit(unit, call.actor()),
                new Command.RetryTeardown(unit), call.dryRun());
    }

    CommandAnswer moveUnit(Operator by, MoveCommand call) {
        UnitId unit = new UnitId(call.unit());
        return remembered(by, call.requestId(), finder.withUnit(unit, call.actor()),
                new Command.Move(unit, call.host(), call.reason()), call.dryRun());
    }

    /** When {@code call} was heard first, if it was under this id: its times relative to now are then the same again. */
    private Instant heardAt(Optional<String> requestId, Record call, Instant now) {
        synchronized (heard) {
            return requestId.map(heard::get).filter(before -> before.call.equals(call)).map(Heard::at).orElse(now);
        }
    }

    private void remember(Optional<String> requestId, Record call, Instant now) {
        synchronized (heard) {
            requestId.ifPresent(id -> heard.put(id, new Heard(call, now)));
            if (heard.size() > MOST_REMEMBERED) {
                heard.remove(heard.keySet().iterator().next());
            }
        }
    }

    private static Instant now(HostedActor actor) {
        return actor.read(Actor.class, (a, now) -> now);
    }

    private CommandAnswer remembered(
            Operator by, Optional<String> requestId, HostedActor actor, Command command, boolean dryRun) {
        if (requestId.isEmpty() || dryRun) {
            return order(by, actor, command, dryRun);
        }
        String id = Names.check("requestId", requestId.get());
        synchronized (given) {
            Given before = given.get(id);
            if (before != null) {
                if (sameButForTime(before.command, command)) {
                    return before.answer;
                }
                throw new ApiException(Problem.Kind.CONFLICT, "requestId: '" + id + "' was used for another command");
            }
        }
        CommandAnswer answer = order(by, actor, command, false);
        synchronized (given) {
            given.put(id, new Given(command, answer));
            if (given.size() > MOST_REMEMBERED) {
                given.remove(given.keySet().iterator().next());
            }
        }
        return answer;
    }

    /** A delegation's term may have been written relative to now, which it was said at twice. */
    private static boolean sameButForTime(Command before, Command now) {
        if (before instanceof Command.Delegate a && now instanceof Command.Delegate b) {
            return new Command.Delegate(b.id(), b.from(), b.broker(), b.type(), b.capacity(), b.largest(), a.term(),
                    b.oversubscription(), b.properties()).equals(a);
        }
        return before.equals(now);
    }

    private static CommandAnswer order(Operator by, HostedActor actor, Command command, boolean dryRun) {
        Reply reply = dryRun ? actor.wouldReply(by.name(), command) : actor.order(by.name(), command);
        return switch (reply) {
            case Reply.Accepted accepted -> new CommandAnswer(dryRun, accepted.ids(), accepted.note());
            case Reply.Declined declined -> throw ApiException.of(declined.refusal());
        };
    }
}
