package orca.handler.ant;

import java.io.File;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.tools.ant.Project;
import org.apache.tools.ant.taskdefs.launcher.CommandLauncher;

/** Starts a script's processes and knows them, so that none is left when the script has to end. */
final class Children extends CommandLauncher {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Process> alive = new LinkedHashSet<>();
    private boolean ended;

    @Override
    public Process exec(Project project, String[] command, String[] environment) throws IOException {
        return exec(project, command, environment, project.getBaseDir());
    }

    @Override
    public Process exec(Project project, String[] command, String[] environment, File folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder);
        if (environment != null) {
            builder.environment().clear();
            for (String entry : environment) {
                int equals = entry.indexOf('=');
                if (equals > 0) {
                    builder.environment().put(entry.substring(0, equals), entry.substring(equals + 1));
                }
            }
        }
        lock.lock();
        try {
            if (ended) {
                throw new IOException("the call was cancelled");
            }
            alive.removeIf(process -> !process.isAlive());
            Process process = builder.start();
            alive.add(process);
            return process;
        } finally {
            lock.unlock();
        }
    }

    /** Ends them, with all that they started, and starts no more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            for (Process process : alive) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
