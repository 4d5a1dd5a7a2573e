package orca.runtime.handler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.Shell;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;

/**
 * A handler that makes units, in a line with services that each of them is to have: at setup one after the other, each seeing
 * what those before it said; at teardown in the other order. To its actor it is the maker: it has its name, its shell and its
 * moves.
 *
 * <p><b>Nothing is remembered here.</b> Each of the line is idempotent and finds by the unit's name what there is, so a line that
 * was cut off anywhere is gone through again. Which services a unit was given is a property of the unit ({@link #SERVICES}), so
 * that one that the configuration no longer names is still asked at the unit's end.
 *
 * <p><b>At teardown</b> the trouble of one keeps no other from its part, with one exception: while the maker has trouble, what
 * stands before it in the line stays, for a machine that may still run needs its address.
 *
 * <p><b>A probe</b> is the maker's. What a service finds amiss is said in the unit's output when it changes, and is no death of
 * the unit: the next change of the lease puts it right. So is what a service says of a unit that it finds there.
 */
public class ServicedHandler implements Handler {
    /** The property in which the site keeps which services a unit was given, in their order. */
    public static final String SERVICES = PropertyList.SITES_OWN + "services";
    /** The most services in a line. */
    public static final int MOST = 8;

    private final Handler maker;
    private final List<Handler> line;
    private final Function<? super String, Optional<Handler>> others;
    /** Soft: what was last found amiss, so that it is said once. */
    private final Map<UnitId, String> amiss = new ConcurrentHashMap<>();
    /** Soft: what services said when they last looked and found the unit there, likewise. */
    private final Map<UnitId, List<String>> remarks = new ConcurrentHashMap<>();

    private ServicedHandler(Handler maker, List<Handler> line, Function<? super String, Optional<Handler>> others) {
        this.maker = maker;
        this.line = List.copyOf(line);
        this.others = others;
    }

    /**
     * {@code maker} in its line; a {@link Shell} if it is one.
     *
     * @param services by name, in their order; where the maker's name is not among them it is last
     * @param others finds a service that a unit was given earlier
     */
    public static Handler of(Handler maker, Map<String, Handler> services,
            Function<? super String, Optional<Handler>> others) {
        Map<String, Handler> all = new LinkedHashMap<>(services);
        all.put(maker.name(), maker);
        List<Handler> line = List.copyOf(all.values());
        return maker instanceof Shell shell ? new WithShell(maker, shell, line, others) : new ServicedHandler(maker, line,
                others);
    }

    /** One whose units run commands. */
    private static final class WithShell extends ServicedHandler implements Shell {
        private final Shell shell;

        WithShell(Handler maker, Shell shell, List<Handler> line, Function<? super String, Optional<Handler>> others) {
            super(maker, line, others);
            this.shell = shell;
        }

        @Override
        public int exec(UnitCall call, List<String> command, CallContext context) throws Exception {
            return shell.exec(call, command, context);
        }
    }

    @Override
    public String name() {
        return maker.name();
    }

    @Override
    public boolean moves(TypeName type) {
        return maker.moves(type);
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws Exception {
        return switch (call.action()) {
            case SETUP, MODIFY -> give(call, context);
            case TEARDOWN -> take(call, context);
            case PROBE -> probe(call, context);
            case JOIN, LEAVE -> maker.handle(call, context);
        };
    }

    private Outcome give(UnitCall call, CallContext context) throws Exception {
        PropertyList said = PropertyList.NONE;
        for (Handler each : line) {
            if (context.cancelled()) {
                return new Outcome.Trouble("it was stopped before " + each.name(), true);
            }
            switch (asked(each, knowing(call, said), context)) {
                case Outcome.Done(PropertyList properties) -> said = said.overlaid(properties);
                case Outcome.Trouble trouble -> {
                    return by(each, trouble);
                }
            }
        }
        forget(call.unit());
        Set<String> given = new LinkedHashSet<>(given(call));
        line.forEach(each -> given.add(each.name()));
        return new Outcome.Done(given.size() == 1 ? said : said.with(SERVICES, String.join(",", given)));
    }

    /** What the unit was given before, by names. Some may stand in the line no more, and what they gave is there still. */
    private static List<String> given(UnitCall call) {
        return call.properties().text(SERVICES).map(names -> List.of(names.split(","))).orElse(List.of());
    }

    private void forget(UnitId unit) {
        amiss.remove(unit);
        remarks.remove(unit);
    }

    private Outcome take(UnitCall call, CallContext context) throws Exception {
        forget(call.unit());
        List<Handler> all = new ArrayList<>();
        List<Outcome.Trouble> troubles = new ArrayList<>();
        for (String name : given(call)) {
            if (line.stream().noneMatch(each -> each.name().equals(name))) {
                Optional<Handler> other = others.apply(name);
                other.ifPresentOrElse(all::add, () -> troubles.add(new Outcome.Trouble("the unit was given the service " + name
                        + ", which the configuration has no more; say handlers." + name + " again, or see to it by hand",
                        false)));
            }
        }
        all.addAll(line);
        backwards(all, call, context, troubles);
        if (context.cancelled()) {
            return new Outcome.Trouble("it was stopped before everything was removed", true);
        }
        return troubles.isEmpty() ? Outcome.done() : new Outcome.Trouble(
                troubles.stream().map(Outcome.Trouble::reason).collect(Collectors.joining("; ")),
                troubles.stream().anyMatch(Outcome.Trouble::retry));
    }

    /** What is thrown by one keeps no other from its part either. */
    private void backwards(List<Handler> rest, UnitCall call, CallContext context, List<Outcome.Trouble> troubles)
            throws Exception {
        if (rest.isEmpty() || context.cancelled()) {
            return;
        }
        Handler last = rest.getLast();
        boolean on = last != maker;
        try {
            switch (asked(last, call, context)) {
                case Outcome.Done done -> on = true;
                case Outcome.Trouble trouble -> troubles.add(by(last, trouble));
            }
        } finally {
            if (on) {
                backwards(rest.subList(0, rest.size() - 1), call, context, troubles);
            }
        }
    }

    private Outcome probe(UnitCall call, CallContext context) throws Exception {
        Outcome found = asked(maker, call, context);
        if (!(found instanceof Outcome.Done(PropertyList properties))
                || properties.get(PRESENT).equals(Optional.of(new PropertyValue.Flag(false)))) {
            return found;
        }
        List<String> words = new ArrayList<>();
        List<String> remarked = new ArrayList<>();
        for (Handler each : line) {
            if (each != maker && !context.cancelled()) {
                looked(each, call, context, words, remarked);
            }
        }
        // A service says the same once, so it is said though the call was stopped meanwhile.
        List<String> earlier = remarks.getOrDefault(call.unit(), List.of());
        remarked.stream().filter(line -> !earlier.contains(line)).forEach(context::say);
        if (context.cancelled()) {
            return found; // not all were asked
        }
        remarks.put(call.unit(), remarked);
        remarks.remove(call.unit(), List.of());
        String now = String.join("; ", words);
        String before = now.isEmpty() ? amiss.remove(call.unit()) : amiss.put(call.unit(), now);
        if (!now.equals(before == null ? "" : before)) {
            context.say(now.isEmpty() ? "its services are as they ought to be again" : now);
        }
        return found;
    }

    /**
     * Asks one service about the unit.
     *
     * @param words takes what makes it trouble, or a unit that it has nothing of
     * @param remarked takes what it says of a unit that it finds there
     */
    private static void looked(Handler service, UnitCall call, CallContext context, List<String> words, List<String> remarked)
            throws Exception {
        List<String> said = new ArrayList<>();
        Outcome seen = asked(service, call, new CallContext() {
            @Override
            public void say(String text) {
                said.add(text);
            }

            @Override
            public boolean cancelled() {
                return context.cancelled();
            }
        });
        switch (seen) {
            case Outcome.Trouble trouble -> words.add(by(service, trouble).reason());
            case Outcome.Done(PropertyList told) -> {
                if (told.get(PRESENT).equals(Optional.of(new PropertyValue.Flag(false)))) {
                    words.add(service.name() + ": " + (said.isEmpty() ? "it is not there" : String.join(", ", said)));
                } else {
                    said.forEach(text -> remarked.add(service.name() + ": " + text));
                }
            }
        }
    }

    private static Outcome asked(Handler handler, UnitCall call, CallContext context) throws Exception {
        Outcome outcome = handler.handle(call, context);
        return outcome == null ? new Outcome.Trouble("it said nothing", true) : outcome;
    }

    private static Outcome.Trouble by(Handler handler, Outcome.Trouble trouble) {
        return new Outcome.Trouble(handler.name() + ": " + trouble.reason(), trouble.retry());
    }

    private static UnitCall knowing(UnitCall call, PropertyList said) {
        return new UnitCall(call.unit(), call.action(), call.attempt(), call.type(), call.host(), call.sliver(), call.term(),
                call.properties().overlaid(said), call.epoch());
    }
}
