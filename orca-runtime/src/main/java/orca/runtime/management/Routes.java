package orca.runtime.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import orca.core.actor.Actor;
import orca.core.contract.Principal;
import orca.core.protocol.Command;
import orca.runtime.config.Vocabulary;
import orca.runtime.handler.UnitOutput;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.ChangeCounter;
import orca.runtime.hosting.HostedActor;
import orca.wire.call.Line;
import orca.wire.management.AgentView;
import orca.wire.management.ChangeCommand;
import orca.wire.management.CloseCommand;
import orca.wire.management.DelegateCommand;
import orca.wire.management.DrainCommand;
import orca.wire.management.ExecCommand;
import orca.wire.management.ExecLine;
import orca.wire.management.FeedCommand;
import orca.wire.management.HostCommand;
import orca.wire.management.HostOffCommand;
import orca.wire.management.InviteCommand;
import orca.wire.management.JoinCommand;
import orca.wire.management.MaintenanceCommand;
import orca.wire.management.MoveCommand;
import orca.wire.management.NoticesCommand;
import orca.wire.management.PolicyCommand;
import orca.wire.management.Problem;
import orca.wire.management.ReclaimCommand;
import orca.wire.management.RemoveHostCommand;
import orca.wire.management.RequestCommand;
import orca.wire.management.SampleCommand;
import orca.wire.management.SettleCommand;
import orca.wire.management.SlotsAnswer;
import orca.wire.management.SlotsCommand;
import orca.wire.management.UnitCommand;
import orca.wire.management.VerdictCommand;
import orca.wire.text.Nearest;

/** Which path does what, as a list. */
public final class Routes {
    /** The most calls that wait for something at the same time. */
    static final int MOST_WAITING = 256;
    private static final List<String> TABLES =
            List.of("actors", "reservations", "tickets", "leases", "units", "delegations", "hosts", "slices",
                    "policies", "notices", "letters", "maintenance", "invitations");

    private final Map<String, Function<Call, Object>> posts = new LinkedHashMap<>();
    private final Lookups lookups;
    private final Notary notary;
    private final UnitShell shell;
    private final BackupDesk backups;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    /**
     * @param lines from an actor here to a peer elsewhere
     * @param agents what is known of the agent of a site's host
     * @param notices what people are told
     * @param enrolment where hosts come and go
     * @param version of the program
     * @param configuration the hash of the file that the container runs by
     */
    public Routes(Actors actors, Vocabulary vocabulary, BiFunction<Principal, Principal, Optional<Line>> lines,
            ChangeCounter changes, UnitOutput output, BiFunction<String, String, Optional<AgentView>> agents, NoticeDesk notices,
            EnrolmentDesk enrolment, String version, String configuration) {
        Finder finder = new Finder(actors);
        this.lookups = new Lookups(actors, finder, vocabulary, changes, output, version, agents, enrolment);
        this.shell = new UnitShell(finder);
        this.backups = new BackupDesk(actors, version, configuration);
        this.notary = new Notary(actors, finder);
        Orders orders = new Orders(actors, finder, vocabulary, new HostDoubts(agents));
        SlotRound slots = new SlotRound(actors, vocabulary, lines);
        posts.put("request", call -> orders.request(call.by(), call.as(RequestCommand.class)));
        posts.put("plan", call -> orders.plan(call.as(RequestCommand.class)));
        posts.put("slots", call -> slots(slots, finder, call.as(SlotsCommand.class)));
        SampleDesk samples = new SampleDesk();
        posts.put("sample", call -> {
            SampleCommand command = call.as(SampleCommand.class);
            return samples.sample(finder.of(HostedActor.Role.SERVICE_MANAGER, command.actor()), command);
        });
        posts.put("change", call -> orders.change(call.by(), call.as(ChangeCommand.class)));
        posts.put("close", call -> orders.close(call.by(), call.as(CloseCommand.class)));
        posts.put("approve", call -> orders.approve(call.by(), call.as(VerdictCommand.class)));
        posts.put("deny", call -> orders.deny(call.by(), call.as(VerdictCommand.class)));
        posts.put("revoke", call -> orders.revoke(call.by(), call.as(VerdictCommand.class)));
        posts.put("delegate", call -> orders.delegate(call.by(), call.as(DelegateCommand.class)));
        posts.put("reclaim", call -> orders.reclaim(call.by(), call.as(ReclaimCommand.class)));
        posts.put("host", call -> orders.host(call.by(), call.as(HostCommand.class)));
        posts.put("drain", call -> orders.drain(call.by(), call.as(DrainCommand.class)));
        posts.put("host-off", call -> orders.hostOff(call.by(), call.as(HostOffCommand.class)));
        posts.put("invite", call -> enrolment.invite(call.by(), finder, call.as(InviteCommand.class)));
        posts.put("uninvite", call -> enrolment.uninvite(call.by(), finder, orders, call.as(InviteCommand.Back.class)));
        posts.put(JoinCommand.PATH, call -> enrolment.join(call.by(), call.as(JoinCommand.class)));
        posts.put("remove-host", call -> enrolment.remove(call.by(), finder, orders, call.as(RemoveHostCommand.class)));
        posts.put("maintain", call -> orders.maintain(call.by(), call.as(MaintenanceCommand.class)));
        posts.put("end-maintenance", call -> orders.endMaintenance(call.by(), call.as(MaintenanceCommand.End.class)));
        posts.put("settle", call -> orders.settle(call.by(), call.as(SettleCommand.class)));
        posts.put("policy", call -> orders.policy(call.by(), call.as(PolicyCommand.class)));
        posts.put("notices", call -> {
            NoticesCommand command = call.as(NoticesCommand.class);
            return orders.telling(call.by(), command.requestId(), command.actor(), notices.command(command), command.dryRun());
        });
        posts.put("notices-test", call -> {
            NoticesCommand.Test test = call.as(NoticesCommand.Test.class);
            return orders.telling(
                    call.by(), test.requestId(), test.actor(), new Command.TestNotices(test.slice()), test.dryRun());
        });
        posts.put("hook-key", call -> notices.key(call.as(NoticesCommand.HookKey.class)));
        posts.put("feed", call -> {
            FeedCommand command = call.as(FeedCommand.class);
            return notices.feed(call.by(), finder.of(HostedActor.Role.SERVICE_MANAGER, command.actor()), command);
        });
        posts.put("move-unit", call -> orders.moveUnit(call.by(), call.as(MoveCommand.class)));
        posts.put("free-unit", call -> orders.freeUnit(call.by(), call.as(UnitCommand.class)));
        posts.put("retry-teardown", call -> orders.retryTeardown(call.by(), call.as(UnitCommand.class)));
    }

    private static SlotsAnswer slots(SlotRound round, Finder finder, SlotsCommand command) {
        HostedActor guest = finder.of(HostedActor.Role.SERVICE_MANAGER, command.actor());
        return round.ask(guest, command, guest.read(Actor.class, (actor, now) -> now));
    }

    /** Whether {@code call} is answered line by line; then {@link #stream} does it. */
    boolean streams(Call call) {
        return call.path().equals(List.of("exec")) && call.method().equals("POST");
    }

    /** Whether {@code call} is answered with the bytes of a file; then {@link #backup} writes them. */
    boolean backsUp(Call call) {
        return call.path().equals(List.of("backup")) && call.method().equals("POST");
    }

    BackupDesk.Ready backup(Call call) {
        call.only();
        return backups.ready();
    }

    /** What is still to be done once it is certain that there will be lines. */
    interface Lines {
        void to(Consumer<ExecLine> out) throws InterruptedException;
    }

    Lines stream(Call call) {
        ExecCommand command = call.as(ExecCommand.class);
        UnitShell.Ready ready = shell.ready(command);
        return out -> shell.run(ready, command, out);
    }

    /** The answer to {@code call}: a record. */
    Object answer(Call call) throws InterruptedException {
        List<String> path = call.path();
        String name = path.isEmpty() ? "" : path.get(0);
        boolean asksForTable = call.method().equals("GET") && TABLES.contains(name);
        if (posts.containsKey(name) && path.size() == 1 && !asksForTable) {
            method(call, "POST");
            call.only();
            return posts.get(name).apply(call);
        }
        if (path.equals(List.of("exec")) || path.equals(List.of("backup"))) {
            method(call, "POST");
        }
        if (path.size() == 1 && TABLES.contains(name)) {
            method(call, "GET");
            return lookups.table(name, call);
        }
        if (path.size() == 1) {
            return switch (name) {
                case "health" -> get(call, () -> lookups.health());
                case "changes" -> patiently(call, () -> lookups.changes(call));
                case "wait" -> patiently(call, () -> lookups.waitFor(call));
                default -> throw unknown(call, name);
            };
        }
        if (path.size() == 2 && (name.equals("describe") || name.equals("logs"))) {
            return get(call, () -> name.equals("logs") ? lookups.logs(path.get(1)) : lookups.describe(path.get(1)));
        }
        if (path.size() == 2 && List.of("contract", "relinquishment", "proof").contains(name)) {
            method(call, "GET");
            Optional<String> actor = call.parameter("actor");
            if (name.equals("proof")) {
                call.only("actor");
                return notary.proof(path.get(1), actor);
            }
            call.only("actor", "holder");
            Optional<String> holder = call.parameter("holder");
            return name.equals("contract") ? notary.contract(path.get(1), actor, holder)
                    : notary.relinquishment(path.get(1), actor, holder);
        }
        throw unknown(call, name);
    }

    private interface Patient {
        Object answer() throws InterruptedException;
    }

    private static Object get(Call call, Patient answer) throws InterruptedException {
        method(call, "GET");
        call.only();
        return answer.answer();
    }

    private Object patiently(Call call, Patient answer) throws InterruptedException {
        method(call, "GET");
        if (!waiting.tryAcquire()) {
            throw new ApiException(Problem.Kind.BUSY, MOST_WAITING + " calls wait already, which is all that may; try again");
        }
        try {
            return answer.answer();
        } finally {
            waiting.release();
        }
    }

    private static void method(Call call, String method) {
        if (!call.method().equals(method)) {
            throw new ApiException(Problem.Kind.METHOD, "/v1/" + String.join("/", call.path()) + " takes " + method + ", not "
                    + (call.method().matches("[A-Z]{1,10}") ? call.method() : "that"));
        }
    }

    private ApiException unknown(Call call, String name) {
        TreeSet<String> known = new TreeSet<>(TABLES);
        known.addAll(posts.keySet());
        known.addAll(List.of("health", "changes", "wait", "describe", "logs", "exec", "backup", "contract",
                "relinquishment", "proof"));
        return new ApiException(Problem.Kind.UNKNOWN, "there is no such path" + Nearest.to(name, known)
                .map(n -> "; did you mean /v1/" + n + "?").orElse(""));
    }
}
