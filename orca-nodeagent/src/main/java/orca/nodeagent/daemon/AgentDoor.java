package orca.nodeagent.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.nodeagent.keeper.Actions;
import orca.nodeagent.keeper.Keeper;
import orca.nodeagent.talk.Asked;
import orca.nodeagent.talk.Kind;
import orca.nodeagent.talk.Poll;
import orca.nodeagent.talk.Progress;
import orca.nodeagent.talk.StatusView;
import orca.wire.call.CallRefused;
import orca.wire.call.Door;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.trust.Role;
import orca.wire.trust.Speaker;

/** Where an agent is called. Nothing is taken from whom its address book does not name, nor from anybody but for his role. */
final class AgentDoor implements Door {
    private static final int LONGEST_TOKEN = 64;
    private static final int MOST_NAMED = 5;

    private final Known known;
    private final Keeper keeper;
    private final Actions actions;
    private final Status status;
    private final DriverDesk desk;

    AgentDoor(Known known, Keeper keeper, Actions actions, Status status, DriverDesk desk) {
        this.desk = desk;
        this.known = known;
        this.keeper = keeper;
        this.actions = actions;
        this.status = status;
    }

    @Override
    public Tree.Branch call(Speaker speaker, Operation operation, Tree.Branch body) throws CallRefused {
        Known.Caller caller = known.caller(speaker);
        if (operation != Operation.ORDER) {
            throw new CallRefused(CallRefused.Kind.UNKNOWN, operation.word() + ": this is the agent of a host, and no actor");
        }
        try {
            Kind kind = Kind.of(body);
            return kind.body(answer(caller, kind, body));
        } catch (IllegalArgumentException e) {
            throw new CallRefused(CallRefused.Kind.MALFORMED, e.getMessage());
        } catch (IOException e) {
            throw new CallRefused(CallRefused.Kind.BUSY, "the host fails: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallRefused(CallRefused.Kind.BUSY, "the agent is ending");
        }
    }

    private Record answer(Known.Caller caller, Kind kind, Tree.Branch body)
            throws CallRefused, IOException, InterruptedException {
        return switch (kind) {
            case RUN -> {
                may(caller, kind, Role.AUTHORITY);
                yield run(caller, Kind.content(body, Asked.class));
            }
            case POLL -> {
                may(caller, kind, Role.AUTHORITY);
                Poll poll = Kind.content(body, Poll.class);
                yield progress(actions.poll(caller.principal(), poll.token(), poll.heard(), Duration.ofMillis(poll.patience())));
            }
            case CANCEL -> {
                may(caller, kind, Role.AUTHORITY);
                yield progress(actions.cancel(caller.principal(), Kind.content(body, Poll.class).token()));
            }
            case STATUS -> view(caller);
            case DISMISS -> {
                may(caller, kind, Role.AUTHORITY);
                yield dismiss(caller);
            }
            case ACCEPT_CLOCK -> {
                may(caller, kind, Role.OPERATOR);
                keeper.acceptClock();
                yield view(caller);
            }
            case DRIVER_PART, DRIVER_INSTALL, DRIVER_LIST, DRIVER_ROLLBACK, DRIVER_REMOVE -> {
                may(caller, kind, Role.OPERATOR);
                yield desk.answer(kind, body);
            }
        };
    }

    private static void may(Known.Caller caller, Kind kind, Role role) throws CallRefused {
        if (caller.role() != role) {
            throw new CallRefused(CallRefused.Kind.FORBIDDEN, "'" + caller.name() + "' is known here as " + caller.role().word()
                    + ", and " + kind + " is for " + role.word() + " alone");
        }
    }

    /** From now on it is a stranger here; whoever has something here stays known, for it is to be torn down. */
    private Kind.Nothing dismiss(Known.Caller caller) throws CallRefused, IOException {
        List<String> held = keeper.held().stream().filter(will -> will.authority().equals(caller.principal()))
                .map(will -> will.unit().value()).toList();
        if (!held.isEmpty()) {
            // Later it may: they end with their terms at the latest.
            throw new CallRefused(CallRefused.Kind.BUSY, "units of '" + caller.name() + "' are held here: "
                    + String.join(", ", held.subList(0, Math.min(MOST_NAMED, held.size()))));
        }
        known.forget(caller.principal());
        return new Kind.Nothing();
    }

    private StatusView view(Known.Caller caller) throws IOException, InterruptedException {
        return status.view(authority -> caller.role() == Role.OPERATOR || authority.equals(caller.principal()));
    }

    private Progress run(Known.Caller caller, Asked asked) throws CallRefused, InterruptedException {
        if (asked.token().isEmpty() || asked.token().length() > LONGEST_TOKEN) {
            throw new IllegalArgumentException("order.token: must have 1 to " + LONGEST_TOKEN + " characters");
        }
        return progress(Optional.of(actions.begin(caller.principal(), asked.token(), asked.driver(), asked.order(),
                asked.mandate(), Duration.ofMillis(asked.patience())).orElseThrow(() -> new CallRefused(CallRefused.Kind.BUSY,
                        "more than " + Actions.MOST_RUNNING + " actions run here"))));
    }

    private static Progress progress(Optional<Actions.Heard> heard) {
        return heard.map(one -> Progress.of(one.lines(), one.heard(), one.outcome())).orElse(Progress.UNKNOWN);
    }
}
