package orca.handler.sandbox.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import orca.core.handler.CallContext;

/** The trial on the host itself: a unit is made, a command runs in it, and nothing of it may be left. */
final class RealTrial implements FormChoice.Trial {
    /** No unit id begins so, and whoever tries holds the folder's lock. */
    static final String UNIT = "_trial";
    /** What units see of the host; a folder below would let them see each other. */
    private static final List<String> SHOWN = List.of("/usr", "/etc", "/opt");

    private final Path home;
    private final boolean root;
    private final UnitMaker maker;
    private final Removal removal;

    RealTrial(Path home, boolean root, UnitMaker maker, Removal removal) {
        this.home = home;
        this.root = root;
        this.maker = maker;
        this.removal = removal;
    }

    @Override
    public Optional<String> reasonAgainst(Form form) throws InterruptedException {
        if (form == Form.ROOT && !root) {
            return Optional.of("this process is not root");
        }
        if (form.namespaced() && SHOWN.stream().anyMatch(home::startsWith)) {
            return Optional.of("folder: must not lie under " + SHOWN + ", which units see, got " + home);
        }
        try {
            removal.remove(UNIT, NativeDriver.PATIENCE);
            Optional<String> against = made(form);
            List<String> left = removal.remove(UNIT, NativeDriver.PATIENCE);
            return against.isPresent() || left.isEmpty() ? against : Optional.of("it leaves " + left);
        } catch (IOException failed) {
            return Optional.of(String.valueOf(failed.getMessage()));
        }
    }

    private Optional<String> made(Form form) throws InterruptedException {
        try {
            UnitPlan plan = maker.make(
                    new UnitSpec(UNIT, "trial", Optional.empty(), Map.of(), OptionalLong.of(1000), OptionalLong.of(64)), form);
            OptionalLong init = maker.running(plan);
            if (init.isEmpty()) {
                return Optional.of("its first process is not to be found");
            }
            List<String> said = new ArrayList<>();
            int code = maker.enter(plan, init.getAsLong(), List.of("true"), new Listener(said));
            return code == 0 ? Optional.empty() : Optional.of("no command runs in it: " + said);
        } catch (IOException failed) {
            return Optional.of(String.valueOf(failed.getMessage()));
        }
    }

    /** Takes the words of the command. */
    private record Listener(List<String> lines) implements CallContext {
        @Override
        public synchronized void say(String line) {
            lines.add(line);
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
