package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.resource.PropertyList;

/** Runs one node's handler calls: well, badly, for ever, or not to the end. */
final class Yard {
    private static final Outcome BROKEN = new Outcome.Trouble("broken", false);

    private final Timeline timeline;
    private final Dice dice;
    private final Substrate substrate;
    private final Map<Duties.CallName, Call> calls = new LinkedHashMap<>();
    private Faults faults;

    Yard(Timeline timeline, Dice dice, Substrate substrate, Faults faults) {
        this.timeline = timeline;
        this.dice = dice;
        this.substrate = substrate;
        this.faults = faults;
    }

    private static final class Call {
        private final Duties.Run run;
        private final Consumer<Event> report;
        private boolean begun;

        Call(Duties.Run run, Consumer<Event> report) {
            this.run = run;
            this.report = report;
        }
    }

    void become(Faults other) {
        faults = other;
    }

    int running() {
        return calls.size();
    }

    /** Everything that runs dies where it is; nobody hears of it. */
    void die() {
        calls.clear();
    }

    void start(Duties.Run run, Instant begin, Consumer<Event> report) {
        Call call = new Call(run, report);
        calls.put(run.name(), call);
        timeline.at(begin, () -> begin(call));
    }

    void stop(Duties.CallName name, Consumer<Event> report) {
        Call call = calls.get(name);
        Duration delay = dice.span(Duration.ofMillis(1), Duration.ofSeconds(2));
        if (call == null || !call.begun) {
            calls.remove(name);
            timeline.after(delay, () -> report.accept(ended(name, new Outcome.Trouble("it did not run", false))));
        } else {
            timeline.after(delay, () -> end(call, new Outcome.Trouble("cancelled", false)));
        }
    }

    private void begin(Call call) {
        if (calls.get(call.run.name()) != call) {
            return;
        }
        call.begun = true;
        substrate.begin(call.run.call());
        if (dice.chance(faults.hung())) {
            timeline.after(call.run.limit(), () -> end(call, new Outcome.Trouble("took longer than " + call.run.limit(), true)));
            return;
        }
        Duration length = dice.chance(faults.hung() * 4) ? Duration.ofSeconds(dice.between(5, 25))
                : dice.span(Duration.ofMillis(1), Duration.ofSeconds(5));
        boolean changes = call.run.call().action() == Action.MODIFY; // rarer than the others, so it fails more often
        boolean breaks = dice.chance(faults.broken() * (changes ? 4 : 1)) && !substrate.arrived(call.run.call());
        Outcome outcome = breaks ? BROKEN
                : dice.chance(faults.troubled() * (changes ? 3 : 1)) ? new Outcome.Trouble("troubled", true)
                : new Outcome.Done(PropertyList.of("made-by", call.run.handler()));
        timeline.after(length, () -> end(call, outcome));
    }

    private void end(Call call, Outcome outcome) {
        if (!calls.remove(call.run.name(), call)) {
            return;
        }
        if (outcome instanceof Outcome.Done) {
            substrate.done(call.run.call());
        } else if (outcome.equals(BROKEN)) {
            substrate.refused(call.run.call());
        }
        call.report.accept(ended(call.run.name(), outcome));
        if (dice.chance(faults.doubled())) {
            timeline.after(dice.span(Duration.ofMillis(1), Duration.ofSeconds(20)),
                    () -> call.report.accept(ended(call.run.name(), outcome)));
        }
    }

    private static Event ended(Duties.CallName name, Outcome outcome) {
        return new Event.Ended(name.unit(), name.action(), name.attempt(), outcome);
    }
}
