package orca.wire.protocol;

import java.time.Duration;
import orca.wire.text.Tree;

/**
 * What somebody says who collects.
 *
 * @param longest how long he is ready to wait; whole seconds, at most {@link #LONGEST_WAIT}
 * @param shared whether papers that several messages stand on may stand in front of them, once
 */
public record Collecting(Duration longest, boolean shared) {
    /** The longest that a collector may wait. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    public Tree.Branch write() {
        return new Body().whole("wait", longest.toSeconds()).flag("shared", shared).done();
    }

    /** @throws IllegalArgumentException when it does not say how long, or too long */
    public static Collecting read(Tree body) {
        Fields in = Fields.of("collect", body);
        Duration wait = Duration.ofSeconds(in.maybeWhole("wait", 0, LONGEST_WAIT.toSeconds()).orElse(0L));
        boolean shared = in.has("shared") && in.flag("shared");
        in.end();
        return new Collecting(wait, shared);
    }
}
