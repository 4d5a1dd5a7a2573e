package orca.handler.ant;

import java.util.Map;
import java.util.TreeMap;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import org.apache.tools.ant.BuildException;
import org.apache.tools.ant.Project;
import org.apache.tools.ant.taskdefs.launcher.CommandLauncher;

/** One call of a script: what it is told, what it says, and how it ends. */
final class ScriptRun implements Runnable {
    /** What a script sets to give the unit properties. */
    private static final String OUT = "out.";

    private final AntSettings settings;
    private final AgentTask.Agents agents;
    private final String target;
    private final UnitCall call;
    private final Words words;
    private final Children children = new Children();
    private volatile Outcome outcome = new Outcome.Trouble("the script was ended", true);

    ScriptRun(AntSettings settings, AgentTask.Agents agents, String target, UnitCall call, CallContext context) {
        this.settings = settings;
        this.agents = agents;
        this.target = target;
        this.call = call;
        this.words = new Words(context);
    }

    /** How it ended. Trouble until it has. */
    Outcome outcome() {
        return outcome;
    }

    /** Ends its processes now, and the script before its next task. */
    void cancel() {
        words.cancel();
        children.end();
    }

    @Override
    public void run() {
        Project project = Script.empty();
        try {
            project.addBuildListener(words);
            CommandLauncher.setVMLauncher(project, children);
            CommandLauncher.setShellLauncher(project, children);
            project.addReference(AgentTask.AGENTS, agents);
            project.addReference(AgentTask.CALL, call);
            told().forEach(project::setUserProperty);
            Script script = Script.read(project, settings.script());
            if (script.has(target)) {
                script.run(target);
            }
            outcome = new Outcome.Done(given(project));
        } catch (RefuseTask.Refused e) {
            outcome = new Outcome.Trouble(e.getMessage(), false);
        } catch (BuildException e) {
            outcome = refused(e) ? new Outcome.Trouble(e.getCause().getMessage(), false)
                    : new Outcome.Trouble(e.toString().strip(), true); // with the place in the file
        } catch (IllegalArgumentException e) {
            outcome = new Outcome.Trouble(e.getMessage(), false);
        } finally {
            words.end();
        }
    }

    private static boolean refused(BuildException e) {
        return e.getCause() instanceof RefuseTask.Refused;
    }

    /** All that the script may know. */
    private Map<String, String> told() {
        Map<String, String> told = new TreeMap<>();
        told.put("unit.id", call.unit().value());
        told.put("unit.type", call.type().value());
        told.put("unit.host", call.host());
        told.put("unit.action", Script.target(call.action()));
        told.put("unit.attempt", Integer.toString(call.attempt()));
        told.put("unit.start", call.term().start().toString());
        told.put("unit.end", call.term().end().toString());
        for (int i = 0; i < call.sliver().size(); i++) {
            String name = i < settings.dimensions().size() ? settings.dimensions().get(i) : Integer.toString(i + 1);
            told.put("sliver." + name, Long.toString(call.sliver().get(i)));
        }
        settings.own().forEach((name, value) -> told.put("setting." + name, value));
        call.properties().asMap().forEach((name, value) -> told.put("in." + name, value.toString()));
        return told;
    }

    /** What the script set, by kinds as on the command line: whole numbers, true and false, and texts. */
    private static PropertyList given(Project project) {
        Map<String, PropertyValue> given = new TreeMap<>();
        for (Map.Entry<String, Object> entry : new TreeMap<>(project.getProperties()).entrySet()) {
            if (entry.getKey().startsWith(OUT)) {
                given.put(entry.getKey().substring(OUT.length()), value(entry.getValue().toString()));
            }
        }
        return PropertyList.of(given);
    }

    static PropertyValue value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return new PropertyValue.Flag(Boolean.parseBoolean(text));
        }
        return text.matches("-?(0|[1-9][0-9]{0,17})") ? new PropertyValue.Whole(Long.parseLong(text))
                : new PropertyValue.Text(text);
    }
}
