package orca.handler.ant;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import orca.wire.text.Notation;
import org.apache.tools.ant.BuildException;
import org.apache.tools.ant.taskdefs.condition.Condition;
import org.apache.tools.ant.taskdefs.condition.ConditionBase;

/**
 * {@code <await within="30s">CONDITION</await>}: goes on as soon as a condition of Ant's holds, and fails when it did not in
 * time. Ends at once when the call is cancelled, which Ant's own {@code waitfor} does not.
 */
public final class AwaitTask extends ConditionBase {
    private Duration within = Duration.ofSeconds(30);
    private Duration every = Duration.ofMillis(200);

    public AwaitTask() {
        super("await");
    }

    /** The longest time to wait. */
    public void setWithin(String length) {
        within = length("within", length);
    }

    /** How often to look. */
    public void setEvery(String length) {
        every = length("every", length);
    }

    private static Duration length(String attribute, String text) {
        try {
            return Notation.duration(text);
        } catch (IllegalArgumentException e) {
            throw new BuildException("await." + attribute + ": " + e.getMessage(), e);
        }
    }

    /** Waits. @throws BuildException when the condition does not hold in time, or the call is cancelled */
    public void execute() {
        List<Condition> conditions = Collections.list(getConditions());
        if (conditions.size() != 1) {
            throw new BuildException("await: needs one condition, has " + conditions.size());
        }
        long deadline = System.nanoTime() + within.toNanos();
        try {
            while (!conditions.get(0).eval()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new BuildException("await: did not become so within " + Notation.show(within));
                }
                Thread.sleep(every.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildException("await: the call was cancelled", e);
        }
    }
}
