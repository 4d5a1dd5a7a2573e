package orca.handler.ant;

import orca.core.handler.CallContext;
import org.apache.tools.ant.BuildEvent;
import org.apache.tools.ant.BuildException;
import org.apache.tools.ant.BuildListener;
import org.apache.tools.ant.Project;

/** Hears what a script says and passes on the beginning of it; and ends a script that is cancelled at its next task. */
final class Words implements BuildListener {
    private static final int MOST_LINES = 500;
    private static final int LONGEST_LINE = 1000;

    private final CallContext context;
    private volatile boolean cancelled;
    private long lines;

    Words(CallContext context) {
        this.context = context;
    }

    void cancel() {
        cancelled = true;
    }

    /** Says how much was left out. */
    synchronized void end() {
        if (lines > MOST_LINES) {
            context.say((lines - MOST_LINES) + " more lines were left out");
        }
    }

    @Override
    public synchronized void messageLogged(BuildEvent event) {
        if (event.getPriority() > Project.MSG_INFO) {
            return;
        }
        // A line at a time: the text of one message may be long.
        String text = event.getMessage();
        int from = 0;
        while (from <= text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            if (end > from && lines++ < MOST_LINES) {
                context.say(text.substring(from, Math.min(end, from + LONGEST_LINE)));
            }
            from = end + 1;
        }
    }

    @Override
    public void taskStarted(BuildEvent event) {
        if (cancelled || context.cancelled()) {
            throw new BuildException("the call was cancelled");
        }
    }

    @Override
    public void buildStarted(BuildEvent event) {
        // Nothing to say.
    }

    @Override
    public void buildFinished(BuildEvent event) {
        // Nothing to say.
    }

    @Override
    public void targetStarted(BuildEvent event) {
        // Nothing to say.
    }

    @Override
    public void targetFinished(BuildEvent event) {
        // Nothing to say.
    }

    @Override
    public void taskFinished(BuildEvent event) {
        // Nothing to say.
    }
}
