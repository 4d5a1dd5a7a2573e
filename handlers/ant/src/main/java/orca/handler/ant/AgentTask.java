package orca.handler.ant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.nodeagent.client.AgentClient;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Order;
import orca.nodeagent.term.LastWill;
import orca.nodeagent.term.Mandate;
import orca.wire.text.Notation;
import org.apache.tools.ant.BuildException;
import org.apache.tools.ant.Project;
import org.apache.tools.ant.Task;

/**
 * {@code <agent driver="..." action="..."><in name="..." value="..."/></agent>}: orders an action of a driver at the host's
 * agent, waits for it, and sets what it gave as properties. The same action with the same input in the same attempt is the same
 * request: the agent does it once.
 */
public final class AgentTask extends Task {
    /** Where the project keeps what finds agents. */
    static final String AGENTS = "orca.agents";
    /** Where the project keeps the call that the script does. */
    static final String CALL = "orca.call";

    private String driver = "";
    private String action = "";
    private String into = "";
    private String last = "";
    private Duration within = Duration.ofMinutes(5);
    private final List<Entry> entries = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();

    /** Finds the agent of a host. */
    @FunctionalInterface
    interface Agents {
        /** @throws BuildException when there is none */
        AgentClient at(String host);
    }

    /** {@code <in name="..." value="..."/>}. */
    public static final class Entry {
        private String name = "";
        private String value = "";

        public void setName(String text) {
            name = text;
        }

        public void setValue(String text) {
            value = text;
        }
    }

    /** {@code <arg value="..."/>}. */
    public static final class Word {
        private String value = "";

        public void setValue(String text) {
            value = text;
        }
    }

    /** Whose action. */
    public void setDriver(String name) {
        driver = name;
    }

    /** Which of its actions. */
    public void setAction(String name) {
        action = name;
    }

    /** What the names of the properties that it gives begin with; without it they are not kept. */
    public void setInto(String prefix) {
        into = prefix;
    }

    /**
     * Which of the driver's actions the host takes by itself when the unit's term is over and nobody comes; it gets no input.
     * What makes something that stays must say so where the agent is on another host.
     */
    public void setLast(String name) {
        last = name;
    }

    /** How long it may take. */
    public void setWithin(String length) {
        try {
            within = Notation.duration(length);
        } catch (IllegalArgumentException e) {
            throw new BuildException("agent.within: " + e.getMessage(), e);
        }
    }

    public Entry createIn() {
        Entry entry = new Entry();
        entries.add(entry);
        return entry;
    }

    public Word createArg() {
        Word word = new Word();
        words.add(word);
        return word;
    }

    /** Orders it. @throws BuildException with the driver's reason; one that it calls final ends the script for good */
    @Override
    public void execute() {
        Project project = getProject();
        if (!(project.<Object>getReference(AGENTS) instanceof Agents agents)) {
            throw new BuildException("agent: this script has none to ask");
        }
        Order order;
        try {
            order = order(project);
        } catch (IllegalArgumentException e) {
            throw new BuildException("agent: " + e.getMessage(), e);
        }
        String host = project.getProperty("unit.host");
        switch (run(agents.at(host), order, mandate(project))) {
            case Outcome.Done(PropertyList given) -> given.forEach(this::keep);
            case Outcome.Trouble(String reason, boolean retry) -> {
                String words = "agent: " + driver + "." + action + ": " + reason;
                throw retry ? new BuildException(words) : new RefuseTask.Refused(words);
            }
        }
    }

    /** In a teardown the host may forget the unit; what names a last action makes it known; everything else changes nothing. */
    private Mandate mandate(Project project) {
        if (!(project.<Object>getReference(CALL) instanceof UnitCall call)) {
            throw new BuildException("agent: this script does no call");
        }
        return switch (call.action()) {
            case TEARDOWN -> Mandate.end(call);
            case SETUP, MODIFY, PROBE, JOIN, LEAVE -> last.isEmpty() ? Mandate.look(call)
                    : Mandate.hold(call, LastWill.of(last, within));
        };
    }

    private void keep(Map.Entry<String, PropertyValue> entry) {
        if (!into.isEmpty()) {
            getProject().setProperty(into + "." + entry.getKey(), entry.getValue().toString());
        }
    }

    private Order order(Project project) {
        Map<String, PropertyValue> input = new TreeMap<>();
        entries.forEach(entry -> input.put(entry.name, ScriptRun.value(entry.value)));
        List<String> arguments = words.stream().map(word -> word.value).toList();
        UnitId unit = new UnitId(project.getProperty("unit.id"));
        PropertyList list = PropertyList.of(input);
        return new Order(id(project, unit, list, arguments), action, unit, list, arguments, within);
    }

    /** A unit's name may serve again in a later lease, and a script may order the same with another input. */
    private ActionId id(Project project, UnitId unit, PropertyList input, List<String> arguments) {
        try {
            String demand = project.getProperty("unit.start") + " " + project.getProperty("unit.end") + " "
                    + project.getProperty("unit.action") + "\n" + input + "\n" + arguments;
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(demand.getBytes(StandardCharsets.UTF_8));
            return new ActionId(unit + "/" + driver + "." + action + "/" + project.getProperty("unit.attempt") + "/"
                    + HexFormat.of().formatHex(digest, 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Outcome run(AgentClient client, Order order, Mandate mandate) {
        CallContext context = new CallContext() {
            @Override
            public void say(String line) {
                log(line);
            }

            @Override
            public boolean cancelled() {
                return Thread.currentThread().isInterrupted();
            }
        };
        try {
            return Errand.run("agent", () -> client.run(driver, order, mandate, context), () -> {});
        } catch (ExecutionException e) {
            throw new BuildException("agent: " + driver + "." + action + ": " + e.getCause(), e.getCause());
        }
    }
}
