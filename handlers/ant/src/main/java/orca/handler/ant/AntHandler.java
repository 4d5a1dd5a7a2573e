package orca.handler.ant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.HostAgents;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.nodeagent.client.AgentClient;
import orca.nodeagent.client.Agents;
import org.apache.tools.ant.BuildException;

/**
 * The handler {@code ant}: each action is a target of a script. Its page is {@code docs/handlers/ant.md}.
 *
 * <p>A script runs in a thread of its own, since Ant blocks where it likes. A call that is cancelled ends its script before
 * the next task, and at once every process that the script started, with all that those started.
 */
public final class AntHandler implements Handler {
    /** How often a script that is to end is told so, for a task may forget that it was interrupted. */
    private static final long NUDGE_MILLIS = 50;
    /** What a script must have: nobody could trust the units of one that has not. */
    private static final List<Action> NEEDED = List.of(Action.SETUP, Action.TEARDOWN, Action.PROBE);

    private static final String TRACES = "traces";

    private final AgentTask.Agents agents;
    private Optional<AntSettings> settings = Optional.empty();
    private Agents remote = Agents.of(PropertyList.NONE);

    /** A handler whose scripts find drivers of this process. */
    public AntHandler() {
        this(new OwnAgent());
    }

    AntHandler(AgentTask.Agents agents) {
        this.agents = agents;
    }

    @Override
    public String name() {
        return "ant";
    }

    @Override
    public void configure(PropertyList list) {
        AntSettings read = AntSettings.of(Agents.without(list));
        Agents named = Agents.of(list);
        try {
            Script script = Script.read(read.script());
            for (Action action : NEEDED) {
                if (!script.has(Script.target(action))) {
                    throw new IllegalArgumentException("script: " + read.script() + " has no target '" + Script.target(action)
                            + "', and setup, teardown and probe are needed");
                }
            }
        } catch (BuildException e) {
            throw new IllegalArgumentException("script: cannot be read: " + e.toString().strip(), e); // it says where
        }
        settings = Optional.of(read);
        remote = named;
    }

    @Override
    public boolean reaches(HostAgents hosts) {
        remote.join(hosts);
        return true;
    }

    /** The agent that the settings or the inventory name for a host, else the one of this process. */
    private AgentClient agent(String host) {
        try {
            return remote.client(host).orElseGet(() -> agents.at(host));
        } catch (IOException e) {
            throw new BuildException("agent: " + e.getMessage(), e);
        }
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws InterruptedException {
        return run(Script.target(call.action()), call, context);
    }

    /** A property's value from words: a whole number, true or false, else a text. */
    public static PropertyValue value(String text) {
        return ScriptRun.value(text);
    }

    /** Whether the script has a target that says what there is of a unit: for tests of the script. */
    public boolean tellsTraces() {
        return settings.isPresent() && Script.read(settings.get().script()).has(TRACES);
    }

    /** What that target says, a line each. @throws IllegalStateException with the reason when it fails */
    public List<String> traces(UnitCall call) throws InterruptedException {
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        CallContext listening = new CallContext() {
            @Override
            public void say(String line) {
                said.add(line);
            }

            @Override
            public boolean cancelled() {
                return false;
            }
        };
        if (run(TRACES, call, listening) instanceof Outcome.Trouble(String reason, boolean retry)) {
            throw new IllegalStateException(TRACES + ": " + reason);
        }
        return List.copyOf(said);
    }

    private Outcome run(String target, UnitCall call, CallContext context) throws InterruptedException {
        if (settings.isEmpty()) {
            return new Outcome.Trouble("the handler ant needs its setting 'script'", false);
        }
        ScriptRun run = new ScriptRun(settings.get(), this::agent, target, call, context);
        Thread thread = Thread.ofPlatform().daemon().name("orca-ant-" + call.unit()).start(run);
        try {
            thread.join();
        } catch (InterruptedException e) {
            end(thread, run);
            throw e;
        }
        return run.outcome();
    }

    /** Until it has ended nobody can know what it does to the unit, so this waits, however often it is interrupted. */
    private static void end(Thread thread, ScriptRun run) {
        run.cancel();
        while (thread.isAlive()) {
            thread.interrupt();
            try {
                thread.join(NUDGE_MILLIS);
            } catch (InterruptedException e) {
                continue; // it is being ended already
            }
        }
    }
}
