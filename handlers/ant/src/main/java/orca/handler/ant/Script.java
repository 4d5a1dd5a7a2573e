package orca.handler.ant;

import java.nio.file.Path;
import java.util.Locale;
import orca.core.handler.Action;
import org.apache.tools.ant.BuildException;
import org.apache.tools.ant.Project;
import org.apache.tools.ant.ProjectHelper;

/** A build file as Ant has read it, for one use. */
final class Script {
    private final Project project;
    private final Path file;

    private Script(Project project, Path file) {
        this.project = project;
        this.file = file;
    }

    /** An empty project with our tasks in it, into which a file may be read. */
    static Project empty() {
        Project project = new Project();
        project.init();
        project.addTaskDefinition("await", AwaitTask.class);
        project.addTaskDefinition("refuse", RefuseTask.class);
        project.addTaskDefinition("agent", AgentTask.class);
        project.addTaskDefinition("ssh", SshTask.class);
        project.setInputHandler(request -> {
            throw new BuildException("a handler's script has nobody to ask: " + request.getPrompt());
        });
        return project;
    }

    /** @throws BuildException when it cannot be read; the message says where */
    static Script read(Path file) {
        return read(empty(), file);
    }

    /** The same into a project that knows properties already; the file's own top level is run by that. */
    static Script read(Project project, Path file) {
        project.setUserProperty("ant.file", file.toString());
        ProjectHelper.configureProject(project, file.toFile());
        return new Script(project, file);
    }

    static String target(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    boolean has(String target) {
        return project.getTargets().containsKey(target);
    }

    void run(String target) {
        project.executeTarget(target);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
