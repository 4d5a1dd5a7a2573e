package orca.simulator.trial;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.handler.ant.AntHandler;
import orca.testkit.HandlerContract;
import orca.testkit.RecordingContext;

/**
 * The contract of handlers for a script. What there is of a unit is said by the script's target {@code traces}; for a script
 * without one, by its probe, which the contract then has to believe.
 */
public final class ScriptContract extends HandlerContract {
    private static volatile Trial trial;

    /** What to call the script with. */
    record Trial(PropertyList settings, TypeName type, String host, Amounts sliver, Term term, PropertyList properties) {
        AntHandler handler() {
            AntHandler handler = new AntHandler();
            handler.configure(settings);
            return handler;
        }
    }

    /** As a site's journal does: what an action gave is there for the later ones, whatever dies. */
    private final Map<UnitId, PropertyList> given = new ConcurrentHashMap<>();

    /** Says what the next run is about; tests are made by a framework that asks nobody. */
    static void begin(Trial next) {
        trial = Objects.requireNonNull(next, "trial");
    }

    /** Whether the script tells what there is by more than its probe. */
    static boolean looksItself() {
        return trial.handler().tellsTraces();
    }

    @Override
    protected Handler handler() {
        AntHandler script = trial.handler();
        return new Handler() {
            @Override
            public String name() {
                return script.name();
            }

            @Override
            public Outcome handle(UnitCall call, CallContext context) throws InterruptedException {
                PropertyList made = given.getOrDefault(call.unit(), PropertyList.NONE);
                Outcome outcome = script.handle(knowing(call, made), context);
                if (outcome instanceof Outcome.Done(PropertyList said) && call.action() != Action.PROBE) {
                    if (call.action() == Action.TEARDOWN) {
                        given.remove(call.unit());
                    } else {
                        given.put(call.unit(), made.overlaid(said));
                    }
                }
                return outcome;
            }
        };
    }

    private static UnitCall knowing(UnitCall call, PropertyList made) {
        return new UnitCall(call.unit(), call.action(), call.attempt(), call.type(), call.host(), call.sliver(), call.term(),
                call.properties().overlaid(made));
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return new UnitCall(unit, action, attempt, trial.type(), trial.host(), trial.sliver(), trial.term(), trial.properties());
    }

    @Override
    protected List<String> traces(UnitId unit) throws InterruptedException {
        AntHandler script = trial.handler();
        UnitCall call = call(Action.PROBE, unit, 1);
        if (script.tellsTraces()) {
            return script.traces(call).stream().sorted().toList();
        }
        return switch (script.handle(call, new RecordingContext())) {
            case Outcome.Done(PropertyList said) when said.get(Handler.PRESENT).isPresent()
                    && said.get(Handler.PRESENT).get().equals(new PropertyValue.Flag(true)) -> List.of("it is there");
            case Outcome.Done nothing -> List.of();
            case Outcome.Trouble(String reason, boolean retry) ->
                throw new AssertionError("probe: " + reason);
        };
    }
}
